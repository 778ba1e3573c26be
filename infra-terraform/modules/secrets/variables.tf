variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "key_deletion_days" {
  description = "Days that a deleted key can be had back: 7 to 30."
  type        = number
  default     = 30

  validation {
    condition     = var.key_deletion_days >= 7 && var.key_deletion_days <= 30
    error_message = "7 to 30."
  }
}

variable "database" {
  description = "Where the services' roles log in, and the master secret that makes and changes them; null: no secrets of roles."
  type = object({
    host              = string
    name              = string
    master_secret_arn = string
  })
  default = null
}

variable "roles" {
  description = "Roles of the database that get a secret: by service, the role's name."
  type        = map(string)
  default = {
    auth   = "auth_service"
    sensor = "sensor_service"
    stream = "stream_service"
    reader = "reader"
  }
}

variable "rotation" {
  description = "AWS's own function that changes passwords: where it runs, and when. null: none, as long as the setup task has not made the roles. The schedule must leave time for the restart."
  type = object({
    subnet_ids          = list(string)
    security_group_ids  = list(string)
    schedule            = optional(string, "cron(0 2 1 * ? *)")
    restart_schedule    = optional(string, "cron(0 3 2 * ? *)")
    application_version = optional(string, "1.1.560")
  })
  default = null
}

variable "restart" {
  description = "Services that are started anew after a rotation, since they read passwords at their start: cluster, and names of services. The password before stays good until the next rotation."
  type = object({
    cluster_name = string
    cluster_arn  = string
    services     = set(string)
  })
  default = null
}

variable "password_version" {
  description = "One more makes new first passwords of the roles; only before anything uses them."
  type        = number
  default     = 1
}

variable "setup_secret" {
  description = "Whether there is a secret with which the first operator is made; false once that is done."
  type        = bool
  default     = true
}

variable "protect" {
  description = "Whether secrets can be had back for 30 days after their deletion; false deletes them at once."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
