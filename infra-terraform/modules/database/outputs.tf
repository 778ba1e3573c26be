output "identifier" {
  description = "The instance, as its metrics name it."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "The same, as ARN."
  value       = aws_db_instance.this.arn
}

output "address" {
  description = "Host of the primary."
  value       = aws_db_instance.this.address
}

output "replica_address" {
  description = "Host of the replica, or null."
  value       = one(aws_db_instance.replica[*].address)
}

output "database" {
  description = "Name of the database."
  value       = local.database
}

output "jdbc_url" {
  description = "For the services. Encrypted; their roles set the schema."
  value       = "jdbc:postgresql://${aws_db_instance.this.address}:5432/${local.database}?sslmode=require"
}

output "replica_jdbc_url" {
  description = "For queries, or null. Encrypted."
  value       = one([for replica in aws_db_instance.replica : "jdbc:postgresql://${replica.address}:5432/${local.database}?sslmode=require"])
}

output "security_group_id" {
  description = "Its security group."
  value       = aws_security_group.this.id
}

output "master_secret_arn" {
  description = "Master user and password, which RDS rotates."
  value       = try(aws_db_instance.this.master_user_secret[0].secret_arn, "")
}
