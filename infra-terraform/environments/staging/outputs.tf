output "platform" {
  description = "What operators and the pipeline need to know."
  value       = module.platform
}
