# Terraform cannot mock ephemeral resources: this needs the stand-in of the provider, or credentials (../../../README.md).
# Plans only: nothing is ever made.
provider "aws" {
  region = "eu-west-1"
}

variables {
  name        = "sensor-dev"
  environment = "dev"
  protect     = false
  tools       = { collector = ":0.130.0", postgres = ":18.1" }
  domain      = { name = "dev.example.com", zone_id = "Z1" }
  cost        = { monthly_budget = 100, emails = ["somebody@example.com"], anomalies = false }
  alarms      = { emails = ["somebody@example.com"], runbook_base_url = "https://example.com/runbooks" }
  cache       = { node_type = "cache.t4g.small", replicas = 0 }

  images = {
    gateway = "registry/sensor-platform/gateway:1"
    auth    = "registry/sensor-platform/auth:1"
    sensor  = "registry/sensor-platform/sensor:1"
    stream  = "registry/sensor-platform/stream:1"
  }

  services = {
    gateway = { cpu = 512, memory = 1024, least = 3, most = 20, requests = 6000 }
    auth    = { cpu = 512, memory = 1024, least = 3, most = 20, requests = 6000, pool = 5 }
    sensor  = { cpu = 512, memory = 1024, least = 3, most = 20, requests = 6000 }
    stream  = { cpu = 512, memory = 1024, least = 3, most = 20 }
  }

  kafka    = { instance_type = "kafka.t3.small", gib = 10, most_gib = 100, partitions = 40 }
  database = { instance_class = "db.t4g.medium", multi_az = false, gib = 20, most_gib = 100, max_connections = 1250, backup_days = 1 }
}

run "every_secret_is_a_reference" {
  command = plan

  assert {
    condition = alltrue(flatten([for service, settings in output.settings : [for name in ["SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD"] :
      startswith(settings[name], "secret://aws-secrets-manager/sensor-dev/database/${service}#") if contains(keys(settings), name)
    ]]))
    error_message = "A login of the database stands in the environment, or is another service's."
  }

  assert {
    condition     = output.settings.auth["PLATFORM_AUTH_PEPPER"] == "secret://aws-secrets-manager/sensor-dev/auth/pepper" && output.settings.sensor["PLATFORM_IDEMPOTENCY_REDISURL"] == "secret://aws-secrets-manager/sensor-dev/cache/url"
    error_message = "A secret is named wrongly."
  }

  assert {
    condition     = !contains(keys(output.settings.gateway), "SPRING_DATASOURCE_URL")
    error_message = "The gateway knows the database."
  }
}

run "readings_wait_where_every_task_sees_them" {
  command = plan

  assert {
    condition     = output.settings.sensor["PLATFORM_SPOOL_DIRECTORY"] == local.spool_path && output.settings.sensor["PLATFORM_SPOOL_CAP"] == "10GB"
    error_message = "The spool is written beside its file system."
  }
}

run "kafka_is_spoken_to_with_tls_and_iam" {
  command = plan

  assert {
    condition = alltrue([for settings in values(output.settings) :
      settings["PLATFORM_KAFKA_PROPERTIES_SECURITY_PROTOCOL"] == "SASL_SSL" && settings["PLATFORM_KAFKA_PROPERTIES_SASL_MECHANISM"] == "OAUTHBEARER" && settings["PLATFORM_KAFKA_PROPERTIES_SASL_LOGIN_CALLBACK_HANDLER_CLASS"] == "io.sensorplatform.defaults.kafka.IamLogin"
    ])
    error_message = "A service speaks to Kafka in another way."
  }
}

run "a_collector_is_beside_each_service_and_may_fail" {
  command = plan

  assert {
    condition = alltrue([for service in ["gateway", "auth", "sensor", "stream"] :
      one(local.sidecars[service]).essential == false && one(local.sidecars[service]).readonlyRootFilesystem
    ])
    error_message = "A service without a collector, or one that falls with it."
  }
}

run "alarms_of_observability_take_deployments_back" {
  command = plan

  assert {
    condition     = contains(local.rollback_alarms["gateway"], "sensor-dev-rollback-errors-gateway-a") && contains(local.rollback_alarms["gateway"], "sensor-dev-rollback-errors-gateway-b") && contains(local.rollback_alarms["stream"], "sensor-dev-rollback-lag")
    error_message = "Not bound: ${jsonencode(local.rollback_alarms)}"
  }
}

# That the database refuses more is a test of module database.
run "connections_are_reckoned_for_twice_the_most_tasks" {
  command = plan

  assert {
    condition     = local.client_connections == 2 * (20 * 5 + 20 * 10 + 20 * 10)
    error_message = "Reckoned as ${local.client_connections}."
  }
}

run "tasks_without_a_partition_are_noticed" {
  command = plan

  variables {
    kafka = { instance_type = "kafka.t3.small", gib = 10, most_gib = 100, partitions = 39 }
  }

  expect_failures = [check.a_thread_for_each_partition]
}
