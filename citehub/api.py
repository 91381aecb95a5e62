"""The Python interface: what `import citehub` offers. The command line is written on it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citehub import jobs
from citehub.errors import CitehubError
from citehub.index.filters import Filters, filters_from
from citehub.index.index import Progress
from citehub.library.found import Found
from citehub.library.library import Library
from citehub.library.listing import Choice, HubListing, list_hub
from citehub.library.names import find_hub, find_paper, hubs_titled_so, named_hub
from citehub.library.query import Query, parse
from citehub.library.search import BOTH, HUB, SUMMARY, TITLE, records, search_papers
from citehub.model import LABELS, Hub
from citehub.records import Record, hub_summary
from citehub.text.times import utc_time
from citehub.text.words import one_line

if TYPE_CHECKING:  # slow to load, with what stands behind them
    from concurrent.futures import Executor

    from citehub.hubs.by_hand import Change
    from citehub.hubs.history import Difference
    from citehub.jobs.correct import FieldChange
    from citehub.jobs.doubles import Double
    from citehub.jobs.ingest import Outcome
    from citehub.jobs.join import Joined
    from citehub.jobs.label_rows import Task
    from citehub.jobs.merge import Merged
    from citehub.jobs.remove import Removed
    from citehub.jobs.undo import Undone
    from citehub.library.related import RelatedHubs
    from citehub.rules.measure import Labelled
    from citehub.rules.ruleset import RuleSet
    from citehub.store.journal import Change as StoreChange


class Hits(NamedTuple):
    """The papers that a search found, best first, and what else is known of them.

    `total` counts all it would find without a limit, or where `is_all` is false, those it looked
    at. `in_title` is false where the words are in no title but in title and summary together,
    or where no title that was looked at answers and summaries do: then `in_summary` is true.
    """

    papers: Iterator[Record]
    total: Callable[[], int]
    is_empty: bool
    is_all: bool
    in_title: bool
    in_summary: bool
    has_words: bool


class OpenLibrary:
    """An open store of hubs. Every record is plain data with the keys of the JSON output."""

    def __init__(
        self, path: Path, say: Callable[[str], None], progress: Progress | None = None
    ) -> None:
        self.library = Library(path, say, progress)

    @property
    def path(self) -> Path:
        """The file of hubs."""
        return self.library.store.path

    # ---- looking things up ------------------------------------------------------------------

    def hubs(self, limit: int | None = None) -> Iterator[Record]:
        """Yield the hubs, without their papers, in the order of the store."""
        self.library.refresh()
        yield from self.library.ask(lambda index: index.summaries(limit))

    def hub_count(self) -> int:
        """Return the number of hubs."""
        self.library.refresh()
        return self.library.ask(lambda index: index.hub_count())

    def hub(self, name: str) -> Record:
        """Return the hub that an id, the start of one, or title words name, with its papers.

        NoMatchError where the name fits none or several.
        """
        found = self.listing(name)
        return hub_summary(found.hub) | {"papers": found.papers[:]}

    def paper(self, hub: str, name: str) -> Record:
        """Return the paper of a hub that a position, from 1, or words of its title name."""
        papers = self.listing(hub)
        return papers.papers[find_paper(papers.hub, name) - 1]

    def papers(self, hub: str, **filters: Any) -> list[Record]:
        """Return the citing papers of a hub.

        `filters` are the fields of `Filters`: role="survey", year=2024, sort="-year", limit=10. A
        tuple of values keeps papers that have any of them.
        """
        return self.listing(hub, filters_from(filters)).papers[:]

    def listing(
        self, name: str, filters: Filters | None = None, choice: Choice | None = None
    ) -> HubListing:
        """Return a hub with the papers that pass the filters, of all or of those chosen."""
        self.library.refresh()
        return self.library.ask(lambda _: list_hub(self.library, name, filters, choice))

    def search(
        self, text: str = "", *, within: str | Sequence[str] = ("title", "summary"), **filters: Any
    ) -> list[Record]:
        """Return the papers that have these words, best first, each once however many hubs list it.

        `text` may have a "phrase" and -excluded words. `within` is of "title" and "summary", or
        "hub" (the title of the cited work, for which phrases and -words count, too); `filters` as
        in `papers`. Without words, every paper that passes the filters.
        """
        return list(self.hits(text, within, filters_from(filters)).papers)

    def hits(
        self, text: str | Sequence[str], within: str | Sequence[str], filters: Filters
    ) -> Hits:
        """Return what `search` finds, and a function that counts it without the limit."""
        query = parse(text)
        places = (within,) if isinstance(within, str) else tuple(within)
        if set(places) not in ({TITLE}, {SUMMARY}, {*BOTH}, {HUB}):
            raise ValueError(f"within is title, summary, both, or hub alone, not {within!r}")
        self.library.refresh()
        library = self.library
        found = library.ask(lambda _: search_papers(library, query, places, filters))
        return self._hits(query, found)

    def _hits(self, query: Query, found: Found) -> Hits:
        return Hits(
            records(self.library, query, found),
            lambda: self.library.ask(found.total),
            is_empty=not found.numbers,
            is_all=found.is_all,
            in_title=found.in_title,
            in_summary=found.in_summary,
            has_words=bool(query.words),
        )

    def hub_numbers(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the numbers of hubs in the index, for `Filters.hubs`; NoMatchError as `hub`."""
        self.library.refresh()
        return self.library.ask(
            lambda _: tuple(find_hub(self.library, name).number for name in names)
        )

    def count(self, *by: str, hub: str | None = None, **filters: Any) -> list[Record]:
        """Return how many papers there are of each value, or of each two: `count("role", "year")`.

        The keys are those of `COUNT_KEYS`; `hub` and `filters` choose the papers, as in `papers`.
        A paper is counted for each hub that it cites.
        """
        return self.counts(by, filters_from(filters), hub)

    def counts(self, by: Sequence[str], filters: Filters, hub: str | None = None) -> list[Record]:
        """Return the same for filters that are built."""
        jobs.check_keys(by)
        self.library.refresh()
        return self.library.ask(lambda _: jobs.count_papers(self.library, tuple(by), filters, hub))

    def related(self, hub: str, **filters: Any) -> list[Record]:
        """Return the hubs that share citing papers with one, the closest first.

        Each has `shared`, `jaccard` and `association_strength`. `filters` choose the papers that
        count, as in `papers`; `limit` is one of hubs.
        """
        return self.related_hubs(hub, filters_from(filters)).hubs

    def related_hubs(self, hub: str, filters: Filters) -> "RelatedHubs":
        """Return the same for filters that are built, and how many hubs there are."""
        self.library.refresh()
        return self.library.ask(lambda _: jobs.related_hubs(self.library, hub, filters))

    def shared(self, hub: str, other: str, **filters: Any) -> list[Record]:
        """Return the papers of a hub that cite another one, too; `filters` as in `papers`."""
        return list(self.shared_papers(hub, other, filters_from(filters)).papers)

    def shared_papers(self, hub: str, other: str, filters: Filters) -> Hits:
        """Return the same for filters that are built, and how many papers there are."""
        self.library.refresh()
        found = self.library.ask(lambda _: jobs.shared_papers(self.library, hub, other, filters))
        return self._hits(parse(""), found)

    def ids(self, beginning: str, most: int) -> list[tuple[str, str]]:
        """Return the hubs whose ids begin so: (id, title), in the order of the ids."""
        self.library.refresh()
        return self.library.ask(lambda index: index.ids(beginning, most))

    def titled(self, beginning: Sequence[str], most: int) -> list[tuple[str, str]]:
        """Return hubs, (id, title), whose titles have these folded words, the last half typed."""
        self.library.refresh()
        return self.library.ask(lambda _: hubs_titled_so(self.library, beginning, most))

    def values(self, column: str) -> list[str]:
        """Return the different values of a column that papers can be filtered by."""
        return self.library.ask(lambda index: index.papers.values(column))

    def has_value(self, column: str, value: str) -> bool:
        """Return whether any paper has this value in a column that papers can be filtered by."""
        return self.library.ask(lambda index: index.papers.has_value(column, value))

    def explain(self, hub: str, paper: str, *, rules: Path | None = None) -> Record:
        """Return why a paper has its labels: each with its evidence, and the rules that fire.

        `paper` is a position in the hub, from 1, or words of a title.
        """
        self.library.refresh()
        found = self.library.read(self.library.ask(lambda _: find_hub(self.library, hub)))
        position = find_paper(found, paper)
        return jobs.explain_paper(found, position, self.ruleset(rules))

    def which_rules(self, given: Path | None = None) -> Path | None:
        """Return the rules file that labels here: the given one, else the one given last.

        None stands for the shipped rules, and `Path("default")` is how they are given. RulesError
        where the one given last has gone.
        """
        return jobs.which_rules(self.library.store, given)

    def ruleset(self, given: Path | None = None) -> "RuleSet":
        """Return the rules that label here, as `which_rules` says; RulesError for a wrong file."""
        return jobs.rules_of(self.which_rules(given))

    def labelled_by_hand(self) -> "list[Labelled]":
        """Return the texts whose labels the user gave; CitehubError where there are none."""
        self.library.refresh()
        return jobs.labelled_by_hand(self.library)

    def diff(
        self, hub: str | None = None, start: str | None = None, end: str | None = None
    ) -> "tuple[Iterable[Hub], Iterator[Difference]]":
        """Return the hubs that are compared, and what changed in them between two ends.

        An end is a day (2026-05-01) or, of one hub, a capture's number; without them the last two
        captures of each hub are compared. CitehubError where an end is neither.
        """
        self.library.refresh()
        hubs = jobs.hubs_to_compare(self.library, hub, start, end)
        return hubs, jobs.compare(hubs, start, end)

    def doubles(self) -> "list[Double]":
        """Return hubs, and papers, that may be one under two spellings, the most alike first."""
        return jobs.find_doubles(self.library)

    # ---- changing the store -----------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        hub: str | None = None,
        when: str | None = None,
        rules: Path | None = None,
        tell: "Callable[[Outcome], None] | None" = None,
        executor: "Executor | None" = None,
        shared_disk: bool = False,
        part: str | None = None,
    ) -> "list[Outcome]":
        """Add pages: files, or folders with all pages (`*.txt`, `*.json`, …) below them.

        `hub` is the cited work of files that do not name it: the id of a hub, the start of one, its
        title, or the title of a new one; NoMatchError where it fits several. `when` is the day, or
        day and time (UTC), at which the pages were saved, in place of their files' times.

        Return what became of each page. Where `tell` is given, it hears of each as soon as that is
        on the disk, and the list is empty: of a million pages that is much to keep. A bad page is
        an outcome with status "problem" and does not stop the others.

        `executor`, any of `concurrent.futures`, prepares the pages in place of worker processes,
        and is left open. The store is the same, byte for byte. Its workers need this version of
        citehub; with `shared_disk` they read the files themselves, by the same paths.

        With a `part`, "3/8", only the pages of that part are taken, into a store of its own next to
        this one; `join` joins all parts.
        """
        outcomes: list[Outcome] = []
        heard = outcomes.append if tell is None else tell
        saved = None if when is None else utc_time(when)
        files = jobs.find_pages(map(Path, paths), self.path).pages
        title = None if hub is None else self._title_meant(hub)
        chosen = self.which_rules(rules)
        if rules is not None:
            jobs.rules_of(chosen)  # a wrong file is refused before anything is changed
        pages = jobs.Pages(files, saved, shared_disk)
        if part is not None:
            which = jobs.read_part(part)
            with closing(Library(which.path(self.path), self.library.say)) as library:
                jobs.ingest_part(
                    library, which, pages, chosen, heard, title=title, executor=executor
                )
            return outcomes
        jobs.remember_rules(self.library.store, rules)
        text = jobs.rules_text(chosen)
        jobs.ingest_pages(self.library, pages, text, heard, title=title, executor=executor)
        return outcomes

    def join(self, parts: Sequence[str | Path]) -> "Joined":
        """Join all parts of a store into this one, byte for byte as one ingest would have made it.

        CitehubError where they are not all parts of one store, and where this one holds other hubs.
        """
        return jobs.join_parts(self.library, [Path(part) for part in parts])

    def _title_meant(self, hub: str) -> str:
        if not one_line(hub):
            raise CitehubError("give the id or the title of the cited work, and not a blank one")
        self.library.refresh()
        place = self.library.ask(lambda _: named_hub(self.library, hub))
        return self.library.read(place).page_title if place else one_line(hub)

    def label(
        self,
        hub: str,
        paper: str | int,
        *,
        role: str | None = None,
        citation_role: str | None = None,
        citation_polarity: str | None = None,
        why: str | None = None,
        new_values: bool = False,
    ) -> "list[Change]":
        """Give a paper labels by hand; return those that change. No rule changes them again.

        `paper` is a position, a list of them ("3-5,9"), or words of a title. CitehubError where a
        value is one that no rule gives, unless `new_values` allows it.
        """
        given = dict(zip(LABELS, (role, citation_role, citation_polarity), strict=True))
        labels = {label: one_line(value) for label, value in given.items() if value is not None}
        if not labels or not all(labels.values()):
            raise CitehubError(f"give a label: one of {', '.join(LABELS)}, and none of them blank")
        task = jobs.Task(hub, str(paper), labels, one_line(why or "") or None, (), "")
        return self.apply_labels([task], new_values=new_values)

    def apply_labels(
        self,
        tasks: "Iterable[Task | CitehubError]",
        *,
        rules: Path | None = None,
        dry_run: bool = False,
        new_values: bool = False,
    ) -> "list[Change]":
        """Carry out labelling tasks, all or none; return the labels that change."""
        ruleset = self.ruleset(rules)
        return jobs.apply_labels(
            self.library, tasks, ruleset, dry_run=dry_run, new_values=new_values
        )

    def classify(self, *, rules: Path | None = None, dry_run: bool = False) -> "list[Change]":
        """Label all papers by the rules; return the labels that change. Labels by hand stay.

        Rules that are given are remembered, except in a `dry_run`.
        """
        ruleset = self.ruleset(rules)
        changed = jobs.classify_library(self.library, ruleset, dry_run=dry_run)
        if not dry_run:
            jobs.remember_rules(self.library.store, rules)
        return changed

    def set(
        self,
        hub: str,
        *,
        title: str | None = None,
        authors: str | None = None,
        year: int | None = None,
        id: str | None = None,
        clear: bool = False,
    ) -> Hub:
        """Correct a hub by hand and return it; `clear` removes earlier corrections first.

        CitehubError where a title or authors are blank, or another hub has the title or the id.
        """
        given: dict[str, str | int | None] = {"title": title, "authors": authors, "year": year}
        fields = {name: value for name, value in given.items() if value is not None}
        return self.set_fields(hub, fields, new_id=id, clear=clear)[0]

    def set_fields(
        self,
        hub: str,
        fields: dict[str, str | int],
        *,
        new_id: str | None = None,
        clear: bool = False,
        dry_run: bool = False,
    ) -> "tuple[Hub, list[FieldChange]]":
        """Do what `set` does, and return the corrected hub with the fields that change."""
        return jobs.set_fields(
            self.library, hub, fields, new_id=new_id, clear=clear, dry_run=dry_run
        )

    def merge(
        self, hub: str, other: str, *, rules: Path | None = None, dry_run: bool = False
    ) -> "Merged":
        """Join another hub of the same work to a hub, and say what that makes of it."""
        ruleset = self.ruleset(rules)
        return jobs.merge_hubs(self.library, hub, other, ruleset, dry_run=dry_run)

    def remove(self, hub: str, paper: str | None = None, *, dry_run: bool = False) -> "Removed":
        """Take a hub out of the store, or one paper out of a hub; say what that takes out."""
        if paper is None:
            return jobs.remove_hub(self.library, hub, dry_run=dry_run)
        return jobs.remove_paper(self.library, hub, paper, dry_run=dry_run)

    def changes(self) -> "list[StoreChange]":
        """Return the changes of the store that `undo` can take back, the last one first."""
        return jobs.changes(self.library)

    def undo(self, *, dry_run: bool = False) -> "list[Undone]":
        """Take the last change of the store back, all of it or nothing; say what that does.

        CitehubError where there is none, or where one of its hubs was changed since.
        """
        return jobs.undo_last(self.library, dry_run=dry_run)


@contextmanager
def open_library(
    path: str | Path,
    *,
    say: Callable[[str], None] = lambda message: None,
    progress: Progress | None = None,
) -> Iterator[OpenLibrary]:
    """Open a store of hubs, or an empty one where there is no file yet.

    `say` hears what a user should know, such as a damaged record; `progress` (done, size), in
    bytes, of an index that is rebuilt. CitehubError, or a kind of it, says what a user can mend.

    >>> import citehub, tempfile, pathlib
    >>> page = '''hub
    ... Walking on Ice
    ... 1 Pith paper cite this work. Polarity classification is still indexing.
    ... hub tools
    ... citing papers explorer
    ... -
    ... A Survey of Slippery Floors
    ... The survey orders forty floors by how often people fall on them.
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "ice.txt").write_text(page)
    ...     with citehub.open_library(pathlib.Path(folder, "hubs.jsonl")) as library:
    ...         [outcome] = library.ingest([folder])
    ...         [paper] = library.papers("walking", role="survey")
    >>> outcome.status, paper["title"]
    ('new', 'A Survey of Slippery Floors')
    """
    opened = OpenLibrary(Path(path), say, progress)
    try:
        yield opened
    finally:
        opened.library.close()
