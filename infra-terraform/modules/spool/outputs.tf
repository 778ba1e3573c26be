output "file_system_id" {
  description = "The file system."
  value       = aws_efs_file_system.this.id
}

output "file_system_arn" {
  description = "The same, as ARN."
  value       = aws_efs_file_system.this.arn
}

output "access_point_id" {
  description = "The way in for tasks."
  value       = aws_efs_access_point.this.id
}

output "access_point_arn" {
  description = "The same, as ARN."
  value       = aws_efs_access_point.this.arn
}

output "security_group_id" {
  description = "Its security group."
  value       = aws_security_group.this.id
}
