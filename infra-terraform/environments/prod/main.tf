provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = "sensor-platform", Environment = "prod", ManagedBy = "terraform" }
  }
}

module "platform" {
  source = "../../modules/platform"

  name          = "sensor-prod"
  environment   = "prod"
  protect       = true
  images        = var.images
  tools         = { collector = ":0.130.0", postgres = ":18.1" }
  domain        = var.domain
  setup_secret  = var.setup_secret
  failover      = var.failover
  second_region = var.second_region

  network = {
    cidr = "10.60.0.0/16"
    nat  = "per-zone"
    # What carries most bytes: logs and metrics.
    interface_endpoints = ["logs", "monitoring"]
  }

  # A core of the gateway serves about 17,000 small POSTs a second (docs/operations/capacity.md); half of that is planned for,
  # and a task has two. Batches need far fewer.
  services = {
    gateway = { cpu = 2048, memory = 4096, least = 3, most = 20, requests = 120000 }
    auth    = { cpu = 1024, memory = 2048, least = 3, most = 20, requests = 10000, pool = 5 }
    sensor  = { cpu = 2048, memory = 4096, least = 3, most = 20, requests = 120000 }
    # Three on demand, half of the others on Spot: a task that Spot takes leaves its partitions to the others.
    stream = { cpu = 2048, memory = 4096, least = 3, most = 20, on_demand = { base = 3, weight = 1 }, spot = 1 }
  }

  kafka = {
    instance_type   = "kafka.m7g.large"
    gib             = 500
    most_gib        = 4000
    partitions      = 40
    retention_hours = 336
  }

  database = {
    instance_class  = "db.m8g.2xlarge"
    replica_class   = "db.m8g.xlarge"
    multi_az        = true
    gib             = 500
    most_gib        = 8000
    max_connections = 1600
    backup_days     = 14
    rotate          = var.rotate
  }

  cache = {
    node_type = "cache.m7g.large"
    replicas  = 2
  }

  restore_test = "0 5 ? * SUN *"

  alarms = {
    emails           = var.emails
    runbook_base_url = var.runbook_base_url
    silent           = false
  }
  pagerduty_endpoints = var.pagerduty_endpoints
  canary_secret_arn   = var.canary_secret_arn
  transaction_search  = var.transaction_search

  cost = {
    monthly_budget = 5500
    emails         = var.emails
    anomalies      = true
  }

  container_insights = "enhanced"
  log_days           = 90
}
