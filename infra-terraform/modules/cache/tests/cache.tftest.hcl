# Terraform cannot mock ephemeral resources: this needs the stand-in of the provider, or credentials (../../README.md).
provider "aws" {
  region = "eu-west-1"
}

variables {
  name                      = "sensor-test"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  client_security_group_ids = { gateway = "sg-1" }
  key_arn                   = "arn:aws:kms:eu-west-1:123456789012:key/1"
  secrets_key_arn           = "arn:aws:kms:eu-west-1:123456789012:key/2"
  protect                   = true
}

run "encrypted_with_a_password_that_is_in_no_state" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "Not encrypted."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.auth_token == null && aws_elasticache_replication_group.this.auth_token_wo_version == 1
    error_message = "A password in the state."
  }
}

run "a_replica_takes_over" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.num_cache_clusters == 2
    error_message = "No failover."
  }
}

run "services_are_told_by_reference" {
  command = plan

  assert {
    condition     = output.url_reference == "secret://aws-secrets-manager/sensor-test/cache/url"
    error_message = "Another reference."
  }
}
