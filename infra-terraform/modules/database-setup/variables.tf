variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "cluster_name" {
  description = "Cluster in which the task is started."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the task."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the task."
  type        = list(string)
}

variable "image" {
  description = "Image with psql and a shell, such as PostgreSQL's own, of the server's major version."
  type        = string
}

variable "repository_arn" {
  description = "ECR repository of the image."
  type        = string
}

variable "database" {
  description = "The server, its database, its security group, and the secret of its master user."
  type = object({
    address           = string
    name              = string
    security_group_id = string
    master_secret_arn = string
  })
}

variable "role_secret_arns" {
  description = "Secrets of the roles, by service: auth, sensor, stream, reader."
  type        = map(string)

  validation {
    condition     = alltrue([for service in ["auth", "sensor", "stream", "reader"] : contains(keys(var.role_secret_arns), service)])
    error_message = "auth, sensor, stream and reader are needed."
  }
}

variable "secrets_key_arn" {
  description = "KMS key of the secrets."
  type        = string
}

variable "logs_key_arn" {
  description = "KMS key of the task's log."
  type        = string
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
