mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name              = "sensor-test"
  service           = "sensor"
  vpc_id            = "vpc-1"
  subnet_ids        = ["subnet-1", "subnet-2"]
  image             = "registry/sensor-platform/sensor@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  repository_arn    = "arn:aws:ecr:eu-west-1:123456789012:repository/sensor-platform/sensor"
  size              = { cpu = 1024, memory = 2048 }
  port              = 8082
  environment       = { PLATFORM_SPOOL_CAP = "10GB" }
  policy            = { Kafka = { actions = ["kafka-cluster:Connect"], resources = ["arn:aws:kafka:eu-west-1:123456789012:cluster/mock/1"] } }
  egress            = { aws = { port = 443, cidr = "0.0.0.0/0" } }
  deployment        = { strategy = "canary" }
  deployment_alarms = ["sensor-test-of-observability"]
  scaling           = { requests = 6000 }
  log_group_name    = "/sensor-test/sensor-service"
  cluster           = { name = "sensor-test", arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/sensor-test", namespace_id = "ns-1" }

  balancer = {
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/mock/50dc6c495c0c9188/0467ef3c8400ae65"
    security_group_id = "sg-1"
    arn_suffix        = "app/mock/50dc6c495c0c9188"
  }
}

run "three_to_twenty_tasks_by_requests_and_cpu" {
  command = plan

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 3 && aws_appautoscaling_target.this.max_capacity == 20
    error_message = "Not 3 to 20 tasks."
  }

  assert {
    condition     = aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration[0].target_value == 6000 && aws_appautoscaling_policy.cpu.target_tracking_scaling_policy_configuration[0].target_value == 60
    error_message = "Requests or CPU are not followed."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.behind) == 0
    error_message = "A service that answers requests has no lag."
  }
}

run "requests_count_in_whichever_target_group_they_are" {
  command = plan

  assert {
    condition     = strcontains(local.requests_per_target, "FILL(ra, 0) + FILL(rb, 0)") && length(local.request_metrics) == 4
    error_message = "After a canary the requests are in the other group."
  }
}

run "a_surge_is_met_in_steps_within_a_minute" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.surge[0].threshold == 9000 && aws_cloudwatch_metric_alarm.surge[0].evaluation_periods == 1
    error_message = "The surge alarm does not ring at once at 1.5 times the requests."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.surge[0].alarm_actions == toset([aws_appautoscaling_policy.surge[0].arn]) && aws_appautoscaling_policy.surge[0].policy_type == "StepScaling"
    error_message = "The alarm does not start more tasks."
  }

  assert {
    condition     = alltrue([for step in aws_appautoscaling_policy.surge[0].step_scaling_policy_configuration[0].step_adjustment : step.scaling_adjustment >= 50])
    error_message = "Steps of a surge are half as many tasks again, or twice as many."
  }
}

run "a_canary_bakes_and_is_taken_back_by_alarms" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.deployment_configuration[0].strategy == "CANARY" && aws_ecs_service.this.deployment_configuration[0].canary_configuration[0].canary_percent == 10
    error_message = "No canary of 10%."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_configuration[0].bake_time_in_minutes == "10" && aws_ecs_service.this.deployment_configuration[0].canary_configuration[0].canary_bake_time_in_minutes == "10"
    error_message = "No time to bake."
  }

  assert {
    condition     = aws_ecs_service.this.alarms[0].rollback && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "No automatic rollback."
  }

  assert {
    condition = aws_ecs_service.this.alarms[0].alarm_names == toset([
      "sensor-test-sensor-errors-a", "sensor-test-sensor-errors-b",
      "sensor-test-sensor-unhealthy-a", "sensor-test-sensor-unhealthy-b",
      "sensor-test-of-observability",
    ])
    error_message = "An alarm is not bound: ${join(", ", aws_ecs_service.this.alarms[0].alarm_names)}"
  }

  assert {
    condition     = length(one(aws_ecs_service.this.load_balancer).advanced_configuration) == 1
    error_message = "ECS has no second target group to send requests to."
  }
}

run "a_consumer_grows_by_its_lag_in_seconds_and_rolls" {
  command = plan

  variables {
    service    = "stream"
    port       = 8083
    deployment = { strategy = "rolling" }
    capacity   = { base = 3, on_demand = 1, spot = 1 }
    scaling = {
      lag = { namespace = "SensorPlatform", metric = "sensor.consumer.lag.age", dimensions = { environment = "test", role = "writer" } }
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.behind[0].metric_name == "sensor.consumer.lag.age" && aws_cloudwatch_metric_alarm.behind[0].threshold == 10
    error_message = "Not by a lag of 10 s."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.behind[0].alarm_actions == toset([aws_appautoscaling_policy.behind[0].arn]) && aws_cloudwatch_metric_alarm.ahead[0].alarm_actions == toset([aws_appautoscaling_policy.ahead[0].arn])
    error_message = "Alarms do not scale."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_configuration[0].strategy == "ROLLING" && aws_ecs_service.this.deployment_circuit_breaker[0].enable && contains(aws_ecs_service.this.alarms[0].alarm_names, "sensor-test-stream-lagging")
    error_message = "Not rolling with a circuit breaker and an alarm on the lag."
  }

  assert {
    condition     = length(aws_lb_target_group.this) == 1 && length(aws_iam_role.balancer) == 0
    error_message = "What a rolling deployment does not need is there."
  }

  assert {
    condition = aws_ecs_service.this.capacity_provider_strategy == toset([
      { capacity_provider = "FARGATE", base = 3, weight = 1 },
      { capacity_provider = "FARGATE_SPOT", base = 0, weight = 1 },
    ])
    error_message = "Not three on demand and half of the others on Spot."
  }

  assert {
    condition     = aws_appautoscaling_policy.cpu.target_tracking_scaling_policy_configuration[0].disable_scale_in
    error_message = "A consumer with a lag and nothing to do would be taken away."
  }
}

run "processes_have_no_rights_they_do_not_need" {
  command = plan

  assert {
    condition = alltrue([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      container.readonlyRootFilesystem && container.user == "65532:65532" && container.linuxParameters.capabilities.drop == ["ALL"]
    ])
    error_message = "A container runs as root, may write its image, or has capabilities."
  }

  assert {
    condition     = aws_ecs_service.this.network_configuration[0].assign_public_ip == false && aws_ecs_service.this.enable_execute_command == false
    error_message = "Tasks can be reached, or entered."
  }

  assert {
    condition = alltrue([for statement in jsondecode(aws_iam_role_policy.task.policy).Statement :
      !contains(statement.Resource, "*") && !contains(statement.Action, "*")
    ])
    error_message = "The task's role has a wildcard."
  }

  assert {
    condition = alltrue([for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement :
      statement.Sid == "Login" || !contains(statement.Resource, "*")
    ])
    error_message = "The execution role has a wildcard other than for the login at ECR."
  }
}

run "the_spool_is_mounted_encrypted_and_by_its_access_point" {
  command = plan

  variables {
    spool = {
      file_system_id   = "fs-1"
      file_system_arn  = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1"
      access_point_id  = "fsap-1"
      access_point_arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-1"
      path             = "/var/spool/sensor-platform"
    }
  }

  assert {
    condition = anytrue([for volume in aws_ecs_task_definition.this.volume :
      volume.name == "spool" && try(volume.efs_volume_configuration[0].transit_encryption == "ENABLED" && volume.efs_volume_configuration[0].authorization_config[0].iam == "ENABLED" && volume.efs_volume_configuration[0].authorization_config[0].access_point_id == "fsap-1", false)
    ])
    error_message = "The spool is not on the file system that outlives tasks."
  }

  assert {
    condition     = contains([for mount in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].mountPoints : mount.containerPath], "/var/spool/sensor-platform")
    error_message = "The spool is not mounted."
  }
}

run "a_night_without_tasks" {
  command = plan

  variables {
    night = { stop = "0 20 ? * MON-FRI *", start = "0 6 ? * MON-FRI *" }
  }

  assert {
    condition     = aws_appautoscaling_scheduled_action.stop[0].scalable_target_action[0].max_capacity == "0" && aws_appautoscaling_scheduled_action.start[0].scalable_target_action[0].max_capacity == "20"
    error_message = "Tasks do not stop at night, or not start in the morning."
  }
}

run "a_secret_in_the_environment_is_refused" {
  command = plan

  variables {
    environment = { SPRING_DATASOURCE_PASSWORD = "hunter2" }
  }

  expect_failures = [var.environment]
}

run "more_tasks_than_the_database_bears_are_refused" {
  command = plan

  variables {
    scaling = { most = 21 }
  }

  expect_failures = [var.scaling]
}

run "an_image_that_changes_by_itself_is_refused" {
  command = plan

  variables {
    image = "registry/sensor-platform/sensor:latest"
  }

  expect_failures = [var.image]
}

run "a_whole_service_of_aws_is_refused" {
  command = plan

  variables {
    policy = { All = { actions = ["s3:*"], resources = ["arn:aws:s3:::bucket"] } }
  }

  expect_failures = [var.policy]
}
