resource "aws_s3_bucket" "logs" {
  #checkov:skip=CKV_AWS_18:The bucket of logs does not log itself.
  #checkov:skip=CKV_AWS_21:A log is written once; versions would only cost.
  #checkov:skip=CKV_AWS_144:Access logs are not worth a copy in another region.
  #checkov:skip=CKV_AWS_145:The balancer can write only to buckets with S3's own keys.
  #checkov:skip=CKV2_AWS_62:Nobody waits for new logs.
  bucket        = "${var.name}-edge-logs-${data.aws_caller_identity.this.account_id}"
  force_destroy = !var.protect
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.log_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Balancer"
        Effect    = "Allow"
        Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
        Action    = "s3:PutObject"
        # wildcard: every object below the prefix of this account's logs
        Resource  = "${aws_s3_bucket.logs.arn}/edge/AWSLogs/${data.aws_caller_identity.this.account_id}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"                                                     # wildcard: a prohibition, for everybody
        Action    = "s3:*"                                                  # wildcard: a prohibition, of everything
        Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"] # wildcard: a prohibition, on every object
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "waf" {
  #checkov:skip=CKV_AWS_338:How long is a variable.
  # WAF accepts only names that begin so.
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.logs_key_arn
  tags              = var.tags
}
