data "aws_caller_identity" "this" {}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-edge-"
  description = "The public balancer"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-edge" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = toset(var.allowed_cidrs)

  security_group_id = aws_security_group.this.id
  description       = "HTTPS of callers"
  cidr_ipv4         = each.value
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "http" {
  for_each = toset(var.allowed_cidrs)

  #checkov:skip=CKV_AWS_260:Port 80 only answers with a redirect to HTTPS.
  security_group_id = aws_security_group.this.id
  description       = "HTTP, answered with a redirect"
  cidr_ipv4         = each.value
  from_port         = 80
  to_port           = 80
  ip_protocol       = "tcp"
  tags              = var.tags
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_76:KnownBadInputs, with Log4j, is among managed_rules (waf.tf), in a dynamic block that checkov does not read.
  #checkov:skip=CKV_AWS_150:Deletion protection is the variable protect: on in staging and prod, off in dev for a clean destroy.
  name               = "${var.name}-edge"
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.this.id]
  subnets            = var.subnet_ids

  enable_http2               = true
  idle_timeout               = var.idle_timeout
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  # The gateway believes the last address only, which this balancer writes.
  xff_header_processing_mode = "append"
  preserve_host_header       = true
  enable_deletion_protection = var.protect
  # Without WAF there is still the gateway; readings are worth more.
  enable_waf_fail_open = true

  access_logs {
    bucket  = aws_s3_bucket.logs.bucket
    prefix  = "edge"
    enabled = true
  }

  tags = var.tags

  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  tags              = var.tags

  # Seen only while no rule of a service exists.
  default_action {
    type = "fixed-response"

    fixed_response {
      status_code  = "503"
      content_type = "application/json"
      message_body = jsonencode({ status = 503, title = "Service Unavailable", detail = "Nothing is deployed here." })
    }
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  tags              = var.tags

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
