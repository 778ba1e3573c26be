mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name         = "sensor-test"
  key_arn      = "arn:aws:kms:eu-west-1:123456789012:key/1"
  database_arn = "arn:aws:rds:eu-west-1:123456789012:db:sensor-test"
  protect      = true
  topic_arn    = "arn:aws:sns:eu-west-1:123456789012:sensor-test-p2"
  restore_test = { schedule = "0 5 ? * SUN *", subnet_group = "sensor-test", security_group_ids = ["sg-1"] }
}

run "a_backup_each_day_that_nobody_deletes" {
  command = plan

  assert {
    condition     = contains([for rule in aws_backup_plan.this.rule : rule.rule_name], "daily") && aws_backup_vault_lock_configuration.this[0].min_retention_days == 7
    error_message = "No daily backup, or one that can be deleted."
  }

  assert {
    condition     = aws_backup_selection.this.resources == toset([var.database_arn])
    error_message = "The database is not in it."
  }
}

run "it_is_restored_to_see_whether_it_can_be" {
  command = plan

  assert {
    condition     = aws_backup_restore_testing_plan.this[0].schedule_expression == "cron(0 5 ? * SUN *)" && aws_backup_restore_testing_selection.this[0].protected_resource_arns == toset([var.database_arn])
    error_message = "No restore is tested."
  }

  assert {
    condition     = aws_backup_restore_testing_selection.this[0].restore_metadata_overrides["publiclyAccessible"] == "false"
    error_message = "The restored database is public."
  }
}

run "failures_ring" {
  command = plan

  assert {
    condition     = aws_cloudwatch_event_target.failed[0].arn == var.topic_arn
    error_message = "Nobody is told."
  }
}

run "a_copy_in_another_region" {
  command = plan

  variables {
    copy_to = { region = "eu-central-1", key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1" }
  }

  assert {
    condition     = aws_backup_vault.copy[0].region == "eu-central-1" && length(one([for rule in aws_backup_plan.this.rule : rule if rule.rule_name == "daily"]).copy_action) == 1
    error_message = "No copy."
  }
}

run "dev_leaves_nothing" {
  command = plan

  variables {
    protect = false
  }

  assert {
    condition     = aws_backup_vault.this.force_destroy && length(aws_backup_vault_lock_configuration.this) == 0
    error_message = "Destroy would stop at a vault with backups."
  }
}
