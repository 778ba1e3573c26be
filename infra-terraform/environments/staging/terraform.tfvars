# Yours: a name in a hosted zone that you have, and who is told.
domain = {
  name    = "staging.readings.example.com"
  zone_id = "Z0EXAMPLE0STAGING"
}
emails = ["platform@example.com"]
