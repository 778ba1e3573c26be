# What brings a deployment back. They need nothing but the balancer, so they ring although the service tells nothing.
locals {
  deployment_alarms = concat(
    [for alarm in aws_cloudwatch_metric_alarm.errors : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.unhealthy : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.lagging : alarm.alarm_name],
  )
}

# 5xx of one target group: with a canary of 10% its errors drown in the whole.
resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = aws_lb_target_group.this

  alarm_name          = "${local.full_name}-errors-${each.key}"
  alarm_description   = "For deployments: more than 2% of the requests to target group ${each.key} of ${local.full_name} are answered 5xx. Runbook: docs/operations/runbooks/roll-back.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  tags                = var.tags

  metric_query {
    id          = "errors"
    return_data = false

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      period      = 60
      stat        = "Sum"
      dimensions  = { LoadBalancer = var.balancer.arn_suffix, TargetGroup = each.value.arn_suffix }
    }
  }

  metric_query {
    id          = "all"
    return_data = false

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      period      = 60
      stat        = "Sum"
      dimensions  = { LoadBalancer = var.balancer.arn_suffix, TargetGroup = each.value.arn_suffix }
    }
  }

  metric_query {
    id    = "percent"
    label = "Answers 5xx in percent"
    # Of fewer than 20 requests a minute, one says nothing.
    expression  = "IF(all > 20, 100 * FILL(errors, 0) / all, 0)"
    return_data = true
  }
}

resource "aws_cloudwatch_metric_alarm" "unhealthy" {
  for_each = aws_lb_target_group.this

  alarm_name          = "${local.full_name}-unhealthy-${each.key}"
  alarm_description   = "For deployments: tasks of ${local.full_name} in target group ${each.key} do not take requests. Runbook: docs/operations/runbooks/service-down.md"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  dimensions          = { LoadBalancer = var.balancer.arn_suffix, TargetGroup = each.value.arn_suffix }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "lagging" {
  count = local.by_lag ? 1 : 0

  alarm_name          = "${local.full_name}-lagging"
  alarm_description   = "For deployments: the oldest record has waited for more than a minute, for five. Runbook: docs/operations/runbooks/freshness-burn.md"
  namespace           = var.scaling.lag.namespace
  metric_name         = var.scaling.lag.metric
  dimensions          = var.scaling.lag.dimensions
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60
  # A consumer of which nothing is heard is worse than one that is behind.
  treat_missing_data = "breaching"
  tags               = var.tags
}
