mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name                      = "sensor-test"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_group_ids = { sensor = "sg-1" }
  broker                    = { instance_type = "kafka.m7g.large", gib = 100, most_gib = 500 }
  key_arn                   = "arn:aws:kms:eu-west-1:123456789012:key/1"
  logs_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/3"
}

run "three_replicas_of_which_two_acknowledge" {
  command = plan

  assert {
    condition = alltrue([for line in ["default.replication.factor=3", "min.insync.replicas=2", "unclean.leader.election.enable=false"] :
      contains(split("\n", aws_msk_configuration.this.server_properties), line)
    ])
    error_message = "Acknowledged readings can be lost."
  }

  assert {
    condition     = aws_msk_cluster.this.number_of_broker_nodes == 3
    error_message = "Not a broker in each zone."
  }
}

run "tls_and_iam_and_nothing_else" {
  command = plan

  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].sasl[0].iam && aws_msk_cluster.this.client_authentication[0].unauthenticated == false
    error_message = "Not IAM, or nobody's."
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].in_cluster && aws_msk_cluster.this.encryption_info[0].encryption_at_rest_kms_key_arn == var.key_arn
    error_message = "Not encrypted."
  }

  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED" && alltrue([for rule in aws_vpc_security_group_ingress_rule.this : rule.from_port == 9098 && rule.cidr_ipv4 == null])
    error_message = "Others may connect."
  }
}

run "disks_grow" {
  command = plan

  assert {
    condition     = aws_appautoscaling_target.storage.max_capacity == 500
    error_message = "A full disk stops a broker."
  }
}

run "two_zones_are_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-1", "subnet-2"]
  }

  expect_failures = [var.subnet_ids]
}
