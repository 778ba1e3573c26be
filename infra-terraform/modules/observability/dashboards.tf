locals {
  pages = { for file in fileset("${path.module}/generated", "dashboard-*.json") : trimsuffix(trimprefix(file, "dashboard-"), ".json") => file }
}

resource "aws_cloudwatch_dashboard" "page" {
  for_each = local.pages

  dashboard_name = "${var.name}-${each.key}"
  # Decoded and encoded again, so that a mistake fails here and blanks do not count.
  dashboard_body = jsonencode(jsondecode(templatefile("${path.module}/generated/${each.value}", local.inputs)))
}
