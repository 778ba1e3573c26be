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
  description = "Private subnets, one for each zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A balancer needs two zones."
  }
}

variable "ports" {
  description = "Port of each service that is called here, by service."
  type        = map(number)

  validation {
    condition     = alltrue([for port in values(var.ports) : port >= 1024 && port <= 65535])
    error_message = "Ports are 1024 to 65535."
  }
}

variable "caller_security_group_ids" {
  description = "Who may call, by name."
  type        = map(string)
}

variable "protect" {
  description = "Whether the balancer is safe from deletion."
  type        = bool
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
