mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "sensor-test"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2"]
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  logs_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/1"
  protect         = true
}

run "only_tls_with_http2" {
  command = plan

  assert {
    condition     = aws_lb.this.enable_http2 && aws_lb_listener.https.protocol == "HTTPS" && startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13")
    error_message = "No HTTP/2, or an old TLS."
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect"
    error_message = "Plain HTTP is served."
  }
}

run "balancer_closes_before_the_gateway" {
  command = plan

  assert {
    condition     = aws_lb.this.idle_timeout < 75
    error_message = "The gateway closes idle connections after 75 s; the balancer must be first."
  }
}

run "attacks_are_blocked_and_tokens_are_not_logged" {
  command = plan

  assert {
    condition     = length(aws_wafv2_web_acl.this.rule) == 4 && aws_wafv2_web_acl_association.this.resource_arn == aws_lb.this.arn
    error_message = "WAF is not in front."
  }

  assert {
    condition     = toset(flatten([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : [for header in field.single_header : header.name]])) == toset(["authorization", "cookie"])
    error_message = "Tokens are logged."
  }
}

run "prod_is_protected" {
  command = plan

  assert {
    condition     = aws_lb.this.enable_deletion_protection && !aws_s3_bucket.logs.force_destroy
    error_message = "Not protected."
  }
}

run "dev_leaves_nothing" {
  command = plan

  variables {
    protect = false
  }

  assert {
    condition     = !aws_lb.this.enable_deletion_protection && aws_s3_bucket.logs.force_destroy
    error_message = "Destroy would stop."
  }
}

run "closing_after_the_gateway_is_refused" {
  command = plan

  variables {
    idle_timeout = 75
  }

  expect_failures = [var.idle_timeout]
}
