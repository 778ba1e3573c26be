data "aws_caller_identity" "this" {}

locals {
  account  = data.aws_caller_identity.this.account_id
  host     = "token.actions.githubusercontent.com"
  provider = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.this[*].arn), "arn:aws:iam::${local.account}:oidc-provider/${local.host}")

  # Who may take a role is said by GitHub's environments, which have their own approvals: a pull request
  # can name one, but not pass its approval.
  assume = { for role, environments in merge(
    { images = ["images"] },
    { for environment, _ in var.environments : "${environment}-plan" => ["${environment}-plan"] },
    { for environment, _ in var.environments : "${environment}-deploy" => [environment, "${environment}-rollback"] },
    { for environment, _ in var.environments : "${environment}-restore" => ["${environment}-restore"] },
    ) : role => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider }
        Condition = {
          StringEquals = {
            "${local.host}:aud" = "sts.amazonaws.com"
            "${local.host}:sub" = [for environment in environments : "repo:${var.repository}:environment:${environment}"]
          }
        }
      }]
  }) }
}

resource "aws_iam_openid_connect_provider" "this" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

# Pushes images, and nothing else.

resource "aws_iam_role" "images" {
  name                 = "sensor-platform-images"
  assume_role_policy   = local.assume["images"]
  max_session_duration = 3600
  tags                 = var.tags
}

resource "aws_iam_role_policy" "images" {
  name = "push"
  role = aws_iam_role.images.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Login"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"] # wildcard: the action knows no resources
      },
      {
        Sid    = "Push"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = [for repository in aws_ecr_repository.this : repository.arn]
      },
    ]
  })
}

# Plans: reads everything but secrets.

resource "aws_iam_role" "plan" {
  for_each = var.environments

  name                 = "sensor-platform-${each.key}-plan"
  assume_role_policy   = local.assume["${each.key}-plan"]
  max_session_duration = 3600
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = var.environments

  role = aws_iam_role.plan[each.key].name
  # Looks at settings of every service, at contents of none.
  policy_arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  for_each = var.environments

  #checkov:skip=CKV_AWS_355:Reads of settings, which a plan compares; see the comments beside them.
  #checkov:skip=CKV_AWS_290:Only reads.
  #checkov:skip=CKV_AWS_289:Only reads.
  #checkov:skip=CKV_AWS_288:Reads the state of its own environment, which holds no secret: secrets are write-only.
  name = "plan"
  role = aws_iam_role.plan[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Settings"
        Effect = "Allow"
        Action = local.read_actions
        # wildcard: a plan reads what is there, by names that it does not know beforehand
        Resource = ["*"]
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.state.bucket_arn}/${each.key}/*"] # wildcard: the states of this environment
      },
      {
        Sid      = "ListState"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [var.state.bucket_arn]
      },
      {
        Sid      = "StateKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.state.key_arn]
      },
      {
        Sid      = "NoSecrets"
        Effect   = "Deny"
        Action   = ["secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters"]
        Resource = ["*"] # wildcard: a prohibition, of every secret
      },
    ]
  })
}

# Deploys one environment.

resource "aws_iam_role" "deploy" {
  for_each = var.environments

  name               = "sensor-platform-${each.key}-deploy"
  assume_role_policy = local.assume["${each.key}-deploy"]
  # A canary, its baking and a rollback.
  max_session_duration = 10800
  tags                 = var.tags
}

resource "aws_iam_role_policy" "deploy" {
  for_each = var.environments

  #checkov:skip=CKV_AWS_355:Terraform makes what has no name before; roles, the state and data are bounded below.
  #checkov:skip=CKV_AWS_290:As above.
  #checkov:skip=CKV_AWS_289:Roles only below the environment's own prefix, passed only to the services that use them.
  #checkov:skip=CKV_AWS_288:It reads the state of its own environment only.
  #checkov:skip=CKV_AWS_286:It may make roles only below the environment's own prefix, and not its own.
  #checkov:skip=CKV_AWS_287:It makes passwords and stores them, once.
  name = "deploy"
  role = aws_iam_role.deploy[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid    = "Resources"
        Effect = "Allow"
        # wildcard: Terraform makes, changes and reads everything of these services; who deploys an environment has it in hand
        Action = [for service in local.deployed_services : "${service}:*"]
        # wildcard: what is made has no name before; other environments are in other accounts or protected below
        Resource = ["*"]
      },
      {
        Sid    = "Roles"
        Effect = "Allow"
        Action = [
          "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
          "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies", "iam:ListRoleTags", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
        ]
        Resource = local.role_arns[each.key]
      },
      {
        Sid      = "PassRoles"
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = local.role_arns[each.key]
        Condition = {
          StringEquals = { "iam:PassedToService" = [
            "backup.amazonaws.com", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com",
            "monitoring.rds.amazonaws.com", "s3.amazonaws.com", "scheduler.amazonaws.com",
            "synthetics.amazonaws.com", "vpc-flow-logs.amazonaws.com",
          ] }
        }
      },
      {
        Sid      = "ServiceLinkedRoles"
        Effect   = "Allow"
        Action   = ["iam:CreateServiceLinkedRole"]
        Resource = ["arn:aws:iam::${local.account}:role/aws-service-role/*"] # wildcard: roles that AWS alone may take
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        Resource = ["${var.state.bucket_arn}/${each.key}/*"] # wildcard: the states of this environment, and their locks
      },
      {
        Sid      = "StateKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [var.state.key_arn]
      },
      {
        Sid    = "NotTheWayInItself"
        Effect = "Deny"
        Action = ["iam:AttachRolePolicy", "iam:DeleteRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]
        # wildcard: a prohibition, on every role of the pipeline
        Resource = ["arn:aws:iam::${local.account}:role/sensor-platform-*"]
      },
      {
        Sid         = "OnlyItsOwnState"
        Effect      = "Deny"
        Action      = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]
        NotResource = ["${var.state.bucket_arn}/${each.key}/*", "arn:aws:s3:::${each.value.name}-*"] # wildcard: what is below its own names
      },
      {
        Sid      = "NotTheStateBucket"
        Effect   = "Deny"
        Action   = ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration"]
        Resource = [var.state.bucket_arn]
      },
      ], !each.value.protect ? [] : [{
        Sid    = "NoReadingIsDeletedByPipeline"
        Effect = "Deny"
        Action = [
          "backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "elasticfilesystem:DeleteFileSystem",
          "kafka:DeleteCluster", "kms:DisableKey", "kms:ScheduleKeyDeletion", "rds:DeleteDBInstance",
          "rds:DeleteDBInstanceAutomatedBackup", "rds:DeleteDBSnapshot", "s3:DeleteBucket",
          "s3:DeleteObjectVersion", "secretsmanager:DeleteSecret",
        ]
        Resource = ["*"] # wildcard: a prohibition, on everything
    }])
  })
}

locals {
  role_arns = { for environment, settings in var.environments : environment => [
    "arn:aws:iam::${local.account}:role/${settings.name}-*", # wildcard: roles of this environment, whose names have a random end
  ] }

  deployed_services = [
    "acm", "application-autoscaling", "backup", "backup-storage", "budgets", "ce", "cloudformation", "cloudwatch",
    "ec2", "ecr", "ecs", "elasticache", "elasticfilesystem", "elasticloadbalancing", "events", "kafka", "kms",
    "lambda", "logs", "rds", "route53", "s3", "scheduler", "secretsmanager", "serverlessrepo", "servicediscovery",
    "sns", "synthetics", "wafv2", "xray",
  ]

  read_actions = [
    "acm:DescribeCertificate", "acm:ListTagsForCertificate",
    "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:DescribeScheduledActions", "application-autoscaling:ListTagsForResource",
    "backup:DescribeBackupVault", "backup:GetBackupPlan", "backup:GetBackupSelection", "backup:GetRestoreTestingPlan",
    "backup:GetRestoreTestingSelection", "backup:ListTags",
    "budgets:ViewBudget", "budgets:ListTagsForResource",
    "ce:GetAnomalyMonitors", "ce:GetAnomalySubscriptions", "ce:ListTagsForResource",
    "cloudformation:DescribeStacks", "cloudformation:GetTemplate",
    "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
    "ec2:DescribeSecurityGroupRules", "ec2:DescribeVpcAttribute",
    # An image's manifest, for who vouches for it.
    "ecr:BatchGetImage", "ecr:GetAuthorizationToken",
    "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource",
    "ecs:DescribeClusters", "ecs:DescribeServices", "ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments", "ecs:ListTagsForResource",
    "elasticache:DescribeReplicationGroups", "elasticache:ListTagsForResource",
    "elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeLifecycleConfiguration",
    "elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeTags",
    "events:DescribeRule", "events:ListTargetsByRule", "events:ListTagsForResource",
    "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
    "kafka:DescribeCluster", "kafka:DescribeClusterV2", "kafka:DescribeConfiguration", "kafka:DescribeConfigurationRevision", "kafka:GetBootstrapBrokers",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags",
    "logs:DescribeLogGroups", "logs:ListTagsForResource", "logs:DescribeMetricFilters", "logs:DescribeQueryDefinitions",
    "rds:ListTagsForResource",
    "route53:GetChange", "route53:GetHealthCheck", "route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource",
    "s3:GetAccelerateConfiguration", "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLogging", "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite", "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
    "scheduler:GetSchedule", "scheduler:ListTagsForResource",
    "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
    "servicediscovery:GetNamespace", "servicediscovery:GetService", "servicediscovery:ListTagsForResource",
    "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
    "synthetics:GetCanary",
    "wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
  ]
}
