# Looks into the copy of the database that AWS Backup restored as a test (.ci/restore-test): gives it a password, and
# starts the task that counts. AWS Backup deletes the copy.

data "aws_region" "this" {}

resource "aws_iam_role" "restore" {
  for_each = var.environments

  name               = "sensor-platform-${each.key}-restore"
  assume_role_policy = local.assume["${each.key}-restore"]
  # It may have to wait for the restore.
  max_session_duration = 14400
  tags                 = var.tags
}

resource "aws_iam_role_policy" "restore" {
  for_each = var.environments

  #checkov:skip=CKV_AWS_355:Lists, and verdicts on jobs that have no names beforehand; see the comments beside them.
  name = "restore"
  role = aws_iam_role.restore[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Look"
        Effect = "Allow"
        Action = [
          "backup:ListRestoreJobs", "backup:ListRestoreTestingPlans", "ec2:DescribeSecurityGroups",
          "ecs:DescribeServices", "ecs:DescribeTasks", "rds:DescribeDBInstances",
        ]
        Resource = ["*"] # wildcard: lists and settings, of which half know no resources
      },
      {
        Sid      = "Verdict"
        Effect   = "Allow"
        Action   = ["backup:PutRestoreValidationResult"]
        Resource = ["*"] # wildcard: restore jobs have no names beforehand
      },
      {
        Sid      = "PasswordOfTheCopy"
        Effect   = "Allow"
        Action   = ["rds:ModifyDBInstance"]
        Resource = ["arn:aws:rds:${data.aws_region.this.region}:${local.account}:db:awsbackup-restore-test-*"] # wildcard: AWS Backup's names of its copies
      },
      {
        Sid      = "Count"
        Effect   = "Allow"
        Action   = ["ecs:RunTask"]
        Resource = ["arn:aws:ecs:${data.aws_region.this.region}:${local.account}:task-definition/${each.value.name}-database-setup:*"] # wildcard: the revisions of this one task
      },
      {
        Sid       = "RoleOfTheTask"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = ["arn:aws:iam::${local.account}:role/${each.value.name}-dbsetup-*"] # wildcard: its name has a random end
        Condition = { StringEquals = { "iam:PassedToService" = ["ecs-tasks.amazonaws.com"] } }
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:GetLogEvents"]
        Resource = ["arn:aws:logs:${data.aws_region.this.region}:${local.account}:log-group:/${each.value.name}/database-setup:*"] # wildcard: the streams of this one group
      },
    ]
  })
}
