variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "What the services' metrics say as deployment.environment.name, such as prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+$", var.environment))
    error_message = "Lower-case letters, digits and hyphens."
  }
}

variable "alarm_emails" {
  description = "Addresses that are told, by priority (p1, p2, p3). Each has to confirm the first mail."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue([for priority in keys(var.alarm_emails) : contains(["p1", "p2", "p3"], priority)])
    error_message = "Priorities are p1, p2 and p3."
  }
}

variable "pagerduty_endpoints" {
  description = "HTTPS addresses of PagerDuty's integration \"Amazon CloudWatch\", by priority (p1, p2, p3). They hold its key, so they are secret."
  type        = map(string)
  default     = {}
  sensitive   = true

  validation {
    condition     = alltrue([for priority, endpoint in var.pagerduty_endpoints : contains(["p1", "p2", "p3"], priority) && startswith(endpoint, "https://")])
    error_message = "Priorities are p1, p2 and p3, addresses begin with https://."
  }
}

variable "silent" {
  description = "Whether alarms change their state and tell nobody: for an environment that nobody is on call for."
  type        = bool
  default     = false
}

variable "load_balancer_arn_suffix" {
  description = "Of the public load balancer, such as app/sensor-prod/50dc6c495c0c9188; null: no alarms on it."
  type        = string
  default     = null
}

variable "target_group_arn_suffixes" {
  description = "Of the target groups of the public load balancer, by service."
  type        = map(string)
  default     = {}
}

variable "cluster_name" {
  description = "ECS cluster of the services."
  type        = string
}

variable "service_names" {
  description = "Names of the ECS services, by what they call themselves in metrics and logs (spring.application.name), such as gateway-service = sensor-prod-gateway."
  type        = map(string)

  validation {
    condition     = length(var.service_names) > 0
    error_message = "A service at least."
  }
}

variable "database_identifier" {
  description = "DB instance of PostgreSQL; null: no alarms on it."
  type        = string
  default     = null
}

variable "kafka_cluster_name" {
  description = "MSK cluster; null: no alarms on it."
  type        = string
  default     = null
}

variable "kafka_broker_count" {
  description = "How many brokers it has; each has its own alarms."
  type        = number
  default     = 3

  validation {
    condition     = var.kafka_broker_count >= 1 && var.kafka_broker_count <= 30
    error_message = "1 to 30."
  }
}

variable "archive_bucket" {
  description = "Bucket of the archive, whose size the pages show; null: none."
  type        = string
  default     = null
}

variable "runbook_base_url" {
  description = "Where docs/operations/runbooks can be read; each alarm links to <base>/<runbook>.md."
  type        = string

  validation {
    condition     = can(regex("^https://[^ ]+[^/ ]$", var.runbook_base_url))
    error_message = "An address that begins with https:// and ends without a slash."
  }
}

variable "log_group_names" {
  description = "Log groups that services have already, by service; for the others they are made here."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "Days that the services' logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of the numbers of days that CloudWatch Logs offers."
  }
}

variable "canary" {
  description = "What sends a reading from outside and reads it back: the gateway's address, the ARN of the secret with {\"clientId\", \"apiKey\", \"sensor\"} of a device that may send and read that one sensor, the KMS key of the secret (null: AWS's own), how often (minutes), and how soon the reading must be found. null: no canary."
  type = object({
    gateway_url       = string
    secret_arn        = string
    secret_key_arn    = optional(string)
    every_minutes     = optional(number, 5)
    freshness_seconds = optional(number, 5)
    runtime           = optional(string, "syn-python-selenium-14.0")
    subnet_ids        = optional(list(string), [])
    security_groups   = optional(list(string), [])
  })
  default = null

  validation {
    condition     = var.canary == null ? true : startswith(var.canary.gateway_url, "https://") && var.canary.every_minutes >= 1 && var.canary.every_minutes <= 60
    error_message = "An address that begins with https://, every 1 to 60 minutes."
  }
}

variable "transaction_search" {
  description = "Whether spans of this account and region go to CloudWatch Logs (Transaction Search), which X-Ray's OTLP endpoint needs. One for an account and region: true in one environment of them only."
  type        = bool
  default     = false
}

variable "protect" {
  description = "Whether destroy refuses while the canary's artifacts are there; false lets destroy delete them."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
