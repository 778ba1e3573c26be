output "listener_arns" {
  description = "Listener of each service, to which it adds its rule."
  value       = { for service, listener in aws_lb_listener.this : service => listener.arn }
}

output "urls" {
  description = "Where the gateway finds each service."
  value       = { for service, port in var.ports : service => "http://${aws_lb.this.dns_name}:${port}" }
}

output "dns_name" {
  description = "The balancer's name."
  value       = aws_lb.this.dns_name
}

output "security_group_id" {
  description = "Where requests to services come from."
  value       = aws_security_group.this.id
}

output "load_balancer_arn_suffix" {
  description = "The balancer, as its metrics name it."
  value       = aws_lb.this.arn_suffix
}
