data "aws_caller_identity" "this" {}

data "aws_region" "this" {}

data "aws_partition" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  region    = data.aws_region.this.region
  partition = data.aws_partition.this.partition

  priorities = {
    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
  }

  canary_name = "${var.name}-reading"
  own_groups  = { for service in keys(var.service_names) : service => "/${var.name}/${service}" if !contains(keys(var.log_group_names), service) }
  log_groups  = merge(var.log_group_names, local.own_groups)

  # What the generated files name as ${...}.
  inputs = {
    environment    = var.environment
    region         = local.region
    load_balancer  = var.load_balancer_arn_suffix == null ? "" : var.load_balancer_arn_suffix
    cluster        = var.cluster_name
    database       = var.database_identifier == null ? "" : var.database_identifier
    kafka_cluster  = var.kafka_cluster_name == null ? "" : var.kafka_cluster_name
    archive_bucket = var.archive_bucket == null ? "" : var.archive_bucket
    canary         = var.canary == null ? "" : local.canary_name
    log_sources    = join(" | ", [for group in values(local.log_groups) : "SOURCE '${group}'"])
  }
}

# One key for what is told, logged and kept here.
data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:In a key's policy "*" is the key itself.
  #checkov:skip=CKV_AWS_111:In a key's policy "*" is the key itself.
  #checkov:skip=CKV_AWS_356:In a key's policy "*" is the key itself.
  # The account's administrators, by their own rights; without this nobody could change the key any more.
  statement {
    sid       = "Administration"
    actions   = ["kms:*"] # wildcard: administrators must be able to do all there is
    resources = ["*"]     # wildcard: in a key's policy, this key

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  # Alarms write to encrypted topics.
  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"] # wildcard: in a key's policy, this key

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  # Backups that failed are told by EventBridge.
  statement {
    sid       = "Events"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:events:${local.region}:${local.account}:rule/${var.name}-*"] # wildcard: rules of this environment
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"]
    resources = ["*"] # wildcard: in a key's policy, this key

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*"] # wildcard: log groups of this account
    }
  }
}

resource "aws_kms_key" "this" {
  description         = "${var.name}: alarms, logs and the canary's artifacts"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key.json
  tags                = var.tags
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-observability"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_sns_topic" "this" {
  for_each = toset(values(local.priorities))

  name              = "${var.name}-${each.key}"
  display_name      = "${var.name} ${upper(each.key)}"
  kms_master_key_id = aws_kms_key.this.arn
  tags              = var.tags
}

data "aws_iam_policy_document" "topic" {
  for_each = aws_sns_topic.this

  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  statement {
    sid       = "EventsOfThisEnvironment"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:events:${local.region}:${local.account}:rule/${var.name}-*"] # wildcard: rules of this environment
    }
  }

  statement {
    sid       = "OnlyEncrypted"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"] # wildcard: whoever it is, refused
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  for_each = aws_sns_topic.this

  arn    = each.value.arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = merge([for priority, emails in var.alarm_emails : { for email in emails : "${priority}-${email}" => { priority = priority, email = email } }]...)

  topic_arn = aws_sns_topic.this[each.value.priority].arn
  protocol  = "email"
  endpoint  = each.value.email
}

resource "aws_sns_topic_subscription" "pagerduty" {
  for_each = nonsensitive(toset(keys(var.pagerduty_endpoints)))

  topic_arn              = aws_sns_topic.this[each.key].arn
  protocol               = "https"
  endpoint               = var.pagerduty_endpoints[each.key]
  endpoint_auto_confirms = true
}
