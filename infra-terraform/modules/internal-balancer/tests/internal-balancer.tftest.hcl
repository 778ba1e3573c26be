mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name                      = "sensor-test"
  vpc_id                    = "vpc-1"
  subnet_ids                = ["subnet-1", "subnet-2"]
  ports                     = { auth = 8081, sensor = 8082 }
  caller_security_group_ids = { gateway = "sg-1" }
  protect                   = false
}

run "nobody_outside_reaches_it" {
  command = plan

  assert {
    condition     = aws_lb.this.internal
    error_message = "Public."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.callers : rule.referenced_security_group_id == "sg-1" && rule.cidr_ipv4 == null]) && length(aws_vpc_security_group_ingress_rule.callers) == 2
    error_message = "Others than the gateway may call."
  }
}

run "each_service_has_its_port" {
  command = plan

  assert {
    condition     = aws_lb_listener.this["auth"].port == 8081 && output.urls["sensor"] == "http://mock.eu-west-1.elb.amazonaws.com:8082"
    error_message = "Ports are mixed up."
  }

  assert {
    condition     = aws_lb.this.xff_header_processing_mode == "preserve"
    error_message = "What the gateway says of the caller is changed."
  }
}
