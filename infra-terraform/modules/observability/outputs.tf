output "dashboard_names" {
  description = "Pages, by their name."
  value       = { for page, dashboard in aws_cloudwatch_dashboard.page : page => dashboard.dashboard_name }
}

output "alarm_arns" {
  description = "Alarms, by their name without the prefix; parts of composite ones too."
  value = merge(
    { for name, alarm in aws_cloudwatch_metric_alarm.promql : name => alarm.arn },
    { for name, alarm in aws_cloudwatch_composite_alarm.burn : name => alarm.arn },
    { for name, alarm in aws_cloudwatch_metric_alarm.metric : name => alarm.arn },
  )
}

output "rollback_alarm_names" {
  description = "Alarms that take a deployment back, whichever service it is of."
  value       = sort([for name, alarm in aws_cloudwatch_metric_alarm.metric : alarm.alarm_name if local.metric[name].rollback])
}

output "rollback_alarm_names_by_service" {
  description = "Those that tell of one service: errors and times at the load balancer, failures, and the consumers' lag for stream-service."
  value = {
    for service in keys(var.service_names) : service => sort([
      for name, alarm in aws_cloudwatch_metric_alarm.metric : alarm.alarm_name
      if local.metric[name].rollback && (local.metric[name].of == service || (local.metric[name].of == null && startswith(service, "stream")))
    ])
  }
}

output "topic_arns" {
  description = "Topics of p1, p2 and p3."
  value       = { for priority, topic in aws_sns_topic.this : priority => topic.arn }
}

output "key_arn" {
  description = "KMS key of alarms and logs."
  value       = aws_kms_key.this.arn
}

output "log_group_names" {
  description = "Where each service's container has to log, by service."
  value       = local.log_groups
}

output "collector_config" {
  description = "Settings of the collector beside each service (AOT_CONFIG_CONTENT of AWS's distribution)."
  value       = file("${path.module}/collector/sidecar.yaml")
}

output "collector_environment" {
  description = "Environment of the collector beside each service."
  value = {
    AWS_REGION    = local.region
    ENVIRONMENT   = var.environment
    EMF_LOG_GROUP = aws_cloudwatch_log_group.emf.name
  }
}

output "collector_policy_json" {
  description = "What the task role of each service has to allow for the collector."
  value       = data.aws_iam_policy_document.collector.json
}

output "service_environment" {
  description = "Environment of each service's container, so that it logs JSON and tells the collector beside it."
  value = {
    LOGGING_STRUCTURED_FORMAT_CONSOLE                        = "io.sensorplatform.defaults.log.JsonLogFormatter"
    MANAGEMENT_OTLP_METRICS_EXPORT_ENABLED                   = "true"
    MANAGEMENT_OTLP_METRICS_EXPORT_URL                       = "http://127.0.0.1:4318/v1/metrics"
    MANAGEMENT_OTLP_METRICS_EXPORT_STEP                      = "60s"
    MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT    = "http://127.0.0.1:4318/v1/traces"
    MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_COMPRESSION = "none"
  }
}

output "scaling_metrics" {
  description = "Classic metrics to scale by: namespace, name, dimensions and statistic."
  value = {
    for role in ["writer", "archiver", "analytics"] : "lag_${role}" => {
      namespace   = "SensorPlatform"
      metric_name = "sensor.consumer.lag.age"
      dimensions  = { environment = var.environment, role = role }
      statistic   = "Maximum"
      unit        = "seconds"
    }
  }
}
