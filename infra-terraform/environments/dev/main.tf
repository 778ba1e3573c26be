provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = "sensor-platform", Environment = "dev", ManagedBy = "terraform" }
  }
}

# To try things out: small, on Spot, off at night, and gone without a trace by destroy.
module "platform" {
  source = "../../modules/platform"

  name         = "sensor-dev"
  environment  = "dev"
  protect      = false
  images       = var.images
  tools        = { collector = ":0.130.0", postgres = ":18.1" }
  domain       = var.domain
  setup_secret = var.setup_secret

  network = {
    cidr = "10.40.0.0/16"
    nat  = "single"
  }

  # All on Spot.
  services = {
    gateway = { cpu = 512, memory = 1024, least = 1, most = 3, requests = 6000, on_demand = { weight = 0 }, spot = 1 }
    auth    = { cpu = 512, memory = 1024, least = 1, most = 3, requests = 3000, pool = 5, on_demand = { weight = 0 }, spot = 1 }
    sensor  = { cpu = 512, memory = 1024, least = 1, most = 3, requests = 6000, pool = 5, on_demand = { weight = 0 }, spot = 1 }
    stream  = { cpu = 1024, memory = 2048, least = 1, most = 3, on_demand = { weight = 0 }, spot = 1 }
  }

  canary = { percent = 25, minutes = 2, bake_minutes = 2 }

  kafka = {
    instance_type   = "kafka.t3.small"
    gib             = 50
    most_gib        = 100
    partitions      = 10
    retention_hours = 72
  }

  database = {
    instance_class  = "db.t4g.medium"
    multi_az        = false
    gib             = 50
    most_gib        = 200
    max_connections = 200
    backup_days     = 3
    rotate          = var.rotate
  }

  archive   = { expire_after_days = 365 }
  spool_gib = 2

  # 20:00 to 06:00, and at weekends.
  night = {
    stop  = "0 20 ? * MON-FRI *"
    start = "0 6 ? * MON-FRI *"
  }

  alarms = {
    emails           = var.emails
    runbook_base_url = var.runbook_base_url
    silent           = true
  }
  pagerduty_endpoints = var.pagerduty_endpoints
  canary_secret_arn   = var.canary_secret_arn
  transaction_search  = var.transaction_search

  cost = {
    monthly_budget = 700
    emails         = var.emails
    anomalies      = false
  }

  container_insights = "disabled"
  log_days           = 7
}
