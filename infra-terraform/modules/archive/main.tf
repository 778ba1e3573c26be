data "aws_caller_identity" "this" {}

locals {
  bucket = "${var.name}-archive-${data.aws_caller_identity.this.account_id}"

  # One set of rules for the bucket and its copy.
  buckets = merge(
    { main = { region = null, key_arn = var.key_arn } },
    var.copy_to == null ? {} : { copy = { region = var.copy_to.region, key_arn = var.copy_to.key_arn } },
  )
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  #checkov:skip=CKV_AWS_18:Who reads the archive is in CloudTrail's data events, if they are switched on; a log of each PUT has as many objects as the archive.
  #checkov:skip=CKV_AWS_144:A copy in another region is the variable copy_to.
  #checkov:skip=CKV2_AWS_62:Nobody waits for new objects.
  region              = each.value.region
  bucket              = each.key == "main" ? local.bucket : "${local.bucket}-copy"
  object_lock_enabled = var.object_lock != null
  force_destroy       = !var.protect
  tags                = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  region                  = each.value.region
  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    # One call of KMS for many objects instead of one for each.
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value.key_arn
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  for_each = var.object_lock == null ? {} : local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    default_retention {
      mode = var.object_lock.mode
      days = var.object_lock.days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "readings"
    status = "Enabled"

    filter {
      prefix = "readings/"
    }

    transition {
      days          = var.infrequent_after_days
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = var.glacier_after_days
      storage_class = "GLACIER_IR"
    }

    dynamic "expiration" {
      for_each = var.expire_after_days == null ? [] : [var.expire_after_days]

      content {
        days = expiration.value
      }
    }

    # There are none unless somebody deletes by hand; then there is a month to notice.
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  rule {
    id     = "uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  region = each.value.region
  bucket = aws_s3_bucket.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"                                                                         # wildcard: a prohibition, for everybody
        Action    = "s3:*"                                                                      # wildcard: a prohibition, of everything
        Resource  = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"] # wildcard: a prohibition, on every object
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # The archive is the log: only the archiver adds to it.
      each.key != "main" || var.writer_role_arn == null ? [] : [{
        Sid       = "OnlyTheArchiverWrites"
        Effect    = "Deny"
        Principal = "*" # wildcard: a prohibition, for everybody but one
        Action    = ["s3:PutObject"]
        Resource  = ["${aws_s3_bucket.this[each.key].arn}/*"] # wildcard: a prohibition, on every object
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = var.writer_role_arn } }
      }],
    )
  })
}

# The copy.

resource "aws_iam_role" "copy" {
  count = var.copy_to == null ? 0 : 1

  name_prefix = "${var.name}-copy-"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "copy" {
  count = var.copy_to == null ? 0 : 1

  name = "copy"
  role = aws_iam_role.copy[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = [aws_s3_bucket.this["main"].arn]
      },
      {
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectRetention",
          "s3:GetObjectLegalHold",
        ]
        Resource = ["${aws_s3_bucket.this["main"].arn}/readings/*"] # wildcard: every object of the archive
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = ["${aws_s3_bucket.this["copy"].arn}/readings/*"] # wildcard: every object of the archive
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.key_arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource = [var.copy_to.key_arn]
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.copy_to == null ? 0 : 1

  bucket = aws_s3_bucket.this["main"].id
  role   = aws_iam_role.copy[0].arn

  rule {
    id       = "readings"
    status   = "Enabled"
    priority = 1

    filter {
      prefix = "readings/"
    }

    # A deletion here is not repeated there.
    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = aws_s3_bucket.this["copy"].arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = var.copy_to.key_arn
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
