variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "cidr" {
  description = "Addresses of the VPC, a /16."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && endswith(var.cidr, "/16")
    error_message = "An IPv4 network of size /16."
  }
}

variable "zones" {
  description = "How many availability zones are used; three, so that Kafka keeps two replicas when one is gone."
  type        = number
  default     = 3

  validation {
    condition     = var.zones >= 2 && var.zones <= 3
    error_message = "Two or three."
  }
}

variable "nat" {
  description = "NAT gateways: none, single (one for all zones), or per-zone. auth-service needs one for webhooks of tenants; without any, webhooks are not delivered."
  type        = string
  default     = "per-zone"

  validation {
    condition     = contains(["none", "single", "per-zone"], var.nat)
    error_message = "none, single or per-zone."
  }
}

variable "interface_endpoints" {
  description = "AWS services that are reached by an endpoint inside the VPC instead of NAT, by their short names. Each costs for every zone and hour and saves most of the price of a byte: worth it from about 630 GB a month with three zones (see README). Without NAT all that is used must be here."
  type        = set(string)
  default     = []

  validation {
    condition     = !contains(var.interface_endpoints, "s3")
    error_message = "S3 has a gateway endpoint always: it costs nothing."
  }
}

variable "flow_log_days" {
  description = "Days that flow logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400], var.flow_log_days)
    error_message = "A number of days that CloudWatch Logs knows."
  }
}

variable "logs_key_arn" {
  description = "KMS key under which flow logs are encrypted."
  type        = string
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
