"""What monitoring/check-otlp does once collector and asker are built."""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
MODULE = CHECKOUT / "infra-terraform/modules/observability"
SERVICES = ["gateway-service", "auth-service", "sensor-service", "stream-service"]
ENVIRONMENT = "check"
faults = []


def fault(what):
    faults.append(what)
    print("FAULT", what)


def contract():
    """Metrics by name: type, services and condition; of metrics.yml only these lines matter."""
    metrics = {}
    text = (CHECKOUT / "service-defaults/src/main/resources/metrics.yml").read_text()
    for block in re.split(r"(?m)^- name: ", text)[1:]:
        field = lambda name: (re.search(rf"(?m)^  {name}: (.*)$", block) or [None, None])[1]
        metrics[block.split("\n")[0].strip()] = {"type": field("type"), "when": field("when")}
    return metrics


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def running(command, log, **environment):
    """Ends with the block, however that ends."""
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


class Platform:
    """A platform of its own whose services send their metrics to the collector every 10 s."""

    def __init__(self, data, receiver):
        self.data = data
        settings = data / "settings"
        settings.mkdir(parents=True)
        for service in SERVICES:
            (settings / f"{service}.properties").write_text(
                "management.otlp.metrics.export.enabled=true\n"
                f"management.otlp.metrics.export.url=http://{receiver}/v1/metrics\n"
                "management.otlp.metrics.export.step=10s\n")

    def call(self, *arguments, **options):
        return subprocess.run([CHECKOUT / "platform", f"--data={self.data}", *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, **options).stdout

    def __enter__(self):
        self.call("up", "--detach", "--free-ports")
        self.status = json.loads(self.call("status", "--json"))
        self.gateway = self.status["gateway"]
        return self

    def __exit__(self, *_):
        self.call("down")

    def scraped(self):
        """Families sensor_* that each service has for Prometheus."""
        names = set()
        for component in self.status["components"]:
            if component["name"] in SERVICES:
                with urllib.request.urlopen(component["managementUrl"] + "/actuator/prometheus") as answer:
                    names |= set(re.findall(r"(?m)^# TYPE (sensor_\w+) ", answer.read().decode()))
        return names


def post(url, body, **headers):
    """The status, whatever it is."""
    request = urllib.request.Request(url, data=body.encode(), method="POST", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def live(platform, seconds):
    """Readings of a fleet, the canary's, some that are wrong, and Kafka away for half a minute."""
    device = json.loads(platform.call("device", "add", "canary", "--sensors", "canary/", "--json"))
    sys.path.insert(0, str(MODULE / "canary"))
    import canary

    begin = time.monotonic()
    with running([CHECKOUT / "platform", f"--data={platform.data}", "demo", "--rate", "300"], platform.data / "demo.log"):
        time.sleep(15)
        key = {"clientId": device["clientId"], "apiKey": device["apiKey"], "sensor": "canary/reading"}
        took = canary.journey(platform.gateway, key, 5.0)
        print(f"The canary found its reading after {took:.2f} s")
        try:
            canary.journey(platform.gateway, {**key, "apiKey": "wrong"}, 5.0)
            fault("the canary did not fail with a wrong key")
        except canary.Failed as failed:
            print(f"The canary with a wrong key: {failed}")
            if failed.step != "token":
                fault(f"the canary failed at {failed.step}")
        away = False
        back = False
        while time.monotonic() - begin < seconds:
            token = platform.call("token", "canary").strip()
            for body in ['{"sensorId":"canary/late","observedAt":"2001-01-01T00:00:00Z","value":1}',
                         '{"sensorId":"canary/reading","value":2}', '{"sensorId":"!","value":3}']:
                post(f"{platform.gateway}/v1/readings", body, **{"Content-Type": "application/json",
                                                                "Authorization": f"Bearer {token}"})
            post(f"{platform.gateway}/v1/readings", "{}", **{"Content-Type": "application/json",
                                                            "Authorization": "Bearer nonsense"})
            elapsed = time.monotonic() - begin
            if not away and elapsed > seconds * 0.45:
                platform.call("stop", "kafka")
                away = True
            elif away and not back and elapsed > seconds * 0.45 + 30:
                platform.call("start", "kafka")
                back = True
            time.sleep(2)


class Asker:
    def __init__(self, address):
        self.address = address

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            return json.load(refused)


def questions():
    """Each as (where, PromQL, why it may be empty)."""
    reasons = {}
    for panel in json.loads((HERE.parent / "generated/prometheus/panels.json").read_text()):
        reasons[panel["page"], panel["panel"]] = panel["emptyWhen"]
    generated = MODULE / "generated"
    for alarm in json.loads((generated / "alarms.json").read_text())["promql_alarms"]:
        yield "alarm " + alarm["name"], alarm["query"], "it does not ring"
    for file in sorted(generated.glob("dashboard-*.json")):
        page = file.stem.removeprefix("dashboard-")
        for widget in json.loads(file.read_text())["widgets"]:
            title = widget["properties"]["title"]
            for query in widget["properties"].get("data", {}).get("queries", []):
                yield f"{page}: {title}", query["query"], reasons.get((page, title))


def names(platform, asker):
    """The contract against what came through the collector, and against what Prometheus would scrape."""
    known = contract()
    result = asker.ask("query", query='count by (__name__) ({__name__=~"sensor[.].+"})')
    seen = {series["metric"]["__name__"] for series in result["data"]["result"]}
    for name in sorted(seen - set(known)):
        base = name.removesuffix(".max")
        if name == base or known.get(base, {}).get("type") not in ("timer", "summary"):
            fault(f"{name} came by OTLP and is not in the contract")
    scraped = platform.scraped()
    for name, metric in known.items():
        family = name.replace(".", "_")
        there = any(found == family or found.startswith(family + "_") and found.removeprefix(family + "_") in
                    ("total", "seconds", "bytes", "days", "seconds_max", "max", "bytes_total") for found in scraped)
        if there and name not in seen:
            fault(f"{name} is there for Prometheus and did not come by OTLP")
        if not there and name not in seen:
            print(f"not there yet: {name}" + (f" (only if {metric['when']})" if metric["when"] else ""))
    print(f"{len(seen)} names came by OTLP, {len(seen & set(known))} of the contract's {len(known)}")


def asks(asker):
    asked = empty = 0
    for where, query, reason in questions():
        asked += 1
        answer = asker.ask("query", query=query.replace("${environment}", ENVIRONMENT))
        if answer["status"] != "success":
            fault(f"{where}: {answer['error']}")
        elif not answer["data"]["result"]:
            empty += 1
            if not reason:
                fault(f"{where}: nothing, by {query}")
        elif where.startswith("alarm "):
            print("rings or would:", where, [series["metric"] for series in answer["data"]["result"]][:3])
        for warning in (answer.get("warnings") or []):
            fault(f"{where}: {warning}")
    print(f"{asked} questions asked, {empty} without an answer and with a reason")


def classic(log):
    """The classic metrics that awsemf made, against aws-metrics.yml."""
    listed = set()
    for line in (HERE.parent / "src/main/resources/aws-metrics.yml").read_text().splitlines():
        found = re.search(r"namespace: SensorPlatform, metric: ([\w.]+), dimensions: \[([^]]*)]", line)
        if found:
            listed.add((found[1], tuple(sorted(found[2].split(", ")))))
    made = set()
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and "CloudWatchMetrics" in line:
            for metrics in json.loads(line)["_aws"]["CloudWatchMetrics"]:
                for dimensions in metrics["Dimensions"]:
                    for metric in metrics["Metrics"]:
                        if metrics["Namespace"] != "SensorPlatform":
                            fault(f"namespace {metrics['Namespace']}")
                        made.add((metric["Name"], tuple(sorted(dimensions))))
    for metric in sorted(made - listed):
        fault(f"the collector makes a classic metric that is not listed: {metric}")
    for metric in sorted(listed - made):
        fault(f"the collector does not make the classic metric {metric}")
    print(f"{len(made)} classic metrics made: {sorted(made)}")


def main():
    options = argparse.ArgumentParser(prog="monitoring/check-otlp")
    options.add_argument("programs", type=pathlib.Path, help=argparse.SUPPRESS)
    options.add_argument("--validate", action="store_true")
    options.add_argument("--pictures", type=pathlib.Path)
    options.add_argument("--seconds", type=int, default=240)
    options = options.parse_args()

    sidecar = MODULE / "collector/sidecar.yaml"
    # Invented credentials: signing is set up, and nothing is sent to AWS.
    settings = {"AWS_REGION": "eu-west-1", "ENVIRONMENT": ENVIRONMENT, "EMF_LOG_GROUP": "/check/emf",
                "AWS_ACCESS_KEY_ID": "check", "AWS_SECRET_ACCESS_KEY": "check", "AWS_EC2_METADATA_DISABLED": "true"}
    subprocess.run([options.programs / "collector", "validate", f"--config=file:{sidecar}"], check=True,
                   env={**os.environ, **settings})
    print("The collector takes", sidecar.relative_to(CHECKOUT))
    if options.validate:
        return 0

    directory = pathlib.Path(tempfile.mkdtemp(prefix="check-otlp"))
    asker = Asker(f"127.0.0.1:{free_port()}")
    receiver = f"127.0.0.1:{free_port()}"
    collector_log = directory / "collector.log"
    try:
        with running([options.programs / "asker", f"--listen={asker.address}", f"--data={directory / 'asker'}"],
                     directory / "asker.log"), \
             running([options.programs / "collector", f"--config=file:{sidecar}", f"--config=file:{HERE / 'check.yaml'}"],
                     collector_log, **settings, ASKER=asker.address, RECEIVER=receiver) as collector:
            with Platform(directory / "platform", receiver) as platform:
                begin = time.time()
                live(platform, options.seconds)
                time.sleep(20)
                if collector.poll() is not None:
                    fault("the collector has ended")
                names(platform, asker)
                asks(asker)
                classic(collector_log)
                if options.pictures:
                    import pictures

                    pictures.draw(asker, begin, time.time(), MODULE / "generated", ENVIRONMENT, options.pictures)
    finally:
        if faults:
            print((directory / "asker.log").read_text(errors="replace")[-2000:])
            print("\n".join(line for line in collector_log.read_text(errors="replace").splitlines()
                            if "_aws" not in line)[-2000:])
        shutil.rmtree(directory, ignore_errors=True)
    print("All is well." if not faults else f"{len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
