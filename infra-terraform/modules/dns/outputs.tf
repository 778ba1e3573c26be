output "certificate_arn" {
  description = "Certificate of the name, once it is valid."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

output "url" {
  description = "Where callers find the platform."
  value       = "https://${var.domain}"
}
