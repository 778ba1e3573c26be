resource "aws_ecs_cluster" "this" {
  #checkov:skip=CKV_AWS_224:Sessions are encrypted with our key; they are not logged, since only dev may have any.
  #checkov:skip=CKV_AWS_65:Container Insights is on unless a variable says otherwise, as dev may to save money.
  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  configuration {
    execute_command_configuration {
      kms_key_id = var.logs_key_arn
      logging    = "DEFAULT"
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  # Each service says its own; this is for tasks that an operator starts.
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }
}

# Names of tasks, one address each: the gateway asks every task of a service at its management port.
resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${var.name}.internal"
  description = "Tasks of ${var.name}"
  vpc         = var.vpc_id
  tags        = var.tags
}
