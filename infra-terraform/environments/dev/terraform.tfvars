# Yours: a name in a hosted zone that you have, and who is told.
domain = {
  name    = "dev.readings.example.com"
  zone_id = "Z0EXAMPLE0DEV"
}
emails = ["platform@example.com"]
