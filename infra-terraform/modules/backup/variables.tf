variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "key_arn" {
  description = "KMS key of the vault."
  type        = string
}

variable "database_arn" {
  description = "Instance that is backed up."
  type        = string
}

variable "keep_days" {
  description = "Days that daily, weekly and monthly backups are kept."
  type = object({
    daily   = optional(number, 14)
    monthly = optional(number, 365)
  })
  default = {}

  validation {
    condition     = var.keep_days.daily >= 1 && var.keep_days.monthly >= 90
    error_message = "Monthly ones go to cold storage, which keeps for 90 days at least."
  }
}

variable "copy_to" {
  description = "Region, and KMS key there, to which each backup is copied; null: no copy."
  type = object({
    region  = string
    key_arn = string
  })
  default = null
}

variable "restore_test" {
  description = "When a backup is restored to see whether it can be (cron, UTC), into which subnets and security groups, and for how many hours the restored instance stays for a look inside; null: never."
  type = object({
    schedule           = string
    subnet_group       = string
    security_group_ids = list(string)
    instance_class     = optional(string, "db.t4g.medium")
    hours              = optional(number, 4)
  })
  default = null

  validation {
    condition     = var.restore_test == null ? true : var.restore_test.hours >= 1 && var.restore_test.hours <= 168
    error_message = "1 to 168 hours."
  }
}

variable "tell" {
  description = "Whether somebody is told of backups, copies and restores that failed."
  type        = bool
  default     = true
}

variable "topic_arn" {
  description = "SNS topic that is told."
  type        = string
}

variable "protect" {
  description = "Whether nobody can delete a backup before its time (Vault Lock, mode governance); false lets destroy delete all."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
