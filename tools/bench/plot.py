"""Draw how figures grow with the store: small panels side by side, both axes logarithmic."""

import math

PANELS = (
    ("ingest, pages a second", "ingest_pages_s"),
    ("search, seconds", "search_s"),
    ("show HUB, seconds", "show_s"),
    ("memory of ingest, MB", "ingest_mb"),
    ("index, MB", "index_mb"),
)
WIDTH, HEIGHT, MARGIN = 190, 130, 34


def plot(points: list[dict[str, float]]) -> str:
    """Return an SVG with a panel for each figure, over the number of papers."""
    step = WIDTH + MARGIN
    panels = "".join(
        f'<g transform="translate({n * step + MARGIN},30)">{_panel(name, key, points)}</g>'
        for n, (name, key) in enumerate(PANELS)
    )
    width = len(PANELS) * (WIDTH + MARGIN) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT + 70}" '
        'font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{panels}</svg>\n'
    )


def _panel(name: str, key: str, points: list[dict[str, float]]) -> str:
    values = [point[key] for point in points]
    low = math.floor(math.log10(min(values)))
    high = max(low + 1, math.ceil(math.log10(max(values))))
    first, last = (math.log10(point["papers"]) for point in (points[0], points[-1]))

    def x(papers: float) -> float:
        return WIDTH * (math.log10(papers) - first) / max(last - first, 1)

    def y(value: float) -> float:
        return HEIGHT * (1 - (math.log10(value) - low) / (high - low))

    marks = [
        f'<text x="0" y="-12" font-weight="bold">{name}</text>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>',
    ]
    marks += [
        f'<text x="-4" y="{y(10**power) + 4:.0f}" text-anchor="end">{10**power:g}</text>'
        for power in range(low, high + 1)
    ]
    marks += [
        f'<text x="{x(point["papers"]):.0f}" y="{HEIGHT + 16}" text-anchor="middle">'
        f"{_short(point['papers'])}</text>"
        for point in points
    ]
    line = " ".join(f"{x(p['papers']):.1f},{y(p[key]):.1f}" for p in points)
    marks.append(f'<polyline points="{line}" fill="none" stroke="#0a5" stroke-width="2"/>')
    marks += [
        f'<circle cx="{x(p["papers"]):.1f}" cy="{y(p[key]):.1f}" r="3" fill="#0a5"/>'
        for p in points
    ]
    return "".join(marks)


def _short(papers: float) -> str:
    return f"{papers / 1e6:g}M" if papers >= 1e6 else f"{papers / 1e3:g}k"
