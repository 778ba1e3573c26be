# Terraform cannot mock ephemeral resources: this needs the stand-in of the provider, or credentials (../../README.md).
provider "aws" {
  region = "eu-west-1"
}

variables {
  name     = "sensor-test"
  protect  = true
  database = { host = "db", name = "sensor_platform", master_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:master" }
  rotation = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
  restart  = { cluster_name = "sensor-test", cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/sensor-test", services = ["auth", "sensor", "stream"] }
}

override_resource {
  target          = aws_serverlessapplicationrepository_cloudformation_stack.rotation
  override_during = plan
  values          = { outputs = { RotationLambdaARN = "arn:aws:lambda:eu-west-1:123456789012:function:rotation" } }
}

run "keys_rotate_and_are_apart" {
  command = plan

  assert {
    condition     = length(aws_kms_key.this) == 3 && alltrue([for key in aws_kms_key.this : key.enable_key_rotation])
    error_message = "A key for all, or one that does not rotate."
  }
}

run "no_secret_is_in_the_state" {
  command = plan

  assert {
    condition = alltrue([for version in concat(values(aws_secretsmanager_secret_version.auth), values(aws_secretsmanager_secret_version.role), aws_secretsmanager_secret_version.setup) :
      version.secret_string == null || version.secret_string == ""
    ])
    error_message = "A secret is in the state."
  }
}

run "passwords_rotate_and_services_read_them_a_day_later" {
  command = plan

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.role) == 4 && aws_secretsmanager_secret_rotation.role["auth"].rotation_rules[0].schedule_expression == "cron(0 2 1 * ? *)"
    error_message = "Passwords do not rotate."
  }

  assert {
    condition     = length(aws_scheduler_schedule.restart) == 3 && jsondecode(aws_scheduler_schedule.restart["auth"].target[0].input).ForceNewDeployment
    error_message = "Services go on with what is no longer good."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.restart[0].policy).Statement[0].Resource == [for service in ["auth", "sensor", "stream"] : "arn:aws:ecs:${local.region}:${local.account}:service/sensor-test/${service}"]
    error_message = "The schedule may do more than start services anew."
  }
}

run "deleted_secrets_come_back_in_prod_and_not_in_dev" {
  command = plan

  assert {
    condition     = alltrue([for secret in merge(aws_secretsmanager_secret.auth, aws_secretsmanager_secret.role) : secret.recovery_window_in_days == 30])
    error_message = "A deleted pepper is gone at once, and with it each device's key."
  }
}

run "dev_leaves_nothing" {
  command = plan

  variables {
    protect  = false
    rotation = null
  }

  assert {
    condition     = alltrue([for secret in merge(aws_secretsmanager_secret.auth, aws_secretsmanager_secret.role) : secret.recovery_window_in_days == 0])
    error_message = "The next dev could not make a secret of the same name."
  }
}

run "the_setup_secret_goes_when_it_was_used" {
  command = plan

  variables {
    setup_secret = false
  }

  assert {
    condition     = length(aws_secretsmanager_secret.setup) == 0 && !contains(keys(output.auth_references), "setup")
    error_message = "It is still there."
  }
}
