variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "dev, staging or prod: value of the tag Environment, and of the dimension environment of every metric."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "dev, staging or prod."
  }
}

variable "protect" {
  description = "Whether what holds readings refuses to be deleted. false: destroy leaves nothing."
  type        = bool
}

variable "images" {
  description = "Image of each service, with its registry and digest: what a deployment changes."
  type = object({
    gateway = string
    auth    = string
    sensor  = string
    stream  = string
  })
}

variable "tools" {
  description = "Images of others that tasks use, copied into this account's registry (sensor-platform/collector, sensor-platform/postgres): a tag (:18.1) or a digest (@sha256:...) of each."
  type = object({
    collector = string
    postgres  = string
  })
}

variable "domain" {
  description = "Public name of the platform, and the hosted zone in which it is."
  type = object({
    name    = string
    zone_id = string
  })
}

variable "failover" {
  description = "PRIMARY or SECONDARY where another region has the same platform; null: one region only."
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

variable "network" {
  description = "Addresses, NAT (none, single, per-zone), and AWS services reached by endpoints."
  type = object({
    cidr                = optional(string, "10.40.0.0/16")
    nat                 = optional(string, "per-zone")
    interface_endpoints = optional(set(string), [])
    allowed_cidrs       = optional(list(string), ["0.0.0.0/0"])
  })
  default = {}
}

variable "services" {
  description = "Size and number of tasks of each service; requests are those per task and minute at which there are more, and pool the connections of a task to the database."
  type = map(object({
    cpu       = number
    memory    = number
    least     = number
    most      = number
    requests  = optional(number)
    pool      = optional(number, 10)
    on_demand = optional(object({ base = optional(number, 0), weight = optional(number, 1) }), {})
    spot      = optional(number, 0)
  }))

  validation {
    condition     = length(setsubtract(["gateway", "auth", "sensor", "stream"], keys(var.services))) == 0 && length(var.services) == 4
    error_message = "gateway, auth, sensor and stream."
  }

  validation {
    condition     = alltrue([for name, service in var.services : name == "stream" ? service.requests == null : service.requests != null])
    error_message = "stream-service grows by its lag, the others by requests."
  }
}

variable "canary" {
  description = "Share of the requests that a new version gets first, and minutes with that share and with all."
  type = object({
    percent      = optional(number, 10)
    minutes      = optional(number, 10)
    bake_minutes = optional(number, 15)
  })
  default = {}
}

variable "kafka" {
  description = "Brokers, partitions of sensor.readings (only at its creation), threads of a stream task's writer, and hours that records are kept."
  type = object({
    instance_type   = string
    gib             = number
    most_gib        = number
    partitions      = number
    writer_threads  = optional(number, 2)
    retention_hours = optional(number, 168)
  })
}

variable "database" {
  description = "The server, its storage, connections, and how long it can be restored."
  type = object({
    instance_class  = string
    replica_class   = optional(string)
    multi_az        = bool
    gib             = number
    most_gib        = number
    max_connections = number
    backup_days     = number
    rotate          = optional(bool, false)
  })
}

variable "cache" {
  description = "Class of a node and replicas; null: none, then each gateway counts for itself."
  type = object({
    node_type = string
    replicas  = number
  })
  default = null
}

variable "archive" {
  description = "Object Lock of the archive (only at its creation), and days until objects move and end."
  type = object({
    object_lock           = optional(object({ days = number, mode = string }))
    infrequent_after_days = optional(number, 30)
    glacier_after_days    = optional(number, 90)
    expire_after_days     = optional(number)
  })
  default = {}
}

variable "spool_gib" {
  description = "GiB that the spool of a sensor task may take: about ten million readings each."
  type        = number
  default     = 10

  validation {
    condition     = var.spool_gib >= 1
    error_message = "At least 1."
  }
}

variable "restore_test" {
  description = "When a backup is restored as a test (cron, UTC); null: never."
  type        = string
  default     = null
}

variable "night" {
  description = "Cron expressions (UTC) at which all tasks stop and start again; null: never. The database and Kafka go on."
  type = object({
    stop  = string
    start = string
  })
  default = null
}

variable "cost" {
  description = "US dollars a month, who is told, and whether this environment looks for anomalies of the account."
  type = object({
    monthly_budget = number
    emails         = list(string)
    anomalies      = bool
  })
}

variable "alarms" {
  description = "Who is told by mail, where runbooks can be read, and whether alarms tell nobody (silent)."
  type = object({
    emails           = list(string)
    runbook_base_url = string
    silent           = optional(bool, false)
  })
}

variable "pagerduty_endpoints" {
  description = "HTTPS addresses of PagerDuty by priority (p1, p2, p3); they hold its key."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "canary_secret_arn" {
  description = "Secret with the key of the device that sends a reading from outside every few minutes; null: nobody does (docs/operations/deploy.md)."
  type        = string
  default     = null
}

variable "transaction_search" {
  description = "Whether spans of this account and region go to CloudWatch Logs, which X-Ray needs to take them by OTLP. For one environment of an account only."
  type        = bool
  default     = true
}

variable "container_insights" {
  description = "enhanced, enabled or disabled."
  type        = string
  default     = "enabled"
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "setup_secret" {
  description = "Whether the secret with which the first operator is made exists; false once that is done."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}
