locals {
  database = "sensor_platform"
  # Each RDS PostgreSQL writes into a group of this name, made here so that it has a key and an end.
  log_groups = toset(["postgresql", "upgrade"])
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Without a way out"
  subnet_ids  = var.subnet_ids
  tags        = var.tags
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-database-"
  description = "PostgreSQL"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-database" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  family      = "postgres${var.engine_version}"
  description = "Settings of ${var.name}"
  tags        = var.tags

  dynamic "parameter" {
    for_each = {
      "rds.force_ssl"              = "1"
      "max_connections"            = tostring(var.max_connections)
      "log_min_duration_statement" = "1000"
      "log_lock_waits"             = "1"
      "log_connections"            = "1"
      "log_disconnections"         = "1"
      "log_statement"              = "ddl"
      # A statement that somebody left open blocks the vacuum of every table.
      "idle_in_transaction_session_timeout" = "60000"
      # The staging tables of the writer, and partitions: less waiting for checkpoints.
      "checkpoint_completion_target" = "0.9"
      "max_wal_size"                 = "8192"
      "wal_compression"              = "1"
    }

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = contains(["max_connections", "wal_compression"], parameter.key) ? "pending-reboot" : "immediate"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  #checkov:skip=CKV_AWS_338:How long is a variable.
  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = var.logs_key_arn
  tags              = var.tags
}

resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_161:Services log in with passwords that rotate; a token of IAM lasts 15 minutes and would need its own driver.
  #checkov:skip=CKV_AWS_157:A standby is a variable: dev has none.
  #checkov:skip=CKV_AWS_293:Deletion protection is the variable protect: on in staging and prod, off in dev for a clean destroy.
  #checkov:skip=CKV2_AWS_69:rds.force_ssl is 1 in the parameter group, by a dynamic block that checkov does not read; a test holds it.
  #checkov:skip=CKV2_AWS_30:Statements are logged from one second on; each one would slow the writer and hold readings in the log.
  identifier     = var.name
  db_name        = local.database
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class
  port           = 5432

  username                      = "platform_admin"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.secrets_key_arn

  storage_type          = "gp3"
  allocated_storage     = var.storage.gib
  max_allocated_storage = var.storage.most_gib
  iops                  = var.storage.iops
  storage_throughput    = var.storage.throughput
  storage_encrypted     = true
  kms_key_id            = var.key_arn

  multi_az               = var.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name

  # Point-in-time restore.
  backup_retention_period  = var.backup_days
  backup_window            = "01:00-02:00"
  copy_tags_to_snapshot    = true
  delete_automated_backups = !var.protect

  auto_minor_version_upgrade = true
  maintenance_window         = "sun:02:30-sun:03:30"
  # A change of class waits for the window, where it matters.
  apply_immediately = !var.protect

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 30
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = local.log_groups

  deletion_protection       = var.protect
  skip_final_snapshot       = !var.protect
  final_snapshot_identifier = var.protect ? "${var.name}-last" : null
  tags                      = var.tags

  lifecycle {
    precondition {
      condition     = var.client_connections <= floor(var.max_connections * 4 / 5)
      error_message = "The services may open ${var.client_connections} connections; the server takes ${var.max_connections}, of which a fifth is for operators, the standby and reports."
    }
  }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_db_instance" "replica" {
  count = var.replica_class == null ? 0 : 1

  #checkov:skip=CKV_AWS_161:As the primary.
  #checkov:skip=CKV_AWS_157:It is the copy itself.
  #checkov:skip=CKV_AWS_293:Deletion protection is the variable protect.
  #checkov:skip=CKV2_AWS_69:As the primary.
  #checkov:skip=CKV2_AWS_30:As the primary.
  identifier             = "${var.name}-replica"
  replicate_source_db    = aws_db_instance.this.identifier
  instance_class         = var.replica_class
  storage_type           = "gp3"
  storage_encrypted      = true
  max_allocated_storage  = var.storage.most_gib
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name

  # So that it can be restored to a point in time once it is promoted.
  backup_retention_period = var.backup_days
  copy_tags_to_snapshot   = true

  auto_minor_version_upgrade            = true
  apply_immediately                     = !var.protect
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 30
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = local.log_groups

  deletion_protection = var.protect
  # What is in it is in the primary.
  skip_final_snapshot = true
  tags                = var.tags
}

resource "aws_db_instance_automated_backups_replication" "this" {
  count = var.copy_backups_to == null ? 0 : 1

  region                 = var.copy_backups_to.region
  source_db_instance_arn = aws_db_instance.this.arn
  kms_key_id             = var.copy_backups_to.key_arn
  retention_period       = var.backup_days
}

resource "aws_iam_role" "monitoring" {
  name_prefix = "${var.name}-rds-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
