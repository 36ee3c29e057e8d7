"""Parts of a citation: pages, ordinals, addresses."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from cite_samples import made, rendered
from hypothesis import given
from hypothesis import strategies as st

from mscq.cite import links
from mscq.cite.fields import ordinal
from mscq.cite.pages import Pages


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("61-68", Pages("61", "68")),
        ("61–68", Pages("61", "68")),
        ("61 -- 68", Pages("61", "68")),
        ("S12-S19", Pages("S12", "S19")),
        ("941-950.e6", Pages("941", "950.e6")),
        ("639", Pages("639")),
        ("", Pages("")),
        ("1-2, 5-6", Pages("1-2, 5-6")),
        ("1-2-3", Pages("1-2-3")),
    ],
)
def test_pages_are_read(text: str, pages: Pages) -> None:
    assert Pages.parse(text) == pages


@given(st.integers(1, 99999), st.integers(0, 99999), st.sampled_from(["-", "–", "--"]))
def test_pages_are_read_as_they_are_written(first: int, more: int, dash: str) -> None:
    pages = Pages(str(first), str(first + more))
    assert Pages.parse(pages.written(dash)) == pages == pages.whole()


@given(st.integers(100, 99999), st.integers(1, 99))
def test_a_shortened_last_page_is_completed(first: int, more: int) -> None:
    last = str(first + more)
    changed = next(
        (at for at, pair in enumerate(zip(str(first), last, strict=False)) if pair[0] != pair[1]), len(last) - 1
    )
    if len(last) == len(str(first)):
        assert Pages(str(first), last[changed:]).whole() == Pages(str(first), last)


def test_several_ranges_in_tex() -> None:
    assert "pages = {1--2, 5--6}" in rendered("bibtex", [made("x", title="T", page="1-2, 5–6")])


def _ordinal(number: int) -> str:
    tens, ones = divmod(number % 100, 10)
    return f"{number}{'th' if tens == 1 or ones > 3 or ones == 0 else ('st', 'nd', 'rd')[ones - 1]}"


def test_ordinals() -> None:
    assert [ordinal(number) for number in range(1, 131)] == [_ordinal(number) for number in range(1, 131)]


@pytest.mark.parametrize("written", ["{}", "{}nd", "{}rd ed.", "{} edition", "{}TH ED"])
def test_an_edition_is_an_ordinal_however_it_was_written(written: str) -> None:
    for number in range(1, 131):
        text = rendered("nlm", [made("x", type="book", title="T", edition=written.format(number))])
        assert text == f"T. {_ordinal(number)} ed.\n"


@pytest.mark.parametrize(
    ("edition", "shown"), [("Rev", "Rev ed."), ("2nd rev. ed.", "2nd rev. ed."), ("Red", "Red ed.")]
)
def test_an_edition_in_words_keeps_them(edition: str, shown: str) -> None:
    assert rendered("nlm", [made("x", type="book", title="T", edition=edition)]) == f"T. {shown}\n"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("10.3390/jcm12196311", "https://doi.org/10.3390/jcm12196311"),
        ("10.1000/a<b>c", "https://doi.org/10.1000/a%3Cb%3Ec"),
        ("10.1000/a#b", "https://doi.org/10.1000/a%23b"),
        ("10.1000/a%b", "https://doi.org/10.1000/a%25b"),
        ("10.1000/a(b);c", "https://doi.org/10.1000/a(b);c"),
        ('10.1000/é?"[]', "https://doi.org/10.1000/%C3%A9%3F%22%5B%5D"),
    ],
)
def test_a_doi_is_an_address(name: str, address: str) -> None:
    assert links.doi(name) == address


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1))
def test_the_address_of_a_doi_is_one_that_leads_back_to_it(suffix: str) -> None:
    address = urlsplit(links.doi(f"10.1234/{suffix}"))
    assert (address.netloc, address.query, address.fragment) == ("doi.org", "", "")
    assert unquote(address.path) == f"/10.1234/{suffix}"
    assert not set(address.path) & set('<>"[]{}| ')


def test_addresses_stand_in_the_order_in_which_they_are_opened() -> None:
    record = made("x", title="T", DOI="10.1000/x", PMID="1", PMCID="PMC2", URL="https://a.org/b")
    assert list(links.addresses(record.bibliography, "NBK3").items()) == [
        ("pubmed", "https://pubmed.ncbi.nlm.nih.gov/1/"),
        ("pmc", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2/"),
        ("doi", "https://doi.org/10.1000/x"),
        ("bookshelf", "https://www.ncbi.nlm.nih.gov/books/NBK3/"),
        ("address", "https://a.org/b"),
    ]
    assert links.addresses(made("y", title="T").bibliography) == {}
