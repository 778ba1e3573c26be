# terraform test, with AWS's provider mocked: what the module promises.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:topic" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555", key_id = "11111111-2222-3333-4444-555555555555" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/canary" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:group" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::canary" }
  }
}

variables {
  name                     = "sensor-prod"
  environment              = "prod"
  load_balancer_arn_suffix = "app/sensor-prod/50dc6c495c0c9188"
  target_group_arn_suffixes = {
    gateway-service = "targetgroup/sensor-prod-gateway/943f017f100becff"
  }
  cluster_name = "sensor-prod"
  service_names = {
    gateway-service = "sensor-prod-gateway"
    auth-service    = "sensor-prod-auth"
    sensor-service  = "sensor-prod-sensor"
    stream-service  = "sensor-prod-stream"
  }
  database_identifier = "sensor-prod"
  kafka_cluster_name  = "sensor-prod"
  archive_bucket      = "sensor-prod-archive"
  runbook_base_url    = "https://example.com/runbooks"
  alarm_emails        = { p3 = ["tickets@example.com"] }
  pagerduty_endpoints = { p1 = "https://events.pagerduty.com/integration/key/enqueue" }
  canary = {
    gateway_url = "https://ingest.example.com"
    secret_arn  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:canary"
  }
}

run "all_of_it" {
  command = apply

  assert {
    condition     = toset(keys(output.dashboard_names)) == toset(["overview", "ingest", "pipeline", "storage", "security", "cost", "details"])
    error_message = "A page is missing."
  }

  assert {
    condition     = alltrue([for page in aws_cloudwatch_dashboard.page : length(jsondecode(page.dashboard_body).widgets) >= 5 && length(jsondecode(page.dashboard_body).widgets) <= 500])
    error_message = "A page has too few widgets, or more than CloudWatch takes."
  }

  assert {
    condition     = !anytrue([for page in aws_cloudwatch_dashboard.page : strcontains(page.dashboard_body, "$${")])
    error_message = "A page has something that was not filled in."
  }

  assert {
    condition     = !anytrue([for alarm in aws_cloudwatch_metric_alarm.promql : strcontains(alarm.evaluation_criteria[0].promql_criteria[0].query, "$")])
    error_message = "An alarm has something that was not filled in."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.promql : strcontains(alarm.evaluation_criteria[0].promql_criteria[0].query, "\"@resource.deployment.environment.name\"=\"prod\"") && length(alarm.evaluation_criteria[0].promql_criteria[0].query) <= 10000])
    error_message = "An alarm asks every environment, or too long a question."
  }

  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.promql), values(aws_cloudwatch_metric_alarm.metric), values(aws_cloudwatch_composite_alarm.burn)) :
      length(regexall("https://example.com/runbooks/[a-z-]+\\.md", alarm.alarm_description)) == 1
    ])
    error_message = "An alarm has no runbook in its description."
  }

  # Who is told by what: a priority is a topic, and what has none is part of a composite alarm.
  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.promql), values(aws_cloudwatch_metric_alarm.metric), values(aws_cloudwatch_composite_alarm.burn)) :
      contains(keys(alarm.tags), "priority") ? length(alarm.alarm_actions) == 1 && length(alarm.ok_actions) == 1 : length(alarm.alarm_actions) == 0
    ])
    error_message = "An alarm with a priority tells nobody, or one without tells somebody."
  }

  assert {
    condition     = aws_cloudwatch_composite_alarm.burn["availability-burn-fast"].alarm_rule == "ALARM(\"sensor-prod-availability-burn-fast-1h\") AND ALARM(\"sensor-prod-availability-burn-fast-5m\")" && aws_cloudwatch_composite_alarm.burn["availability-burn-fast"].tags.priority == "P1" && aws_cloudwatch_composite_alarm.burn["availability-burn-medium"].tags.priority == "P2" && aws_cloudwatch_composite_alarm.burn["availability-burn-slow"].tags.priority == "P3"
    error_message = "Burn rates ring when both windows do, P1 to P3."
  }

  assert {
    condition     = length(aws_cloudwatch_composite_alarm.burn) == 15
    error_message = "Five objectives with a budget, three burn rates each."
  }

  assert {
    condition     = output.rollback_alarm_names == sort(["sensor-prod-rollback-errors-gateway-service", "sensor-prod-rollback-latency-gateway-service", "sensor-prod-rollback-lag", "sensor-prod-rollback-failures-gateway-service", "sensor-prod-rollback-failures-auth-service", "sensor-prod-rollback-failures-sensor-service", "sensor-prod-rollback-failures-stream-service"])
    error_message = "What takes a deployment back is not what it should be."
  }

  assert {
    condition     = output.rollback_alarm_names_by_service["stream-service"] == tolist(["sensor-prod-rollback-failures-stream-service", "sensor-prod-rollback-lag"])
    error_message = "A consumer is taken back by its failures and by lag."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["cpu-high-gateway-service"].metric_query != null && length(local.metric["kafka-disk-3"].dimensions) == 2 && local.metric["kafka-disk-3"].dimensions["Broker ID"] == "3" && local.metric["cpu-high-gateway-service"].dimensions["ServiceName"] == "sensor-prod-gateway" && local.metric["rollback-failures-gateway-service"].dimensions["service"] == "gateway-service"
    error_message = "An alarm of each service or broker has another one's dimensions."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["traffic-low"].comparison_operator == "LessThanLowerThreshold" && aws_cloudwatch_metric_alarm.metric["traffic-low"].threshold_metric_id == "band" && aws_cloudwatch_metric_alarm.metric["traffic-low"].threshold == null && length(aws_cloudwatch_metric_alarm.metric["traffic-low"].metric_query) == 2
    error_message = "The band of what is usual."
  }

  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == aws_kms_key.this.arn]) && alltrue([for group in concat(values(aws_cloudwatch_log_group.service), [aws_cloudwatch_log_group.emf]) : group.kms_key_id == aws_kms_key.this.arn && group.retention_in_days > 0]) && aws_kms_key.this.enable_key_rotation
    error_message = "Something is not encrypted by the key, or kept for ever."
  }

  assert {
    condition     = aws_sns_topic_subscription.pagerduty["p1"].protocol == "https" && aws_sns_topic_subscription.email["p3-tickets@example.com"].endpoint == "tickets@example.com" && length(aws_sns_topic_subscription.email) == 1
    error_message = "Who is told."
  }

  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_metric_filter.errors : filter.pattern == "{ $.severity = \"ERROR\" }"])
    error_message = "The filter asks for something that is not logged."
  }

  assert {
    condition     = aws_synthetics_canary.reading[0].schedule[0].expression == "rate(5 minutes)" && aws_synthetics_canary.reading[0].run_config[0].environment_variables.FRESHNESS_SECONDS == "5" && !contains(values(aws_synthetics_canary.reading[0].run_config[0].environment_variables), "apiKey")
    error_message = "The canary's settings."
  }

  assert {
    condition     = can(yamldecode(output.collector_config)) && output.collector_environment.ENVIRONMENT == "prod"
    error_message = "The collector's settings are no YAML."
  }
}

run "only_the_services" {
  command = plan

  variables {
    load_balancer_arn_suffix  = null
    target_group_arn_suffixes = {}
    database_identifier       = null
    kafka_cluster_name        = null
    archive_bucket            = null
    canary                    = null
    silent                    = true
    log_group_names           = { gateway-service = "/sensor-prod/gateway" }
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_log_group.service)) == toset(["auth-service", "sensor-service", "stream-service"]) && aws_cloudwatch_log_metric_filter.errors["gateway-service"].log_group_name == "/sensor-prod/gateway"
    error_message = "A log group that is there is made again, or its errors are not counted."
  }

  assert {
    condition     = !anytrue([for name in keys(aws_cloudwatch_metric_alarm.metric) : length(regexall("^(kafka|database|traffic|load-balancer|canary)", name)) > 0])
    error_message = "There is an alarm on something that is not there."
  }

  assert {
    condition     = length(aws_synthetics_canary.reading) == 0 && length(aws_s3_bucket.canary) == 0
    error_message = "There is a canary."
  }

  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.promql) : !alarm.actions_enabled])
    error_message = "A silent environment tells somebody."
  }
}

run "refuses_plain_http" {
  command = plan

  variables {
    runbook_base_url = "http://example.com"
  }

  expect_failures = [var.runbook_base_url]
}

run "refuses_an_unknown_priority" {
  command = plan

  variables {
    alarm_emails = { p4 = ["x@example.com"] }
  }

  expect_failures = [var.alarm_emails]
}
