output "name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "namespace_id" {
  description = "Namespace of tasks' names."
  value       = aws_service_discovery_private_dns_namespace.this.id
}

output "namespace" {
  description = "Its domain."
  value       = aws_service_discovery_private_dns_namespace.this.name
}
