variable "region" {
  description = "Region of AWS."
  type        = string
  default     = "eu-west-1"
}

variable "images" {
  description = "Image of each service by digest: what a deployment changes. The pipeline gives it."
  type = object({
    gateway = string
    auth    = string
    sensor  = string
    stream  = string
  })
}

variable "domain" {
  description = "Public name of the platform, and the hosted zone in which it is."
  type = object({
    name    = string
    zone_id = string
  })
}

variable "emails" {
  description = "Who is told of alarms and costs."
  type        = list(string)
}

variable "runbook_base_url" {
  description = "Where docs/operations/runbooks can be read: begins the link in each alarm."
  type        = string
  default     = "https://github.com/example/sensor-platform/blob/main/docs/operations/runbooks"
}

variable "setup_secret" {
  description = "Whether the secret with which the first operator is made exists; false once that is done."
  type        = bool
  default     = true
}

variable "rotate" {
  description = "Whether passwords of the database rotate; true once the setup task has made the roles."
  type        = bool
  default     = false
}

variable "failover" {
  description = "PRIMARY or SECONDARY where another region has the same platform (README); null: one region only."
  type        = string
  default     = null
}

variable "second_region" {
  description = "Another region for copies of the archive and of backups, and a KMS key there; null: none."
  type = object({
    region  = string
    key_arn = string
  })
  default = null
}

variable "pagerduty_endpoints" {
  description = "HTTPS addresses of PagerDuty by priority (p1, p2, p3); they hold its key: give them as TF_VAR_pagerduty_endpoints."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "canary_secret_arn" {
  description = "Secret with the key of the device that sends a reading from outside; null until there is one (docs/operations/deploy.md)."
  type        = string
  default     = null
}

variable "transaction_search" {
  description = "Whether spans of this account and region go to CloudWatch Logs; for one environment of an account only."
  type        = bool
  default     = true
}
