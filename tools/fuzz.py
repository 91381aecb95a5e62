"""Broken inputs for every reader: each gives a value or the reader's own error, and in time.

    python tools/fuzz.py INPUTS SEED        make fuzz INPUTS=… SEED=…

An input is a real one (a page, a rules file, a record of a store) with a few things changed by
chance. What chance does hangs on the seed and the input's number alone, so that a run can be had
again. Whatever else a reader does than it may is printed, once for each place in the program, and
the first input that does it is kept in build/fuzz/.

1,000,000 inputs of seed 1 and the 984 large ones, up to about a megabyte, were run once with
`GRACE` at 1.0: it took 6.5 minutes, and none went wrong.
"""

import atexit
import json
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from random import Random
from typing import Any

from conftest import CASES, ROOT, USER_PAGE

import citehub
from citehub.errors import PageError, RulesError
from citehub.hubs.classify import classify_hub
from citehub.model import Capture, Hub, HubPage
from citehub.pages import decode, parse_page
from citehub.rules.check import check
from citehub.rules.load import load
from citehub.rules.text import Text
from citehub.rules.version import shipped_bytes
from citehub.store.store import Store

PACKAGE = Path(citehub.__file__).parent
KEPT = ROOT / "build" / "fuzz"  # where inputs that break something are written
MEGABYTE = 1 << 20
# Seconds of processor time, on a machine that does the work of `pace` in PACE of them.
GRACE = 0.3  # what any input may take
LINE = 2e-5  # and for each line: one of a letter can be a paper, or a damaged record to name
PACE = 0.008
HANGS = 30  # seconds after which an input is given up

JSONL, YAML = Store(Path("hubs.jsonl")), Store(Path("hubs.yaml"))
SCRATCH = tempfile.TemporaryDirectory(prefix="citehub-fuzz-")
atexit.register(SCRATCH.cleanup)
RULES = Path(SCRATCH.name) / "rules.yaml"


# ---- the readers ---------------------------------------------------------------------------------


def _hub(data: bytes) -> Hub:
    """Read a page, and make a hub of all that it says."""
    page = parse_page(decode(data), "The cited work")
    stated = [name for name in HubPage._fields if name in Hub._fields and name != "title"]
    return Hub(
        id="hub",
        title=page.title,
        page_title=page.title,
        page=page.tallies,
        captures=(Capture("page.txt", sha256(data).hexdigest(), page=page.tallies),),
        **{name: getattr(page, name) for name in stated},
    )


def read_page(data: bytes) -> None:
    """Read a page; what was read can be stored, and read back from the store."""
    hub = _hub(data)
    assert hub.title.strip(), "a hub without a title"
    assert JSONL.decode(JSONL.encode(hub)) == hub, "the store gives back another hub"


def read_rules(data: bytes) -> None:
    """Read and check a rules file; one without faults labels a text."""
    for fault in check(data, "rules.yaml"):
        assert re.fullmatch(r"(rules\.yaml|shipped rules):\d+: .+", fault), fault
    RULES.write_bytes(data)
    rules = load(RULES)
    for label in rules.settings:
        rules.decide(label, {"title": Text("A Survey of Words"), "context": Text("We use BERT.")})


def read_store(store: Store, data: bytes) -> None:
    """Read the records of a store; one that is a hub is written and read back as it is."""
    wrong = None
    for span in store.codec.spans(BytesIO(data), 1):
        assert data.startswith(span.data, span.offset), "a record stands elsewhere"
        try:
            hub = store.decode(span.data)
        except ValueError as error:
            wrong = wrong or str(error)
            continue
        assert store.decode(store.encode(hub)) == hub, "the store gives back another hub"
    if wrong:
        raise ValueError(wrong)


def read_json_store(data: bytes) -> None:
    read_store(JSONL, data)


def read_yaml_store(data: bytes) -> None:
    read_store(YAML, data)


# ---- real inputs ---------------------------------------------------------------------------------


def _pages(json_form: bool) -> list[bytes]:
    pages = [page.read_bytes() for page in sorted(CASES.glob("*.txt"))] + [USER_PAGE.read_bytes()]
    return [page for page in pages if page.startswith((b"{", b"[")) == json_form]


def _html_pages() -> list[bytes]:
    """Return the pages of text as HTML: each line a block."""
    head, end = "<!DOCTYPE html>\n<html><body><main class='x'>\n", "</main></body></html>\n"
    found = []
    for page in _pages(False):
        blocks = [f"<p>{escape(line)}</p>\n" for line in decode(page).splitlines() if line.strip()]
        found.append("".join([head, *blocks, end]).encode())
    return found


def _rule_files() -> list[bytes]:
    """Return the shipped rules, each of them in a file of its own, and files that build on all."""
    head, *rules = re.split(rb"(?m)^(?=  - id: )", shipped_bytes())
    settings = head[head.index(b"labels:") : head.index(b"rules:")]
    alone = [settings + b"rules:\n" + rule for rule in rules]
    extending = [b"extends: default\n", b"extends: default\nwithout: [survey.title]\nrules: []\n"]
    return [*alone, *(b"rules:\n" + rule for rule in rules), *extending, shipped_bytes()]


def _stores(store: Store) -> list[bytes]:
    """Return stores of one hub and of two, with labels."""
    records, rules = [], load()
    for page in [*_pages(False), *_pages(True)]:
        with suppress(PageError):  # some cases are there to be refused
            records.append(store.encode(classify_hub(_hub(page), rules)))
    small = sorted(records, key=len)[:20]
    return [*records, *(one + other for one, other in pairwise(small))]


# ---- changes by chance ---------------------------------------------------------------------------

_ODD: list[str | bytes] = [
    *(b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b[31m", b"\x85"),
    *("\u0085", "\u2028", "\u00a0", "\u200b", "\u202e", "\ufffe", "\u0661", "İ", "ß", "e\u0301"),
    *("\n", "\n\n", "\r", "\r\n", "\t", " ", " " * 40, "\n" * 40, "\v", "\f", "\x1c", "\\"),
    *("-", "--", "- ", "\n-\n", "…", ".", ",", ":", ": ", "·", " · ", "*", "(", ")", "[", "]", "|"),
    *("0", "-1", "1e999", "1.5", "9" * 20, "9" * 400, "9" * 5000, "NaN", "Infinity", "1_000"),
]
_PAGE: list[str | bytes] = [
    *("hub\n", "super hub\n", "hub Canonical reference\n", "pith. sign in\n", "novelty 7.0"),
    *("3 Pith papers cite this work.", "7 Pith papers citing it\n", "Background 5% of classified"),
    *("abstract ", "\nabstract\n", "\nauthors\n", "\nhub tools\n", "\nclear filters\n", "cs.AI"),
    *("\nroles\n", "\nyears\n", "2026 9 2025 3fields", "\nrepresentative citing papers\n"),
    *("\nclaims ledger\n", "\nciting papers explorer\n", "unverdicted", "2026-02-30", "9999-99-99"),
]
_JSON: list[str | bytes] = [
    *('"', '\\"', "\\u0000", "\\ud800", "\\u", "{", "}", "null", "true", "[]", "{}", "[[", '{"":'),
    *('"title":', '"work":', '"items":', '"papers":', '"captures":', '"id":', '"year":', '"page":'),
    *('"data":', '"offset":', '"citingPaper":', '"contexts":', '"intents":', '"externalIds":'),
    *('"results":', '"meta":', '"referenced_works":', '"abstract_inverted_index":', "[0, 0]"),
]
_HTML: list[str | bytes] = [
    *(
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<!",
        "<?",
        "<![CDATA[",
        "</",
    ),
    *("<script>", "</script>", "<style>", "<svg>", "</svg>", "<td>", "<title>", "<a href='", '">'),
    *("<a ", "<a x=", "&", "&amp;", "&#x0;", "&#999999999;", "&nosuch", "<html>", "</body>", "<"),
]
_YAML: list[str | bytes] = [
    *("---\n", "...\n", "&a ", "*a", "<<: *a\n", "? ", "|\n", ">-\n", "# ", "'", '"', '""', "~"),
    *("!!bool ", "!!int ", "!!float ", "!!timestamp ", "!!binary ", "!!set ", "!!omap ", "!!str "),
    *("!x ", "!!null ", "!!python/none ", "%YAML 1.2\n", "no", "1.10", "12:30", "2020-01-01"),
    *("2020-99-99", "=", "0b2", "0o9", "1:2:3.5", ".inf", ".nan", "{a: b}", "{", "}"),
    *("\n  ", "\n    - ", "id: ", "papers:\n"),
]
_RULES: list[str | bytes] = [
    *("(a|b) ", "..3 ", "..0 ", "..99 ", "^ ", " $", "{hub}", "{name}", "{x}", '"RAFT"', "*bench"),
    *("match: ", "unless: ", "weight: ", "yes: ", "in: ", "extends: ", "without: ", "labels:\n"),
    *("prior: ", "measured: {precision: 1, low: 1, n: .inf, on: x}", "role: x\n", "id: hand\n"),
]


def _tokens(*lists: list[str | bytes]) -> list[bytes]:
    return [t.encode() if isinstance(t, str) else t for tokens in lists for t in tokens]


Change = Callable[[Random, bytes, "Target"], bytes]


def _span(random: Random, data: bytes) -> tuple[int, int]:
    """Choose a part of data, more often a short one."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(2 ** random.uniform(0, 9)))


def _cut(random: Random, data: bytes, target: "Target") -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _drop(random: Random, data: bytes, target: "Target") -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _insert(random: Random, data: bytes, target: "Target") -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(target.tokens) + data[at:]


def _overwrite(random: Random, data: bytes, target: "Target") -> bytes:
    start, end = _span(random, data)
    return data[:start] + random.choice(target.tokens) + data[end:]


def _repeat(random: Random, data: bytes, target: "Target") -> bytes:
    """Repeat a part or a token; once in a while so often that a slow reader shows."""
    start, end = _span(random, data)
    piece = random.choice(target.tokens) if random.random() < 0.5 else data[start:end]
    size = 2**16 if random.random() < 0.02 else 2**6
    return data[:start] + piece * (size // max(1, len(piece)) + 1) + data[start:]


def _byte(random: Random, data: bytes, target: "Target") -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _number(random: Random, data: bytes, target: "Target") -> bytes:
    """Put something else in place of a number."""
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    start, end = random.choice(numbers).span()
    return data[:start] + random.choice(target.tokens) + data[end:]


def _lines(random: Random, data: bytes, target: "Target") -> bytes:
    """Move, double, join, drop or part lines."""
    lines = data.split(b"\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    change = random.randrange(5)
    if change == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif change == 1:
        lines.insert(to, lines[at])
    elif change == 2:
        lines[at : at + 2] = [b"".join(lines[at : at + 2])]
    elif change == 3:
        del lines[at : at + random.randrange(1, 4)]
    else:
        lines.insert(to, b"")
    return b"\n".join(lines)


def _splice(random: Random, data: bytes, target: "Target") -> bytes:
    other = random.choice(target.inputs)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


_CHANGES: tuple[Change, ...] = (
    *(_cut, _drop, _insert, _insert, _overwrite, _repeat, _byte, _number, _lines, _lines, _splice),
)


def _containers(value: Any) -> Iterator[Any]:
    """Yield the objects and lists of plain data, from the outside in."""
    if isinstance(value, dict | list):
        if value:
            yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _containers(inner)


_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1 << 53, 1 << 63, 10**400, 0.5, 1e308, float("nan"), float("inf")),
    *("", " ", "x", "\ud800", "\x00", "\u2028", "1999", "２０２６", "2026-02-30", "hand", "9" * 30),
    *([], {}, [[]], [None], ["x"], {"": 0}, {"x": "y"}, {"title": "x"}, [{"title": 1}]),
    {"rule": "hand"},
)


def _tree(random: Random, data: bytes) -> bytes:
    """Change values and keys of a JSON text, so that it stays one."""
    value = json.loads(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        holder = random.choice(list(_containers(value)))
        key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        change = random.randrange(4)
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, dict):
            holder[random.choice(("title", "id", "x", "", "papers", "year"))] = holder.pop(key)
        elif change == 2:
            holder[key] = deepcopy(random.choice(list(_containers(value))))
        else:
            holder[key] = deepcopy(random.choice(_VALUES))
        if not value:
            break
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


# ---- targets -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A reader, its own error, what it is given, and the seconds it may take for a megabyte."""

    name: str
    read: Callable[[bytes], None]
    own_error: type[Exception]
    inputs: list[bytes]
    tokens: list[bytes]
    share: int
    seconds: float = 1.0
    trees: bool = False

    def input(self, seed: int, number: int) -> bytes:
        """Make the input of a number."""
        random = Random(f"{seed} {self.name} {number}")
        data = random.choice(self.inputs)
        if self.trees and random.random() < 0.5:
            try:
                return _tree(random, data)
            except ValueError:
                pass  # a page that was cut off on purpose
        for _ in range(random.choice((1, 1, 2, 3, 6))):
            data = random.choice(_CHANGES)(random, data, self)
        return data


# YAML by itself takes more than a second for a megabyte. Of rules, each word becomes a place in
# some ten automata, and each gap up to twenty places.
TARGETS = (
    Target("text page", read_page, PageError, _pages(False), _tokens(_ODD, _PAGE), 8),
    Target("json page", read_page, PageError, _pages(True), _tokens(_ODD, _JSON), 5, trees=True),
    Target("html page", read_page, PageError, _html_pages(), _tokens(_ODD, _PAGE, _HTML), 3, 2.0),
    Target("rules", read_rules, RulesError, _rule_files(), _tokens(_ODD, _YAML, _RULES), 2, 100.0),
    Target(
        *("json store", read_json_store, ValueError, _stores(JSONL), _tokens(_ODD, _JSON), 4),
        trees=True,
    ),
    Target("yaml store", read_yaml_store, ValueError, _stores(YAML), _tokens(_ODD, _YAML), 1, 4.0),
)


def large_inputs(target: Target, size: int) -> Iterator[bytes]:
    """Yield inputs of about a size: pieces and real inputs repeated, alone and within others."""
    real = target.inputs[0]
    middle = len(real) // 2
    for piece in [*target.tokens, *target.inputs[:8]]:
        repeated = piece * (size // max(1, len(piece)))
        yield repeated
        yield real[:middle] + repeated + real[middle:]


# ---- running -------------------------------------------------------------------------------------


def _give_up(signal_number: int, frame: object) -> None:
    raise TimeoutError(f"no end after {HANGS} s")


@cache
def pace() -> float:
    """Return how many times the processor time of the reference machine this one takes."""
    spent = []
    for _ in range(5):
        started = time.process_time()
        sum(len(str(number)) for number in range(100_000))
        spent.append(time.process_time() - started)
    return min(spent) / PACE


def fault(target: Target, data: bytes) -> str | None:
    """Give an input to a reader; return where and how it does what it may not, or None.

    Only what is slow twice is slow: a reading may meet a collection of all that the process holds.
    """
    limit = GRACE + target.seconds * len(data) / MEGABYTE + LINE * len(data.splitlines())
    for _ in range(2):
        wrong, spent = _read(target, data)
        if wrong or spent <= limit * pace():
            return wrong
    return f"too slow: {spent:.2f} s for {len(data):,} bytes"


def _read(target: Target, data: bytes) -> tuple[str | None, float]:
    """Return what a reader does wrong with an input, and its processor time in seconds."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(HANGS)
    started = time.process_time()
    wrong = None
    try:
        target.read(data)
    except target.own_error as error:
        if target.own_error is not RulesError and "\n" in str(error):
            wrong = f"a message of several lines: {error!r:.200}"
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}: " if ours else ""
        wrong = f"{place}{type(error).__name__}: {error!s:.200}"
    finally:
        signal.alarm(0)
    return wrong, time.process_time() - started


def fuzz(targets: Sequence[Target], inputs: int, seed: int) -> Iterator[tuple[Target, bytes, str]]:
    """Give inputs to readers, each target by its share; yield those that go wrong, and how."""
    turns = [target for target in targets for _ in range(target.share)]
    for number in range(inputs):
        target = turns[number % len(turns)]
        data = target.input(seed, number)
        if wrong := fault(target, data):
            yield target, data, wrong


def large(targets: Sequence[Target], size: int) -> Iterator[tuple[Target, bytes, str]]:
    """Give large inputs to readers; yield those that go wrong, and how."""
    for target in targets:
        for data in large_inputs(target, size):
            if wrong := fault(target, data):
                yield target, data, wrong


def main(inputs: int, seed: int) -> int:
    """Run both, print what goes wrong and what was done; return an exit code."""
    started, found = time.monotonic(), Counter[str]()
    for target, data, wrong in chain(fuzz(TARGETS, inputs, seed), large(TARGETS, MEGABYTE)):
        place = f"{target.name}: {' '.join(wrong.split()[:2])}"
        found[place] += 1
        if found[place] == 1:
            KEPT.mkdir(parents=True, exist_ok=True)
            file = KEPT / sha256(data).hexdigest()[:12]
            file.write_bytes(data)
            print(f"{target.name}: {wrong}\n  {file}", flush=True)
    for place, times in found.items():
        print(f"{times:,} times {place}")
    bulk = sum(1 for target in TARGETS for _ in large_inputs(target, 1))
    minutes = (time.monotonic() - started) / 60
    print(f"{inputs:,} inputs of seed {seed} and {bulk:,} large ones: {minutes:.1f} minutes")
    print(f"{found.total():,} went wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
