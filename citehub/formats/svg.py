"""SVG: counts as bars, a small picture that reads on light and on dark ground.

Format: https://www.w3.org/TR/SVG2/. Counts of one key are a bar for each value; of two keys, the
second one parts each bar, and the legend names its colours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from citehub.formats import Columns, Shape
from citehub.formats.works import plain
from citehub.records import Record

SHAPE: Shape = "chart"
# Each has a contrast of 3 to 1 or more with white and with near-black (WCAG 2.2, 1.4.11).
COLORS = ("#0072b2", "#d55e00", "#009e73", "#8250df", "#b07a00", "#c65f96", "#6b7a00")
GREY = "#85888c"  # for what is not known, and for all that is left
_MOST_BARS, _MOST_PARTS = 40, 8
_WIDTH, _LABEL, _END = 640, 150, 52  # of the picture, and of it for names and for numbers, in px
_ROW, _BAR, _LETTER = 22, 14, 6.2
_STYLE = """<style>
 text { font: 11px system-ui, sans-serif; fill: #24292f }
 .title { font-weight: 600; font-size: 12px }
 .soft { fill: #57606a }
 line { stroke: #d0d7de }
 @media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .soft { fill: #9ba5b0 } line { stroke: #3d444d }
 }
</style>"""


class _Bar(NamedTuple):
    """A bar: what it is of, and its parts, each with its number."""

    name: str
    parts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.parts.values())


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the picture."""
    *keys, number = columns or ("count",)
    bars: dict[str, Counter[str]] = {}
    for record in records:
        name, part = ([_name(record[key]) for key in keys] + [""])[:2]
        bars.setdefault(name, Counter())[part] += record[number]
    yield _picture([_Bar(name, dict(parts)) for name, parts in bars.items()], keys)


def _name(value: Any) -> str:
    return "not known" if value is None else plain(value)


def _picture(bars: list[_Bar], keys: list[str]) -> str:
    bars = _fewer(bars)
    colors = _colors(bars)
    by = " and ".join(key.replace("_", " ") for key in keys)
    total = sum(bar.total for bar in bars)
    title = f"{total:,} citing papers by {by}"
    if keys == ["captured"]:  # the same papers again and again: no sum
        title = "Citing papers listed by each capture"
    most = max((bar.total for bar in bars), default=1)
    legend, top = _legend(colors) if len(keys) > 1 else ("", 30)
    rows = "".join(_row(bar, top + at * _ROW, most, colors) for at, bar in enumerate(bars))
    height = top + len(bars) * _ROW + 8
    axis = f'<line x1="{_LABEL}" y1="{top - 4}" x2="{_LABEL}" y2="{height - 8}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="title">\n'
        f'<title id="title">{escape(title)}</title>\n{_STYLE}\n'
        f'<text class="title" x="4" y="16">{escape(title)}</text>\n{legend}{rows}{axis}\n</svg>\n'
    )


def _fewer(bars: list[_Bar]) -> list[_Bar]:
    """Return bars and parts that are not too many: the smallest become one."""
    parts: Counter[str] = Counter()
    for bar in bars:
        parts.update(bar.parts)
    kept = dict(parts.most_common(_MOST_PARTS if len(parts) <= _MOST_PARTS else _MOST_PARTS - 1))
    rest = f"{len(parts) - len(kept):,} others"
    fewer = []
    for bar in bars:
        some = {part: count for part, count in bar.parts.items() if part in kept}
        left = bar.total - sum(some.values())
        fewer.append(_Bar(bar.name, some | ({rest: left} if left else {})))
    if len(fewer) <= _MOST_BARS:
        return fewer
    largest = {id(bar) for bar in sorted(fewer, key=lambda bar: -bar.total)[: _MOST_BARS - 1]}
    others: Counter[str] = Counter()
    for bar in fewer:
        if id(bar) not in largest:
            others.update(bar.parts)
    more = _Bar(f"{len(fewer) - len(largest):,} others", dict(others))
    return [*(bar for bar in fewer if id(bar) in largest), more]


def _colors(bars: list[_Bar]) -> dict[str, str]:
    """Return the colour of each part, in the order in which they come."""
    names = dict.fromkeys(part for bar in bars for part in bar.parts)
    grey = {name for name in names if name in ("not known", "unclassified")}
    grey |= {name for name in names if name.endswith(" others")}
    free = iter(COLORS)
    return {name: GREY if name in grey else next(free, GREY) for name in names}


def _legend(colors: dict[str, str]) -> tuple[str, int]:
    """Return the legend, in lines as wide as the picture, and where the bars begin below it."""
    x, y = 4.0, 36
    drawn = []
    for name, color in colors.items():
        width = 18 + min(len(name), 24) * _LETTER + 10
        if x + width > _WIDTH and x > 4:
            x, y = 4.0, y + 16
        drawn.append(
            f'<rect x="{x:.0f}" y="{y - 9}" width="10" height="10" rx="2" fill="{color}"/>'
            f'<text class="soft" x="{x + 14:.0f}" y="{y}">{_short(name, 24)}</text>\n'
        )
        x += width
    return "".join(drawn), y + 16


def _row(bar: _Bar, y: int, most: int, colors: dict[str, str]) -> str:
    scale = (_WIDTH - _LABEL - _END) / most
    x = float(_LABEL)
    drawn = [
        f'<text x="{_LABEL - 8}" y="{y + 11}" text-anchor="end">{_short(bar.name, 22)}'
        f"<title>{escape(bar.name)}</title></text>"
    ]
    for name, color in colors.items():
        count = bar.parts.get(name, 0)
        if count:
            said = ": ".join(part for part in (bar.name, name, f"{count:,}") if part)
            drawn.append(
                f'<rect x="{x:.1f}" y="{y}" width="{max(count * scale, 0.5):.1f}" '
                f'height="{_BAR}" fill="{color}"><title>{escape(said)}</title></rect>'
            )
            x += count * scale
    drawn.append(f'<text class="soft" x="{x + 5:.1f}" y="{y + 11}">{bar.total:,}</text>\n')
    return "".join(drawn)


def _short(text: str, most: int) -> str:
    return escape(text if len(text) <= most else f"{text[: most - 1]}…")
