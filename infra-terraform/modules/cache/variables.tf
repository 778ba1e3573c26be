variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC of the cache."
  type        = string
}

variable "subnet_ids" {
  description = "Data subnets."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Who may connect, by name."
  type        = map(string)
}

variable "node_type" {
  description = "Class of a node. What is kept (limits, first answers of Idempotency-Keys) is small."
  type        = string
  default     = "cache.t4g.small"

  validation {
    condition     = startswith(var.node_type, "cache.")
    error_message = "Such as cache.t4g.small."
  }
}

variable "replicas" {
  description = "Replicas besides the primary, each in another zone; with one it takes over."
  type        = number
  default     = 1

  validation {
    condition     = var.replicas >= 0 && var.replicas <= 2
    error_message = "0 to 2."
  }
}

variable "key_arn" {
  description = "KMS key of what is on disk."
  type        = string
}

variable "secrets_key_arn" {
  description = "KMS key of the secret with the address and password."
  type        = string
}

variable "password_version" {
  description = "One more makes a new password and stores it; then start the services anew (README)."
  type        = number
  default     = 1
}

variable "protect" {
  description = "Whether the secret can be had back for 30 days after its deletion."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
