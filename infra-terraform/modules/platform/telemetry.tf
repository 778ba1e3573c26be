module "observability" {
  source = "../observability"

  name                = var.name
  environment         = var.environment
  alarm_emails        = { for priority in ["p1", "p2", "p3"] : priority => var.alarms.emails }
  pagerduty_endpoints = var.pagerduty_endpoints
  silent              = var.alarms.silent
  # Not null, which is known before the balancer is.
  load_balancer_arn_suffix  = format("%s", module.edge.load_balancer_arn_suffix)
  target_group_arn_suffixes = { for side, suffix in module.gateway.target_group_arn_suffixes : "gateway-${side}" => suffix }
  cluster_name              = module.cluster.name
  service_names             = { for service in keys(var.services) : "${service}-service" => service }
  database_identifier       = module.database.identifier
  kafka_cluster_name        = module.streaming.cluster_name
  archive_bucket            = module.archive.bucket
  runbook_base_url          = var.alarms.runbook_base_url
  log_retention_days        = var.log_days
  transaction_search        = var.transaction_search
  protect                   = var.protect
  tags                      = var.tags

  canary = var.canary_secret_arn == null ? null : {
    gateway_url = module.dns.url
    secret_arn  = var.canary_secret_arn
  }
}

locals {
  # What takes a deployment back besides the service's own alarms. The public balancer's are the gateway's.
  rollback_alarms = { for service in keys(var.services) : service => distinct(concat(
    module.observability.rollback_alarm_names_by_service["${service}-service"],
    [for alarm in module.observability.rollback_alarm_names : alarm if service == "gateway" && can(regex("-gateway-[ab]$", alarm))],
  )) }

  # Beside each service: a collector that is away costs metrics, not readings.
  sidecars = { for service in keys(var.services) : service => [{
    name                   = "collector"
    image                  = "${local.registry}/sensor-platform/collector${var.tools.collector}"
    essential              = false
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    memory                 = 256
    memoryReservation      = 128
    command                = ["--config=env:COLLECTOR_CONFIG"]
    environment = [for name, value in merge(module.observability.collector_environment, { COLLECTOR_CONFIG = module.observability.collector_config }) :
      { name = name, value = value }
    ]
    portMappings    = []
    mountPoints     = []
    volumesFrom     = []
    systemControls  = []
    linuxParameters = { capabilities = { drop = ["ALL"], add = [] }, initProcessEnabled = false }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = module.observability.log_group_names["${service}-service"]
        awslogs-region        = data.aws_region.this.region
        awslogs-stream-prefix = "collector"
        mode                  = "non-blocking"
        max-buffer-size       = "1m"
      }
    }
  }] }
}
