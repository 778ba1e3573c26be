variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC of the file system."
  type        = string
}

variable "subnet_ids" {
  description = "Data subnets, one for each zone: a task mounts within its zone."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Who may mount it, by name."
  type        = map(string)
}

variable "client_role_arns" {
  description = "Roles that may mount and write; everybody else is refused by the file system itself."
  type        = list(string)
}

variable "user" {
  description = "User and group that own the spool, whatever the client says: uid:gid."
  type        = string

  validation {
    condition     = can(regex("^[1-9][0-9]*:[1-9][0-9]*$", var.user))
    error_message = "Numbers, uid:gid, neither of them 0."
  }
}

variable "throughput_mode" {
  description = "elastic (pays for bytes; nothing while Kafka takes readings) or bursting."
  type        = string
  default     = "elastic"

  validation {
    condition     = contains(["elastic", "bursting"], var.throughput_mode)
    error_message = "elastic or bursting."
  }
}

variable "key_arn" {
  description = "KMS key under which it is encrypted."
  type        = string
}


variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
