mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "sensor-test"
  key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/1"
  writer_role_arn = "arn:aws:iam::123456789012:role/stream"
  protect         = true
}

run "versions_encryption_and_no_public_access" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.this["main"].versioning_configuration[0].status == "Enabled"
    error_message = "Not versioned."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this["main"].rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.key_arn
    error_message = "Not encrypted with our key."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this["main"].block_public_policy && aws_s3_bucket_public_access_block.this["main"].restrict_public_buckets
    error_message = "Could be public."
  }
}

run "infrequent_after_30_days_and_glacier_after_90" {
  command = plan

  assert {
    condition     = toset([for move in one([for rule in aws_s3_bucket_lifecycle_configuration.this["main"].rule : rule if rule.id == "readings"]).transition : "${move.storage_class} ${move.days}"]) == toset(["STANDARD_IA 30", "GLACIER_IR 90"])
    error_message = "Other moves."
  }
}

run "only_the_archiver_writes" {
  command = plan

  assert {
    condition = anytrue([for statement in jsondecode(aws_s3_bucket_policy.this["main"].policy).Statement :
      statement.Effect == "Deny" && try(statement.Condition.ArnNotEquals["aws:PrincipalArn"] == var.writer_role_arn, false)
    ])
    error_message = "Others may write into the log of readings."
  }
}

run "object_lock_and_a_copy_in_another_region" {
  command = plan

  variables {
    object_lock = { days = 365, mode = "COMPLIANCE" }
    copy_to     = { region = "eu-central-1", key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1" }
  }

  assert {
    condition     = aws_s3_bucket.this["main"].object_lock_enabled && aws_s3_bucket_object_lock_configuration.this["copy"].rule[0].default_retention[0].days == 365
    error_message = "Not locked."
  }

  assert {
    condition     = aws_s3_bucket.this["copy"].region == "eu-central-1" && one(one(aws_s3_bucket_replication_configuration.this[0].rule).destination).encryption_configuration[0].replica_kms_key_id == var.copy_to.key_arn
    error_message = "No copy there, or under no key."
  }
}

run "prod_is_protected" {
  command = plan

  assert {
    condition     = !aws_s3_bucket.this["main"].force_destroy
    error_message = "Destroy would delete the archive."
  }
}

run "dev_leaves_nothing" {
  command = plan

  variables {
    protect = false
  }

  assert {
    condition     = aws_s3_bucket.this["main"].force_destroy
    error_message = "Destroy would stop at a bucket with objects."
  }
}

run "moves_that_s3_refuses_are_refused" {
  command = plan

  variables {
    infrequent_after_days = 7
  }

  expect_failures = [var.infrequent_after_days]
}
