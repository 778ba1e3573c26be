terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.50, < 7.0"
    }
  }

  # The bucket and its region come from bootstrap: terraform init -backend-config=bucket=... -backend-config=region=...
  # A second region is a second key: -backend-config=key=dev/REGION.tfstate
  backend "s3" {
    key          = "dev/platform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}
