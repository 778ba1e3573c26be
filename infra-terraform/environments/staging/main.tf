provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = "sensor-platform", Environment = "staging", ManagedBy = "terraform" }
  }
}

# As prod, and smaller: what goes wrong there should go wrong here first.
module "platform" {
  source = "../../modules/platform"

  name          = "sensor-staging"
  environment   = "staging"
  protect       = true
  images        = var.images
  tools         = { collector = ":0.130.0", postgres = ":18.1" }
  domain        = var.domain
  setup_secret  = var.setup_secret
  failover      = var.failover
  second_region = var.second_region

  network = {
    cidr = "10.50.0.0/16"
    nat  = "single"
  }

  services = {
    gateway = { cpu = 1024, memory = 2048, least = 3, most = 6, requests = 30000 }
    auth    = { cpu = 512, memory = 1024, least = 3, most = 6, requests = 6000, pool = 5 }
    sensor  = { cpu = 1024, memory = 2048, least = 3, most = 6, requests = 30000 }
    # One on demand, half of the others on Spot.
    stream = { cpu = 1024, memory = 2048, least = 3, most = 6, on_demand = { base = 1, weight = 1 }, spot = 1 }
  }

  kafka = {
    instance_type   = "kafka.m7g.large"
    gib             = 100
    most_gib        = 500
    partitions      = 40
    retention_hours = 168
  }

  database = {
    instance_class  = "db.m8g.large"
    multi_az        = true
    gib             = 100
    most_gib        = 500
    max_connections = 600
    backup_days     = 7
    rotate          = var.rotate
  }

  cache = {
    node_type = "cache.t4g.small"
    replicas  = 1
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
    monthly_budget = 2200
    emails         = var.emails
    anomalies      = false
  }
}
