resource "aws_acm_certificate" "this" {
  domain_name       = var.domain
  validation_method = "DNS"
  tags              = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  # The name is known beforehand, unlike the options' own set: one domain, one record.
  for_each = toset([var.domain])

  zone_id         = var.zone_id
  name            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if option.domain_name == each.value])
  type            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_type if option.domain_name == each.value])
  records         = [one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if option.domain_name == each.value])]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

# Asks what every caller can: the keys of tokens. It needs gateway and auth-service, and no database.
resource "aws_route53_health_check" "this" {
  count = var.failover == null ? 0 : 1

  type              = "HTTPS"
  fqdn              = var.target.dns_name
  port              = 443
  resource_path     = "/.well-known/openid-configuration"
  request_interval  = 10
  failure_threshold = 3
  enable_sni        = true
  tags              = merge(var.tags, { Name = "${var.domain}-${lower(var.failover)}" })
}

resource "aws_route53_record" "this" {
  #checkov:skip=CKV2_AWS_23:It points to the balancer of this environment, given as a variable.
  zone_id         = var.zone_id
  name            = var.domain
  type            = "A"
  set_identifier  = var.failover == null ? null : lower(var.failover)
  health_check_id = one(aws_route53_health_check.this[*].id)

  alias {
    name                   = var.target.dns_name
    zone_id                = var.target.zone_id
    evaluate_target_health = true
  }

  dynamic "failover_routing_policy" {
    for_each = var.failover == null ? [] : [var.failover]

    content {
      type = failover_routing_policy.value
    }
  }
}
