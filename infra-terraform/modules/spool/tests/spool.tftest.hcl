mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name                      = "sensor-test"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2", "subnet-3"]
  user                      = "65532:65532"
  key_arn                   = "arn:aws:kms:eu-west-1:123456789012:key/1"
  client_role_arns          = ["arn:aws:iam::123456789012:role/sensor"]
  client_security_group_ids = { sensor = "sg-1" }
}

run "it_is_in_every_zone_and_encrypted" {
  command = plan

  assert {
    condition     = aws_efs_file_system.this.availability_zone_name == null || !startswith(aws_efs_file_system.this.availability_zone_name, "eu-")
    error_message = "One zone only: with it acknowledged readings would be gone."
  }

  assert {
    condition     = aws_efs_file_system.this.encrypted && length(aws_efs_mount_target.this) == 3
    error_message = "Not encrypted, or not to be mounted everywhere."
  }
}

run "every_task_sees_what_another_left" {
  command = plan

  assert {
    condition     = aws_efs_access_point.this.root_directory[0].path == "/spool" && aws_efs_access_point.this.posix_user[0].uid == 65532
    error_message = "Tasks do not share one root as one user."
  }
}

run "only_sensor_tasks_with_tls_may_mount" {
  command = plan

  assert {
    condition     = jsondecode(aws_efs_file_system_policy.this.policy).Statement[0].Principal.AWS == ["arn:aws:iam::123456789012:role/sensor"] && jsondecode(aws_efs_file_system_policy.this.policy).Statement[1].Effect == "Deny"
    error_message = "Others may mount, or without TLS."
  }
}
