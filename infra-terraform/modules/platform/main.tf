# The whole platform of one environment in one region.

data "aws_region" "this" {}

locals {
  # A canary has twice the tasks for a while.
  client_connections = 2 * sum([for service in ["auth", "sensor", "stream"] : var.services[service].most * var.services[service].pool])
}

module "keys" {
  source = "../secrets"

  name         = var.name
  protect      = var.protect
  setup_secret = var.setup_secret
  tags         = var.tags

  key_deletion_days = var.protect ? 30 : 7

  database = {
    host              = module.database.address
    name              = module.database.database
    master_secret_arn = module.database.master_secret_arn
  }

  rotation = var.database.rotate ? {
    subnet_ids         = module.network.private_subnet_ids
    security_group_ids = [aws_security_group.rotation.id]
  } : null

  restart = {
    cluster_name = module.cluster.name
    cluster_arn  = module.cluster.arn
    services     = ["auth", "sensor", "stream"]
  }
}

module "network" {
  source = "../network"

  name                = var.name
  cidr                = var.network.cidr
  nat                 = var.network.nat
  interface_endpoints = var.network.interface_endpoints
  flow_log_days       = var.log_days
  logs_key_arn        = module.keys.key_arns["logs"]
  tags                = var.tags
}

module "cluster" {
  source = "../cluster"

  name               = var.name
  vpc_id             = module.network.vpc_id
  container_insights = var.container_insights
  logs_key_arn       = module.keys.key_arns["logs"]
  tags               = var.tags
}

module "dns" {
  source = "../dns"

  zone_id  = var.domain.zone_id
  domain   = var.domain.name
  failover = var.failover
  tags     = var.tags

  target = {
    dns_name = module.edge.dns_name
    zone_id  = module.edge.zone_id
  }
}

module "edge" {
  source = "../edge"

  name            = var.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  certificate_arn = module.dns.certificate_arn
  allowed_cidrs   = var.network.allowed_cidrs
  log_days        = var.log_days
  logs_key_arn    = module.keys.key_arns["logs"]
  protect         = var.protect
  tags            = var.tags
}

module "inside" {
  source = "../internal-balancer"

  name       = var.name
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnet_ids
  ports      = { for service in ["auth", "sensor", "stream"] : service => local.ports[service] }
  protect    = var.protect
  tags       = var.tags

  caller_security_group_ids = merge(
    { gateway = module.gateway.security_group_id },
    # For the keys of tokens.
    { sensor = module.sensor.security_group_id, stream = module.stream.security_group_id },
  )
}

module "database" {
  source = "../database"

  name            = var.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.data_subnet_ids
  instance_class  = var.database.instance_class
  replica_class   = var.database.replica_class
  multi_az        = var.database.multi_az
  max_connections = var.database.max_connections
  backup_days     = var.database.backup_days
  key_arn         = module.keys.key_arns["data"]
  secrets_key_arn = module.keys.key_arns["secrets"]
  logs_key_arn    = module.keys.key_arns["logs"]
  log_days        = var.log_days
  copy_backups_to = var.second_region
  protect         = var.protect
  tags            = var.tags

  client_connections = local.client_connections

  storage = {
    gib      = var.database.gib
    most_gib = var.database.most_gib
  }

  client_security_group_ids = merge({
    auth     = module.auth.security_group_id
    sensor   = module.sensor.security_group_id
    stream   = module.stream.security_group_id
    setup    = module.database_setup.security_group_id
    rotation = aws_security_group.rotation.id
  })
}

module "database_setup" {
  source = "../database-setup"

  name             = var.name
  cluster_name     = module.cluster.name
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.private_subnet_ids
  image            = "${local.registry}/sensor-platform/postgres${var.tools.postgres}"
  repository_arn   = local.repository_arns["postgres"]
  role_secret_arns = module.keys.role_secret_arns
  secrets_key_arn  = module.keys.key_arns["secrets"]
  logs_key_arn     = module.keys.key_arns["logs"]
  tags             = var.tags

  database = {
    address           = module.database.address
    name              = module.database.database
    security_group_id = module.database.security_group_id
    master_secret_arn = module.database.master_secret_arn
  }
}

module "streaming" {
  source = "../streaming"

  name            = var.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.data_subnet_ids
  retention_hours = var.kafka.retention_hours
  key_arn         = module.keys.key_arns["data"]
  logs_key_arn    = module.keys.key_arns["logs"]
  tags            = var.tags

  broker = {
    instance_type = var.kafka.instance_type
    gib           = var.kafka.gib
    most_gib      = var.kafka.most_gib
  }

  client_security_group_ids = {
    gateway = module.gateway.security_group_id
    auth    = module.auth.security_group_id
    sensor  = module.sensor.security_group_id
    stream  = module.stream.security_group_id
  }
}

module "cache" {
  source = "../cache"
  count  = var.cache == null ? 0 : 1

  name            = var.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.data_subnet_ids
  node_type       = var.cache.node_type
  replicas        = var.cache.replicas
  key_arn         = module.keys.key_arns["data"]
  secrets_key_arn = module.keys.key_arns["secrets"]
  protect         = var.protect
  tags            = var.tags

  client_security_group_ids = {
    gateway = module.gateway.security_group_id
    sensor  = module.sensor.security_group_id
  }
}

module "archive" {
  source = "../archive"

  name                  = var.name
  key_arn               = module.keys.key_arns["data"]
  writer_role_arn       = module.stream.task_role_arn
  object_lock           = var.archive.object_lock
  infrequent_after_days = var.archive.infrequent_after_days
  glacier_after_days    = var.archive.glacier_after_days
  expire_after_days     = var.archive.expire_after_days
  copy_to               = var.second_region
  protect               = var.protect
  tags                  = var.tags
}

module "spool" {
  source = "../spool"

  name                      = var.name
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.data_subnet_ids
  user                      = local.user
  key_arn                   = module.keys.key_arns["data"]
  client_role_arns          = [module.sensor.task_role_arn]
  client_security_group_ids = { sensor = module.sensor.security_group_id }
  tags                      = var.tags
}

module "backup" {
  source = "../backup"

  name         = var.name
  key_arn      = module.keys.key_arns["data"]
  database_arn = module.database.arn
  copy_to      = var.second_region
  protect      = var.protect
  tags         = var.tags

  topic_arn = module.observability.topic_arns["p2"]

  restore_test = var.restore_test == null ? null : {
    schedule           = var.restore_test
    subnet_group       = var.name
    security_group_ids = [module.database.security_group_id]
  }
}

module "cost" {
  source = "../cost"

  name           = var.name
  environment    = var.environment
  monthly_budget = var.cost.monthly_budget
  emails         = var.cost.emails
  anomalies      = var.cost.anomalies
  tags           = var.tags
}

# AWS's function that changes passwords.
resource "aws_security_group" "rotation" {
  #checkov:skip=CKV2_AWS_5:Of the function that module keys makes by AWS's own template.
  name_prefix = "${var.name}-rotation-"
  description = "The function that rotates passwords"
  vpc_id      = module.network.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-rotation" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "rotation" {
  for_each = {
    database = { port = 5432, group = module.database.security_group_id, cidr = null }
    aws      = { port = 443, group = null, cidr = "0.0.0.0/0" }
  }

  security_group_id            = aws_security_group.rotation.id
  description                  = each.key
  referenced_security_group_id = each.value.group
  cidr_ipv4                    = each.value.cidr
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
  tags                         = var.tags
}
