locals {
  recovery_days = var.protect ? 30 : 0
  roles         = var.database == null ? {} : var.roles

  keys_of_auth = {
    pepper         = "Pepper of API keys"
    key-encryption = "Key under which signing keys and webhooks' secrets are encrypted"
  }
}

# Made here, written once, and in neither the state nor a plan.
ephemeral "aws_secretsmanager_random_password" "auth" {
  for_each = local.keys_of_auth

  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "auth" {
  for_each = local.keys_of_auth

  #checkov:skip=CKV2_AWS_57:Rotated with the old one still known for a while (docs/security/secrets.md): an operator's steps, since every key of a device hangs on it.
  name                    = "${var.name}/auth/${each.key}"
  description             = each.value
  kms_key_id              = aws_kms_key.this["secrets"].arn
  recovery_window_in_days = local.recovery_days
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "auth" {
  for_each = local.keys_of_auth

  secret_id = aws_secretsmanager_secret.auth[each.key].id
  # 32 bytes in base64.
  secret_string_wo         = base64encode(ephemeral.aws_secretsmanager_random_password.auth[each.key].random_password)
  secret_string_wo_version = 1

  lifecycle {
    # An operator puts new ones in place.
    ignore_changes = [secret_string_wo_version]
  }
}

ephemeral "aws_secretsmanager_random_password" "setup" {
  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "setup" {
  count = var.setup_secret ? 1 : 0

  #checkov:skip=CKV2_AWS_57:Used once and deleted.
  name                    = "${var.name}/auth/setup"
  description             = "With it the first operator is made; then set setup_secret to false"
  kms_key_id              = aws_kms_key.this["secrets"].arn
  recovery_window_in_days = 0
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "setup" {
  count = var.setup_secret ? 1 : 0

  secret_id                = aws_secretsmanager_secret.setup[0].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.setup.random_password
  secret_string_wo_version = 1
}

# Roles of the database.

ephemeral "aws_secretsmanager_random_password" "role" {
  for_each = local.roles

  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "role" {
  for_each = local.roles

  #checkov:skip=CKV2_AWS_57:Rotation is aws_secretsmanager_secret_rotation.role, as soon as the variable rotation is set.
  name                    = "${var.name}/database/${each.key}"
  description             = "Login of ${each.value}"
  kms_key_id              = aws_kms_key.this["secrets"].arn
  recovery_window_in_days = local.recovery_days
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "role" {
  for_each = local.roles

  secret_id = aws_secretsmanager_secret.role[each.key].id

  # The form that AWS's function for alternating users knows.
  secret_string_wo = jsonencode({
    engine    = "postgres"
    host      = var.database.host
    port      = 5432
    dbname    = var.database.name
    username  = each.value
    password  = ephemeral.aws_secretsmanager_random_password.role[each.key].random_password
    masterarn = var.database.master_secret_arn
  })
  secret_string_wo_version = var.password_version
}
