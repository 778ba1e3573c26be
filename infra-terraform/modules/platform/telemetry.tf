locals {
  rollback_alarms  = []
  sidecars         = { for service in ["gateway", "auth", "sensor", "stream"] : service => [] }
  telemetry_policy = {}
}
