data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  account = data.aws_caller_identity.this.account_id
  region  = data.aws_region.this.region

  # One key for each kind of thing, so that who may read logs cannot read passwords.
  keys = {
    data    = "Database, Kafka, archive, spool, cache, backups"
    secrets = "Passwords and keys of the services"
    logs    = "Logs, metrics' streams, notifications"
  }

  # In a key's policy "*" is the key itself.
  key_admin = {
    Sid       = "Account"
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::${local.account}:root" }
    Action    = "kms:*" # wildcard: hands the key over to the account's own policies, which name actions
    Resource  = "*"     # wildcard: in a key's policy, the key itself
  }

  key_services = {
    data    = []
    secrets = []
    logs = [
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"]
        Resource  = "*" # wildcard: in a key's policy, the key itself
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${local.region}:${local.account}:*" } # wildcard: log groups of this account
        }
      },
      {
        Sid       = "Notifications"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*" # wildcard: in a key's policy, the key itself
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  }
}

resource "aws_kms_key" "this" {
  for_each = local.keys

  description             = "${var.name}: ${each.value}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.key_deletion_days
  tags                    = merge(var.tags, { Name = "${var.name}-${each.key}" })

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.key_admin], local.key_services[each.key])
  })
}

resource "aws_kms_alias" "this" {
  for_each = local.keys

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
