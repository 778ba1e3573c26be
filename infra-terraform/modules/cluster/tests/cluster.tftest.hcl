mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name         = "sensor-test"
  vpc_id       = "vpc-1"
  logs_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
}

run "fargate_and_spot" {
  command = plan

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["FARGATE", "FARGATE_SPOT"])
    error_message = "A kind of capacity is missing."
  }

  assert {
    condition     = aws_service_discovery_private_dns_namespace.this.name == "sensor-test.internal"
    error_message = "Tasks have other names than the gateway asks for."
  }
}
