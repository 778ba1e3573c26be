# The services write JSON to their standard output, ECS's driver awslogs brings it here.
resource "aws_cloudwatch_log_group" "service" {
  for_each = local.own_groups

  name              = each.value
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
  tags              = var.tags
}

# Fields as in docs/operations/logs.md.
resource "aws_cloudwatch_log_metric_filter" "errors" {
  for_each = local.log_groups

  name           = "${var.name}-${each.key}-errors"
  log_group_name = each.value
  pattern        = "{ $.severity = \"ERROR\" }"

  metric_transformation {
    namespace     = "SensorPlatform/Logs/${var.environment}"
    name          = "errors"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }

  depends_on = [aws_cloudwatch_log_group.service]
}

# The few metrics for scaling and roll-backs come as lines, from which CloudWatch takes them; the lines themselves are
# of no use afterwards.
resource "aws_cloudwatch_log_group" "emf" {
  #checkov:skip=CKV_AWS_338:Lines from which the metrics have been taken.
  name              = "/${var.name}/emf"
  retention_in_days = 1
  kms_key_id        = aws_kms_key.this.arn
  tags              = var.tags
}

data "aws_iam_policy_document" "spans" {
  count = var.transaction_search ? 1 : 0

  statement {
    sid     = "XRayWritesSpans"
    actions = ["logs:PutLogEvents"]
    resources = [
      "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:aws/spans:*",                     # wildcard: the streams of this one group
      "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/application-signals/data:*", # wildcard: the streams of this one group
    ]

    principals {
      type        = "Service"
      identifiers = ["xray.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:xray:${local.region}:${local.account}:*"] # wildcard: X-Ray of this account
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "spans" {
  count = var.transaction_search ? 1 : 0

  policy_name     = "${var.name}-spans"
  policy_document = data.aws_iam_policy_document.spans[0].json
}

resource "aws_xray_trace_segment_destination" "this" {
  count = var.transaction_search ? 1 : 0

  destination = "CloudWatchLogs"

  depends_on = [aws_cloudwatch_log_resource_policy.spans]
}
