variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "monthly_budget" {
  description = "US dollars a month for everything with this environment's tag. The arithmetic is in docs/operations/cost.md."
  type        = number

  validation {
    condition     = var.monthly_budget > 0
    error_message = "More than 0."
  }
}

variable "environment" {
  description = "Value of the tag Environment, by which costs are told apart. The tag must be activated as a cost allocation tag once (README)."
  type        = string
}

variable "emails" {
  description = "Who is told."
  type        = list(string)

  validation {
    condition     = length(var.emails) > 0 && alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+$", email))])
    error_message = "At least one address."
  }
}

variable "anomaly_amount" {
  description = "US dollars a day by which a service may cost more than is usual before somebody is told."
  type        = number
  default     = 20

  validation {
    condition     = var.anomaly_amount > 0
    error_message = "More than 0."
  }
}

variable "anomalies" {
  description = "Whether anomalies are looked for here. An account needs it once: where several environments share one, in one of them."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
