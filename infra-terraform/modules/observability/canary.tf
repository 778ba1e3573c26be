# Sends a reading from outside every few minutes and reads it back.
resource "aws_s3_bucket" "canary" {
  count = var.canary == null ? 0 : 1

  #checkov:skip=CKV_AWS_18:Reports of the canary, nothing of tenants.
  #checkov:skip=CKV_AWS_21:Reports are never overwritten.
  #checkov:skip=CKV_AWS_144:Of no use elsewhere.
  #checkov:skip=CKV2_AWS_62:Nobody waits for new reports.
  bucket        = "${var.name}-canary-${local.account}"
  force_destroy = !var.protect
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "canary" {
  count = var.canary == null ? 0 : 1

  bucket                  = aws_s3_bucket.canary[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "canary" {
  count = var.canary == null ? 0 : 1

  bucket = aws_s3_bucket.canary[0].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this.arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "canary" {
  count = var.canary == null ? 0 : 1

  bucket = aws_s3_bucket.canary[0].id

  rule {
    id     = "forget"
    status = "Enabled"

    filter {}

    expiration {
      days = 31
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

data "aws_iam_policy_document" "canary_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "canary" {
  count = var.canary == null ? 0 : 1

  statement {
    sid       = "ItsKey"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.canary.secret_arn]
  }

  dynamic "statement" {
    for_each = var.canary.secret_key_arn == null ? [] : [var.canary.secret_key_arn]

    content {
      sid       = "DecryptsItsKey"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "Reports"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.canary[0].arn}/*"] # wildcard: the objects of this one bucket
  }

  statement {
    sid       = "PlaceOfReports"
    actions   = ["s3:GetBucketLocation"]
    resources = [aws_s3_bucket.canary[0].arn]
  }

  statement {
    sid       = "EncryptsReports"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/lambda/cwsyn-${local.canary_name}-*"] # wildcard: Synthetics adds an id to the name
  }

  statement {
    sid       = "FindsItsBucket"
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"] # wildcard: the runtime looks for its bucket among all, which has no resource
  }

  statement {
    sid       = "Metrics"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"] # wildcard: metrics have no resources, but the namespace below

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["CloudWatchSynthetics"]
    }
  }

  # Only where it runs in a network of ours.
  dynamic "statement" {
    for_each = length(var.canary.subnet_ids) == 0 ? [] : [true]

    content {
      sid       = "Network"
      actions   = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]
      resources = ["*"] # wildcard: Lambda's interfaces have no names before they exist
    }
  }
}

resource "aws_iam_role" "canary" {
  count = var.canary == null ? 0 : 1

  name               = "${var.name}-canary"
  assume_role_policy = data.aws_iam_policy_document.canary_trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "canary" {
  count = var.canary == null ? 0 : 1

  name   = "canary"
  role   = aws_iam_role.canary[0].id
  policy = data.aws_iam_policy_document.canary[0].json
}

resource "aws_synthetics_canary" "reading" {
  count = var.canary == null ? 0 : 1

  name                     = local.canary_name
  artifact_s3_location     = "s3://${aws_s3_bucket.canary[0].bucket}/"
  execution_role_arn       = aws_iam_role.canary[0].arn
  runtime_version          = var.canary.runtime
  handler                  = "canary.handler"
  zip_file                 = "${path.module}/canary/canary.zip"
  start_canary             = true
  delete_lambda            = true
  success_retention_period = 7
  failure_retention_period = 31
  tags                     = var.tags

  schedule {
    expression = "rate(${var.canary.every_minutes} ${var.canary.every_minutes == 1 ? "minute" : "minutes"})"
  }

  run_config {
    timeout_in_seconds = 60
    # The runtime's browser is not used; this is the least it may have.
    memory_in_mb = 960

    environment_variables = {
      GATEWAY_URL       = var.canary.gateway_url
      SECRET_ID         = var.canary.secret_arn
      FRESHNESS_SECONDS = tostring(var.canary.freshness_seconds)
    }
  }

  artifact_config {
    s3_encryption {
      encryption_mode = "SSE_KMS"
      kms_key_arn     = aws_kms_key.this.arn
    }
  }

  dynamic "vpc_config" {
    for_each = length(var.canary.subnet_ids) == 0 ? [] : [true]

    content {
      subnet_ids         = var.canary.subnet_ids
      security_group_ids = var.canary.security_groups
    }
  }

  depends_on = [aws_iam_role_policy.canary]
}
