"""How texts are cut into folded words."""

import random
import time

import pytest

from citehub.text.words import fold, search_words, words


@pytest.mark.parametrize(
    ("one", "other"),
    [("दिन", "दान"), ("कि", "की"), ("ที่", "ทา"), ("가", "나"), ("が", "か"), ("พี่", "พี")],
)
def test_vowel_signs_and_voice_marks_tell_words_apart(one: str, other: str) -> None:
    assert words(one) == [one]
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
        ("café naïve — Ёлка", ["cafe", "naive", "елка"]),
        ("e\u0301tude n\u0303", ["etude", "n"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("τ-Bench ά", ["tau", "bench", "alpha"]),
        ("ﬁne ＷＩＤＥ STRAßE", ["fine", "wide", "strasse"]),
        ("☃ snow…man 🚀", ["snow", "man"]),
        ("x_y", ["x", "y"]),
    ],
)
def test_words_are_folded(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("知识蒸馏 for ABC图像", ["知", "识", "蒸", "馏", "for", "abc", "图", "像"]),
        ("がくしゅう", ["が", "く", "し", "ゅ", "う"]),
        ("เรียนรู้", ["เ", "รี", "ย", "น", "รู้"]),
        ("हिन्दी 한국어", ["हिन्दी", "한국어"]),
    ],
)
def test_a_script_without_spaces_is_searched_by_its_letters(text: str, parts: list[str]) -> None:
    assert search_words(text) == parts


def test_composed_and_decomposed_letters_are_one_text() -> None:
    assert fold("가 が क़ é") == fold("가 か\u3099 क\u093c e\u0301")


def test_an_accent_does_not_make_a_text_slow() -> None:
    chance = random.Random(3)
    plain = ["".join(chance.choices("abcdefgh ", k=900)) for _ in range(400)]

    def seconds(texts: list[str]) -> float:
        begin = time.perf_counter()
        for text in texts:
            words(text)
        return time.perf_counter() - begin

    accented = [f"{text} café — naïve" for text in plain]
    assert min(seconds(accented) for _ in range(5)) < 6 * min(seconds(plain) for _ in range(5))
