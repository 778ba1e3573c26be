data "aws_caller_identity" "this" {}

locals {
  # As in each service's application.yml; management ports are 1000 higher.
  ports = { gateway = 8080, auth = 8081, sensor = 8082, stream = 8083 }

  # The user of the images.
  user = "65532:65532"

  spool_path   = "/var/spool/sensor-platform"
  archive_path = "/var/lib/sensor-platform/archive"

  repository_arns = { for image in ["gateway", "auth", "sensor", "stream", "collector", "postgres"] :
    image => "arn:aws:ecr:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}:repository/sensor-platform/${image}"
  }

  registry = "${data.aws_caller_identity.this.account_id}.dkr.ecr.${data.aws_region.this.region}.amazonaws.com"

  cluster = {
    name         = module.cluster.name
    arn          = module.cluster.arn
    namespace_id = module.cluster.namespace_id
  }

  # Settings of every service.
  common = merge({
    PLATFORM_TOKENS_ISSUER  = module.dns.url
    PLATFORM_TOKENS_JWKSURL = "${module.inside.urls["auth"]}/oauth2/jwks"

    PLATFORM_KAFKA_BOOTSTRAPSERVERS = module.streaming.bootstrap_servers
    PLATFORM_KAFKA_PARTITIONS       = tostring(var.kafka.partitions)
    # IAM: the task's role is who logs in.
    PLATFORM_KAFKA_PROPERTIES_SECURITY_PROTOCOL                 = "SASL_SSL"
    PLATFORM_KAFKA_PROPERTIES_SASL_MECHANISM                    = "OAUTHBEARER"
    PLATFORM_KAFKA_PROPERTIES_SASL_JAAS_CONFIG                  = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"
    PLATFORM_KAFKA_PROPERTIES_SASL_LOGIN_CALLBACK_HANDLER_CLASS = "io.sensorplatform.defaults.kafka.IamLogin"
  }, module.observability.service_environment)

  # Behind a balancer that closes idle connections after 60 s: it must be the first to close.
  behind_balancer = { SERVER_TOMCAT_KEEPALIVETIMEOUT = "75s" }

  datasource = { for service in ["auth", "sensor", "stream"] : service => {
    SPRING_DATASOURCE_URL                    = module.database.jdbc_url
    SPRING_DATASOURCE_USERNAME               = module.keys.role_references[service].username
    SPRING_DATASOURCE_PASSWORD               = module.keys.role_references[service].password
    SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE = tostring(var.services[service].pool)
  } }

  # What every task may do: read the topic of revocations.
  kafka_reader = {
    Kafka = {
      actions   = ["kafka-cluster:Connect"]
      resources = [module.streaming.arns.cluster]
    }
    Revocations = {
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
      resources = ["${module.streaming.arns.topic}/auth.revocations"]
    }
  }

  secrets_key = {
    SecretsKey = {
      actions    = ["kms:Decrypt"]
      resources  = [module.keys.key_arns["secrets"]]
      conditions = { StringEquals = { "kms:ViaService" = ["secretsmanager.${data.aws_region.this.region}.amazonaws.com"] } }
    }
  }

  cache_secret = [for cache in module.cache : cache.url_secret_arn]
  cache_url    = one(module.cache[*].url_reference)

  egress = {
    aws   = { port = 443, cidr = "0.0.0.0/0" }
    kafka = { port = 9098, security_group_id = module.streaming.security_group_id }
  }
  egress_database = { database = { port = 5432, security_group_id = module.database.security_group_id } }
  egress_auth     = { keys-of-tokens = { port = local.ports.auth, security_group_id = module.inside.security_group_id } }
  egress_cache    = { for cache in module.cache : "cache" => { port = 6379, security_group_id = cache.security_group_id } }

  capacity = { for service, settings in var.services : service => {
    base      = settings.on_demand.base
    on_demand = settings.on_demand.weight
    spot      = settings.spot
  } }

  scaling = { for service, settings in var.services : service => {
    least    = settings.least
    most     = settings.most
    requests = settings.requests
    lag = service != "stream" ? null : {
      namespace  = module.observability.scaling_metrics["lag_writer"].namespace
      metric     = module.observability.scaling_metrics["lag_writer"].metric_name
      dimensions = module.observability.scaling_metrics["lag_writer"].dimensions
    }
  } }

  canary = {
    strategy       = "canary"
    canary_percent = var.canary.percent
    canary_minutes = var.canary.minutes
    bake_minutes   = var.canary.bake_minutes
  }
}

module "gateway" {
  source = "../service"

  name           = var.name
  service        = "gateway"
  cluster        = local.cluster
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  image          = var.images.gateway
  repository_arn = local.repository_arns["gateway"]
  user           = local.user
  size           = { cpu = var.services.gateway.cpu, memory = var.services.gateway.memory }
  port           = local.ports.gateway

  environment = merge(
    local.common,
    {
      PLATFORM_GATEWAY_DOWNSTREAMS_AUTH_URL    = module.inside.urls["auth"]
      PLATFORM_GATEWAY_DOWNSTREAMS_SENSOR_URL  = module.inside.urls["sensor"]
      PLATFORM_GATEWAY_DOWNSTREAMS_STREAM_URL  = module.inside.urls["stream"]
      PLATFORM_GATEWAY_PIPELINE_SOURCES_AUTH   = "http://auth.${module.cluster.namespace}:9081"
      PLATFORM_GATEWAY_PIPELINE_SOURCES_SENSOR = "http://sensor.${module.cluster.namespace}:9082"
      PLATFORM_GATEWAY_PIPELINE_SOURCES_STREAM = "http://stream.${module.cluster.namespace}:9083"
      PLATFORM_GATEWAY_REFUSALS_URL            = "http://auth.${module.cluster.namespace}:9081"
      # The public balancer, and nobody else, says who the caller is.
      PLATFORM_GATEWAY_TRUSTEDPROXIES = join(",", module.network.public_subnet_cidrs)
      # Longer than a balancer takes to notice: three looks, 5 s apart.
      PLATFORM_GATEWAY_DRAINDELAY = "20s"
    },
    local.cache_url == null ? {} : { PLATFORM_GATEWAY_REDIS_URL = local.cache_url },
  )

  policy = merge(local.kafka_reader, length(local.cache_secret) == 0 ? {} : local.secrets_key, length(local.cache_secret) == 0 ? {} : {
    Secrets = { actions = ["secretsmanager:GetSecretValue"], resources = local.cache_secret }
  })

  egress = merge(local.egress, local.egress_cache, {
    for service in ["auth", "sensor", "stream"] : service => { port = local.ports[service], security_group_id = module.inside.security_group_id }
    }, {
    auth-management   = { port = 9081, security_group_id = module.auth.security_group_id }
    sensor-management = { port = 9082, security_group_id = module.sensor.security_group_id }
    stream-management = { port = 9083, security_group_id = module.stream.security_group_id }
  })

  balancer = {
    listener_arn      = module.edge.listener_arn
    security_group_id = module.edge.security_group_id
    arn_suffix        = module.edge.load_balancer_arn_suffix
  }

  capacity          = local.capacity["gateway"]
  scaling           = local.scaling["gateway"]
  deployment        = local.canary
  deployment_alarms = local.rollback_alarms["gateway"]
  night             = var.night

  sidecars                = local.sidecars["gateway"]
  sidecar_repository_arns = [local.repository_arns["collector"]]
  further_policies        = { collector = module.observability.collector_policy_json }
  log_group_name          = module.observability.log_group_names["gateway-service"]
  tags                    = var.tags
}

module "auth" {
  source = "../service"

  name           = var.name
  service        = "auth"
  cluster        = local.cluster
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  image          = var.images.auth
  repository_arn = local.repository_arns["auth"]
  user           = local.user
  size           = { cpu = var.services.auth.cpu, memory = var.services.auth.memory }
  port           = local.ports.auth

  environment = merge(
    local.common,
    local.behind_balancer,
    local.datasource["auth"],
    {
      # Its own.
      PLATFORM_TOKENS_JWKSURL = "http://localhost:${local.ports.auth}/oauth2/jwks"

      PLATFORM_AUTH_PEPPER        = module.keys.auth_references["pepper"]
      PLATFORM_AUTH_KEYENCRYPTION = module.keys.auth_references["key-encryption"]
    },
    var.setup_secret ? { PLATFORM_AUTH_SETUPSECRET = module.keys.auth_references["setup"] } : {},
  )

  policy = merge(local.kafka_reader, local.secrets_key, {
    RevocationsWritten = {
      actions   = ["kafka-cluster:CreateTopic", "kafka-cluster:WriteData", "kafka-cluster:DescribeTopicDynamicConfiguration"]
      resources = ["${module.streaming.arns.topic}/auth.revocations"]
    }
    Idempotence = {
      actions   = ["kafka-cluster:WriteDataIdempotently"]
      resources = [module.streaming.arns.cluster]
    }
    Secrets = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = concat([module.keys.role_secret_arns["auth"]], [for secret in sort(keys(module.keys.auth_secret_arns)) : module.keys.auth_secret_arns[secret]])
    }
  })

  # Webhooks of tenants are HTTPS anywhere: the rule "aws" allows 443.
  egress             = merge(local.egress, local.egress_database)
  management_callers = { gateway = module.gateway.security_group_id }

  balancer = {
    listener_arn      = module.inside.listener_arns["auth"]
    security_group_id = module.inside.security_group_id
    arn_suffix        = module.inside.load_balancer_arn_suffix
  }

  capacity          = local.capacity["auth"]
  scaling           = local.scaling["auth"]
  deployment        = local.canary
  deployment_alarms = local.rollback_alarms["auth"]
  night             = var.night

  sidecars                = local.sidecars["auth"]
  sidecar_repository_arns = [local.repository_arns["collector"]]
  further_policies        = { collector = module.observability.collector_policy_json }
  log_group_name          = module.observability.log_group_names["auth-service"]
  tags                    = var.tags
}

module "sensor" {
  source = "../service"

  name           = var.name
  service        = "sensor"
  cluster        = local.cluster
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  image          = var.images.sensor
  repository_arn = local.repository_arns["sensor"]
  user           = local.user
  size           = { cpu = var.services.sensor.cpu, memory = var.services.sensor.memory }
  port           = local.ports.sensor

  environment = merge(
    local.common,
    local.behind_balancer,
    local.datasource["sensor"],
    {
      PLATFORM_SPOOL_DIRECTORY = local.spool_path
      PLATFORM_SPOOL_CAP       = "${var.spool_gib}GB"
    },
    local.cache_url == null ? {} : { PLATFORM_IDEMPOTENCY_REDISURL = local.cache_url },
    # Queries are asked of the replica, if there is one.
    var.database.replica_class == null ? {} : { PLATFORM_QUERY_REPLICA_URL = module.database.replica_jdbc_url },
  )

  spool = {
    file_system_id   = module.spool.file_system_id
    file_system_arn  = module.spool.file_system_arn
    access_point_id  = module.spool.access_point_id
    access_point_arn = module.spool.access_point_arn
    path             = local.spool_path
  }

  policy = merge(local.kafka_reader, local.secrets_key, {
    Readings = {
      actions   = ["kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration", "kafka-cluster:WriteData"]
      resources = ["${module.streaming.arns.topic}/sensor.readings"]
    }
    Idempotence = {
      actions   = ["kafka-cluster:WriteDataIdempotently"]
      resources = [module.streaming.arns.cluster]
    }
    Secrets = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = concat([module.keys.role_secret_arns["sensor"]], local.cache_secret)
    }
  })

  egress = merge(local.egress, local.egress_database, local.egress_auth, local.egress_cache, {
    spool = { port = 2049, security_group_id = module.spool.security_group_id }
  })
  management_callers = { gateway = module.gateway.security_group_id }

  balancer = {
    listener_arn      = module.inside.listener_arns["sensor"]
    security_group_id = module.inside.security_group_id
    arn_suffix        = module.inside.load_balancer_arn_suffix
  }

  capacity          = local.capacity["sensor"]
  scaling           = local.scaling["sensor"]
  deployment        = local.canary
  deployment_alarms = local.rollback_alarms["sensor"]
  night             = var.night

  sidecars                = local.sidecars["sensor"]
  sidecar_repository_arns = [local.repository_arns["collector"]]
  further_policies        = { collector = module.observability.collector_policy_json }
  log_group_name          = module.observability.log_group_names["sensor-service"]
  tags                    = var.tags
}

module "stream" {
  source = "../service"

  name           = var.name
  service        = "stream"
  cluster        = local.cluster
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  image          = var.images.stream
  repository_arn = local.repository_arns["stream"]
  user           = local.user
  size           = { cpu = var.services.stream.cpu, memory = var.services.stream.memory }
  port           = local.ports.stream

  # Files of the archiver may go with a task: it reads again from Kafka what is in no object yet.
  scratch = { tmp = "/tmp", archive = local.archive_path }

  environment = merge(
    local.common,
    local.behind_balancer,
    local.datasource["stream"],
    {
      PLATFORM_ROLES              = "writer,archiver"
      PLATFORM_WRITER_THREADS     = tostring(var.kafka.writer_threads)
      PLATFORM_ARCHIVER_DIRECTORY = local.archive_path
      PLATFORM_S3_BUCKET          = module.archive.bucket
      PLATFORM_S3_REGION          = data.aws_region.this.region
    },
  )

  policy = merge(local.kafka_reader, local.secrets_key, {
    # Writing is for dead letters that are sent once more.
    Readings = {
      actions = [
        "kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration",
        "kafka-cluster:ReadData", "kafka-cluster:WriteData",
      ]
      resources = ["${module.streaming.arns.topic}/sensor.readings"]
    }
    Groups = {
      actions   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]
      resources = ["${module.streaming.arns.group}/writer", "${module.streaming.arns.group}/archiver"]
    }
    Idempotence = {
      actions   = ["kafka-cluster:WriteDataIdempotently"]
      resources = [module.streaming.arns.cluster]
    }
    Archive = {
      actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
      resources = ["${module.archive.bucket_arn}/readings/*"] # wildcard: every object of the archive
    }
    ArchiveList = {
      actions   = ["s3:ListBucket"]
      resources = [module.archive.bucket_arn]
    }
    ArchiveKey = {
      actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources  = [module.keys.key_arns["data"]]
      conditions = { StringEquals = { "kms:ViaService" = ["s3.${data.aws_region.this.region}.amazonaws.com"] } }
    }
    Secrets = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [module.keys.role_secret_arns["stream"]]
    }
  })

  egress             = merge(local.egress, local.egress_database, local.egress_auth)
  management_callers = { gateway = module.gateway.security_group_id }

  balancer = {
    listener_arn      = module.inside.listener_arns["stream"]
    security_group_id = module.inside.security_group_id
    arn_suffix        = module.inside.load_balancer_arn_suffix
  }

  capacity = local.capacity["stream"]
  scaling  = local.scaling["stream"]
  night    = var.night

  deployment        = { strategy = "rolling" }
  deployment_alarms = local.rollback_alarms["stream"]

  sidecars                = local.sidecars["stream"]
  sidecar_repository_arns = [local.repository_arns["collector"]]
  further_policies        = { collector = module.observability.collector_policy_json }
  log_group_name          = module.observability.log_group_names["stream-service"]
  tags                    = var.tags
}

check "a_thread_for_each_partition" {
  assert {
    condition     = var.kafka.partitions >= var.services.stream.most * var.kafka.writer_threads
    error_message = "With ${var.kafka.partitions} partitions, ${var.services.stream.most} tasks with ${var.kafka.writer_threads} threads each cannot all have something to do."
  }
}
