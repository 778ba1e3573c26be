locals {
  # After a canary all requests go to the other target group, so both count. A metric of one group, as
  # ALBRequestCountPerTarget is, would say that nothing is asked any more.
  groups = keys(aws_lb_target_group.this)

  request_metrics = flatten([for group in local.groups : [
    { id = "r${group}", name = "RequestCount", stat = "Sum", group = group },
    { id = "h${group}", name = "HealthyHostCount", stat = "Average", group = group },
  ]])

  requests_sum        = join(" + ", [for group in local.groups : "FILL(r${group}, 0)"])
  healthy_sum         = join(" + ", [for group in local.groups : "FILL(h${group}, 0)"])
  requests_per_target = "(${local.requests_sum}) / IF((${local.healthy_sum}) < 1, 1, (${local.healthy_sum}))"

  by_requests = var.scaling.requests != null
  by_lag      = var.scaling.lag != null
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.scaling.least
  max_capacity       = var.scaling.most
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.scaling.cpu
    scale_out_cooldown = 60
    scale_in_cooldown  = 300
    # A consumer that waits for a database has nothing to do and a lag: the lag decides then.
    disable_scale_in = local.by_lag

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "requests" {
  count = local.by_requests ? 1 : 0

  name               = "requests-per-target"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.scaling.requests
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    customized_metric_specification {
      dynamic "metrics" {
        for_each = local.request_metrics

        content {
          id          = metrics.value.id
          return_data = false

          metric_stat {
            stat = metrics.value.stat

            metric {
              namespace   = "AWS/ApplicationELB"
              metric_name = metrics.value.name

              dimensions {
                name  = "LoadBalancer"
                value = var.balancer.arn_suffix
              }

              dimensions {
                name  = "TargetGroup"
                value = aws_lb_target_group.this[metrics.value.group].arn_suffix
              }
            }
          }
        }
      }

      metrics {
        id          = "each"
        label       = "Requests per target and minute"
        expression  = local.requests_per_target
        return_data = true
      }
    }
  }
}

# Tracking waits for three minutes of too many; a surge does not.
resource "aws_appautoscaling_policy" "surge" {
  count = local.by_requests ? 1 : 0

  name               = "surge"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type          = "PercentChangeInCapacity"
    metric_aggregation_type  = "Maximum"
    min_adjustment_magnitude = 1
    cooldown                 = 60

    step_adjustment {
      metric_interval_lower_bound = "0"
      metric_interval_upper_bound = tostring(var.scaling.requests)
      scaling_adjustment          = 50
    }

    step_adjustment {
      metric_interval_lower_bound = tostring(var.scaling.requests)
      scaling_adjustment          = 100
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "surge" {
  count = local.by_requests ? 1 : 0

  alarm_name          = "${local.full_name}-surge"
  alarm_description   = "For scaling only, rings for nobody: ${var.scaling.surge} times the usual requests per target."
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.scaling.requests * var.scaling.surge
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.surge[0].arn]
  tags                = var.tags

  dynamic "metric_query" {
    for_each = local.request_metrics

    content {
      id          = metric_query.value.id
      return_data = false

      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value.name
        period      = 60
        stat        = metric_query.value.stat

        dimensions = {
          LoadBalancer = var.balancer.arn_suffix
          TargetGroup  = aws_lb_target_group.this[metric_query.value.group].arn_suffix
        }
      }
    }
  }

  metric_query {
    id          = "each"
    label       = "Requests per target and minute"
    expression  = local.requests_per_target
    return_data = true
  }
}

# The lag is an age: it grows as long as too little is done, whatever the number of records.
resource "aws_appautoscaling_policy" "behind" {
  count = local.by_lag ? 1 : 0

  name               = "behind"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type          = "PercentChangeInCapacity"
    metric_aggregation_type  = "Maximum"
    min_adjustment_magnitude = 1
    # A rebalance, and the first batches after it, must be over before the lag says something new.
    cooldown = 120

    step_adjustment {
      metric_interval_lower_bound = "0"
      metric_interval_upper_bound = "20"
      scaling_adjustment          = 25
    }

    step_adjustment {
      metric_interval_lower_bound = "20"
      metric_interval_upper_bound = "110"
      scaling_adjustment          = 50
    }

    step_adjustment {
      metric_interval_lower_bound = "110"
      scaling_adjustment          = 100
    }
  }
}

resource "aws_appautoscaling_policy" "ahead" {
  count = local.by_lag ? 1 : 0

  name               = "ahead"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = 600

    step_adjustment {
      metric_interval_upper_bound = "0"
      scaling_adjustment          = -1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "behind" {
  count = local.by_lag ? 1 : 0

  alarm_name          = "${local.full_name}-behind"
  alarm_description   = "For scaling only, rings for nobody: the oldest record waits for more than ${var.scaling.lag.out} s."
  namespace           = var.scaling.lag.namespace
  metric_name         = var.scaling.lag.metric
  dimensions          = var.scaling.lag.dimensions
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.scaling.lag.out
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.behind[0].arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "ahead" {
  count = local.by_lag ? 1 : 0

  alarm_name          = "${local.full_name}-ahead"
  alarm_description   = "For scaling only, rings for nobody: nothing has waited for longer than ${var.scaling.lag.in} s for a quarter of an hour."
  namespace           = var.scaling.lag.namespace
  metric_name         = var.scaling.lag.metric
  dimensions          = var.scaling.lag.dimensions
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 15
  datapoints_to_alarm = 15
  comparison_operator = "LessThanThreshold"
  threshold           = var.scaling.lag.in
  # Nobody tells: then it is not known that the lag is small.
  treat_missing_data = "notBreaching"
  alarm_actions      = [aws_appautoscaling_policy.ahead[0].arn]
  tags               = var.tags
}

resource "aws_appautoscaling_scheduled_action" "stop" {
  count = var.night == null ? 0 : 1

  name               = "night"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id
  schedule           = "cron(${var.night.stop})"

  scalable_target_action {
    min_capacity = 0
    max_capacity = 0
  }
}

resource "aws_appautoscaling_scheduled_action" "start" {
  count = var.night == null ? 0 : 1

  name               = "morning"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id
  schedule           = "cron(${var.night.start})"

  scalable_target_action {
    min_capacity = var.scaling.least
    max_capacity = var.scaling.most
  }

  # One action at a time, or the API refuses the second.
  depends_on = [aws_appautoscaling_scheduled_action.stop]
}
