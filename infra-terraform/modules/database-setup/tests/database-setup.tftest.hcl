mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name             = "sensor-test"
  cluster_name     = "sensor-test"
  vpc_id           = "vpc-1"
  subnet_ids       = ["subnet-1"]
  image            = "registry/sensor-platform/postgres:18.1"
  repository_arn   = "arn:aws:ecr:eu-west-1:123456789012:repository/sensor-platform/postgres"
  secrets_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/1"
  logs_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/2"
  database         = { address = "db", name = "sensor_platform", security_group_id = "sg-1", master_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:master" }
  role_secret_arns = { for service in ["auth", "sensor", "stream", "reader"] : service => "arn:aws:secretsmanager:eu-west-1:123456789012:secret:${service}" }
}

run "no_password_is_in_the_task_definition" {
  command = plan

  assert {
    condition     = alltrue([for setting in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment : !endswith(setting.name, "PASSWORD")])
    error_message = "A password is readable in the task definition."
  }

  assert {
    condition     = length([for secret in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : secret if endswith(secret.name, "PASSWORD")]) == 5
    error_message = "A role's password is missing."
  }
}

run "a_missing_role_is_refused" {
  command = plan

  variables {
    role_secret_arns = { auth = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:auth" }
  }

  expect_failures = [var.role_secret_arns]
}
