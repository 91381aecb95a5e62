"""Lists of authors, as pages and users write them, taken apart."""

import pytest

from citehub.formats.names import name_of, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace", ["Lovelace, Ada"]),
        ("Lovelace, Ada", ["Lovelace, Ada"]),
        (
            "Ada Lovelace, Jan van der Berg, and Plato",
            ["Lovelace, Ada", "van der Berg, Jan", "Plato"],
        ),
        ("A. Bee and C. Dee", ["Bee, A.", "Dee, C."]),
        ("A. Bee & C. Dee", ["Bee, A.", "Dee, C."]),
        ("Bee, Anna and Dee, Carl", ["Bee, Anna", "Dee, Carl"]),
        ("Bee, A.; Dee, C.", ["Bee, A.", "Dee, C."]),
        ("Bee, A., Dee, C. D., Eff, E.-F.", ["Bee, A.", "Dee, C. D.", "Eff, E.-F."]),
        ("Ada Lovelace et al.", ["Lovelace, Ada", "et al."]),
        ("A. Bee, C. Dee, et al", ["Bee, A.", "Dee, C.", "et al."]),
        ("Martin Luther King Jr., Ada Lovelace", ["King Jr., Martin Luther", "Lovelace, Ada"]),
        ("Martin Luther King, Jr., Ada Lovelace", ["King Jr., Martin Luther", "Lovelace, Ada"]),
        ("The ATLAS Collaboration", ["The ATLAS Collaboration"]),
        ("王小明, 李雷", ["王小明", "李雷"]),
        ("Ludwig van Beethoven", ["van Beethoven, Ludwig"]),
        ("Van Morrison", ["Morrison, Van"]),
        ("", []),
    ],
)
def test_a_list_of_authors_is_taken_apart(text: str, names: list[str]) -> None:
    assert [str(name) for name in names_in(text)] == names


def test_a_lone_name_is_one_name_whatever_is_in_it() -> None:
    assert name_of("Lovelace, Ada") == ("Lovelace", "Ada")
    assert name_of("Johnson and Johnson Group") == ("Johnson and Johnson Group", "")
    assert name_of("Plato") == ("Plato", "")
