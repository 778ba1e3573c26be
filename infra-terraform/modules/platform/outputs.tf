output "url" {
  description = "Where callers find the platform: GitHub variable PUBLIC_URL."
  value       = module.dns.url
}

output "cluster_name" {
  description = "ECS cluster: GitHub variable CLUSTER."
  value       = module.cluster.name
}

output "database_setup_command" {
  description = "Makes roles and schemas; once, after the first apply."
  value       = module.database_setup.command
}

output "database_identifier" {
  description = "The database's instance."
  value       = module.database.identifier
}

output "archive_bucket" {
  description = "Bucket of the archive."
  value       = module.archive.bucket
}

output "kafka_cluster_name" {
  description = "The Kafka cluster."
  value       = module.streaming.cluster_name
}

output "setup_secret_arn" {
  description = "Secret with which the first operator is made, while it exists."
  value       = lookup(module.keys.auth_secret_arns, "setup", null)
}

output "dashboards" {
  description = "Pages of CloudWatch."
  value       = module.observability.dashboard_names
}

output "topic_arns" {
  description = "SNS topics that alarms tell: p1, p2, p3."
  value       = module.observability.topic_arns
}

output "services" {
  description = "Names of the ECS services, and where their logs are."
  value = { for service in [module.gateway, module.auth, module.sensor, module.stream] : service.name => {
    log_group = module.observability.log_group_names["${service.name}-service"]
    alarms    = service.deployment_alarm_names
  } }
}

output "settings" {
  description = "Settings that each service gets, by name; secrets are references."
  value = {
    gateway = module.gateway.environment
    auth    = module.auth.environment
    sensor  = module.sensor.environment
    stream  = module.stream.environment
  }
}
