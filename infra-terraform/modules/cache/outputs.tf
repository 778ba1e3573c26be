output "url_secret_arn" {
  description = "Secret with the address and password."
  value       = aws_secretsmanager_secret.url.arn
}

output "url_reference" {
  description = "The same, as a setting names it."
  value       = "secret://aws-secrets-manager/${aws_secretsmanager_secret.url.name}"
}

output "security_group_id" {
  description = "Its security group."
  value       = aws_security_group.this.id
}

output "replication_group_id" {
  description = "The cache, as its metrics name it."
  value       = aws_elasticache_replication_group.this.replication_group_id
}
