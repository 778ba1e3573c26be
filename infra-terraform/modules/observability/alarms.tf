# What rings, made from monitoring/src/main/resources/{slo,alarms,aws-alarms}.yml.
locals {
  # Which alarms there are must be known before a balancer has its name: only dimensions name what is not known yet.
  document = jsondecode(templatefile("${path.module}/generated/alarms.json", merge(
    { for input in keys(local.inputs) : input => "<${input}>" },
    { environment = var.environment },
  )))

  there_is = {
    load_balancer  = var.load_balancer_arn_suffix != null
    cluster        = true
    database       = var.database_identifier != null
    kafka_cluster  = var.kafka_cluster_name != null
    archive_bucket = var.archive_bucket != null
    canary         = var.canary != null
  }

  promql    = { for alarm in local.document.promql_alarms : alarm.name => alarm }
  composite = { for alarm in local.document.composite_alarms : alarm.name => alarm }

  each = {
    target_groups = var.target_group_arn_suffixes
    services      = var.service_names
    brokers       = { for broker in range(1, var.kafka_broker_count + 1) : tostring(broker) => tostring(broker) }
  }

  # One for each target group, service or broker; none for what there is not.
  metric = merge([
    for alarm in local.document.metric_alarms : {
      for entry, value in alarm.each == null ? { (alarm.name) = "" } : local.each[alarm.each] :
      alarm.each == null ? alarm.name : "${alarm.name}-${entry}" => merge(alarm, {
        of = alarm.each == null ? null : entry
        # Ours go by what a service calls itself, AWS's by its name in ECS.
        dimensions = { for dimension, of in alarm.dimensions : dimension => of == "<each>" ? (alarm.namespace == "SensorPlatform" ? entry : value) : lookup(local.inputs, trim(of, "<>"), of) }
      })
    } if alarm.needs == null ? true : local.there_is[alarm.needs]
  ]...)

  text = {
    for name, alarm in merge(local.promql, local.composite, local.metric) :
    name => "${alarm.description} Runbook: ${var.runbook_base_url}/${alarm.runbook}.md Page: ${var.name}-${alarm.dashboard}"
  }
  tells = {
    for name, alarm in merge(local.promql, local.composite, local.metric) :
    name => alarm.priority == null ? [] : [aws_sns_topic.this[local.priorities[alarm.priority]].arn]
  }
  marks = {
    for name, alarm in merge(local.promql, local.composite, local.metric) :
    name => merge(var.tags, { runbook = alarm.runbook }, alarm.priority == null ? {} : { priority = alarm.priority })
  }
}

resource "aws_cloudwatch_metric_alarm" "promql" {
  for_each = local.promql

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = local.text[each.key]
  actions_enabled     = !var.silent
  alarm_actions       = local.tells[each.key]
  ok_actions          = local.tells[each.key]
  evaluation_interval = 60
  tags                = local.marks[each.key]

  evaluation_criteria {
    promql_criteria {
      query           = each.value.query
      pending_period  = each.value.pending_period
      recovery_period = 300
    }
  }
}

# A budget is spent too fast while both windows say so.
resource "aws_cloudwatch_composite_alarm" "burn" {
  for_each = local.composite

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = local.text[each.key]
  actions_enabled   = !var.silent
  alarm_actions     = local.tells[each.key]
  ok_actions        = local.tells[each.key]
  alarm_rule        = join(" AND ", [for part in each.value.all_of : "ALARM(\"${aws_cloudwatch_metric_alarm.promql[part].alarm_name}\")"])
  tags              = local.marks[each.key]
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = local.text[each.key]
  actions_enabled   = !var.silent
  alarm_actions     = local.tells[each.key]
  ok_actions        = local.tells[each.key]
  comparison_operator = (each.value.band == null
    ? (each.value.comparison == "above" ? "GreaterThanThreshold" : "LessThanThreshold")
    : (each.value.comparison == "above" ? "GreaterThanUpperThreshold" : "LessThanLowerThreshold")
  )
  threshold           = each.value.threshold
  threshold_metric_id = each.value.band == null ? null : "band"
  evaluation_periods  = each.value.evaluation_periods
  datapoints_to_alarm = each.value.datapoints_to_alarm
  treat_missing_data  = each.value.treat_missing_data
  tags                = local.marks[each.key]

  metric_query {
    id          = "value"
    return_data = true

    metric {
      namespace   = each.value.namespace
      metric_name = each.value.metric
      dimensions  = each.value.dimensions
      period      = each.value.period
      stat        = each.value.statistic
    }
  }

  # What is usual at this hour of the week, so many standard deviations wide.
  dynamic "metric_query" {
    for_each = each.value.band == null ? [] : [each.value.band]

    content {
      id          = "band"
      expression  = "ANOMALY_DETECTION_BAND(value, ${metric_query.value})"
      label       = "usual"
      return_data = true
    }
  }
}
