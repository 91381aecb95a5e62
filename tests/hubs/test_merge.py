import json
from functools import reduce
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import CASES, citehub, flat_page, ingest, json_page, put, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import StoreError
from citehub.hubs.merge import hub_of, merge, other_ids
from citehub.model import HAND, Evidence, Hub, Paper, Tallies
from citehub.pages import parse_page
from citehub.text.titles import slug

SUMMARIES = {
    "Anvils": "Anvils ring at a pitch that tells the smith how much of the face is still sound.",
    "Bellows": "Bellows sewn from fish skin breathe more evenly than leather ones for a year.",
    "Coal": "Coal from the north face burns slower, and smiths pay for it in hours, not coins.",
    "Dross": "Dross floats longer in the morning, which nobody had measured and few had noticed.",
}


def page(listed: str, declared: int | None = None, title: str = "Forges") -> str:
    """Write a page that lists papers by their initials; complete unless it declares more."""
    chosen = {name: text for name, text in SUMMARIES.items() if name[0] in listed}
    return flat_page(title, len(chosen) if declared is None else declared, chosen)


def after(*pages: str) -> Hub:
    """Join pages, each saved a day after the one before it, to one hub, one after the other."""
    first, *later = (capture_of(text, day) for day, text in enumerate(pages, start=1))
    return reduce(merge, later, first)


def capture_of(text: str, day: int) -> Hub:
    """Return the hub of a page alone that was saved on a day."""
    digest = sha256(text.encode()).hexdigest()
    return hub_of(parse_page(text), "page.txt", digest, f"2026-01-{day:02}T00:00:00Z")


def seen(hub: Hub) -> dict[str, tuple[int | None, int | None]]:
    return {paper.title or "": (paper.first_seen, paper.last_seen) for paper in hub.papers}


def initials(papers: tuple[Paper, ...]) -> str:
    return "".join((paper.title or "?")[0] for paper in papers)


# ---- who is listed -------------------------------------------------------------------------------


def test_a_complete_page_drops_the_papers_it_no_longer_lists() -> None:
    hub = after(page("ABC"), page("AC"))
    assert initials(hub.listed) == "AC"
    assert [paper.dropped for paper in hub.papers] == [False, True, False]


@pytest.mark.parametrize("declared", [3, 4, 20])
def test_a_partial_page_drops_nothing(declared: int) -> None:
    assert initials(after(page("ABC"), page("AD", declared)).listed) == "ABCD"


def test_a_filtered_page_drops_nothing_even_if_it_lists_all_it_declares() -> None:
    filtered = page("A").replace("hub tools\n", "hub tools\nclear filters\n")
    assert initials(after(page("ABC"), filtered).listed) == "ABC"


def test_a_page_that_lists_more_than_it_declares_drops_nothing() -> None:
    hub = after(page("ABC"), page("AD", 1))
    assert initials(hub.listed) == "ABCD"
    assert [capture.complete for capture in hub.captures] == [True, False]


def test_a_page_that_declares_nothing_drops_nothing() -> None:
    canonical = "Canonical reference. 72% of citing Pith papers cite this work as background."
    indexing = "1 Pith paper cite this work. Polarity classification is still indexing."
    assert initials(after(page("ABC"), page("A").replace(indexing, canonical)).listed) == "ABC"


def test_a_dropped_paper_that_is_listed_again_comes_back() -> None:
    hub = after(page("AB"), page("A"), page("B", 9))
    assert initials(hub.listed) == "AB"
    assert seen(hub) == {"Anvils": (1, 2), "Bellows": (1, 3)}


def test_each_paper_knows_the_first_and_last_capture_that_listed_it() -> None:
    hub = after(page("A", 3), page("AB", 3), page("BC", 3))
    assert seen(hub) == {"Anvils": (1, 2), "Bellows": (2, 3), "Coal": (3, 3)}
    assert [(c.declared, c.listed, c.complete) for c in hub.captures] == [
        (3, 1, False),
        (3, 2, False),
        (3, 2, False),
    ]
    assert hub.complete


some_papers = st.sets(st.sampled_from("ABCD"), min_size=1)


@given(st.lists(st.tuples(some_papers, st.integers(0, 2)), min_size=1))
@settings(max_examples=60, deadline=None)
def test_the_last_complete_page_and_all_later_ones_tell_who_is_listed(
    pages: list[tuple[set[str], int]],
) -> None:
    hub = after(*(page("".join(listed), len(listed) + more) for listed, more in pages))
    known: set[str] = set()
    for listed, more in pages:
        known = known | listed if more else listed
    assert set(initials(hub.listed)) == known


def test_two_papers_with_one_title_stay_two() -> None:
    twins = flat_page("Forges", 2, {"Anvils": SUMMARIES["Anvils"], "ANVILS": SUMMARIES["Coal"]})
    assert initials(after(twins, twins).listed) == "AA"


def test_two_papers_with_one_title_are_told_apart_by_their_summaries() -> None:
    first, second = {"Anvils": SUMMARIES["Anvils"]}, {"ANVILS": SUMMARIES["Coal"]}
    hub = after(flat_page("Forges", 2, first | second), flat_page("Forges", 2, second | first))
    assert [paper.summary for paper in hub.papers] == [SUMMARIES["Anvils"], SUMMARIES["Coal"]]


def items(*papers: tuple[str | None, str | None]) -> str:
    """Write a page in JSON that lists papers by title and summary, in this order."""
    listed = [{"paper_title": title, "one_line_summary": summary} for title, summary in papers]
    return json_page("Forges", *listed)


ALIKE = "Sixty letters and more that each of these summaries begins with, whatever follows: "


def test_a_paper_whose_summary_was_written_anew_stays_one() -> None:
    hub = after(items(("Anvils", "It rings.")), items(("Anvils", "Struck, it answers.")))
    assert [paper.summary for paper in hub.papers] == ["Struck, it answers."]


@pytest.mark.parametrize("summaries", [("It rings.", "It burns."), ("It rings.", "It rings.")])
def test_of_papers_with_one_title_a_page_that_tells_them_apart_by_nothing_lists_the_first(
    summaries: tuple[str, str],
) -> None:
    twins = items(*(("Anvils", summary) for summary in summaries))
    one = after(twins, items(("Anvils", None)))
    assert [paper.last_seen for paper in one.papers] == [2, 1]
    same = after(twins, items(("Anvils", summaries[1])))
    assert [paper.last_seen for paper in same.papers].index(2) == (summaries[0] != summaries[1])
    both = after(twins, items(("Anvils", None), ("Anvils", None)))
    assert [paper.last_seen for paper in both.papers] == [2, 2]
    three = after(twins, items(*[("Anvils", None)] * 3))
    assert [paper.first_seen for paper in three.papers] == [1, 1, 2]


def test_two_papers_with_one_summary_stay_two() -> None:
    for listed in ([("Bellows", ALIKE)], [("Anvils", ALIKE), ("Bellows", ALIKE)]):
        assert initials(after(items(("Anvils", ALIKE)), items(*listed)).papers) == "AB"


@pytest.mark.parametrize("listed", [ALIKE, ALIKE + "first", ALIKE + "first and last"])
def test_a_paper_without_a_title_is_found_by_its_summary_whole_or_cut(listed: str) -> None:
    titled, untitled = items(("Anvils", ALIKE + "first")), items((None, listed))
    for hub in (after(titled, untitled), after(untitled, titled)):
        assert [paper.title for paper in hub.papers] == ["Anvils"]
        assert [paper.summary for paper in hub.papers] == [max(listed, ALIKE + "first", key=len)]


def test_a_paper_without_a_title_is_not_one_whose_summary_only_begins_alike() -> None:
    hub = after(items(("Anvils", ALIKE + "first")), items((None, ALIKE + "second")))
    assert [paper.title for paper in hub.papers] == ["Anvils", None]


def test_a_known_paper_is_found_once_though_its_summary_is_listed_twice() -> None:
    three = [(None, ALIKE + end) for end in ("first", "second", "third")]
    hub = after(items(*three), items(three[1], three[1]))
    assert [paper.first_seen for paper in hub.papers] == [1, 1, 1, 2]
    assert [paper.last_seen for paper in hub.papers] == [1, 2, 1, 2]


@pytest.mark.parametrize("titled", [False, True])
def test_of_many_papers_that_begin_alike_each_is_found_by_its_whole_summary(titled: bool) -> None:
    known = [(f"Anvils {n}" if titled else None, f"{ALIKE}{n}") for n in range(120)]
    untitled = [(None, summary) for _, summary in known]
    for listed in (untitled[::-1], untitled[-1:], known[1:100] + untitled[100:101]):
        assert len(after(items(*known), items(*listed)).papers) == len(known)


# ---- what is known of a paper --------------------------------------------------------------------


def test_an_untitled_representative_gains_its_title_from_a_later_page() -> None:
    elsewhere = flat_page("Forges", 9, {"Coal": SUMMARIES["Coal"]}).replace(
        "representative citing papers\n", f"representative citing papers\n{SUMMARIES['Anvils']}\n"
    )
    before, later = after(elsewhere), after(elsewhere, page("A", 9))
    assert [paper.title for paper in before.papers] == ["Coal", None]
    assert [paper.title for paper in later.papers] == ["Coal", "Anvils"]
    assert later.papers[1].summary == SUMMARIES["Anvils"]
    assert (later.papers[1].first_seen, later.papers[1].last_seen) == (1, 2)


def test_a_title_and_a_summary_that_a_later_page_gives_one_paper_are_one() -> None:
    chosen = f"representative citing papers\n{SUMMARIES['Bellows']}\n"
    whole = page("AB", 9).replace("representative citing papers\n", chosen)
    cut_before_the_explorer = whole.split("-\n")[0]
    cut_in_the_explorer = whole[: whole.rindex(SUMMARIES["Bellows"])] + "B"
    hub = after(cut_before_the_explorer, cut_in_the_explorer, whole)
    assert {(paper.title, paper.summary) for paper in hub.papers} == {
        (title, SUMMARIES[title]) for title in ("Anvils", "Bellows")
    }
    assert {paper.captures for paper in hub.papers} == {"1-3"}


def test_of_a_summary_and_its_cut_form_the_longer_one_is_kept() -> None:
    whole = "The anvil was struck at nine places, and each of them answered. " * 5
    short = flat_page("Forges", 9, {"Anvils": whole[:300]})
    long = flat_page("Forges", 9, {"Anvils": whole})
    for hub in (after(short, long), after(long, short)):
        assert [paper.summary for paper in hub.papers] == [whole.strip()]


def test_what_a_page_leaves_out_stays_known() -> None:
    full = (CASES / "spaced_full.txt").read_text("utf-8")
    bare = flat_page("Ferries on Demand", 200, {"Night Boats": ""})
    before, later = after(full), after(full, bare)
    assert later.citing_count == 200
    assert (later.abstract, later.authors) == (before.abstract, before.authors)
    assert later.page == before.page
    known = later.papers[1]._replace(last_seen=1, representative=True, variants=())
    assert known == before.papers[1]


def test_a_filtered_page_does_not_change_known_tallies() -> None:
    full = (CASES / "spaced_full.txt").read_text("utf-8")
    filtered = full.replace("cs.AI 96 cs.RO 40 math.OC 3", "cs.AI 5\n\nclear filters")
    assert after(full, filtered).page == after(full).page


def test_what_a_later_page_says_of_a_paper_is_taken() -> None:
    said = {
        "field": "cs.RO",
        "date": "2026-01-02",
        "year": 2026,
        "verdict": "accept",
        "novelty": 7.0,
        "arxiv_id": "2601.00001",
        "contexts": ("We use it.",),
    }
    page = json_page(
        "Forges",
        {
            "paper_title": "anvils",
            "primary_cat": said["field"],
            "submitted_at": said["date"],
            "verdict": said["verdict"],
            "novelty_score": said["novelty"],
            "citing_arxiv_id": said["arxiv_id"],
            "context_text": "We use it.",
        },
    )
    for before in (items(("Anvils", None)), page):
        (paper,) = after(items(("Anvils", "It rings.")), before, page).papers
        assert {name: getattr(paper, name) for name in said} == said
        assert (paper.title, paper.summary) == ("Anvils", "It rings.")


def test_a_page_that_names_representatives_says_who_is_none() -> None:
    first = flat_page("Forges", 9, {name: SUMMARIES[name] for name in ("Anvils", "Bellows")})
    second = flat_page("Forges", 9, {name: SUMMARIES[name] for name in ("Bellows", "Anvils")})
    nobody = items(*SUMMARIES.items())
    for pages, chosen in (((first,), "A"), ((first, second), "B"), ((first, nobody), "A")):
        hub = after(*pages)
        assert initials(tuple(paper for paper in hub.papers if paper.representative)) == chosen


def test_the_tallies_of_one_page_are_shown_together_and_never_mixed() -> None:
    def tallied(share: int, sections: str) -> str:
        return (
            f"A lead.\nhub\nForges\nCanonical reference. {share}% of citing Pith papers cite this "
            f"work as background.\n{sections}hub tools\nciting papers explorer\n"
        )

    hub = after(tallied(72, "roles\nmethod 3\nyears\n2025 3\n"), tallied(0, "roles\nsurvey 9\n"))
    assert hub.page == Tallies(roles={"survey": 9}, background_share=0)


def test_a_label_that_a_page_states_gives_way_to_one_by_hand_alone() -> None:
    def stating(role: str | None) -> str:
        return json_page("Forges", {"paper_title": "Anvils", "top_context_role": role})

    def label(hub: Hub) -> tuple[str, str | None]:
        evidence = hub.papers[0].citation_role_evidence
        return hub.papers[0].citation_role, evidence and evidence.rule

    assert label(after(stating("method"))) == ("method", "page")
    assert label(after(stating(None), stating("method"))) == ("method", "page")
    assert label(after(stating("method"), stating(None))) == ("method", "page")
    assert label(after(stating("method"), stating("baseline"))) == ("baseline", "page")
    later = capture_of(stating("baseline"), 9)
    for rule, kept in ((HAND, ("method", HAND)), ("a.rule", ("baseline", "page"))):
        known = after(stating(None))
        paper = known.papers[0]._replace(
            citation_role="method", citation_role_evidence=Evidence(rule)
        )
        assert label(merge(known.with_paper(1, paper), later)) == kept


def test_a_capture_keeps_when_the_page_was_saved_and_what_it_stated() -> None:
    page = parse_page((CASES / "spaced_full.txt").read_text("utf-8"))
    hub = hub_of(page, "ferries.txt", "ab" * 32, "2026-01-02T03:04:05Z")
    (capture,) = hub.captures
    assert (capture.source, capture.sha256) == ("ferries.txt", "ab" * 32)
    assert capture.when == "2026-01-02T03:04:05Z"
    assert capture.page == hub.page == page.tallies
    assert capture.page.roles["background"] == 29


# ---- which hub a page belongs to -----------------------------------------------------------------


def ingested(folder: Path, *pages: str) -> list[tuple[str, str, int]]:
    """Take pages into a store; return id, title and number of papers of each hub."""
    for number, text in enumerate(pages):
        (folder / f"{number}.txt").write_text(text)
    assert citehub("ingest", folder, store=folder / "hubs.jsonl").returncode == 0
    hubs = json.loads(citehub("show", "--json", store=folder / "hubs.jsonl").stdout)
    return [(hub["id"], hub["title"], hub["listed_count"]) for hub in hubs]


def test_titles_that_differ_in_white_space_are_one_hub(tmp_path: Path) -> None:
    pages = page("A", 9, "Forges of Iron"), page("B", 9, "Forges \u00a0of\tIron ")
    assert ingested(tmp_path, *pages) == [("forges-of-iron", "Forges of Iron", 2)]


def test_titles_that_differ_in_letter_case_are_two_hubs_with_two_ids(tmp_path: Path) -> None:
    hubs = ingested(tmp_path, page("A", 9, "Forges of Iron"), page("B", 9, "Forges of iron"))
    assert [title for _, title, _ in hubs] == ["Forges of Iron", "Forges of iron"]
    first, second = (hub_id for hub_id, _, _ in hubs)
    assert first == "forges-of-iron"
    assert second.startswith("forges-of-iron-")
    assert len(second) == len(first) + 9


def test_a_page_of_a_hub_with_two_namesakes_finds_its_own(tmp_path: Path) -> None:
    upper, lower = page("A", 9, "Forges of Iron"), page("B", 9, "Forges of iron")
    hubs = ingested(tmp_path, upper, lower, page("CD", 9, "Forges of iron"))
    assert [listed for _, _, listed in hubs] == [1, 3]


def test_the_second_id_of_a_slug_is_the_same_on_every_machine() -> None:
    ids = other_ids(Hub("forges", "Forges!", "Forges!"))
    assert [next(ids), next(ids)] == ["forges-e6d316fb", "forges-e6d316fb414c0b79"]


def test_a_hub_never_takes_the_place_of_one_whose_id_it_would_get(tmp_path: Path) -> None:
    first, second = page("A", 9, "Forges"), page("BC", 9, "Forges!")
    made_up = f"forges-{sha256(b'Forges!').hexdigest()[:8]}"
    squatter = Hub(made_up, "Squatter", "Squatter", papers=(Paper(title="Kept"),))
    store = tmp_path / "hubs.jsonl"
    put(store, squatter)
    ingest(store, first, second)
    found = {hub.page_title: hub.id for hub in stored(store)}
    assert found == {
        "Squatter": made_up,
        "Forges": "forges",
        "Forges!": f"forges-{sha256(b'Forges!').hexdigest()[:16]}",
    }


def test_a_hub_with_the_id_of_another_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, Hub("one", "One", "One"))
    with pytest.raises(StoreError, match="'one' belongs to another hub"):
        put(store, Hub("one", "Other", "Other"))
    with pytest.raises(StoreError, match="'two' belongs to another hub"):
        put(store, Hub("two", "Two", "Two"), Hub("two", "Other", "Other"))
    assert [hub.title for hub in stored(store)] == ["One", "Two"]


def test_thousands_of_titles_of_one_script_are_as_many_hubs(tmp_path: Path) -> None:
    titles = [f"{chr(0x4E00 + n // 60)}{chr(0x5E00 + n % 60)}" for n in range(3000)]
    titles += [chr(0x1F300 + n) for n in range(200)]  # without a letter: all "untitled"
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(page("A", 9, title) for title in titles))
    hubs = stored(store)
    assert len(hubs) == len({hub.id for hub in hubs}) == len(titles)
    assert {hub.page_title for hub in hubs} == set(titles)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("知识蒸馏综述", "知识蒸馏综述"),
        ("Обзор методов", "обзор-методов"),
        ("مراجعة شاملة", "مراجعة-شاملة"),
        ("한국어 모델", "한국어-모델"),
        ("π-Bench 数据", "pi-bench-数据"),
        ("长" * 80, "长" * 60),
        ("🚀", "untitled"),
    ],
)
def test_an_id_keeps_the_letters_of_every_script(title: str, name: str) -> None:
    assert slug(title) == name


# ---- one work, whatever it is called -------------------------------------------------------------


def test_pages_of_one_work_are_one_hub_by_its_ids_whatever_they_call_it(tmp_path: Path) -> None:
    def named(title: str, paper: str, **ids: str) -> str:
        return json.dumps({"work": {"title": title, **ids}, "items": [{"paper_title": paper}]})

    store = tmp_path / "hubs.jsonl"
    ingest(store, named("Forges of Iron", "Anvils", arxiv_id="2601.00001"))
    ingest(
        store,
        named("Iron Forges, Again", "Bellows", arxiv_id="2601.00001v2"),
        named("Iron Forges, Again", "Coal"),  # found by the other title
        named("Forges of Iron", "Dross", doi="10.48550/arXiv.2601.00001"),
    )
    (hub,) = stored(store)
    assert (hub.id, hub.page_title) == ("forges-of-iron", "Forges of Iron")
    assert sorted(initials(hub.listed)) == ["A", "B", "C", "D"]


def test_titles_that_differ_in_how_accents_are_encoded_are_one_hub(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, page("A", 9, "Caf\u00e9 Forges"))
    ingest(store, page("B", 9, "Cafe\u0301 Forges"))
    assert [sorted(initials(hub.listed)) for hub in stored(store)] == [["A", "B"]]


# ---- one paper, whatever it is called ------------------------------------------------------------


def paper_items(*papers: dict[str, str]) -> str:
    return json_page("Forges", *papers)


def test_a_paper_whose_title_changes_stays_one_by_its_id_with_its_label() -> None:
    before = {"paper_title": "Anvills", "citing_arxiv_id": "2601.00001v1"}
    hub = after(paper_items(before))
    by_hand = Evidence(HAND, where="stated by you")
    labelled = hub.papers[0]._replace(role="survey", role_evidence=by_hand)
    later = {"paper_title": "Anvils", "citing_arxiv_id": "2601.00001v2"}
    (paper,) = merge(hub.with_paper(1, labelled), capture_of(paper_items(later), 9)).papers
    assert (paper.title, paper.role, paper.dropped) == ("Anvils", "survey", False)


def test_two_ids_with_one_title_are_two_papers() -> None:
    ids = [{"paper_title": "Anvils", "citing_arxiv_id": f"2601.0000{n}"} for n in (1, 2)]
    for hub in (after(paper_items(*ids)), after(paper_items(ids[0]), paper_items(ids[1]))):
        assert [paper.arxiv_id for paper in hub.papers] == ["2601.00001", "2601.00002"]
