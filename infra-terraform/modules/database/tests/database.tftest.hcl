mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name                      = "sensor-test"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_group_ids = { auth = "sg-1", sensor = "sg-2", stream = "sg-3" }
  instance_class            = "db.m8g.large"
  replica_class             = "db.m8g.large"
  storage                   = { gib = 100, most_gib = 1000 }
  max_connections           = 600
  client_connections        = 300
  key_arn                   = "arn:aws:kms:eu-west-1:123456789012:key/1"
  secrets_key_arn           = "arn:aws:kms:eu-west-1:123456789012:key/2"
  logs_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/3"
  protect                   = true
}

run "no_public_database" {
  command = plan

  assert {
    condition     = alltrue([for instance in concat([aws_db_instance.this], aws_db_instance.replica) : instance.publicly_accessible == false])
    error_message = "Public."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.this : rule.cidr_ipv4 == null && rule.from_port == 5432]) && length(aws_vpc_security_group_ingress_rule.this) == 3
    error_message = "Others than the services may connect."
  }
}

run "encrypted_at_rest_and_on_the_way" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == var.key_arn && aws_db_instance.replica[0].storage_encrypted
    error_message = "Not encrypted."
  }

  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1") && strcontains(output.jdbc_url, "sslmode=require")
    error_message = "Connections without TLS are possible."
  }
}

run "a_standby_a_replica_and_each_second_of_two_weeks" {
  command = plan

  assert {
    condition     = aws_db_instance.this.multi_az && length(aws_db_instance.replica) == 1 && aws_db_instance.this.backup_retention_period == 14
    error_message = "No standby, no replica or no point-in-time restore."
  }
}

run "the_replica_is_named_for_queries" {
  command = plan

  assert {
    condition     = startswith(output.replica_jdbc_url, "jdbc:postgresql://") && endswith(output.replica_jdbc_url, "?sslmode=require")
    error_message = "No URL of the replica, or one without TLS."
  }
}

run "the_master_password_is_made_and_rotated_by_rds" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "A password in the state."
  }
}

run "prod_is_protected" {
  command = plan

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.final_snapshot_identifier == "sensor-test-last" && !aws_db_instance.this.delete_automated_backups
    error_message = "The database can be deleted, or without a last snapshot."
  }
}

run "dev_leaves_nothing" {
  command = plan

  variables {
    protect       = false
    replica_class = null
  }

  assert {
    condition     = !aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.delete_automated_backups
    error_message = "Destroy would stop, or leave snapshots."
  }
}

run "more_connections_than_the_server_takes_are_refused" {
  command = plan

  variables {
    client_connections = 481
  }

  expect_failures = [aws_db_instance.this]
}

run "a_copy_of_the_backups_in_another_region" {
  command = plan

  variables {
    copy_backups_to = { region = "eu-central-1", key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1" }
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this[0].region == "eu-central-1"
    error_message = "The copy is in the same region."
  }
}
