variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC of the database."
  type        = string
}

variable "subnet_ids" {
  description = "Data subnets, one for each zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A standby needs a second zone."
  }
}

variable "client_security_group_ids" {
  description = "Who may connect, by name."
  type        = map(string)
}

variable "engine_version" {
  description = "PostgreSQL, major version; minor ones come by themselves in the maintenance window."
  type        = string
  default     = "18"

  validation {
    condition     = can(regex("^1[6-9]$", var.engine_version))
    error_message = "16 to 19."
  }
}

variable "instance_class" {
  description = "Class of the primary and its standby."
  type        = string

  validation {
    condition     = startswith(var.instance_class, "db.")
    error_message = "Such as db.m8g.large."
  }
}

variable "storage" {
  description = "GiB at first and at most (grows by itself), and for gp3 beyond its base the operations and MiB a second."
  type = object({
    gib        = number
    most_gib   = number
    iops       = optional(number)
    throughput = optional(number)
  })

  validation {
    condition     = var.storage.gib >= 20 && var.storage.most_gib > var.storage.gib
    error_message = "At least 20 GiB, and room to grow."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over."
  type        = bool
  default     = true
}

variable "replica_class" {
  description = "Class of a read replica for reports and as something to promote; null: none."
  type        = string
  default     = null
}

variable "max_connections" {
  description = "Connections that the server takes. All services' pools must fit into four fifths of it (client_connections): that is the pooler, see README."
  type        = number

  validation {
    condition     = var.max_connections >= 50 && var.max_connections <= 5000
    error_message = "50 to 5000."
  }
}

variable "client_connections" {
  description = "Connections of all services at their largest: tasks times pool."
  type        = number
}

variable "backup_days" {
  description = "Days back to each second of which the database can be restored."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "1 to 35; without backups there is no point-in-time restore, and no replica."
  }
}

variable "copy_backups_to" {
  description = "Another region to which automated backups are copied, to restore there; null: none."
  type = object({
    region  = string
    key_arn = string
  })
  default = null
}

variable "key_arn" {
  description = "KMS key of storage, backups and Performance Insights."
  type        = string
}

variable "secrets_key_arn" {
  description = "KMS key of the master password, which RDS makes and rotates."
  type        = string
}

variable "logs_key_arn" {
  description = "KMS key of the server's log."
  type        = string
}

variable "log_days" {
  description = "Days that the server's log is kept."
  type        = number
  default     = 30
}

variable "protect" {
  description = "Whether deletion is refused and a last snapshot is kept; false lets destroy remove everything."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
