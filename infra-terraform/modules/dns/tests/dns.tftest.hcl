mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  zone_id = "Z1"
  domain  = "readings.example.com"
  target  = { dns_name = "mock.eu-west-1.elb.amazonaws.com", zone_id = "Z2" }
}

override_resource {
  target          = aws_acm_certificate.this
  override_during = plan
  values = {
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    domain_validation_options = [{
      domain_name           = "readings.example.com"
      resource_record_name  = "_x.readings.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_y.acm-validations.aws."
    }]
  }
}

run "one_region_has_one_record" {
  command = plan

  assert {
    condition     = length(aws_route53_record.this.failover_routing_policy) == 0 && length(aws_route53_health_check.this) == 0
    error_message = "Failover without a second region."
  }

  assert {
    condition     = aws_route53_record.validation["readings.example.com"].name == "_x.readings.example.com."
    error_message = "The certificate cannot be validated."
  }
}

run "a_second_region_takes_over" {
  command = plan

  variables {
    failover = "PRIMARY"
  }

  assert {
    condition     = aws_route53_record.this.failover_routing_policy[0].type == "PRIMARY" && aws_route53_record.this.set_identifier == "primary" && aws_route53_health_check.this[0].type == "HTTPS"
    error_message = "No failover by health."
  }
}

run "another_word_is_refused" {
  command = plan

  variables {
    failover = "third"
  }

  expect_failures = [var.failover]
}
