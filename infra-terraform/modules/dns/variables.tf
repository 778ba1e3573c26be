variable "zone_id" {
  description = "Public hosted zone in which the names are."
  type        = string
}

variable "domain" {
  description = "Public name of the platform; the issuer of tokens is https:// and this."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain))
    error_message = "A name such as readings.example.com."
  }
}

variable "target" {
  description = "The balancer: its own name and hosted zone."
  type = object({
    dns_name = string
    zone_id  = string
  })
}

variable "failover" {
  description = "PRIMARY or SECONDARY where a second region has the same platform: Route 53 sends callers to the primary while its health check is good; null: one region only."
  type        = string
  default     = null

  validation {
    condition     = var.failover == null ? true : contains(["PRIMARY", "SECONDARY"], var.failover)
    error_message = "PRIMARY, SECONDARY or null."
  }
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
