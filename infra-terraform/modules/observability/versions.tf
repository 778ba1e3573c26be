terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # 6.43 was the first with alarms that ask in PromQL.
      version = ">= 6.50, < 7.0"
    }
  }
}
