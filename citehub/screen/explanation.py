"""Why a paper has its labels."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from citehub.model import HAND, PAGE, named_contexts
from citehub.records import Record, telling_places
from citehub.screen.console import is_screen, print_hanging, shown_text
from citehub.screen.table import role_text
from citehub.text.counted import counted

_FEW = 20  # texts, below which a share of right ones says little
_NEAREST = 2  # totals that are shown though no rule speaks for them


def show(out: Console, records: list[Record]) -> None:
    """Print a paper with the words that decided each label, and the rules that fired."""
    (record,) = records
    strong = "bold" if is_screen(out) else ""
    texts = {where: record[where] for where in ("title", "summary", "abstract")}
    texts |= named_contexts(record["contexts"] or ())
    out.print(shown_text(f"{record['hub']} #{record['position']}"))
    for label, found in record["labels"].items():
        evidence = found["evidence"]
        out.print(Text.assemble("\n", shown_text(label, strong), ": ", role_text(found["label"])))
        if evidence is None:
            out.print(shown_text("  no rule decides" if found["rules"] else "  no evidence"))
        else:
            print_hanging(out, shown_text(_reason(evidence)), 2, 6)
        if found["stale"]:
            stale = "the current rules say otherwise; apply them with: citehub classify"
            print_hanging(out, shown_text(stale), 2, 6)
        for where, text in texts.items():
            spans = telling_places(found, where)
            if spans and text:
                marked = shown_text(f"{where}: ").append_text(_marked(text, spans))
                print_hanging(out, marked, 2, 6)
        for line in _rules(found):
            print_hanging(out, shown_text(line), 2, 6)


def _rules(found: Record) -> Iterator[str]:
    """Say which rules fired for the values that lead, how many for others, and the totals."""
    if not found["rules"]:
        return
    leading = {total["value"] for total in found["totals"][:2]}
    leading.add((found["evidence"] or {}).get("runner_up"))
    yield from (_fired(hit) for hit in found["rules"] if hit["value"] in leading)
    others = [hit["value"] for hit in found["rules"] if hit["value"] not in leading]
    if others:
        values = ", ".join(dict.fromkeys(others))
        yield f"{counted(len(others), 'more rule')} for {values}; -f json has all"
    yield _totals(found)


def _fired(hit: Record) -> str:
    """Say what a rule adds to which value, and why; of a rule with terms what each adds."""
    terms = ", ".join(f"{term['match']!r} +{term['weight']:g}" for term in hit["terms"])
    added = f"+{hit['weight']:g} for {hit['value']}" + (f" ({terms})" if terms else "")
    return f"{hit['id']} {added}: {hit['why']} ({_tested(hit)})"


def _tested(hit: Record) -> str:
    """Say how often a rule was right, and where that is too little to go by."""
    if not hit["n"]:
        return "not measured"
    right = round(hit["precision"] * hit["n"])
    few = "; too few to be sure" if hit["n"] < _FEW else ""
    return f"{right} of {hit['n']} right in testing on {hit['on']}{few}"


def _totals(found: Record) -> str:
    """Say what each value adds up to, and how far the best one leads."""
    spoken = {hit["value"] for hit in found["rules"]}
    parts = [
        f"{total['value']} {total['total']:.2f}"
        + (f" ({total['prior']:g} to start with)" if total["prior"] else "")
        for number, total in enumerate(found["totals"])
        if total["value"] in spoken or number < _NEAREST
    ]
    lead = f"lead {found['lead']:.2f}, needed {found['needed']:g}"
    return f"totals: {', '.join(parts)}; {lead}"


def _reason(evidence: Record) -> str:
    if evidence["rule"] == HAND:
        why = f": {evidence['match']}" if evidence["match"] else ""
        return f"stated by you ({evidence.get('by')}, {evidence.get('when')}){why}"
    if evidence["rule"] == PAGE:
        word = f" as {evidence['match']!r}" if evidence["match"] else ""
        return f"stated by the page for this paper{word}"
    sure = evidence["confidence"]
    lead = "" if evidence.get("margin") is None else f" with a lead of {evidence['margin']:.2f}"
    rest = f"; runner-up {evidence['runner_up']}" if evidence["runner_up"] else ""
    known = "not measured" if sure is None else f"{sure:.0%} of such labels were right in testing"
    if sure is not None and evidence.get("margin") is None:  # it spoke of the rule, not the label
        known = "labelled by an earlier version; for how sure it is, run: citehub classify"
    where = f"{evidence['match']!r} in the {evidence['where']}"
    return f"by {evidence['rule']} on {where}{lead}; {known}{rest}"


def _marked(text: str, spans: list[tuple[int, int]]) -> Text:
    """Return a text with some of its characters marked: in reverse, or between brackets."""
    line, at = Text(), 0
    inside = {n for start, end in spans for n in range(start, end)}
    while at < len(text):
        end = at
        while end < len(text) and (end in inside) == (at in inside):
            end += 1
        part = text[at:end]
        line.append_text(
            shown_text(f"[{part}]", "bold reverse") if at in inside else shown_text(part)
        )
        at = end
    return line
