output "listener_arn" {
  description = "The HTTPS listener, to which a service adds its rule."
  value       = aws_lb_listener.https.arn
}

output "security_group_id" {
  description = "Where requests to the gateway come from."
  value       = aws_security_group.this.id
}

output "load_balancer_arn_suffix" {
  description = "The balancer, as its metrics name it."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "The balancer's own name, for a record of the public one."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name."
  value       = aws_lb.this.zone_id
}

output "web_acl_arn" {
  description = "The rules of WAF."
  value       = aws_wafv2_web_acl.this.arn
}
