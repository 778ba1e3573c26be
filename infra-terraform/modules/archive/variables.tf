variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "key_arn" {
  description = "KMS key of the objects."
  type        = string
}

variable "writer_role_arn" {
  description = "Role of the archiver: the only one that may write, and nobody may delete a version but by the lifecycle; null while none exists."
  type        = string
  default     = null
}

variable "object_lock" {
  description = "Days that no object may be deleted or overwritten by anybody (Object Lock, mode COMPLIANCE for true protection, GOVERNANCE where roles with the right may); null: no Object Lock. Only at the creation of the bucket."
  type = object({
    days = number
    mode = string
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : var.object_lock.days >= 1 && contains(["COMPLIANCE", "GOVERNANCE"], var.object_lock.mode)
    error_message = "A day at least, COMPLIANCE or GOVERNANCE."
  }
}

variable "infrequent_after_days" {
  description = "Days after which objects move to Standard-IA; S3 takes 30 at least."
  type        = number
  default     = 30

  validation {
    condition     = var.infrequent_after_days >= 30
    error_message = "At least 30."
  }
}

variable "glacier_after_days" {
  description = "Days after which they move to Glacier Instant Retrieval, from which they are read as ever. What rebuilds the database (docs/operations/runbooks) reads them."
  type        = number
  default     = 90

  validation {
    condition     = var.glacier_after_days >= var.infrequent_after_days + 30
    error_message = "At least 30 days after the first move."
  }
}

variable "expire_after_days" {
  description = "Days after which they are deleted; null: never."
  type        = number
  default     = null

  validation {
    condition     = var.expire_after_days == null ? true : var.expire_after_days > var.glacier_after_days
    error_message = "After the last move."
  }
}

variable "copy_to" {
  description = "Region, and KMS key there, to which each object is copied; null: no copy."
  type = object({
    region  = string
    key_arn = string
  })
  default = null
}

variable "protect" {
  description = "Whether destroy refuses while there are objects; false lets destroy delete them all."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
