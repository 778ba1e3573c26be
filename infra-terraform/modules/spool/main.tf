# Acknowledged readings wait here while Kafka is away: docs/decisions/0037.

resource "aws_efs_file_system" "this" {
  #checkov:skip=CKV2_AWS_18:What is here is gone within minutes of Kafka's return; a backup of yesterday's spool would send yesterday's readings again.
  creation_token   = "${var.name}-spool"
  encrypted        = true
  kms_key_id       = var.key_arn
  performance_mode = "generalPurpose"
  throughput_mode  = var.throughput_mode
  tags             = merge(var.tags, { Name = "${var.name}-spool" })

  # No zone is named: the files are in all of them.
}

resource "aws_efs_mount_target" "this" {
  count = length(var.subnet_ids)

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = var.subnet_ids[count.index]
  security_groups = [aws_security_group.this.id]
}

# One for all tasks, so that each sees, and adopts, what another left.
resource "aws_efs_access_point" "this" {
  file_system_id = aws_efs_file_system.this.id
  tags           = merge(var.tags, { Name = "${var.name}-spool" })

  posix_user {
    uid = tonumber(split(":", var.user)[0])
    gid = tonumber(split(":", var.user)[1])
  }

  root_directory {
    path = "/spool"

    creation_info {
      owner_uid   = tonumber(split(":", var.user)[0])
      owner_gid   = tonumber(split(":", var.user)[1])
      permissions = "0700"
    }
  }
}

resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Tasks"
        Effect    = "Allow"
        Principal = { AWS = var.client_role_arns }
        Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource  = aws_efs_file_system.this.arn
        Condition = {
          StringEquals = { "elasticfilesystem:AccessPointArn" = aws_efs_access_point.this.arn }
        }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = { AWS = "*" } # wildcard: a prohibition, for everybody
        Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource  = aws_efs_file_system.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-spool-"
  description = "The spool's file system"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-spool" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = "NFS: ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = 2049
  to_port                      = 2049
  ip_protocol                  = "tcp"
  tags                         = var.tags
}
