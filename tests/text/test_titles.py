import pytest

from citehub.text.titles import title_note


@pytest.mark.parametrize(
    "title",
    [
        "You are a helpful assistant",
        "You are an expert medical judge. Read the answer below",
        "Please answer the question using only one word",
        "Answer the following question: how tall is a stilt?",
        "Return only the letter of the right choice",
        "Given the following passage, name the river",
        "Let's think step by step.",
        "USER: how tall is a stilt?",
        "<|im_start|>system",
        "Stilts [INST] walk [/INST]",
    ],
)
def test_a_part_of_a_prompt_is_no_title(title: str) -> None:
    assert (title_note("id", title) or "").startswith("this is a part of a prompt, not a title; ")


@pytest.mark.parametrize(
    "title",
    [
        "You Only Look Once: Unified, Real-Time Object Detection",
        "You Are What You Walk On",
        "Let's Verify Step by Step",
        "Do Not Think That Much for 2+3",
        "Answer Me: Letters to a Stilt Walker",
        "Return of the Stilts",
        "Read, Write and Walk",
        "Users and Their Stilts",
        "Prompting Stilts",
    ],
)
def test_a_title_that_only_sounds_like_one_is_left_alone(title: str) -> None:
    assert title_note("id", title) is None
