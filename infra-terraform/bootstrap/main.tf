# What must be there before Terraform can keep a state anywhere: applied once by a person, with its own state kept
# locally and then moved into the bucket (README).

provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = "sensor-platform", Environment = "all", ManagedBy = "terraform" }
  }
}

data "aws_caller_identity" "this" {}

locals {
  account = data.aws_caller_identity.this.account_id
}

resource "aws_kms_key" "state" {
  description             = "State of Terraform"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${local.account}:root" }
      Action    = "kms:*" # wildcard: hands the key over to the account's own policies, which name actions
      Resource  = "*"     # wildcard: in a key's policy, the key itself
    }]
  })
}

resource "aws_kms_alias" "state" {
  name          = "alias/sensor-platform-state"
  target_key_id = aws_kms_key.state.key_id
}

# Its lock is a file beside each state (use_lockfile): no table.
resource "aws_s3_bucket" "state" {
  #checkov:skip=CKV_AWS_18:Who reads and writes it is in CloudTrail.
  #checkov:skip=CKV_AWS_144:Lost, it can be imported again; versions help against what is likelier.
  #checkov:skip=CKV2_AWS_62:Nobody waits for new states.
  bucket = "sensor-platform-state-${local.account}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.state.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      newer_noncurrent_versions = 50
      noncurrent_days           = 365
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.state]
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"                                                       # wildcard: a prohibition, for everybody
      Action    = "s3:*"                                                    # wildcard: a prohibition, of everything
      Resource  = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"] # wildcard: a prohibition, on every object
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

module "pipeline_roles" {
  source = "../modules/pipeline-roles"

  repository        = var.repository
  environments      = var.environments
  oidc_provider_arn = var.oidc_provider_arn
  state = {
    bucket_arn = aws_s3_bucket.state.arn
    key_arn    = aws_kms_key.state.arn
  }
}
