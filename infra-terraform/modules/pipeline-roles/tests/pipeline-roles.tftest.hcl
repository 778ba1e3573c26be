mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  repository = "example/sensor-platform"
  environments = {
    dev  = { name = "sensor-dev", protect = false }
    prod = { name = "sensor-prod", protect = true }
  }
  state = { bucket_arn = "arn:aws:s3:::state", key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1" }
}

run "images_are_scanned_and_never_overwritten" {
  command = plan

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push])
    error_message = "An image can be changed, or is not scanned."
  }

  assert {
    condition     = aws_ecr_registry_scanning_configuration.this.scan_type == "ENHANCED" && length(aws_ecr_lifecycle_policy.this) == length(var.images)
    error_message = "Images are looked at once only, or kept for ever."
  }
}

run "only_this_repository_and_each_environment_takes_its_role" {
  command = plan

  assert {
    condition = alltrue([for role, environments in { images = ["images"], prod-plan = ["prod-plan"], prod-deploy = ["prod", "prod-rollback"], prod-restore = ["prod-restore"] } :
      jsondecode(local.assume[role]).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [for environment in environments : "repo:example/sensor-platform:environment:${environment}"]
    ])
    error_message = "Somebody else may take a role."
  }
}

run "planning_cannot_change_anything_or_read_secrets" {
  command = plan

  assert {
    condition = alltrue([for action in flatten([for statement in jsondecode(aws_iam_role_policy.plan["prod"].policy).Statement : statement.Action if statement.Effect == "Allow"]) :
      can(regex(":(Get|BatchGet|List|Describe|View|Decrypt)", action))
    ])
    error_message = "The planning role can do more than read."
  }

  assert {
    condition = anytrue([for statement in jsondecode(aws_iam_role_policy.plan["prod"].policy).Statement :
      statement.Effect == "Deny" && contains(statement.Action, "secretsmanager:GetSecretValue")
    ])
    error_message = "The planning role reads secrets."
  }
}

run "the_pipeline_deletes_no_reading_of_prod" {
  command = plan

  assert {
    condition = anytrue([for statement in jsondecode(aws_iam_role_policy.deploy["prod"].policy).Statement :
      statement.Effect == "Deny" && alltrue([for action in ["rds:DeleteDBInstance", "s3:DeleteBucket", "elasticfilesystem:DeleteFileSystem", "kafka:DeleteCluster", "kms:ScheduleKeyDeletion"] : contains(flatten([statement.Action]), action)])
    ])
    error_message = "A pipeline could delete readings of prod."
  }

  assert {
    condition     = !anytrue([for statement in jsondecode(aws_iam_role_policy.deploy["dev"].policy).Statement : try(statement.Sid == "NoReadingIsDeletedByPipeline", false)])
    error_message = "dev could not be destroyed."
  }
}

run "deploying_does_not_widen_its_own_way_in" {
  command = plan

  assert {
    condition = anytrue([for statement in jsondecode(aws_iam_role_policy.deploy["prod"].policy).Statement :
      statement.Effect == "Deny" && contains(flatten([statement.Action]), "iam:UpdateAssumeRolePolicy") && contains(try(statement.Resource, []), "arn:aws:iam::123456789012:role/sensor-platform-*")
    ])
    error_message = "The deploying role could give itself more."
  }
}

run "looking_into_a_restored_backup_touches_nothing_else" {
  command = plan

  assert {
    condition = alltrue([for statement in jsondecode(aws_iam_role_policy.restore["prod"].policy).Statement :
      !contains(statement.Action, "rds:ModifyDBInstance") || alltrue([for resource in statement.Resource : endswith(resource, ":db:awsbackup-restore-test-*")])
    ])
    error_message = "The restoring role could change the database that is in use."
  }

  assert {
    condition = !anytrue([for action in flatten([for statement in jsondecode(aws_iam_role_policy.restore["prod"].policy).Statement : statement.Action]) :
      can(regex("(Delete|:\\*|secretsmanager|GetObject)", action))
    ])
    error_message = "The restoring role deletes, or reads secrets or readings."
  }
}
