# RDS itself restores to each second of the last days. This is for what that does not help against: an instance, or an
# account's region, that is gone.

resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = var.key_arn
  force_destroy = !var.protect
  tags          = var.tags
}

resource "aws_backup_vault_lock_configuration" "this" {
  count = var.protect ? 1 : 0

  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = 7
  # Without changeable_for_days: governance, which an administrator may lift.
}

resource "aws_backup_vault" "copy" {
  count = var.copy_to == null ? 0 : 1

  region        = var.copy_to.region
  name          = "${var.name}-copy"
  kms_key_arn   = var.copy_to.key_arn
  force_destroy = !var.protect
  tags          = var.tags
}

resource "aws_backup_plan" "this" {
  name = var.name
  tags = var.tags

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = var.keep_days.daily
    }

    dynamic "copy_action" {
      for_each = aws_backup_vault.copy

      content {
        destination_vault_arn = copy_action.value.arn

        lifecycle {
          delete_after = var.keep_days.daily
        }
      }
    }
  }

  rule {
    rule_name         = "monthly"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 4 1 * ? *)"
    start_window      = 60
    completion_window = 720

    lifecycle {
      delete_after = var.keep_days.monthly
    }
  }
}

resource "aws_iam_role" "this" {
  name_prefix = "${var.name}-backup-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset([
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
  ])

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_backup_selection" "this" {
  name         = "database"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = [var.database_arn]
}

# A backup is one once it was restored.
resource "aws_backup_restore_testing_plan" "this" {
  count = var.restore_test == null ? 0 : 1

  # Letters, digits and underscores only.
  name                         = replace("${var.name}_restore", "-", "_")
  schedule_expression          = "cron(${var.restore_test.schedule})"
  schedule_expression_timezone = "UTC"
  start_window_hours           = 1
  tags                         = var.tags

  recovery_point_selection {
    algorithm             = "LATEST_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  count = var.restore_test == null ? 0 : 1

  name                      = "database"
  restore_testing_plan_name = aws_backup_restore_testing_plan.this[0].name
  protected_resource_type   = "RDS"
  protected_resource_arns   = [var.database_arn]
  iam_role_arn              = aws_iam_role.this.arn
  validation_window_hours   = var.restore_test.hours

  restore_metadata_overrides = {
    dbInstanceClass     = var.restore_test.instance_class
    dbSubnetGroupName   = var.restore_test.subnet_group
    vpcSecurityGroupIds = jsonencode(var.restore_test.security_group_ids)
    multiAz             = "false"
    publiclyAccessible  = "false"
    deletionProtection  = "false"
  }
}

resource "aws_cloudwatch_event_rule" "failed" {
  count = var.tell ? 1 : 0

  name        = "${var.name}-backup-failed"
  description = "A backup, a copy or a restore of ${var.name} failed"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"]
    detail = {
      "$or" = [
        { state = ["FAILED", "ABORTED", "EXPIRED"] },
        { status = ["FAILED", "ABORTED"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  count = var.tell ? 1 : 0

  rule = aws_cloudwatch_event_rule.failed[0].name
  arn  = var.topic_arn
}
