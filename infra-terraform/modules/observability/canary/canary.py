"""Sends a reading as a device does and reads it back, for CloudWatch Synthetics.

Fails with a sentence that names the step (secret, token, send, find), what was answered, and the trace's id. Only the
standard library, and boto3 for the secret, which the runtime brings.
"""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone


class Failed(Exception):
    """A step that a device could not take either."""

    def __init__(self, step, what):
        super().__init__(f"{step}: {what}")
        self.step = step


def handler(event, context):
    """What Synthetics calls; an exception is a failed run."""
    journey(os.environ["GATEWAY_URL"], secret(os.environ["SECRET_ID"]), float(os.environ["FRESHNESS_SECONDS"]))


def secret(secret_id):
    """clientId, apiKey and sensor of the canary's device."""
    import boto3

    try:
        device = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"])
        return {name: device[name] for name in ("clientId", "apiKey", "sensor")}
    except Exception as fault:
        # Never the value itself.
        raise Failed("secret", f"{type(fault).__name__} at {secret_id}") from None


def journey(gateway, device, freshness):
    """A token, a reading, and the same reading by a query; tells how long it took to be found."""
    token = call("token", "POST", f"{gateway}/oauth2/token", {"Content-Type": "application/x-www-form-urlencoded"},
                 urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": device["clientId"],
                                         "client_secret": device["apiKey"]}).encode(), 200)["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    now = datetime.now(timezone.utc)
    observed = now.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
    value = round(now.timestamp() % 1000, 3)
    answer = call("send", "POST", f"{gateway}/v1/readings", {**bearer, "Content-Type": "application/json"},
                  json.dumps({"sensorId": device["sensor"], "observedAt": observed, "value": value}).encode(), 202)
    accepted = time.monotonic()
    if answer.get("accepted") != 1:
        raise Failed("send", f"202, but {answer}")
    path = f"{gateway}/v1/sensors/{urllib.parse.quote(device['sensor'], safe='')}/readings?" + urllib.parse.urlencode(
        {"from": observed, "limit": 1, "order": "asc"})
    while True:
        # Before its first reading a sensor is not known.
        page = call("find", "GET", path, bearer, None, 200, 404)
        found = [reading for reading in page.get("readings", []) if reading.get("value") == value]
        took = time.monotonic() - accepted
        if found and took <= freshness:
            print(f"found after {took:.2f} s ({answer.get('durability')})")
            return took
        if took > freshness:
            raise Failed("find", f"reading of {observed} {'found' if found else 'not found'} after {took:.1f} s, "
                                 f"objective {freshness:g} s, durability {answer.get('durability')}")
        time.sleep(0.25)


def call(step, method, url, headers, body, *expected):
    """The answer's JSON, or Failed with what was answered instead."""
    request = urllib.request.Request(url, data=body, method=method, headers={"Accept": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        status, content = refused.code, refused.read()
    except OSError as fault:
        raise Failed(step, f"no answer from {url.split('?')[0]}: {fault}") from None
    try:
        document = json.loads(content) if content else {}
    except ValueError:
        document = {}
    if status not in expected:
        raise Failed(step, f"{status} {document.get('code', '')} {document.get('detail', '')} "
                           f"trace {document.get('traceId', 'unknown')}")
    return document
