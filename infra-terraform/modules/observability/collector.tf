# What the collector beside each service may do; the service's task role gets it.
data "aws_iam_policy_document" "collector" {
  statement {
    sid       = "MetricsByOtlp"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"] # wildcard: metrics have no resources, and a namespace cannot be asked of what comes by OTLP
  }

  statement {
    sid       = "SpansByOtlp"
    actions   = ["xray:PutSpans", "xray:PutSpansForIndexing", "xray:PutTraceSegments"]
    resources = ["*"] # wildcard: spans have no resources
  }

  statement {
    sid       = "MetricsAsLines"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.emf.arn}:*"] # wildcard: the streams of this one group
  }
}
