resource "aws_security_group" "this" {
  name_prefix = "${var.name}-kafka-"
  description = "Kafka"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-kafka" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = "TLS with IAM: ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = 9098
  to_port                      = 9098
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_msk_configuration" "this" {
  name           = var.name
  description    = "Three replicas, of which two acknowledge"
  kafka_versions = [var.kafka_version]

  server_properties = join("\n", [for name, value in {
    "default.replication.factor"               = 3
    "min.insync.replicas"                      = 2
    "offsets.topic.replication.factor"         = 3
    "transaction.state.log.replication.factor" = 3
    "transaction.state.log.min.isr"            = 2
    # An unclean leader forgets acknowledged readings.
    "unclean.leader.election.enable" = false
    # auth-, sensor- and stream-service make their topics, with the partitions that they should have.
    "auto.create.topics.enable" = false
    "log.retention.hours"       = var.retention_hours
    # A request of 10,000 readings is many records; no record comes near this.
    "message.max.bytes"    = 1048588
    "num.io.threads"       = 8
    "num.network.threads"  = 5
    "num.replica.fetchers" = 2
    "compression.type"     = "producer"
  } : "${name}=${value}"])

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:How long is a variable.
  name              = "/${var.name}/kafka"
  retention_in_days = var.log_days
  kms_key_id        = var.logs_key_arn
  tags              = var.tags
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = length(var.subnet_ids) * var.broker.in_each_zone
  enhanced_monitoring    = "PER_TOPIC_PER_BROKER"
  tags                   = var.tags

  broker_node_group_info {
    instance_type   = var.broker.instance_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.this.id]

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }

    storage_info {
      ebs_storage_info {
        volume_size = var.broker.gib
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.this.name
      }
    }
  }

  lifecycle {
    # Grows by itself, see below.
    ignore_changes = [broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size]
  }
}

resource "aws_appautoscaling_target" "storage" {
  service_namespace  = "kafka"
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  resource_id        = aws_msk_cluster.this.arn
  min_capacity       = 1
  max_capacity       = var.broker.most_gib
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "storage" {
  name               = "storage"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.storage.service_namespace
  scalable_dimension = aws_appautoscaling_target.storage.scalable_dimension
  resource_id        = aws_appautoscaling_target.storage.resource_id

  target_tracking_scaling_policy_configuration {
    target_value = 60
    # A disk of MSK cannot shrink.
    disable_scale_in = true

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}
