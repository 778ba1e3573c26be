variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "VPC of the balancer."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets, one for each zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A balancer needs two zones."
  }
}

variable "certificate_arn" {
  description = "Certificate of the public name, in ACM of this region."
  type        = string

  validation {
    condition     = startswith(var.certificate_arn, "arn:")
    error_message = "The ARN of a certificate."
  }
}

variable "allowed_cidrs" {
  description = "Who may connect; everybody by default."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "requests_per_address" {
  description = "Requests of one address in five minutes, above which it is blocked for a while. A whole plant may be behind one address: the gateway's own limits are by device. This one is against floods."
  type        = number
  default     = 100000

  validation {
    condition     = var.requests_per_address >= 100
    error_message = "At least 100."
  }
}

variable "idle_timeout" {
  description = "Seconds without a byte after which a connection is closed; less than the gateway's idle-timeout of 75 s, so that the balancer closes first."
  type        = number
  default     = 60

  validation {
    condition     = var.idle_timeout >= 10 && var.idle_timeout < 75
    error_message = "10 to 74."
  }
}

variable "log_days" {
  description = "Days that access logs and logs of blocked requests are kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400], var.log_days)
    error_message = "A number of days that CloudWatch Logs knows."
  }
}

variable "logs_key_arn" {
  description = "KMS key under which logs of blocked requests are encrypted."
  type        = string
}

variable "protect" {
  description = "Whether the balancer and its logs are safe from deletion; false lets destroy remove everything."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
