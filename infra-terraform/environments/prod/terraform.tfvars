# Yours: a name in a hosted zone that you have, and who is told.
domain = {
  name    = "readings.example.com"
  zone_id = "Z0EXAMPLE0PROD"
}
emails = ["platform@example.com"]
