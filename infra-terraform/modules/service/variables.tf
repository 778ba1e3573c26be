variable "name" {
  description = "Prefix of every name, such as sensor-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "service" {
  description = "Which service: gateway, auth, sensor or stream."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{3,8}$", var.service))
    error_message = "3 to 8 lower-case letters."
  }
}

variable "cluster" {
  description = "Cluster in which it runs, and the namespace of its tasks' names."
  type = object({
    name         = string
    arn          = string
    namespace_id = string
  })
}

variable "vpc_id" {
  description = "VPC of the tasks."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the tasks."
  type        = list(string)
}

variable "image" {
  description = "Image with its registry, pinned by digest (name@sha256:...) or by a tag that the registry does not let anybody overwrite."
  type        = string

  validation {
    condition     = can(regex("(@sha256:[0-9a-f]{64}|:[A-Za-z0-9][A-Za-z0-9._-]*)$", var.image)) && !endswith(var.image, ":latest")
    error_message = "Name a digest or a tag, and not latest."
  }
}

variable "repository_arn" {
  description = "ECR repository of the image, which may be pulled."
  type        = string
}

variable "user" {
  description = "User and group as which the process runs; owns the spool."
  type        = string
  default     = "65532:65532"

  validation {
    condition     = can(regex("^[1-9][0-9]*:[1-9][0-9]*$", var.user))
    error_message = "Numbers, uid:gid, neither of them 0."
  }
}

variable "size" {
  description = "CPU units and MiB of a task, as Fargate offers them, and the processor: ARM64 or X86_64."
  type = object({
    cpu          = number
    memory       = number
    architecture = optional(string, "ARM64")
  })

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.size.cpu) && var.size.memory >= var.size.cpu * 2 && var.size.memory <= var.size.cpu * 8
    error_message = "Fargate has 0.25 to 16 vCPU, each with two to eight times as many MiB as CPU units."
  }

  validation {
    condition     = contains(["ARM64", "X86_64"], var.size.architecture)
    error_message = "ARM64 or X86_64."
  }
}

variable "port" {
  description = "Port that serves requests; the management port is 1000 higher."
  type        = number

  validation {
    condition     = var.port >= 1024 && var.port <= 64535
    error_message = "1024 to 64535."
  }
}

variable "environment" {
  description = "Settings of the service as environment variables. Secrets are references (secret://aws-secrets-manager/...), never values."
  type        = map(string)

  validation {
    condition = alltrue([
      for name, value in var.environment :
      !can(regex("(PASSWORD|SECRET|PEPPER|KEYENCRYPTION|REDISURL|REDIS_URL)", name)) || startswith(value, "secret://")
    ])
    error_message = "What is secret is given as a reference: secret://aws-secrets-manager/name#member."
  }
}

variable "scratch" {
  description = "Directories that may be written and are gone with the task, by name of their volume; the rest of the file system is read-only."
  type        = map(string)
  default     = { tmp = "/tmp" }
}

variable "spool" {
  description = "File system that outlives tasks, mounted at path; null for services without one."
  type = object({
    file_system_id   = string
    file_system_arn  = string
    access_point_id  = string
    access_point_arn = string
    path             = string
  })
  default = null
}

variable "policy" {
  description = "What the process may do in AWS: statements by their Sid."
  type = map(object({
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  }))

  validation {
    condition     = alltrue(flatten([for statement in values(var.policy) : [for action in statement.actions : !endswith(action, ":*") && action != "*"]]))
    error_message = "Name actions; whole services are not given away."
  }
}

variable "egress" {
  description = "Where tasks may connect to: a security group or a network, and a port."
  type = map(object({
    port              = number
    security_group_id = optional(string)
    cidr              = optional(string)
  }))
}

variable "management_callers" {
  description = "Security groups that may ask the management port, by name."
  type        = map(string)
  default     = {}
}

variable "balancer" {
  description = "Balancer in front: its listener, security group, name in metrics, and the paths that it sends here."
  type = object({
    listener_arn      = string
    security_group_id = string
    arn_suffix        = string
    paths             = optional(list(string), ["/*"])
    priority          = optional(number, 100)
  })
}

variable "drain_seconds" {
  description = "Seconds that running requests may take after a task left the balancer, before it gets SIGTERM."
  type        = number
  default     = 30

  validation {
    condition     = var.drain_seconds >= 0 && var.drain_seconds <= 300
    error_message = "0 to 300."
  }
}

variable "stop_seconds" {
  description = "Seconds between SIGTERM and SIGKILL: longer than the service's own shutdown."
  type        = number
  default     = 60

  validation {
    condition     = var.stop_seconds >= 40 && var.stop_seconds <= 120
    error_message = "At least the 40 s of a shutdown, at most the 120 s of Fargate."
  }
}

variable "capacity" {
  description = "Tasks that always run on demand, and in which relation further ones run on demand and on Spot."
  type = object({
    base      = optional(number, 0)
    on_demand = optional(number, 1)
    spot      = optional(number, 0)
  })
  default = {}

  validation {
    condition     = var.capacity.on_demand + var.capacity.spot > 0
    error_message = "One of the two must be more than 0."
  }
}

variable "scaling" {
  description = "How many tasks there are, and when there are more: average CPU (percent), requests per task and minute (with a surge, from which it does not wait), or the lag (seconds)."
  type = object({
    least    = optional(number, 3)
    most     = optional(number, 20)
    cpu      = optional(number, 60)
    requests = optional(number)
    surge    = optional(number, 1.5)
    lag = optional(object({
      namespace  = string
      metric     = string
      dimensions = map(string)
      out        = optional(number, 10)
      in         = optional(number, 2)
    }))
  })
  default = {}

  validation {
    condition     = var.scaling.least >= 1 && var.scaling.most >= var.scaling.least && var.scaling.most <= 20
    error_message = "1 <= least <= most <= 20: the database's connections are reckoned for 20."
  }

  validation {
    condition     = var.scaling.surge > 1
    error_message = "A surge is more than the usual."
  }

  validation {
    condition     = var.scaling.lag == null ? true : var.scaling.lag.in < var.scaling.lag.out
    error_message = "Fewer tasks at a smaller lag than more tasks, or it swings."
  }
}

variable "night" {
  description = "Cron expressions (UTC) at which all tasks stop and start again; null: they run day and night."
  type = object({
    stop  = string
    start = string
  })
  default = null
}

variable "deployment" {
  description = "canary: a share of the requests goes to the new version for a while, then all, and the old one stays for a while more. rolling: task by task. Alarms that ring meanwhile (deployment_alarms) bring the old version back."
  type = object({
    strategy       = string
    canary_percent = optional(number, 10)
    canary_minutes = optional(number, 10)
    bake_minutes   = optional(number, 10)
  })

  validation {
    condition     = contains(["canary", "rolling"], var.deployment.strategy)
    error_message = "canary or rolling."
  }

  validation {
    condition     = var.deployment.canary_percent >= 1 && var.deployment.canary_percent <= 50 && var.deployment.canary_minutes >= 1 && var.deployment.bake_minutes >= 1
    error_message = "1 to 50 percent, for a minute at least each."
  }
}

variable "deployment_alarms" {
  description = "Further alarms that bring a deployment back; the service's own are among them always."
  type        = list(string)
  default     = []
}

variable "sidecars" {
  description = "Further containers of each task, as container definitions."
  type        = any
  default     = []
}

variable "exec" {
  description = "Whether operators may open a session in a task (ECS Exec). The images have no shell: for dev only."
  type        = bool
  default     = false
}

variable "log_group_name" {
  description = "Where its logs go."
  type        = string
}

variable "further_policies" {
  description = "Policies that others wrote for what runs in the task, such as the collector's, as JSON by name."
  type        = map(string)
  default     = {}
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
}

variable "sidecar_repository_arns" {
  description = "ECR repositories of the sidecars' images."
  type        = list(string)
  default     = []
}
