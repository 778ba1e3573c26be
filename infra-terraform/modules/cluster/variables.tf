variable "name" {
  description = "Name of the cluster, and prefix of what belongs to it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC in which the names of tasks are known."
  type        = string
}

variable "container_insights" {
  description = "Container Insights: enhanced, enabled or disabled. Each task's metrics cost."
  type        = string
  default     = "enabled"

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.container_insights)
    error_message = "enhanced, enabled or disabled."
  }
}

variable "logs_key_arn" {
  description = "KMS key for what is typed in sessions of ECS Exec."
  type        = string
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
