output "name" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.this.name
}

output "security_group_id" {
  description = "Tasks of the service."
  value       = aws_security_group.this.id
}

output "task_role_arn" {
  description = "As which the process works."
  value       = aws_iam_role.task.arn
}

output "execution_role_arn" {
  description = "As which ECS starts a task."
  value       = aws_iam_role.execution.arn
}

output "target_group_arn_suffixes" {
  description = "Target groups, as metrics name them: a, and b if deployments are canaries."
  value       = { for side, group in aws_lb_target_group.this : side => group.arn_suffix }
}

output "environment" {
  description = "Settings that a task gets; without secrets, which are references."
  value       = var.environment
}

output "deployment_alarm_names" {
  description = "Alarms that bring a deployment back."
  value       = concat(local.deployment_alarms, var.deployment_alarms)
}
