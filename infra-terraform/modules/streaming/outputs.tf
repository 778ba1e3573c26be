output "cluster_name" {
  description = "The cluster, as its metrics name it."
  value       = aws_msk_cluster.this.cluster_name
}

output "cluster_arn" {
  description = "The same, as ARN."
  value       = aws_msk_cluster.this.arn
}

output "bootstrap_servers" {
  description = "Brokers for clients with TLS and IAM."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "security_group_id" {
  description = "Its security group."
  value       = aws_security_group.this.id
}

output "arns" {
  description = "Prefixes of what a policy names: cluster, topic and group; append /name to the last two."
  value = {
    cluster = aws_msk_cluster.this.arn
    topic   = replace(aws_msk_cluster.this.arn, ":cluster/", ":topic/")
    group   = replace(aws_msk_cluster.this.arn, ":cluster/", ":group/")
  }
}
