output "vault_name" {
  description = "The vault."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "The same, as ARN."
  value       = aws_backup_vault.this.arn
}

output "restore_testing_plan" {
  description = "Name of the plan that restores, or null."
  value       = one(aws_backup_restore_testing_plan.this[*].name)
}

output "role_arn" {
  description = "As which AWS Backup works."
  value       = aws_iam_role.this.arn
}
