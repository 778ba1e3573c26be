output "repository_arns" {
  description = "ECR repositories, by image."
  value       = { for image, repository in aws_ecr_repository.this : image => repository.arn }
}

output "repository_urls" {
  description = "Where images are pushed to and pulled from, by image."
  value       = { for image, repository in aws_ecr_repository.this : image => repository.repository_url }
}

output "images_role_arn" {
  description = "Role that pushes images; variable AWS_ROLE of GitHub's environment images."
  value       = aws_iam_role.images.arn
}

output "plan_role_arns" {
  description = "Roles that plan; variable AWS_ROLE of GitHub's environments dev-plan and so on."
  value       = { for environment, role in aws_iam_role.plan : environment => role.arn }
}

output "deploy_role_arns" {
  description = "Roles that deploy; variable AWS_ROLE of GitHub's environments dev, dev-rollback and so on."
  value       = { for environment, role in aws_iam_role.deploy : environment => role.arn }
}

output "restore_role_arns" {
  description = "Roles that look into a restored backup; variable AWS_ROLE of GitHub's environments prod-restore and so on."
  value       = { for environment, role in aws_iam_role.restore : environment => role.arn }
}
