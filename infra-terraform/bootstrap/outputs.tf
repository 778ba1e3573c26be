output "state_bucket" {
  description = "Bucket of the state: GitHub variable STATE_BUCKET, and -backend-config=bucket=..."
  value       = aws_s3_bucket.state.bucket
}

output "roles" {
  description = "Roles of the pipeline: GitHub variable AWS_ROLE of each environment."
  value = merge(
    { images = module.pipeline_roles.images_role_arn },
    { for environment, arn in module.pipeline_roles.plan_role_arns : "${environment}-plan" => arn },
    { for environment, arn in module.pipeline_roles.deploy_role_arns : environment => arn },
    { for environment, arn in module.pipeline_roles.deploy_role_arns : "${environment}-rollback" => arn },
    { for environment, arn in module.pipeline_roles.restore_role_arns : "${environment}-restore" => arn },
  )
}

output "repository_urls" {
  description = "Where images are, by image; GitHub variable REGISTRY is what stands before /sensor-platform."
  value       = module.pipeline_roles.repository_urls
}
