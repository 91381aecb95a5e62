"""Draw how figures grow with the store: small panels in rows, both axes logarithmic.

A dashed line shows growth in proportion to the store; for a rate, no change.
"""

import math
from typing import NamedTuple


class Panel(NamedTuple):
    """A figure: its name, the unit of its axis, its key, and whether it is a rate."""

    name: str
    unit: str
    key: str
    is_rate: bool = False


PANELS = (
    Panel("ingest", "pages a second", "ingest_pages_s", is_rate=True),
    Panel("search --json", "seconds", "search_s"),
    Panel("show HUB --json", "seconds", "show_s"),
    Panel("memory of ingest", "megabytes", "ingest_mb"),
    Panel("index", "megabytes", "index_mb"),
    Panel("a page of a hub that is there", "seconds", "joined_s"),
    Panel("a label by hand", "seconds", "label_s"),
    Panel("related HUB", "seconds", "related_s"),
    Panel("count --by role", "seconds", "count_s"),
    Panel("a review asks", "seconds", "review_s"),
)
COLUMNS = 5
WIDTH, HEIGHT = 176, 130  # of a panel
LEFT, TOP = 54, 40  # where it begins in its share of the picture
STEP = WIDTH + LEFT + 16
ROW = HEIGHT + TOP + 46
STYLE = """<style>
 text { font: 11px system-ui, sans-serif; fill: #24292f }
 .name { font-weight: 600; font-size: 12px }
 .soft { fill: #57606a }
 .frame { fill: none; stroke: #afb8c1 }
 .grid { stroke: #d0d7de }
 .reference { fill: none; stroke: #85888c; stroke-dasharray: 4 3 }
 .line { fill: none; stroke: #0072b2; stroke-width: 2 }
 circle { fill: #0072b2 }
 @media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .soft { fill: #9ba5b0 }
  .frame { stroke: #57606a } .grid { stroke: #3d444d }
 }
</style>"""


def plot(points: list[dict[str, float]]) -> str:
    """Return an SVG with a panel for each figure, over the number of papers."""
    panels = "".join(
        f'<g transform="translate({n % COLUMNS * STEP + LEFT},{n // COLUMNS * ROW + TOP})">\n'
        f"{_panel(panel, points)}</g>\n"
        for n, panel in enumerate(PANELS)
    )
    width, height = COLUMNS * STEP, math.ceil(len(PANELS) / COLUMNS) * ROW + 24
    title = "How time, memory and the index grow with the number of citing papers"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">\n'
        f'<title id="title">{title}</title>\n{STYLE}\n{panels}{_legend(height - 12)}</svg>\n'
    )


def _legend(y: int) -> str:
    return (
        f'<path class="line" d="M{LEFT} {y - 4}h24"/>'
        f'<text x="{LEFT + 30}" y="{y}">measured</text>'
        f'<path class="reference" d="M{LEFT + 100} {y - 4}h24"/><text x="{LEFT + 130}" y="{y}">'
        "if it grew in proportion to the store (ingest: if the rate stayed)</text>\n"
    )


def _panel(panel: Panel, points: list[dict[str, float]]) -> str:
    values = [point[panel.key] for point in points]
    low = math.floor(math.log10(min(values)))
    high = max(low + 1, math.ceil(math.log10(max(values))))
    first, last = (math.log10(point["papers"]) for point in (points[0], points[-1]))

    def x(papers: float) -> float:
        return WIDTH * (math.log10(papers) - first) / max(last - first, 1)

    def y(value: float) -> float:
        return HEIGHT * (1 - (math.log10(value) - low) / (high - low))

    marks = [
        f'<text class="name" x="0" y="-22">{panel.name}</text>',
        f'<text class="soft" x="0" y="-8">{panel.unit}</text>',
        f'<text class="soft" x="{WIDTH / 2}" y="{HEIGHT + 32}" text-anchor="middle">'
        "citing papers in the store</text>",
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        marks.append(f'<path class="grid" d="M0 {at:.1f}h{WIDTH}"/>')
        marks.append(f'<text x="-6" y="{at + 4:.0f}" text-anchor="end">{10**power:,g}</text>')
    marks += [
        f'<text x="{x(point["papers"]):.0f}" y="{HEIGHT + 16}" text-anchor="middle">'
        f"{_short(point['papers'])}</text>"
        for point in points
    ]
    marks.append(f'<rect class="frame" width="{WIDTH}" height="{HEIGHT}"/>')
    start, end = points[0]["papers"], points[-1]["papers"]
    if not panel.is_rate:  # up to where it leaves the panel
        end = min(end, start * 10**high / values[0])
    at_end = values[0] if panel.is_rate else values[0] * end / start
    marks.append(
        f'<path class="reference" d="M{x(start):.1f} {y(values[0]):.1f}'
        f'L{x(end):.1f} {y(at_end):.1f}"/>'
    )
    line = "L".join(f"{x(p['papers']):.1f} {y(p[panel.key]):.1f}" for p in points)
    marks.append(f'<path class="line" d="M{line}"/>')
    marks += [
        f'<circle cx="{x(p["papers"]):.1f}" cy="{y(p[panel.key]):.1f}" r="3">'
        f"<title>{p['papers']:,g} papers: {p[panel.key]:,.3g} {panel.unit}</title></circle>"
        for p in points
    ]
    return "\n".join(marks) + "\n"


def _short(papers: float) -> str:
    return f"{papers / 1e6:g}M" if papers >= 1e6 else f"{papers / 1e3:g}k"
