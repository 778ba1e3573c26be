variable "repository" {
  description = "GitHub repository whose workflows may take these roles: owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "owner/name."
  }
}

variable "environments" {
  description = "Environments deployed into this account, and whether their data is protected: then the deploying role may change but not delete what holds readings."
  type = map(object({
    name    = string
    protect = bool
  }))

  validation {
    condition     = alltrue([for environment in keys(var.environments) : can(regex("^[a-z]+$", environment))])
    error_message = "Names of lower-case letters."
  }
}

variable "state" {
  description = "Bucket of the state and its KMS key."
  type = object({
    bucket_arn = string
    key_arn    = string
  })
}

variable "images" {
  description = "Images that are kept here: the services' own, and copies of others' that tasks use."
  type        = set(string)
  default     = ["gateway", "auth", "sensor", "stream", "collector", "postgres"]
}

variable "keep_images" {
  description = "Tagged images that are kept of each, newest first."
  type        = number
  default     = 50

  validation {
    condition     = var.keep_images >= 10
    error_message = "At least 10, so that there is something to go back to."
  }
}

variable "oidc_provider_arn" {
  description = "GitHub's identity provider in this account, if there is one already; null: it is made."
  type        = string
  default     = null
}

variable "protect" {
  description = "Whether repositories with images refuse to be deleted."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
