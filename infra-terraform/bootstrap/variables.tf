variable "region" {
  description = "Region of the state."
  type        = string
  default     = "eu-west-1"
}

variable "repository" {
  description = "GitHub repository whose workflows deploy: owner/name."
  type        = string
}

variable "environments" {
  description = "Environments of this account: prefix of their names, and whether their data is protected. One account for each environment is best; one for all works."
  type = map(object({
    name    = string
    protect = bool
  }))
  default = {
    dev     = { name = "sensor-dev", protect = false }
    staging = { name = "sensor-staging", protect = true }
    prod    = { name = "sensor-prod", protect = true }
  }
}

variable "oidc_provider_arn" {
  description = "GitHub's identity provider, if the account has one already; null: it is made."
  type        = string
  default     = null
}
