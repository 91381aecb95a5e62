"""What words have in common that differ in their endings, as in "distil" and "distillation".

The algorithm is that of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980,
after British spelling was made American, and with one l for a double one at the end.
"""

from functools import lru_cache

from citehub.text.patterns import regex

_C, _V = "[^aeiou]", "[aeiouy]"
_CS, _VS = f"{_C}[^aeiouy]*", f"{_V}[aeiou]*"
_ONE = regex(f"^(?:{_CS})?{_VS}{_CS}")  # m > 0: a vowel and a consonant
_JUST_ONE = regex(f"^(?:{_CS})?{_VS}{_CS}(?:{_VS})?$")  # m = 1
_TWO = regex(f"^(?:{_CS})?(?:{_VS}{_CS}){{2}}")  # m > 1
_VOWEL = regex(f"^(?:{_CS})?{_V}")
_SHORT = regex(f"^{_CS}{_V}[^aeiouwxy]$")
_DOUBLE = regex(r"([^aeiou])\1$")

_AMERICAN = (  # what a British word has in it, where that is, and what to put there
    ("is", regex("(?<=[a-z]{3})is(?=(?:e[drs]?|ers|ing|ations?)$)"), "iz"),
    ("our", regex("(?<=[a-z]{2})our(?=(?:s|al|ed|ing|ful|ist|ally)?$)"), "or"),
    ("tre", regex("(?<=[a-z]{2})tre(?=s?$)"), "ter"),
    ("logue", regex("(?<=[a-z]{2})logue(?=s?$)"), "log"),
    ("ys", regex("(?<=[a-z]{2})ys(?=(?:e[drs]?|ing)$)"), "yz"),
)

_SECOND = (
    *(("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize")),
    *(("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous")),
    *(("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive")),
    *(("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble")),
    ("logi", "log"),
)
_THIRD = (
    *(("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic")),
    *(("ful", ""), ("ness", "")),
)
_ENDS = tuple(old for old, _ in (*_SECOND, *_THIRD))
_FOURTH = regex(
    "(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$"
)


def stem(word: str, least: int = 4) -> str:
    """Return what a folded word shares with its other forms; only ASCII words have some.

    And only those of at least so many letters: "use" and "uses" have a stem in common from 3 on.
    """
    has_forms = len(word) >= least and word.isascii() and word.isalpha()
    return _stem(word) if has_forms else word


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    for letters, british, american in _AMERICAN:
        if letters in word:
            word = british.sub(american, word)
    word = _final_y(_past(_plurals(word)))
    word = _other_ending(_THIRD, _other_ending(_SECOND, word))
    return _final_e(_last(word))


def _plurals(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _ONE.match(word[:-3]) else word
    if not word.endswith(("ed", "ing")):
        return word
    rest = word[: -3 if word.endswith("g") else -2]
    if not _VOWEL.match(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLE.search(rest) and rest[-1] not in "lsz":
        return rest[:-1]
    return rest + "e" if _SHORT.match(rest) else rest


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _VOWEL.match(word[:-1]) else word


def _other_ending(endings: tuple[tuple[str, str], ...], word: str) -> str:
    """Put another ending where one of these is behind a vowel and a consonant."""
    if not word.endswith(_ENDS):
        return word
    for old, new in endings:
        if word.endswith(old):
            rest = word[: len(word) - len(old)]
            return rest + new if _ONE.match(rest) else word
    return word


def _last(word: str) -> str:
    found = _FOURTH.search(word)
    return word[: found.start()] if found and _TWO.match(word[: found.start()]) else word


def _final_e(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _TWO.match(rest) or (_JUST_ONE.match(rest) and not _SHORT.match(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and len(word) > 4 else word
