output "command" {
  description = "Starts the task; look at its log group afterwards."
  value = join(" ", [
    "aws ecs run-task --launch-type FARGATE",
    "--cluster ${var.cluster_name}",
    "--task-definition ${aws_ecs_task_definition.this.family}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", var.subnet_ids)}],securityGroups=[${aws_security_group.this.id}]}'",
  ])
}

output "security_group_id" {
  description = "The task, which must be let into the database."
  value       = aws_security_group.this.id
}

output "task_definition" {
  description = "Family of the task."
  value       = aws_ecs_task_definition.this.family
}

output "log_group_name" {
  description = "Where the task says what it did."
  value       = aws_cloudwatch_log_group.this.name
}
