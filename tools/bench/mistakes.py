"""The ways in which a title is typed that is not as it stands: one function a class.

Each makes a query of the words of a title, or None where the words offer no place for it. A word is
as `citehub.text.words` folds it.
"""

import random
import re
from collections.abc import Callable

Mistake = Callable[[random.Random, list[str]], list[str] | None]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _one(
    chance: random.Random,
    query: list[str],
    fits: Callable[[str], bool],
    change: Callable[[str], str],
) -> list[str] | None:
    """Change one of the words that fit."""
    places = [at for at, word in enumerate(query) if fits(word)]
    if not places:
        return None
    at = chance.choice(places)
    return [*query[:at], *change(query[at]).split(), *query[at + 1 :]]


def _plain(least: int, most: int = 99) -> Callable[[str], bool]:
    return lambda word: least <= len(word) <= most and word.isascii() and word.isalpha()


def as_it_is(_: random.Random, query: list[str]) -> list[str] | None:
    return query


def any_order(chance: random.Random, query: list[str]) -> list[str] | None:
    other = query[:]
    chance.shuffle(other)
    return other if other != query else None


def letters_swapped(chance: random.Random, query: list[str]) -> list[str] | None:
    def swap(word: str) -> str:
        at = chance.choice([n for n in range(len(word) - 1) if word[n] != word[n + 1]])
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _one(chance, query, lambda word: _plain(4)(word) and len(set(word)) > 1, swap)


def letter_dropped(chance: random.Random, query: list[str]) -> list[str] | None:
    def drop(word: str) -> str:
        at = chance.randrange(len(word))
        return word[:at] + word[at + 1 :]

    return _one(chance, query, _plain(4), drop)


def letter_added(chance: random.Random, query: list[str]) -> list[str] | None:
    def add(word: str) -> str:
        at = chance.randrange(len(word) + 1)
        return word[:at] + chance.choice(_LETTERS) + word[at:]

    return _one(chance, query, _plain(4), add)


def _wrong_letter(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word))
    letter = chance.choice(_LETTERS.replace(word[at], ""))
    return word[:at] + letter + word[at + 1 :]


def error_in_a_short_word(chance: random.Random, query: list[str]) -> list[str] | None:
    return _one(chance, query, _plain(2, 3), lambda word: _wrong_letter(chance, word))


def three_errors_in_a_word(chance: random.Random, query: list[str]) -> list[str] | None:
    def spoil(word: str) -> str:
        for at in sorted(chance.sample(range(len(word)), 3), reverse=True):
            change = chance.choice(("drop", "add", "other"))
            letter = chance.choice(_LETTERS) if change != "drop" else ""
            word = word[:at] + letter + word[at + (change != "add") :]
        return word

    return _one(chance, query, _plain(7), spoil)


def two_words_joined(chance: random.Random, query: list[str]) -> list[str] | None:
    if len(query) < 2:
        return None
    at = chance.randrange(len(query) - 1)
    return [*query[:at], query[at] + query[at + 1], *query[at + 2 :]]


def word_split(chance: random.Random, query: list[str]) -> list[str] | None:
    def split(word: str) -> str:
        at = chance.randrange(2, len(word) - 1)
        return f"{word[:at]} {word[at:]}"

    return _one(chance, query, _plain(6), split)


def last_word_three_letters(_: random.Random, query: list[str]) -> list[str] | None:
    return [*query[:-1], query[-1][:3]] if _plain(5)(query[-1]) else None


_ENDINGS = (
    ("ations", "ating"),
    ("ation", "ated"),
    ("ies", "y"),
    ("sses", "ss"),
    ("ings", "ing"),
    ("ing", "ed"),
    ("ed", "ing"),
    ("ally", "al"),
    ("ly", ""),
    ("ive", "ion"),
    ("ical", "ic"),
    ("s", ""),
    ("y", "ies"),
    ("e", "es"),
    ("", "s"),
)


def other_inflection(chance: random.Random, query: list[str]) -> list[str] | None:
    def inflect(word: str) -> str:
        old, new = next(pair for pair in _ENDINGS if word.endswith(pair[0]))
        return word[: len(word) - len(old)] + new

    return _one(chance, query, lambda word: _plain(5)(word) and not word.endswith("ss"), inflect)


_BRITISH = (
    (r"(?<=[a-z]{3})is(?=e|ing|ation)", "iz"),
    (r"(?<=[a-z]{3})iz(?=e|ing|ation)", "is"),
    (r"(?<=[a-z]{2})our(?=$|s$|al)", "or"),
    (r"(?<=i)or$|(?<=l)or$", "our"),
    (r"(?<=l)l(?=ed$|ing$|ers?$)", ""),
    (r"(?<=[aeiou])l(?=ed$|ing$)", "ll"),
    (r"tre(?=s?$)", "ter"),
)


def other_spelling(chance: random.Random, query: list[str]) -> list[str] | None:
    def fits(word: str) -> bool:
        return word.isalpha() and any(re.search(pattern, word) for pattern, _ in _BRITISH)

    def respell(word: str) -> str:
        pattern, other = next(pair for pair in _BRITISH if re.search(pair[0], word))
        return re.sub(pattern, other, word)

    return _one(chance, query, fits, respell)


def a_word_more(chance: random.Random, query: list[str]) -> list[str] | None:
    at = chance.randrange(len(query) + 1)
    return [*query[:at], _made_up(chance), *query[at:]]


def two_wrong_words(chance: random.Random, query: list[str]) -> list[str] | None:
    if len(query) < 5:
        return None
    places = chance.sample(range(len(query)), 2)
    return [_made_up(chance) if at in places else word for at, word in enumerate(query)]


def _made_up(chance: random.Random) -> str:
    """Return a word of the sort that titles have, which fits none of them."""
    return chance.choice(("vehicles", "gradient", "museum", "harmonic", "tropical", "ledger"))


ANY_LENGTH: dict[str, Mistake] = {
    "as it is": as_it_is,
    "any order": any_order,
    "letters swapped": letters_swapped,
    "letter dropped": letter_dropped,
    "letter added": letter_added,
    "error in a short word": error_in_a_short_word,
    "three errors in a word": three_errors_in_a_word,
    "two words joined": two_words_joined,
    "word split": word_split,
    "last word three letters": last_word_three_letters,
    "other inflection": other_inflection,
    "British, American": other_spelling,
}
WHOLE: dict[str, Mistake] = {"a word more": a_word_more, "two wrong words": two_wrong_words}
