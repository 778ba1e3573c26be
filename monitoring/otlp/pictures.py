"""Draws CloudWatch's pages, as they are made, with what the asker answers to their PromQL.

It is a drawing of our own, not CloudWatch's: same grid, titles, questions and legends. What only AWS has (widgets of
classic metrics and of logs) is left out.
"""

import html
import json
import math
import os
import pathlib
import subprocess
import tempfile
import textwrap
import time

COLUMN, ROW, GAP = 52, 40, 8
COLOURS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf", "#bcbd22", "#7f7f7f"]


def draw(asker, begin, end, generated, environment, target):
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(generated.glob("dashboard-*.json")):
        page = file.stem.removeprefix("dashboard-")
        widgets = [w for w in json.loads(file.read_text())["widgets"] if w["type"] == "chart"]
        if widgets:
            body, height = [], 0
            for widget in widgets:
                body.append(place(widget, asker, begin, end, environment))
                height = max(height, (widget["y"] + widget["height"]) * ROW)
            picture = target / f"cloudwatch-{page}.png"
            screenshot(page, "".join(body), height + 60, picture)
            print(picture, picture.stat().st_size // 1024, "KiB")


def place(widget, asker, begin, end, environment):
    width, height = widget["width"] * COLUMN - GAP, widget["height"] * ROW - GAP
    properties = widget["properties"]
    series = []
    for query in properties["data"]["queries"]:
        answer = asker.ask("query_range", query=query["query"].replace("${environment}", environment), start=begin,
                           end=end, step=10)
        for found in answer.get("data", {}).get("result") or []:
            points = [(float(t), float(v)) for t, v in found.get("values") or []]
            points = [(t, v) for t, v in points if math.isfinite(v)]
            if points:
                labels = " ".join(v for k, v in sorted(found["metric"].items()) if k != "__name__")
                series.append((labels or query.get("label", ""), points))
    number = properties["view"] == "number"
    inner = one_number(series, width, height) if number else lines(series, properties, begin, end, width, height)
    return (f'<svg style="left:{widget["x"] * COLUMN}px;top:{widget["y"] * ROW + 44}px" width="{width}" height="{height}">'
            f'<rect width="{width}" height="{height}" fill="#fff" stroke="#d5dbdb"/>'
            f'{title(properties["title"], width, 2 if number else 1)}{inner}</svg>')


def title(text, width, most):
    """Broken at spaces, as a page does it, into so many lines at most."""
    lines = textwrap.wrap(text, int(width / 6.8)) or [""]
    shown = lines[: most - 1] + [shorten(" ".join(lines[most - 1:]), width)]
    return "".join(f'<text x="10" y="{18 + 15 * i}" class="title">{html.escape(line)}</text>' for i, line in enumerate(shown))


def one_number(series, width, height):
    text = number(series[0][1][-1][1]) if series else "no data"
    return f'<text x="{width / 2}" y="{height / 2 + 22}" class="number">{text}</text>'


def lines(series, properties, begin, end, width, height):
    left, right, top, bottom = 56, 12, 34, 44
    if not series:
        return f'<text x="{width / 2}" y="{height / 2}" class="none">no data in this run</text>'
    top_value = max(v for _, points in series for _, v in points)
    low_value = min(0, min(v for _, points in series for _, v in points))
    scale = nice(top_value if top_value > 0 else 1)
    x = lambda t: left + (t - begin) / (end - begin) * (width - left - right)
    y = lambda v: height - bottom - (v - low_value) / (scale - low_value) * (height - top - bottom)
    out = [f'<text x="{left}" y="{top - 4}" class="unit">{html.escape(properties["plotOptions"]["yAxis"][0]["title"])}</text>']
    for i in range(5):
        value = low_value + (scale - low_value) * i / 4
        out.append(f'<line x1="{left}" x2="{width - right}" y1="{y(value):.1f}" y2="{y(value):.1f}" class="grid"/>'
                   f'<text x="{left - 6}" y="{y(value) + 4:.1f}" class="tick" text-anchor="end">{number(value)}</text>')
    for i in range(5):
        t = begin + (end - begin) * i / 4
        anchor = "end" if i == 4 else "middle"
        out.append(f'<text x="{x(t):.1f}" y="{height - bottom + 16}" class="tick" text-anchor="{anchor}">'
                   f'{time.strftime("%H:%M:%S", time.gmtime(t))}</text>')
    at = left
    for i, (label, points) in enumerate(series[:10]):
        colour = COLOURS[i % len(COLOURS)]
        path, before = [], None
        for t, v in points:
            path.append(f'{"M" if before is None or t - before > 35 else "L"}{x(t):.1f} {y(v):.1f}')
            before = t
        out.append(f'<path d="{"".join(path)}" stroke="{colour}" class="line"/>')
        label = shorten(label, 260)
        if at + 24 + 6.3 * len(label) < width:
            out.append(f'<rect x="{at}" y="{height - 18}" width="10" height="10" fill="{colour}"/>'
                       f'<text x="{at + 14}" y="{height - 9}" class="tick">{html.escape(label)}</text>')
        at += 28 + 6.3 * len(label)
    return "".join(out)


def shorten(text, width):
    most = int(width / 6.8)
    return text if len(text) <= most else text[: most - 1] + "…"


def nice(value):
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= value * 0.999)


def number(value):
    for factor, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= factor:
            return f"{value / factor:.3g}{suffix}"
    return "0" if value == 0 else f"{value:.3g}"


def screenshot(page, body, height, picture):
    width = 24 * COLUMN
    document = f"""<!doctype html><meta charset="utf-8"><style>
body {{ margin: 8px; background: #f2f3f3; font: 12px sans-serif; width: {width}px; height: {height}px; position: relative }}
h1 {{ font-size: 18px; margin: 6px 2px }} svg {{ position: absolute }}
.title {{ font: bold 12px sans-serif }} .tick, .unit {{ font: 11px sans-serif; fill: #545b64 }}
.grid {{ stroke: #eaeded }} .line {{ fill: none; stroke-width: 1.6 }}
.number {{ font: bold 34px sans-serif; text-anchor: middle }} .none {{ fill: #879596; text-anchor: middle; font: 13px sans-serif }}
</style><h1>{page}</h1>{body}"""
    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory) / "page.html"
        source.write_text(document)
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={directory}/profile", f"--window-size={width + 16},{height}",
                        f"--screenshot={os.path.abspath(picture)}", source.as_uri()], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
