mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name         = "sensor-test"
  logs_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
}

run "tasks_and_data_have_no_public_addresses" {
  command = plan

  assert {
    condition     = alltrue([for subnet in concat(values(aws_subnet.public), values(aws_subnet.private), values(aws_subnet.data)) : subnet.map_public_ip_on_launch == false])
    error_message = "A subnet gives out public addresses."
  }

  assert {
    condition     = length(aws_subnet.private) == 3 && length(aws_subnet.data) == 3 && length(aws_nat_gateway.this) == 3
    error_message = "Not three zones, each with its own NAT."
  }

  assert {
    condition     = length(setintersection([for subnet in aws_subnet.private : subnet.cidr_block], [for subnet in aws_subnet.data : subnet.cidr_block])) == 0
    error_message = "Networks overlap."
  }
}

run "each_zone_has_its_own_way_out" {
  command = plan

  assert {
    condition     = keys(aws_route.nat) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"] && alltrue([for route in aws_route.nat : route.destination_cidr_block == "0.0.0.0/0"])
    error_message = "A zone depends on another one's NAT."
  }
}

run "one_nat_serves_all_zones_where_money_counts" {
  command = plan

  variables {
    nat = "single"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.nat) == 3
    error_message = "Not one NAT for three zones."
  }
}

run "without_nat_endpoints_take_its_place" {
  command = plan

  variables {
    nat                 = "none"
    interface_endpoints = ["logs", "ecr.api", "ecr.dkr", "secretsmanager", "monitoring"]
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0 && length(aws_vpc_endpoint.interface) == 5
    error_message = "NAT is there, or an endpoint is not."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "The usual names do not lead to the endpoints."
  }
}

run "s3_is_always_reached_without_nat" {
  command = plan

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "The archive goes through NAT."
  }
}

run "flows_are_logged_and_encrypted" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_cloudwatch_log_group.flow.kms_key_id == var.logs_key_arn
    error_message = "Flow logs are missing or readable."
  }
}

run "s3_as_interface_endpoint_is_refused" {
  command = plan

  variables {
    interface_endpoints = ["s3"]
  }

  expect_failures = [var.interface_endpoints]
}
