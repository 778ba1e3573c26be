# Two users for each role, which take turns: the one of before stays good until the next turn, so that
# services have a month to start anew. The setup task has made both, the second as a member of the first.

resource "aws_serverlessapplicationrepository_cloudformation_stack" "rotation" {
  count = var.rotation == null ? 0 : 1

  name             = "${var.name}-rotation"
  application_id   = "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationMultiUser"
  semantic_version = var.rotation.application_version
  capabilities     = ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]
  tags             = var.tags

  parameters = {
    functionName        = "${var.name}-rotation"
    endpoint            = "https://secretsmanager.${local.region}.amazonaws.com"
    vpcSubnetIds        = join(",", var.rotation.subnet_ids)
    vpcSecurityGroupIds = join(",", var.rotation.security_group_ids)
    kmsKeyArn           = aws_kms_key.this["secrets"].arn
    superuserSecretArn  = var.database.master_secret_arn
    excludePunctuation  = "true"
  }
}

resource "aws_secretsmanager_secret_rotation" "role" {
  #checkov:skip=CKV_AWS_304:Monthly, by a schedule that checkov does not read.
  for_each = var.rotation == null ? {} : local.roles

  secret_id           = aws_secretsmanager_secret.role[each.key].id
  rotation_lambda_arn = aws_serverlessapplicationrepository_cloudformation_stack.rotation[0].outputs["RotationLambdaARN"]
  rotate_immediately  = false

  rotation_rules {
    schedule_expression = var.rotation.schedule
    duration            = "2h"
  }
}

# A day later the services read what is new.
resource "aws_scheduler_schedule" "restart" {
  for_each = var.rotation == null || var.restart == null ? toset([]) : var.restart.services

  #checkov:skip=CKV_AWS_297:It holds names of a cluster and a service, nothing secret.
  name                = "${var.name}-restart-${each.value}"
  description         = "Starts ${each.value} anew, so that it reads its rotated password"
  schedule_expression = var.rotation.restart_schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:scheduler:::aws-sdk:ecs:updateService"
    role_arn = aws_iam_role.restart[0].arn

    input = jsonencode({
      Cluster            = var.restart.cluster_name
      Service            = each.value
      ForceNewDeployment = true
    })

    retry_policy {
      maximum_retry_attempts = 10
    }
  }
}

resource "aws_iam_role" "restart" {
  count = var.rotation == null || var.restart == null ? 0 : 1

  name_prefix = "${var.name}-restart-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "restart" {
  count = var.rotation == null || var.restart == null ? 0 : 1

  name = "restart"
  role = aws_iam_role.restart[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:UpdateService"]
      Resource = [for service in var.restart.services : "arn:aws:ecs:${local.region}:${local.account}:service/${var.restart.cluster_name}/${service}"]
    }]
  })
}
