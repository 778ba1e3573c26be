# Two target groups where a canary needs them: ECS sends shares of the requests to the one or the other.
resource "aws_lb_target_group" "this" {
  for_each = toset(local.canary ? ["a", "b"] : ["a"])

  #checkov:skip=CKV_AWS_378:Inside the VPC, between two security groups; the services speak no TLS there.
  name                 = "${local.full_name}-${each.key}"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  port                 = var.port
  protocol             = "HTTP"
  protocol_version     = "HTTP1"
  deregistration_delay = tostring(var.drain_seconds)
  # Tasks on Spot and on demand, warm and cold, are not equally fast.
  load_balancing_algorithm_type = "least_outstanding_requests"
  tags                          = var.tags

  health_check {
    path                = "/actuator/health/readiness"
    port                = tostring(local.management_port)
    protocol            = "HTTP"
    matcher             = "200"
    interval            = 5
    timeout             = 2
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.balancer.listener_arn
  priority     = var.balancer.priority
  tags         = merge(var.tags, { Name = local.full_name })

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.this

        content {
          arn    = target_group.value.arn
          weight = target_group.key == "a" ? 100 : 0
        }
      }
    }
  }

  condition {
    path_pattern {
      values = var.balancer.paths
    }
  }

  lifecycle {
    # Which share goes where is what a deployment decides.
    ignore_changes = [action]
  }
}

resource "aws_security_group" "this" {
  name_prefix = "${local.full_name}-"
  description = "Tasks of ${local.full_name}"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = local.full_name })

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  balancer_ports = { requests = var.port, health = local.management_port }
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  for_each = local.balancer_ports

  security_group_id            = aws_security_group.this.id
  description                  = "The balancer: ${each.key}"
  referenced_security_group_id = var.balancer.security_group_id
  from_port                    = each.value
  to_port                      = each.value
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  for_each = local.balancer_ports

  security_group_id            = var.balancer.security_group_id
  description                  = "${local.full_name}: ${each.key}"
  referenced_security_group_id = aws_security_group.this.id
  from_port                    = each.value
  to_port                      = each.value
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "management" {
  for_each = var.management_callers

  security_group_id            = aws_security_group.this.id
  description                  = "Management port: ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = local.management_port
  to_port                      = local.management_port
  ip_protocol                  = "tcp"
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = var.egress

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value.security_group_id
  cidr_ipv4                    = each.value.cidr
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
  tags                         = var.tags
}
