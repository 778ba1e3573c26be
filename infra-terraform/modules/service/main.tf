data "aws_region" "this" {}
data "aws_caller_identity" "this" {}

locals {
  full_name       = "${var.name}-${var.service}"
  canary          = var.deployment.strategy == "canary"
  management_port = var.port + 1000
  spool_volume    = "spool"

  mounts = concat(
    [for volume, path in var.scratch : { sourceVolume = volume, containerPath = path, readOnly = false }],
    var.spool == null ? [] : [{ sourceVolume = local.spool_volume, containerPath = var.spool.path, readOnly = false }],
  )

  container = {
    name                   = var.service
    image                  = var.image
    essential              = true
    user                   = var.user
    readonlyRootFilesystem = true
    stopTimeout            = var.stop_seconds
    versionConsistency     = "enabled"

    portMappings = [
      { name = "http", containerPort = var.port, hostPort = var.port, protocol = "tcp" },
      { name = "management", containerPort = local.management_port, hostPort = local.management_port, protocol = "tcp" },
    ]

    environment      = [for name, value in var.environment : { name = name, value = value }]
    environmentFiles = []
    secrets          = []
    mountPoints      = local.mounts
    volumesFrom      = []
    systemControls   = []
    ulimits          = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]
    linuxParameters = {
      capabilities       = { drop = ["ALL"], add = [] }
      initProcessEnabled = var.exec
    }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = var.log_group_name
        awslogs-region        = data.aws_region.this.region
        awslogs-stream-prefix = var.service
        # A slow CloudWatch must not hold up readings; what finds no room is lost.
        mode            = "non-blocking"
        max-buffer-size = "8m"
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode(concat([local.container], var.sidecars))
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.size.architecture
  }

  dynamic "volume" {
    for_each = var.scratch

    content {
      name = volume.key
    }
  }

  dynamic "volume" {
    for_each = var.spool == null ? [] : [var.spool]

    content {
      name = local.spool_volume

      efs_volume_configuration {
        file_system_id     = volume.value.file_system_id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = volume.value.access_point_id
          iam             = "ENABLED"
        }
      }
    }
  }
}

resource "aws_service_discovery_service" "this" {
  name        = var.service
  description = "Tasks of ${local.full_name}, for their management ports"
  tags        = var.tags

  dns_config {
    namespace_id   = var.cluster.namespace_id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  # Otherwise a service whose tasks are still known cannot be destroyed.
  force_destroy = true
}

resource "aws_ecs_service" "this" {
  name                               = var.service
  cluster                            = var.cluster.arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.scaling.least
  platform_version                   = "LATEST"
  enable_execute_command             = var.exec
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  availability_zone_rebalancing      = "ENABLED"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  # A start may wait that long for a database (docs/operations/health.md).
  health_check_grace_period_seconds = 600
  force_delete                      = true
  wait_for_steady_state             = false
  tags                              = var.tags

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  dynamic "capacity_provider_strategy" {
    for_each = { for provider, share in {
      FARGATE      = { weight = var.capacity.on_demand, base = var.capacity.base }
      FARGATE_SPOT = { weight = var.capacity.spot, base = 0 }
    } : provider => share if share.weight > 0 || share.base > 0 }

    content {
      capacity_provider = capacity_provider_strategy.key
      weight            = capacity_provider_strategy.value.weight
      base              = capacity_provider_strategy.value.base
    }
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this["a"].arn
    container_name   = var.service
    container_port   = var.port

    dynamic "advanced_configuration" {
      for_each = local.canary ? [1] : []

      content {
        alternate_target_group_arn = aws_lb_target_group.this["b"].arn
        production_listener_rule   = aws_lb_listener_rule.this.arn
        role_arn                   = aws_iam_role.balancer[0].arn
      }
    }
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this.arn
  }

  deployment_controller {
    type = "ECS"
  }

  deployment_configuration {
    strategy             = local.canary ? "CANARY" : "ROLLING"
    bake_time_in_minutes = local.canary ? tostring(var.deployment.bake_minutes) : null

    dynamic "canary_configuration" {
      for_each = local.canary ? [1] : []

      content {
        canary_percent              = var.deployment.canary_percent
        canary_bake_time_in_minutes = tostring(var.deployment.canary_minutes)
      }
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  alarms {
    alarm_names = concat(local.deployment_alarms, var.deployment_alarms)
    enable      = true
    rollback    = true
  }

  lifecycle {
    # Scaling's own.
    ignore_changes = [desired_count]
  }

  depends_on = [aws_lb_listener_rule.this, aws_iam_role_policy.task, aws_iam_role_policy.further, aws_iam_role_policy.execution]
}
