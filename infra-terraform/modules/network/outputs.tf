output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Its addresses."
  value       = aws_vpc.this.cidr_block
}

output "zones" {
  description = "Availability zones in use."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "Subnets of balancers."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

output "public_subnet_cidrs" {
  description = "Their addresses: the public balancer calls from these."
  value       = [for zone in local.zones : local.public[zone]]
}

output "private_subnet_ids" {
  description = "Subnets of tasks."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
}

output "data_subnet_ids" {
  description = "Subnets of database, Kafka, cache and spool, without a way out."
  value       = [for zone in local.zones : aws_subnet.data[zone].id]
}
