# A task that an operator starts once, after the database was made: roles and schemas. It runs inside the VPC, so that
# nobody else needs a way to the database.

data "aws_region" "this" {}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:It runs once.
  name              = "/${var.name}/database-setup"
  retention_in_days = 30
  kms_key_id        = var.logs_key_arn
  tags              = var.tags
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Of the task, which an operator starts.
  name_prefix = "${var.name}-database-setup-"
  description = "The task that prepares the database"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-database-setup" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL"
  referenced_security_group_id = var.database.security_group_id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "aws" {
  security_group_id = aws_security_group.this.id
  description       = "AWS: image, secrets, log"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = var.tags
}

resource "aws_iam_role" "start" {
  name_prefix = "${var.name}-dbsetup-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "start" {
  name = "start"
  role = aws_iam_role.start.id

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
        Resource = [var.repository_arn]
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"] # wildcard: the streams of this one group
      },
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = concat([var.database.master_secret_arn], [for service in sort(keys(var.role_secret_arns)) : var.role_secret_arns[service]])
      },
      {
        Sid      = "SecretsKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.secrets_key_arn]
      },
    ]
  })
}

resource "aws_ecs_task_definition" "this" {
  #checkov:skip=CKV_AWS_336:psql writes nothing, but the image's shell wants its history; the task runs once.
  family                   = "${var.name}-database-setup"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.start.arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  container_definitions = jsonencode([{
    name       = "setup"
    image      = var.image
    essential  = true
    entryPoint = ["sh", "-c"]
    command    = ["printf '%s' \"$SETUP\" | psql --no-psqlrc --file=-"]

    environment = [
      { name = "PGHOST", value = var.database.address },
      { name = "PGDATABASE", value = var.database.name },
      { name = "PGSSLMODE", value = "require" },
      { name = "SETUP", value = file("${path.module}/setup.sql") },
    ]

    secrets = concat(
      [
        { name = "PGUSER", valueFrom = "${var.database.master_secret_arn}:username::" },
        { name = "PGPASSWORD", valueFrom = "${var.database.master_secret_arn}:password::" },
      ],
      [for service in ["auth", "sensor", "stream", "reader"] : {
        name = "${upper(service)}_PASSWORD", valueFrom = "${var.role_secret_arns[service]}:password::"
      }],
    )

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = data.aws_region.this.region
        awslogs-stream-prefix = "setup"
      }
    }
  }])
}
