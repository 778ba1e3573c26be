# Terraform's own rules, all of them. The plugin for AWS is not used: it comes from releases of GitHub, which not every
# machine reaches; checkov and the provider's schema know what it knows.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Files are named for what they hold; variables, outputs and versions have their own.
rule "terraform_standard_module_structure" {
  enabled = false
}
