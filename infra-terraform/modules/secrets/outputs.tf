output "key_arns" {
  description = "KMS keys: data, secrets, logs."
  value       = { for name, key in aws_kms_key.this : name => key.arn }
}

output "auth_secret_arns" {
  description = "Secrets of auth-service, the setup secret among them while it exists."
  value = merge(
    { for name, secret in aws_secretsmanager_secret.auth : name => secret.arn },
    var.setup_secret ? { setup = aws_secretsmanager_secret.setup[0].arn } : {},
  )
}

output "auth_references" {
  description = "The same, as settings name them."
  value = merge(
    { for name, secret in aws_secretsmanager_secret.auth : name => "secret://aws-secrets-manager/${secret.name}" },
    var.setup_secret ? { setup = "secret://aws-secrets-manager/${aws_secretsmanager_secret.setup[0].name}" } : {},
  )
}

output "role_secret_arns" {
  description = "Secret of each role of the database, by service."
  value       = { for name, secret in aws_secretsmanager_secret.role : name => secret.arn }
}

output "role_references" {
  description = "User and password of each role, as settings name them."
  value = {
    for name, secret in aws_secretsmanager_secret.role : name => {
      username = "secret://aws-secrets-manager/${secret.name}#username"
      password = "secret://aws-secrets-manager/${secret.name}#password"
    }
  }
}
