"""Any commands and edits by hand, in any order, against a plain account of what they amount to.

The account knows nothing of the program: lists and dictionaries, and the rules of joining pages as
the README tells them. `make fuzz` runs the long form.
"""

import json
import os
import re
import sys
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import asked, flat_page, run
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from citehub.library.library import Library
from citehub.records import Record, listed_papers

SUMMARIES = {
    "Anvils": "Anvils ring at a pitch that tells the smith how much of the face is still sound.",
    "Bellows": "Bellows sewn from fish skin breathe more evenly than leather ones for a year.",
    "Coal and Anvils": "Coal from the north face burns slower, and smiths pay for it in hours.",
    "Dross": "Dross floats longer in the morning, which nobody had measured before this winter.",
}
# Two rules files: which role a word of a title gives. Without such a word there is none.
ROLES = {"plain": {"anvils": "tool", "coal": "fuel"}, "old": {"anvils": "relic", "dross": "waste"}}
HUBS = ("Forges of Iron", "Forges of iron", "Kites")  # two of them would have the same id
LABELS = ("role", "citation_role")
Plain = dict[str, Any]
Page = tuple[str, list[str], int, int, bool]  # a hub, papers, how many listed, and not, filtered

some_hub = st.integers(0, 5)  # counted round: any number is a hub, and a paper of it
some_paper = st.integers(0, 9)
some_page = st.tuples(
    st.sampled_from((*HUBS, "Kites")),
    st.permutations(sorted(SUMMARIES)),
    st.integers(1, 4),
    st.sampled_from((0, 0, 0, 1, 9)),
    st.sampled_from((False, False, True)),
)
names = st.sampled_from(("Embers", "Anvils", "Dross in Spring", "Kites", "Forges of Iron"))


def rules_file(roles: dict[str, str]) -> str:
    entry = "  - {{id: {0}, role: {1}, in: title, match: [{0}], weight: 1, why: It says so.}}\n"
    return "rules:\n" + "".join(entry.format(word, role) for word, role in roles.items())


def role_of(title: str, roles: dict[str, str]) -> str:
    """Return the role that a title's words speak for, where they agree."""
    said = {role for word, role in roles.items() if word in title.lower().split()}
    return said.pop() if len(said) == 1 else "unclassified"


class Machine(RuleBasedStateMachine):
    """A store, and the account of it: its hubs in the order of the file."""

    ending = "jsonl"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / f"hubs.{self.ending}"
        self.rules_files = {name: Path(self.folder.name) / f"{name}.yaml" for name in ROLES}
        for name, path in self.rules_files.items():
            path.write_text(rules_file(ROLES[name]))
        self.hubs: list[Plain] = []
        self.pages: list[Page] = []
        self.heard: list[str] = []
        self.saved = 1_800_000_000  # when the last page was saved, in seconds
        self.reader = Library(self.path, self.heard.append)

    def teardown(self) -> None:
        self.reader.close()
        self.folder.cleanup()

    def done(self, *arguments: str, rules: str = "plain") -> None:
        """Run a command that has to succeed."""
        result = run(*arguments, "--rules", self.rules_files[rules], store=self.path)
        assert result.exit_code == 0, result.exception or result.stderr

    def stored(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    def chosen(self, at: int) -> Plain:
        return self.hubs[at % len(self.hubs)]

    # ---- commands ------------------------------------------------------------------------------

    @initialize(pages=st.lists(some_page, min_size=1, max_size=5))
    def begin(self, pages: list[Page]) -> None:
        for page in pages:
            self.ingest(page)

    @rule(page=some_page)
    def ingest(self, page: Page) -> None:
        self.pages.append(page)
        title, papers, listed, more, filtered = page
        papers = papers[:listed]
        text = flat_page(title, listed + more, {name: SUMMARIES[name] for name in papers})
        if filtered:
            text = text.replace("hub tools\n", "hub tools\nclear filters\n")
        digest = sha256(text.encode()).hexdigest()
        before = self.stored()
        file = self.path.with_name("page.txt")
        file.write_text(text, encoding="utf-8")
        self.saved += 60  # each page is saved later than those before it
        os.utime(file, (self.saved, self.saved))
        self.done("ingest", str(file))
        hub = next((hub for hub in self.hubs if hub["page_title"] == title), None)
        if hub is not None and hub["captures"][-1] == digest:
            assert self.stored() == before
            return
        if hub is None:
            hub = {"id": self.new_id(title), "title": title, "page_title": title, "by_hand": {}}
            hub |= {"captures": [], "papers": [], "former_names": []}
            self.hubs.append(hub)
        roles = {
            paper["title"]: paper["by_hand"]["role"]
            for known in self.hubs
            for paper in known["papers"]
            if "role" in paper["by_hand"]
        }
        hub["captures"].append(digest)
        hub["citing_count"] = listed + more
        self.list_papers(hub, papers, all_of_them=not more and not filtered)
        for paper in hub["papers"]:
            if paper["title"] in roles:
                paper["by_hand"]["role"] = roles[paper["title"]]

    @rule(at=st.integers(0, 9))
    def ingest_again(self, at: int) -> None:
        """The newest page of a hub changes no byte; an older one, saved again, counts again."""
        self.ingest(self.pages[at % len(self.pages)])

    def new_id(self, title: str) -> str:
        hub_id = title.lower().replace(" ", "-")
        taken = any(hub_id in (hub["id"], *hub["former_names"]) for hub in self.hubs)
        return f"{hub_id}-{sha256(title.encode()).hexdigest()[:8]}" if taken else hub_id

    def list_papers(self, hub: Plain, titles: list[str], all_of_them: bool) -> None:
        number = len(hub["captures"])
        listed = []
        for place, title in enumerate(titles):
            namesakes = [known for known in hub["papers"] if known["title"] == title]
            same = [known for known in namesakes if known["summary"] == SUMMARIES[title]]
            if namesakes:
                paper = [*same, *namesakes][0]
            else:
                paper = {"title": title, "by_hand": {}, "first_seen": number}
                hub["papers"].append(paper)
            paper |= {
                "summary": SUMMARIES[title],
                "last_seen": number,
                "dropped": False,
                "representative": place == 0,
            }
            listed.append(id(paper))
        for paper in hub["papers"]:
            paper["dropped"] |= all_of_them and id(paper) not in listed
            paper["by_rule"] = role_of(paper["title"], ROLES["plain"])

    @precondition(lambda self: self.hubs)
    @rule(
        hub=some_hub,
        paper=some_paper,
        labels=st.dictionaries(
            st.sampled_from(LABELS), st.sampled_from(("tool", "myth")), min_size=1
        ),
    )
    def label(self, hub: int, paper: int, labels: dict[str, str]) -> None:
        found = self.chosen(hub)
        at = paper % len(found["papers"])
        options = {"role": "--role", "citation_role": "--cited-as"}
        given = [part for name, value in labels.items() for part in (options[name], value)]
        self.done("label", found["id"], str(at + 1), "--new-value", *given)
        for listing in self.namesakes(found["papers"][at]) if "role" in labels else ():
            listing["by_hand"]["role"] = labels["role"]
        found["papers"][at]["by_hand"] |= labels

    def namesakes(self, paper: Plain) -> list[Plain]:
        """Return all listings of a paper: its role is the same in each."""
        listed = (other for hub in self.hubs for other in hub["papers"])
        return [other for other in listed if other["title"] == paper["title"]]

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub, paper=some_paper)
    def clear_labels(self, hub: int, paper: int) -> None:
        found = self.chosen(hub)
        at = paper % len(found["papers"])
        self.done("label", found["id"], str(at + 1), "--clear")
        found["papers"][at]["by_hand"] = {}
        for listing in self.namesakes(found["papers"][at]):
            listing["by_hand"].pop("role", None)
            listing["by_rule"] = role_of(listing["title"], ROLES["plain"])

    @precondition(lambda self: self.hubs)
    @rule(
        hub=some_hub,
        fields=st.fixed_dictionaries(
            {}, optional={"title": names, "authors": st.just("Ada Aho"), "year": st.just(1901)}
        ),
        clear=st.booleans(),
    )
    def set(self, hub: int, fields: Plain, clear: bool) -> None:
        found = self.chosen(hub)
        before = self.stored()
        options = [part for name, value in fields.items() for part in (f"--{name}", str(value))]
        result = run("set", found["id"], *options, *["--clear"] * clear, store=self.path)
        if not fields and not clear:
            assert (result.exit_code, self.stored()) == (2, before)
            return
        if "title" in fields and self.is_title_of_another(found, fields["title"]):
            assert "has this title" in str(result.exception)
            assert self.stored() == before
            return
        assert result.exit_code == 0, result.exception or result.stderr
        if clear:
            found |= {"title": found["page_title"], "by_hand": {}}
        in_order = {name: fields[name] for name in ("title", "authors", "year") if name in fields}
        found["by_hand"] |= in_order
        found["title"] = fields.get("title", found["title"])

    def is_title_of_another(self, hub: Plain, title: str) -> bool:
        """Return whether another hub is found by the words of a title."""
        names = [
            name.lower().replace("-", " ")
            for other in self.hubs
            if other is not hub
            for name in (other["title"], other["page_title"], *other["former_names"])
        ]
        return title.lower() in names

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub, new=st.sampled_from(("ember", "spark", "kites", "forges-of-iron")))
    def set_id(self, hub: int, new: str) -> None:
        found = self.chosen(hub)
        before = self.stored()
        result = run("set", found["id"], "--id", new, store=self.path)
        others = [other for other in self.hubs if other is not found]
        if any(new in (other["id"], *other["former_names"]) for other in others):
            assert "belongs to the hub" in str(result.exception)
            assert self.stored() == before
            return
        assert result.exit_code == 0, result.exception or result.stderr
        if new != found["id"]:
            names = dict.fromkeys((*found["former_names"], found["id"]))
            found["former_names"] = [name for name in names if name != new]
            found["id"] = new

    @rule(rules=st.sampled_from(sorted(ROLES)))
    def classify(self, rules: str) -> None:
        self.done("classify", rules=rules)
        for hub in self.hubs:
            for paper in hub["papers"]:
                paper["by_rule"] = role_of(paper["title"], ROLES[rules])

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub)
    def refuse(self, hub: int) -> None:
        """Commands that go wrong change nothing."""
        before = self.stored()
        nowhere = str(len(self.chosen(hub)["papers"]) + 1)
        for wrong in (
            ("label", self.chosen(hub)["id"], nowhere, "--role", "tool"),
            ("set", "no hub is called so", "--year", "1999"),
            ("ingest", str(self.rules_files["plain"])),
        ):
            assert run(*wrong, store=self.path).exit_code == 1
        assert self.stored() == before

    # ---- edits by hand -------------------------------------------------------------------------

    def records(self) -> list[bytes]:
        """Return the records of the file, as they stand in it."""
        border = rb"(?m)^(?=---$)" if self.ending == "yaml" else rb"(?<=\n)"
        return [part for part in re.split(border, self.stored()) if part]

    def save(self, records: list[bytes]) -> None:
        """Write the file as an editor does, later than whatever was written before."""
        later = self.path.stat().st_mtime_ns + 10**9
        self.path.write_bytes(b"".join(records))
        os.utime(self.path, ns=(later, later))

    def edit(self, at: int, change: Any) -> None:
        """Let `change` work on one record, and write it in another style than the program's."""
        records = self.records()
        if self.ending == "yaml":
            record = yaml.safe_load(records[at])
            change(record)
            records[at] = b"---\n" + yaml.safe_dump(record, allow_unicode=True).encode() + b"...\n"
        else:
            record = json.loads(records[at])
            change(record)
            records[at] = json.dumps(record).encode() + b"\n"
        self.save(records)

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub, title=names)
    def edit_the_title_of_a_hub(self, hub: int, title: str) -> None:
        self.edit(hub % len(self.hubs), lambda record: record.update(title=title))
        self.chosen(hub)["title"] = title

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub, paper=some_paper, title=names)
    def edit_the_title_of_a_paper(self, hub: int, paper: int, title: str) -> None:
        at = paper % len(self.chosen(hub)["papers"])
        same = [*self.namesakes({"title": title}), self.chosen(hub)["papers"][at]]
        if len({one["by_hand"].get("role") for one in same} - {None}) > 1:
            return  # which of two roles counts hangs on when they were given
        self.edit(hub % len(self.hubs), lambda record: record["papers"][at].update(title=title))
        self.chosen(hub)["papers"][at]["title"] = title

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub)
    def delete_a_record(self, hub: int) -> None:
        records = self.records()
        del records[hub % len(self.hubs)]
        self.save(records)
        del self.hubs[hub % len(self.hubs)]

    @precondition(lambda self: len(self.hubs) > 1)
    @rule(order=st.permutations(range(len(HUBS))))
    def reorder_the_records(self, order: list[int]) -> None:
        order = [at for at in order if at < len(self.hubs)]
        records = self.records()
        self.save([records[at] for at in order])
        self.hubs = [self.hubs[at] for at in order]

    @rule(delete=st.booleans())
    def reopen(self, delete: bool) -> None:
        """Open the store again, with its index or without."""
        self.reader.close()
        if delete:
            for file in self.path.parent.glob("*.index*"):
                file.unlink()
        self.reader = Library(self.path, self.heard.append)

    # ---- what is shown -------------------------------------------------------------------------

    @rule()
    def show(self) -> None:
        before = self.stored()
        hubs = asked("show", store=self.path)
        papers = [asked("show", hub["id"], store=self.path)["papers"] for hub in hubs]
        assert list(map(shown, hubs, papers)) == list(map(told, self.hubs))
        assert self.stored() == before

    @precondition(lambda self: self.hubs)
    @rule(hub=some_hub, paper=some_paper)
    def search(self, hub: int, paper: int) -> None:
        papers = self.chosen(hub)["papers"]
        title = papers[paper % len(papers)]["title"]
        hits = asked("search", title, store=self.path)
        exact = [(hit["hub"], hit["position"]) for hit in hits if hit["score"] == 100]
        assert exact == self.where(lambda paper: paper["title"] == title)

    @rule(role=st.sampled_from(("tool", "fuel", "relic", "myth", "unclassified")))
    def search_by_role(self, role: str) -> None:
        hits = asked("search", "--role", role, store=self.path)
        places = self.where(lambda paper: labels_of(paper)["role"] == role)
        assert [(hit["hub"], hit["position"]) for hit in hits] == places

    def where(self, is_wanted: Any) -> list[tuple[str, int]]:
        """Return hub and position of papers, in the order of the file; of one title, the first."""
        places: dict[str, tuple[str, int]] = {}
        for hub in self.hubs:
            for position, paper in enumerate(hub["papers"], start=1):
                if is_wanted(paper):
                    places.setdefault(paper["title"], (hub["id"], position))
        return list(places.values())

    @invariant()
    def what_is_read_is_what_the_account_says(self) -> None:
        self.reader.refresh()
        index = self.reader.index
        places = [index.place(id=hub["id"]) for hub in index.summaries()]
        papers = [listed_papers(self.reader.read(place)) for place in places if place]
        assert list(map(shown, index.summaries(), papers)) == list(map(told, self.hubs))
        assert self.heard == []


def shown(hub: Record, papers: list[Record]) -> Plain:
    """Return of a hub as it is shown what the account tells of it."""
    keys = ("id", "title", "page_title", "authors", "year", "by_hand", "former_names")
    counted = ("citing_count", "listed_count", "complete", "roles")
    seen = ("title", "summary", "position", "representative", "first_seen", "last_seen", "dropped")
    return {key: hub[key] for key in (*keys, *counted)} | {
        "captures": [capture["sha256"] for capture in hub["captures"]],
        "papers": [
            {key: paper[key] for key in (*seen, *LABELS)}
            | {"by_hand": [name for name in LABELS if by_hand(paper, name)]}
            for paper in papers
        ],
    }


def by_hand(paper: Record, label: str) -> bool:
    evidence = paper[f"{label}_evidence"]
    return evidence is not None and evidence["rule"] == "hand"


def labels_of(paper: Plain) -> dict[str, str]:
    by_hand: dict[str, str] = paper["by_hand"]
    return {"role": paper["by_rule"], "citation_role": "unclassified"} | by_hand


def told(hub: Plain) -> Plain:
    """Return what the account tells of a hub, as it should be shown."""
    listed = [paper for paper in hub["papers"] if not paper["dropped"]]
    keys = ("title", "summary", "representative", "first_seen", "last_seen", "dropped")
    return {
        "id": hub["id"],
        "title": hub["title"],
        "page_title": hub["page_title"],
        "authors": hub["by_hand"].get("authors"),
        "year": hub["by_hand"].get("year"),
        "by_hand": list(hub["by_hand"]),
        "former_names": hub["former_names"],
        "citing_count": hub["citing_count"],
        "listed_count": len(listed),
        "complete": len(listed) >= hub["citing_count"],
        "roles": dict(Counter(labels_of(paper)["role"] for paper in listed)),
        "captures": hub["captures"],
        "papers": [
            {key: paper[key] for key in keys}
            | {"position": position}
            | labels_of(paper)
            | {"by_hand": [name for name in LABELS if name in paper["by_hand"]]}
            for position, paper in enumerate(hub["papers"], start=1)
        ],
    }


class YamlMachine(Machine):
    """The same for a YAML store."""

    ending = "yaml"


def _run(machine: type[Machine], runs: int, steps: int) -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large)
    form = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=checks
    )
    run_state_machine_as_test(machine, settings=form)


@pytest.mark.parametrize("machine", [Machine, YamlMachine], ids=["jsonl", "yaml"])
def test_commands_and_edits_in_any_order_amount_to_what_the_account_says(
    machine: type[Machine],
) -> None:
    _run(machine, runs=5, steps=50)


if __name__ == "__main__":
    for form in (Machine, YamlMachine):
        _run(form, runs=int(sys.argv[1]), steps=50)
        print(f"{form.ending}: {sys.argv[1]} runs of up to 50 steps, as the account says")
