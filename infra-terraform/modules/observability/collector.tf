# What the collector beside each service may do; the service's task role gets it.
data "aws_iam_policy_document" "collector" {
  # CloudWatch has no resources to name for metrics, and a namespace cannot be asked of what comes by OTLP.
  statement {
    sid       = "MetricsByOtlp"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
  }

  # X-Ray has no resources to name for spans.
  statement {
    sid       = "SpansByOtlp"
    actions   = ["xray:PutSpans", "xray:PutSpansForIndexing", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  statement {
    sid       = "MetricsAsLines"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.emf.arn}:*"]
  }
}
