locals {
  tasks_assume = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })

  spool_statements = var.spool == null ? [] : [{
    Sid      = "Spool"
    Effect   = "Allow"
    Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    Resource = [var.spool.file_system_arn]
    Condition = {
      StringEquals = { "elasticfilesystem:AccessPointArn" = [var.spool.access_point_arn] }
    }
  }]

  exec_statements = var.exec ? [{
    Sid    = "Exec"
    Effect = "Allow"
    Action = [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    Resource  = ["*"] # wildcard: these actions know no resources
    Condition = {}
  }] : []
}

# What ECS does before the process starts: pull the image, open the log.
resource "aws_iam_role" "execution" {
  name_prefix        = "${local.full_name}-start-"
  assume_role_policy = local.tasks_assume
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Login"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"] # wildcard: the action knows no resources
      },
      {
        Sid      = "Pull"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = distinct(concat([var.repository_arn], var.sidecar_repository_arns))
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:aws:logs:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}:log-group:${var.log_group_name}:*"] # wildcard: the streams of this one group
      },
    ]
  })
}

# What the process may do.
resource "aws_iam_role" "task" {
  name_prefix        = "${local.full_name}-task-"
  assume_role_policy = local.tasks_assume
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name = "work"
  role = aws_iam_role.task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for sid, statement in var.policy : {
        Sid       = sid
        Effect    = "Allow"
        Action    = statement.actions
        Resource  = statement.resources
        Condition = statement.conditions
      }],
      local.spool_statements,
      local.exec_statements,
    )
  })
}

resource "aws_iam_role_policy" "further" {
  for_each = var.further_policies

  name   = each.key
  role   = aws_iam_role.task.id
  policy = each.value
}

# As which ECS moves shares of the requests during a canary.
resource "aws_iam_role" "balancer" {
  count = local.canary ? 1 : 0

  name_prefix = "${local.full_name}-lb-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "balancer" {
  count = local.canary ? 1 : 0

  role       = aws_iam_role.balancer[0].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
}
