"""The parts of a store joined to one, byte for byte as one run would have made it."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from citehub import __version__
from citehub.errors import CitehubError, RulesError, StoreError
from citehub.hubs.merge import other_ids
from citehub.index.entry import Entry, entry_of
from citehub.jobs.across import InPart, across_parts, as_in_one_run
from citehub.jobs.draft import How, prepare, rules_from, rules_text
from citehub.jobs.ingest import MANY
from citehub.jobs.part import Part, named_part
from citehub.jobs.part_list import PartList, Version, differing, must_be_as_listed, read_list
from citehub.jobs.remembered import remember_rules, which_rules
from citehub.library.library import Library
from citehub.library.writer import writing
from citehub.model import Capture, Hub
from citehub.pages.files import read_page
from citehub.parallel import processes_if
from citehub.parallel.in_order import in_order
from citehub.rules.ruleset import RuleSet
from citehub.rules.version import DEFAULT
from citehub.store.store import Store
from citehub.text.counted import counted
from citehub.text.titles import slug


class Joined(NamedTuple):
    """What was joined: `new` hubs were stored, all others of `hubs` were there before."""

    parts: int
    pages: int
    hubs: int
    new: int


class _Whole(NamedTuple):
    """A part that is whole and unchanged."""

    store: Store
    listed: PartList


class _Record(NamedTuple):
    """A hub as one run would make it but for its id, and the page that would meet it first."""

    first: int
    data: bytes


def join_parts(library: Library, paths: Sequence[Path]) -> Joined:
    """Join all parts of a store into the library, which has no hubs yet, or some of these.

    StoreError where they are not all parts of one store, and where a part is not whole, or was
    changed.
    """
    parts = _whole_parts(paths)
    pages = _must_cover_all(parts)
    rules = which_rules(parts[0].store, None)
    hubs = [InPart(at, hub) for at, part in enumerate(parts) for hub in part.listed.hubs]
    records = _records(parts, hubs, rules)
    work = partial(_redraft, parts[0].store, library.store)
    there = new = 0
    ids: set[str] = set()
    with (
        writing(library, "join") as writer,
        library.store.reading() as file,
        processes_if(len(hubs) >= MANY) as executor,
    ):
        known = library.store.codec.spans(file, 1)
        done = in_order(work, records, size=lambda record: len(record.data), executor=executor)
        drafts = (draft for _, draft in done if draft)
        for entry, data in (_with_free_id(library.store, *draft, ids) for draft in drafts):
            ids.add(entry.id)
            if (span := None if new else next(known, None)) is None:
                writer.put_new(entry, data)
                new += 1
            elif span.data == data:
                there += 1
            else:
                raise _other_hubs(library.store)
        if not new and next(known, None):
            raise _other_hubs(library.store)
    remember_rules(library.store, rules or DEFAULT)
    return Joined(len(parts), pages, there + new, new)


def _other_hubs(store: Store) -> StoreError:
    return StoreError(
        f"{store.path}: holds other hubs than these parts; nothing was changed; name a new file "
        "with --store"
    )


def _whole_parts(paths: Sequence[Path]) -> list[_Whole]:
    """Return the parts of a store in their order, all of them there, whole and of one making."""
    found: dict[Part, Path] = {}
    for path in paths:
        if any(path.name.startswith(f"{other.name}.") for other in paths):
            continue  # the index of a part, or the like: a pattern names those, too
        part = named_part(path)
        if part is None or not path.exists():
            raise StoreError(f"{path}: no part of a store; citehub ingest --part K/N makes them")
        if part in found:
            raise StoreError(f"part {part} is there twice: {found[part]} and {path}")
        found[part] = path
    if len(counts := sorted({part.of for part in found})) != 1:
        raise StoreError(f"name all parts of one store; these are of {_listed(counts)} parts")
    (count,) = counts
    if missing := [n for n in range(1, count + 1) if Part(n, count) not in found]:
        raise StoreError(f"of {count} parts these are missing: {_listed(missing)}")
    parts = [_whole(part, found[part]) for part in sorted(found)]
    if others := differing(part.listed.head for part in parts):
        raise StoreError(f"the parts are not of one store; they differ in {', '.join(others)}")
    return parts


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) or "no"


def _whole(part: Part, path: Path) -> _Whole:
    store = Store(path)
    listed = read_list(store)
    again = f"citehub ingest --part {part.number}/{part.of} with the same pages completes it"
    if listed is None:
        raise StoreError(f"{path}: this part is not whole; {again}")
    if listed.head[:2] != part:
        raise StoreError(
            f"{path}: was made as part {Part(*listed.head[:2])}; give it its name back"
        )
    if listed.head.version != __version__:
        raise StoreError(
            f"{path}: made by citehub {listed.head.version}, and this is {__version__}; "
            "join with the same one"
        )
    must_be_as_listed(store, listed)
    return _Whole(store, listed)


def _must_cover_all(parts: list[_Whole]) -> int:
    """Return how many pages all parts are made of; StoreError unless each is in one of them."""
    count = parts[0].listed.head.pages
    times = bytearray(count + 1)
    for part in parts:
        for number in part.listed.numbers():
            times[number] = min(times[number] + 1, 2)
    for wrong, what in ((0, "in no part"), (2, "in two parts")):
        if numbers := [n for n in range(1, count + 1) if times[n] == wrong]:
            raise StoreError(
                f"{counted(len(numbers), 'page')} of {count:,} {what}, the first of them number "
                f"{numbers[0]:,}: pages were changed, or could not be read, while the parts were "
                "made; delete the parts, and make them again"
            )
    return count


def _records(parts: list[_Whole], hubs: list[InPart], rules: Path | None) -> Iterator[_Record]:
    """Yield all hubs in the order in which one run would meet them."""
    groups = across_parts(hubs)
    across = {(found.part, found.hub.offset) for group in groups for found in group}
    made = [made for group in groups for made in _made_again(parts, group, rules)]
    kept = [found for found in hubs if (found.part, found.hub.offset) not in across]
    order: list[tuple[int, InPart | _Record]] = [(record.first, record) for record in made]
    order += [(found.hub.first, found) for found in kept]
    for first, found in sorted(order, key=lambda row: row[0]):
        yield _Record(first, found.data if isinstance(found, _Record) else _read(parts, found))


def _read(parts: list[_Whole], found: InPart) -> bytes:
    with parts[found.part].store.reading() as file:
        file.seek(found.hub.offset)
        return file.read(found.hub.length)


def _made_again(parts: list[_Whole], group: list[InPart], rules: Path | None) -> Iterator[_Record]:
    """Yield the hubs that one run would have made of the pages of hubs of several parts."""
    ruleset = _rules(parts, rules)
    pages: dict[int, Hub] = {}
    for found in group:
        part = parts[found.part]
        hub = part.store.decode(_read(parts, found))
        listed = found.hub.pages
        for page, capture in zip(listed, hub.captures, strict=True):
            pages[page.number] = hub if len(listed) == 1 else _page_again(part, capture, rules)
    _must_not_be_back(parts, pages)
    in_order_met = [pages[number] for number in sorted(pages)]
    first = {_version(hub.captures[0]): number for number, hub in pages.items()}
    for hub in as_in_one_run(in_order_met, ruleset):
        numbers = (first[_version(capture)] for capture in hub.captures)
        yield _Record(min(numbers), parts[0].store.encode(hub))


def _version(capture: Capture) -> Version:
    return capture.sha256, capture.when


def _must_not_be_back(parts: list[_Whole], pages: dict[int, Hub]) -> None:
    """Raise StoreError where one run might not count a page that is as an earlier one, or might."""
    doubles = (double for part in parts for double in part.listed.doubles)
    again = [(double.number, double.sha256, double.when or "") for double in doubles]
    saved: dict[str, str] = {}  # by content
    for number, hub in sorted(pages.items()):
        (capture,) = hub.captures
        if capture.sha256 in saved:
            again.append((number, capture.sha256, "~"))
        saved[capture.sha256] = min(capture.when or "", saved.get(capture.sha256, "~"))
    for number, content, when in again:
        if when > saved.get(content, "~"):
            raise StoreError(
                f"page number {number:,} is as an earlier one, of a work with pages in several "
                "parts: only one run can tell whether it counts; ingest without --part"
            )


def _rules(parts: list[_Whole], rules: Path | None) -> RuleSet:
    ruleset = rules_from(rules_text(rules))
    if ruleset.version != parts[0].listed.head.rules:
        raise RulesError(
            f"{rules or 'the shipped rules'}: were changed since the parts were labelled; put them "
            "back, or make the parts again"
        )
    return ruleset


def _page_again(part: _Whole, capture: Capture, rules: Path | None) -> Hub:
    """Return the hub that a page alone tells of, read once more; CitehubError where it is gone."""
    file = read_page(Path(capture.source))
    if file.problem or file.sha256 != capture.sha256:
        raise CitehubError(
            f"{capture.source}: is needed once more, as its work has pages in several parts; "
            f"{file.problem or 'it was changed'}"
        )
    how = How(part.store, rules_text(rules), part.listed.head.title)
    draft = prepare(file._replace(when=capture.when, source=capture.source), how)
    if draft is None or isinstance(draft, str):
        raise CitehubError(f"{capture.source}: {draft}")
    return part.store.decode(draft.data)


def _redraft(source: Store, target: Store, record: _Record) -> tuple[Entry, bytes]:
    """Return a record as the store has it, under the id that its title gives, and its entry."""
    hub = source.decode(record.data)
    id = slug(hub.page_title)
    if hub.id == id and type(source.codec) is type(target.codec):  # most: it is written already
        return entry_of(hub, record.data), record.data
    return _encoded(target, hub._replace(id=id))


def _encoded(store: Store, hub: Hub) -> tuple[Entry, bytes]:
    data = store.encode(hub)
    return entry_of(hub, data), data


def _with_free_id(store: Store, entry: Entry, data: bytes, taken: set[str]) -> tuple[Entry, bytes]:
    """Return the same under an id that no other hub has."""
    if entry.id not in taken:
        return entry, data
    hub = store.decode(data)
    return _encoded(store, hub._replace(id=next(i for i in other_ids(hub) if i not in taken)))
