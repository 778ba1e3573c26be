#!/usr/bin/env python3
"""lint.py [write]: what neither terraform nor tflint sees. Python 3.11 and nothing else.

- Each module's README has its variables and outputs (`write` puts them there).
- Each "*" in a policy has its reason beside it: `# wildcard: ...`.
- Each setting that a task gets is one of its service: records with @ConfigurationProperties, application.yml, docs.
- Each metric of ours that an alarm or a scaling names is in the contract (docs/operations/metrics.md).
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent
BEGIN = "<!-- made by infra-terraform/check write -->"
SERVICES = ("gateway", "auth", "sensor", "stream")

# Spring Boot's own, which nothing else here names.
SPRING = {
    "LOGGING_STRUCTURED_FORMAT_CONSOLE",
    "MANAGEMENT_OTLP_METRICS_EXPORT_STEP",
    "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_COMPRESSION",
}

wrong = []


def blocks(text, kind):
    """Name and body of each block of a kind."""
    for found in re.finditer(rf'^{kind} "([^"]+)" {{\n(.*?)^}}', text, re.MULTILINE | re.DOTALL):
        yield found[1], found[2]


def setting(body, name):
    found = re.search(rf"^  {name}\s*=\s*(.+)$", body, re.MULTILINE)
    return found[1].strip() if found else None


def text_of(module, name):
    file = module / name
    return file.read_text() if file.exists() else ""


def cell(text):
    return text.replace("|", "\\|")


def table(module):
    lines = [BEGIN, ""]
    variables = list(blocks(text_of(module, "variables.tf"), "variable"))
    if variables:
        lines += ["| Variable | What | Type | Default |", "|---|---|---|---|"]
        for name, body in variables:
            description, kind, default = (setting(body, key) for key in ("description", "type", "default"))
            if not description or not kind:
                wrong.append(f"{module.relative_to(ROOT)}: variable {name} has no description or no type")
                continue
            kind = re.sub(r"\(\{$|\(object\(\{$|\(list\(.*$", "", kind) if kind.endswith("{") else kind
            default = "required" if default is None else "" if default.endswith(("{", "[")) else f"`{default}`"
            lines.append(f"| `{name}` | {cell(description.strip(chr(34)))} | `{cell(kind)}` | {cell(default)} |")
        lines.append("")
    outputs = list(blocks(text_of(module, "outputs.tf"), "output"))
    if outputs:
        lines += ["| Output | What |", "|---|---|"]
        for name, body in outputs:
            description = setting(body, "description")
            if not description:
                wrong.append(f"{module.relative_to(ROOT)}: output {name} has no description")
                continue
            lines.append(f"| `{name}` | {cell(description.strip(chr(34)))} |")
        lines.append("")
    return "\n".join(lines)


def readmes(write):
    for module in sorted([*(HERE / "modules").iterdir(), HERE / "bootstrap"]):
        readme = module / "README.md"
        if not readme.exists():
            wrong.append(f"{module.relative_to(ROOT)} has no README.md")
            continue
        text = readme.read_text()
        if BEGIN not in text:
            # Written by hand: every name must be there.
            for file, kind in (("variables.tf", "variable"), ("outputs.tf", "output")):
                for name, _ in blocks(text_of(module, file), kind):
                    if f"`{name}`" not in text:
                        if not write:
                            wrong.append(f"{readme.relative_to(ROOT)} does not tell of {kind} {name}")
                            continue
            if not write:
                continue
            text += "\n" + BEGIN + "\n"
        wanted = text[: text.index(BEGIN)] + table(module)
        if write:
            readme.write_text(wanted)
        elif wanted != text:
            wrong.append(f"{readme.relative_to(ROOT)} is not as its variables and outputs are: infra-terraform/check write")


def wildcards():
    """A star as, or at the end of, an action, a resource or a principal."""
    star = re.compile(r'"[^"]*\*"')
    inside = re.compile(r"\b(Action|Resource|NotResource|Principal|actions|resources|identifiers|values)\b|AWS = |ArnLike|arn:|\.arn}")
    count = 0
    for file in sorted(HERE.rglob("*.tf")):
        lines = file.read_text().splitlines()
        for number, line in enumerate(lines):
            code = line.split(" # ")[0]
            if code.lstrip().startswith("#") or not star.search(code) or not inside.search(code):
                continue
            if re.search(r"description|paths\s*=|log_|error_message|endswith", code):
                continue
            count += 1
            before = lines[number - 1].strip() if number else ""
            # A data source's statement gives it at its head.
            head = number
            while head > 0 and number - head < 14 and not re.search(r"^\s*(statement|content) {", lines[head]):
                head -= 1
            reasons = [line, before, *(lines[max(0, head - 1) : head + 2])]
            if not any(re.search(r"# (wildcard: .+|\S+ .*\S)", reason) and "#" in reason for reason in reasons):
                wrong.append(f"{file.relative_to(ROOT)}:{number + 1}: a wildcard without a reason: {line.strip()}")
    if count < 20:
        wrong.append(f"only {count} wildcards were looked at: does this still find them?")


def canonical(name):
    """As Spring compares names: without case, dashes and separators of words."""
    return name.replace("-", "").replace(".", "_").upper()


def components(text, begin):
    """Components of a record: type and name, from the parenthesis at begin."""
    depth, end = 0, begin
    for end in range(begin, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            break
    inner = re.sub(r'@\w+(\((?:"[^"]*"|\{[^}]*\}|[^()"])*\))?\s*', "", text[begin + 1 : end])
    parts, depth, part = [], 0, ""
    for character in inner:
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    return [tuple(p.split()[:: len(p.split()) - 1]) if len(p.split()) == 2 else (" ".join(p.split()[:-1]), p.split()[-1]) for p in [*parts, part] if p.strip()]


def settings_of(service):
    """Patterns of every setting that the service's own records have."""
    patterns = set()
    records = {}
    sources = [ROOT / "service-defaults", ROOT / f"{service}-service"] if service else [ROOT / "service-defaults"]
    files = [file for source in sources for file in (source / "src/main/java").rglob("*.java")]
    for file in files:
        text = file.read_text()
        for found in re.finditer(r"\brecord (\w+)\(", text):
            # Two classes may each have an Entry.
            records[file, found[1]] = records[found[1]] = components(text, found.end() - 1)

    def add(prefix, of, file, depth=0):
        for kind, name in records.get((file, of)) or records[of]:
            path = f"{prefix}_{canonical(name)}"
            mapped = re.search(r"Map<String, ([\w<>]+)>", kind)
            bare = re.sub(r".*\.", "", kind.replace("@Nullable ", "").strip())
            if mapped and mapped[1] in records and depth < 4:
                add(f"{path}_[A-Z0-9]+", mapped[1], file, depth + 1)
            elif mapped:
                patterns.add(f"{path}_[A-Z0-9_]+")
            elif bare in records and depth < 4 and "Secret" not in bare:
                add(path, bare, file, depth + 1)
            else:
                patterns.add(path)

    for file in files:
        text = file.read_text()
        found = re.search(r'@ConfigurationProperties\("([^"]+)"\)[^;]*?\brecord (\w+)\(', text, re.DOTALL)
        if found:
            add(canonical(found[1]), found[2], file)
    return patterns


def told_settings():
    """Settings by their name in YAML, docs, the image and the code."""
    names = set()
    for file in ROOT.glob("*/src/main/resources/*.yml"):
        path = []
        for line in file.read_text().splitlines():
            found = re.match(r"( *)([\w.\-\[\]\"]+):", line)
            if found:
                depth = len(found[1]) // 2
                path = [*path[:depth], found[2].strip('"[]')]
                names.add(canonical(".".join(path)))
    for pattern in ("docs/**/*.md", "*/src/main/java/**/*.java"):
        for file in ROOT.glob(pattern):
            for found in re.findall(r"\b[a-z]+(?:\.[a-z0-9-]+)+\b", file.read_text()):
                names.add(canonical(found))
    return names


def settings():
    told = told_settings()
    common = settings_of(None)
    kafka = {"SECURITY_PROTOCOL", "SASL_MECHANISM", "SASL_JAAS_CONFIG", "SASL_LOGIN_CALLBACK_HANDLER_CLASS"}
    text = (HERE / "modules/platform/services.tf").read_text() + (HERE / "modules/observability/outputs.tf").read_text()
    parts = re.split(r'^module "(\w+)" {$', text, flags=re.MULTILINE)
    places = [(None, parts[0]), *zip(parts[1::2], parts[2::2])]
    count = 0
    for service, part in places:
        own = settings_of(service) if service in SERVICES else common
        for name in re.findall(r"\b((?:PLATFORM|SPRING|SERVER|MANAGEMENT|LOGGING)_[A-Z0-9_]+)\s*=", part):
            count += 1
            if name.startswith("PLATFORM_KAFKA_PROPERTIES_"):
                good = name.removeprefix("PLATFORM_KAFKA_PROPERTIES_") in kafka
            elif name.startswith("PLATFORM_") and name != "PLATFORM_ROLES":
                good = any(re.fullmatch(pattern, name) for pattern in own)
            else:
                good = name in told | SPRING
            if not good:
                wrong.append(f"{service or 'every service'} gets {name}, which is no setting of it")
    if count < 30:
        wrong.append(f"only {count} settings were looked at: does this still find them?")


def metrics():
    contract = (ROOT / "docs/operations/metrics.md").read_text()
    for file in sorted(HERE.rglob("*.tf")):
        for name in re.findall(r'"(sensor\.[a-z_.]+)"', file.read_text()):
            if f"`{name}`" not in contract and not name.startswith("sensor.readings"):
                wrong.append(f"{file.relative_to(ROOT)} names {name}, which nobody emits")


def main(arguments):
    readmes("write" in arguments)
    wildcards()
    settings()
    metrics()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
