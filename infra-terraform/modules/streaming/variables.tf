variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC of the brokers."
  type        = string
}

variable "subnet_ids" {
  description = "Data subnets, one for each zone; three, so that two replicas are left when one zone is gone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Three zones: replication 3, of which 2 must acknowledge."
  }
}

variable "client_security_group_ids" {
  description = "Who may connect, by name."
  type        = map(string)
}

variable "kafka_version" {
  description = "Version of Kafka, without ZooKeeper."
  type        = string
  default     = "3.9.x.kraft"

  validation {
    condition     = can(regex("(kraft$|^4\\.)", var.kafka_version))
    error_message = "One that needs no ZooKeeper."
  }
}

variable "broker" {
  description = "Class of a broker, GiB of its disk at first and at most, and brokers in each zone."
  type = object({
    instance_type = string
    gib           = number
    most_gib      = number
    in_each_zone  = optional(number, 1)
  })

  validation {
    condition     = startswith(var.broker.instance_type, "kafka.") && var.broker.gib >= 1 && var.broker.most_gib >= var.broker.gib && var.broker.in_each_zone >= 1
    error_message = "Such as kafka.m7g.large, with a disk that may grow."
  }
}

variable "retention_hours" {
  description = "Hours that records are kept: longer than the longest outage of PostgreSQL or S3 to be ridden out, and twice the age of a backup (docs/operations/capacity.md)."
  type        = number
  default     = 168

  validation {
    condition     = var.retention_hours >= 24
    error_message = "At least a day."
  }
}

variable "key_arn" {
  description = "KMS key of the disks."
  type        = string
}

variable "logs_key_arn" {
  description = "KMS key of the brokers' log."
  type        = string
}

variable "log_days" {
  description = "Days that the brokers' log is kept."
  type        = number
  default     = 14
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
