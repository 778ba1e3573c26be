# Limits and quotas of all gateways together, and Idempotency-Keys of all sensor-services. Both do without while it is away.

ephemeral "aws_secretsmanager_random_password" "this" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Without a way out"
  subnet_ids  = var.subnet_ids
  tags        = var.tags
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-cache-"
  description = "Cache"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-cache" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  from_port                    = 6379
  to_port                      = 6379
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV_AWS_31:The password is write-only (auth_token_wo), so that it is not in the state; checkov looks for auth_token.
  #checkov:skip=CKV2_AWS_50:Failover is on as soon as there is a replica; dev has none.
  replication_group_id       = var.name
  description                = "Shared limits and Idempotency-Keys of ${var.name}"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = var.node_type
  num_cache_clusters         = var.replicas + 1
  automatic_failover_enabled = var.replicas > 0
  multi_az_enabled           = var.replicas > 0
  port                       = 6379

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [aws_security_group.this.id]

  at_rest_encryption_enabled = true
  kms_key_id                 = var.key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  # In neither the state nor a plan.
  auth_token_wo              = ephemeral.aws_secretsmanager_random_password.this.random_password
  auth_token_wo_version      = var.password_version
  auth_token_update_strategy = "ROTATE"

  auto_minor_version_upgrade = true
  maintenance_window         = "sun:03:30-sun:04:30"
  # What is lost with it is made again: no snapshots.
  snapshot_retention_limit = 0
  apply_immediately        = true
  tags                     = var.tags
}

resource "aws_secretsmanager_secret" "url" {
  #checkov:skip=CKV2_AWS_57:ElastiCache has no rotation by Secrets Manager; a new password is password_version + 1.
  name                    = "${var.name}/cache/url"
  description             = "Address of the cache with its password: rediss://..."
  kms_key_id              = var.secrets_key_arn
  recovery_window_in_days = var.protect ? 30 : 0
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "url" {
  secret_id                = aws_secretsmanager_secret.url.id
  secret_string_wo         = "rediss://:${ephemeral.aws_secretsmanager_random_password.this.random_password}@${aws_elasticache_replication_group.this.primary_endpoint_address}:6379"
  secret_string_wo_version = var.password_version
}
