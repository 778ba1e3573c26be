output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this["main"].bucket
}

output "bucket_arn" {
  description = "The same, as ARN."
  value       = aws_s3_bucket.this["main"].arn
}

output "copy_bucket" {
  description = "Name of the copy in another region, or null."
  value       = try(aws_s3_bucket.this["copy"].bucket, null)
}
