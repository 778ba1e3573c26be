mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name           = "sensor-test"
  environment    = "test"
  monthly_budget = 100
  emails         = ["somebody@example.com"]
}

run "told_before_the_money_is_spent" {
  command = plan

  assert {
    condition     = toset([for told in aws_budgets_budget.this.notification : "${told.notification_type} ${told.threshold}"]) == toset(["FORECASTED 100", "ACTUAL 80", "ACTUAL 100"])
    error_message = "Told too late."
  }

  assert {
    condition     = one(aws_budgets_budget.this.cost_filter).values == tolist(["user:Environment$test"])
    error_message = "Other environments' costs are counted."
  }
}

run "what_is_unusual_is_told" {
  command = plan

  assert {
    condition     = length(aws_ce_anomaly_subscription.this) == 1 && one(aws_ce_anomaly_subscription.this[0].subscriber).address == "somebody@example.com"
    error_message = "Nobody is told of anomalies."
  }
}

run "no_address_is_refused" {
  command = plan

  variables {
    emails = []
  }

  expect_failures = [var.emails]
}
