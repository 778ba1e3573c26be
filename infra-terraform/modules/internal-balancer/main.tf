# Between the gateway and the services: one listener for each service, at the service's own port.

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-inside-"
  description = "The balancer between gateway and services"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-inside" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "callers" {
  for_each = merge([
    for caller, group in var.caller_security_group_ids : {
      for service, port in var.ports : "${caller}-${service}" => { group = group, port = port }
    }
  ]...)

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value.group
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_150:Deletion protection is the variable protect: on in staging and prod, off in dev for a clean destroy.
  #checkov:skip=CKV_AWS_91:What the gateway asks is counted and traced by the gateway; a second log of each request would cost as much as the balancer.
  #checkov:skip=CKV2_AWS_20:Inside the VPC; see aws_lb_listener.this.
  name               = "${var.name}-inside"
  load_balancer_type = "application"
  internal           = true
  security_groups    = [aws_security_group.this.id]
  subnets            = var.subnet_ids

  idle_timeout               = 60
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  # The gateway says who the caller is; nothing may be added to that.
  xff_header_processing_mode = "preserve"
  preserve_host_header       = true
  enable_deletion_protection = var.protect
  tags                       = var.tags
}

resource "aws_lb_listener" "this" {
  for_each = var.ports

  #checkov:skip=CKV_AWS_2:From the gateway to its services inside the VPC, only between their security groups. The services speak no TLS; AWS encrypts between its own machines.
  #checkov:skip=CKV_AWS_103:As above: no TLS, so no version of it.
  load_balancer_arn = aws_lb.this.arn
  port              = each.value
  protocol          = "HTTP"
  tags              = merge(var.tags, { Name = each.key })

  # Seen only while the service has no rule here. The gateway takes it for an answer and passes it on.
  default_action {
    type = "fixed-response"

    fixed_response {
      status_code  = "503"
      content_type = "application/json"
      message_body = jsonencode({ status = 503, title = "Service Unavailable", detail = "The service is not deployed." })
    }
  }
}
