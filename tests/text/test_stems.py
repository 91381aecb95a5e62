"""What words have in common that differ in their endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citehub.text.stems import stem

FAMILIES = (
    "distil distill distils distilled distilling distillation",
    "policy policies",
    "optimise optimize optimised optimizing optimisation optimization optimizers",
    "model models modelling modeling modelled modeled",
    "colour colors coloured",
    "centre center centers",
    "analyse analyze analysed analyzing",
    "efficient efficiency efficiently",
    "generate generation generating generative generator",
    "run runs running",
    "catalogue catalogs",
)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_forms_of_a_word_share_a_stem(family: str) -> None:
    assert len(set(map(stem, family.split()))) == 1


def test_words_of_different_families_do_not() -> None:
    firsts = [family.split()[0] for family in FAMILIES]
    assert len(set(map(stem, firsts))) == len(firsts)


@pytest.mark.parametrize("word", ["on", "gpt4", "数据", "köln", "a", ""])
def test_short_words_numbers_and_other_scripts_are_their_own_stems(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="abceilnoprstuy", max_size=12))
def test_a_plural_has_the_stem_of_its_singular(word: str) -> None:
    if len(word) > 4 and word[-1] not in "aeiousy":
        assert stem(f"{word}s") == stem(word)


@given(st.text("aeiouybcdglnrstz", min_size=1, max_size=12))
def test_a_stem_begins_as_its_word_does(word: str) -> None:
    assert stem(word)[:1] == word[:1]
