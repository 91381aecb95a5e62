"""Filters as they are typed in one line: `role=method year=2024 gradient`."""

import shlex

from citehub.errors import CitehubError
from citehub.index.filters import Filters

ASK_FILTER = "Only papers with these words, or role=method year=2024"

_NAMES = {  # as the options of the command line are called
    "role": "role",
    "cited-as": "citation_role",
    "polarity": "citation_polarity",
    "field": "field",
    "year": "year",
    "verdict": "verdict",
}


def filters_of(text: str) -> Filters:
    """Read filters; words without `=` are looked for in titles and summaries.

    CitehubError where there is no such filter, or a year is no number.
    """
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise CitehubError(f"{text}: {error}") from None
    given: dict[str, tuple[str, ...]] = {}
    words = []
    for part in parts:
        name, sign, value = part.partition("=")
        if not sign:
            words.append(part)
        elif name not in _NAMES or not value:
            raise CitehubError(f"no filter {part!r}; filters: {', '.join(_NAMES)}, and words")
        else:
            given[_NAMES[name]] = (*given.get(_NAMES[name], ()), value)
    years = given.pop("year", ())
    if wrong := [year for year in years if not year.isdecimal()]:
        raise CitehubError(f"year={wrong[0]}: not a year")
    return Filters(
        **given,  # type: ignore[arg-type]
        year=tuple(map(int, years)),
        grep=(" ".join(words),) if words else (),
    )
