import pytest

from citehub.text.identifiers import arxiv_id, doi, web_address


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/Ab.C",
        "https://doi.org/10.1000/ab.c",
        "http://dx.doi.org/10.1000/AB.C",
        "doi.org/10.1000/ab.c",
        "doi: 10.1000/ab.c",
        "DOI:10.1000/ab.c",
    ],
)
def test_a_doi_has_one_form_however_it_is_written(written: str) -> None:
    assert doi(written) == "10.1000/ab.c"


@pytest.mark.parametrize(
    "text", [None, "", "n/a", "10.1000", "11.1000/x", "10.1000/a b", "https://a.org/10.1000/x"]
)
def test_what_is_no_doi_is_none(text: str | None) -> None:
    assert doi(text) is None


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("2305.05010", "2305.05010"),
        ("2305.05010v12", "2305.05010"),
        ("arXiv:0704.0001v1", "0704.0001"),
        ("https://arxiv.org/abs/2305.05010v2", "2305.05010"),
        ("http://www.arxiv.org/pdf/2305.05010v2.pdf", "2305.05010"),
        ("https://doi.org/10.48550/arXiv.2305.05010", "2305.05010"),
        ("hep-th/9901001v3", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
    ],
)
def test_an_arxiv_id_has_one_form_without_version_and_class(written: str, one: str) -> None:
    assert arxiv_id(written) == one


@pytest.mark.parametrize(
    "text",
    [None, "", "2305.050", "2305.050101", "10.1000/2305.05010", "x 2305.05010", "٢٣٠٥.٠٥٠١٠"],
)
def test_what_is_no_arxiv_id_is_none(text: str | None) -> None:
    assert arxiv_id(text) is None


@pytest.mark.parametrize("address", ["https://a.org/x", "HTTP://a.org"])
def test_an_address_of_the_web_is_kept(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize("address", [None, "", "file:///etc", "javascript:x", "a.org", "https:///"])
def test_any_other_address_is_none(address: str | None) -> None:
    assert web_address(address) is None
