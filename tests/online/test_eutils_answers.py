"""The forms of NCBI's answers: what is read from them agrees with Biopython, and nothing in them does harm."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from eutils import HEAD, Article, Eutils, Fault, eutils, says

from mscq.errors import NoNetwork
from mscq.online.cache import Cache
from mscq.online.client import TRIES, Client
from mscq.online.eutilities import Record, headings, medline, records, search
from mscq.records.canonical import plain
from mscq.records.settings import Ncbi
from mscq.text.safe import is_safe

pytest.importorskip("httpx", reason="the extra mscq[online] is not installed")
TRIAL = Article(
    pmid="101",
    title="Stem cells < sham in Sjögren's: a trial & more.",
    kinds=(("D016428", "Journal Article"), ("D016449", "Randomized Controlled Trial")),
    authors=(("van der Berg", "Jan A"), ("Müller", "Åsa")),
    doi="10.1000/a(b)c",
    pmc="PMC7654321",
    notices=(
        ("RetractionIn", "J Ex. 2026 Dec;12(4):99. doi: 10.1000/x.", "109"),
        ("Cites", "Other J. 2001;1:1", "1"),
        ("ErratumIn", "J Ex. 2026 Nov;12(3):98", None),
    ),
)


@pytest.fixture
def service() -> Iterator[Eutils]:
    with eutils(TRIAL, Article(pmid="102", pages="e70189", volume=None, issue=None, added="2026-11-30")) as state:
        yield state


@pytest.fixture
def client(service: Eutils, tmp_path: Path) -> Iterator[Client]:
    with Client(Ncbi(service.address), Cache(tmp_path / "kept"), sleep=lambda _: None) as client:
        yield client


def test_a_record_is_read_whole(client: Client) -> None:
    found, asked = records(client, ["101", "102", "103"])
    first, second = found
    assert asked is not None
    assert plain(first.entry.bibliography) == {
        "type": "article-journal",
        "title": "Stem cells < sham in Sjögren's: a trial & more",
        "author": [{"family": "van der Berg", "given": "Jan A"}, {"family": "Müller", "given": "Åsa"}],
        "issued": {"date-parts": [[2026, 11]]},
        "container-title": "Journal of examples",
        "container-title-short": "J Ex",
        "volume": "12",
        "issue": "3",
        "page": "61-8",
        "DOI": "10.1000/a(b)c",
        "PMID": "101",
        "PMCID": "PMC7654321",
        "ISSN": "2077-0383",
    }
    assert first.kinds == TRIAL.kinds
    assert list(map(str, first.notices)) == [
        "Retraction in: J Ex. 2026 Dec;12(4):99. doi: 10.1000/x. (PMID 109)",
        "Erratum in: J Ex. 2026 Nov;12(3):98",
    ]
    assert str(second.added) == "2026-11-30"
    assert second.entry.bibliography.number == "e70189"


def test_the_stand_in_and_our_reading_agree_with_biopython(service: Eutils, client: Client) -> None:
    entrez = pytest.importorskip("Bio.Entrez")
    found, _ = records(client, ["101", "102"])
    theirs = entrez.read(io.BytesIO(service.efetch({"id": "101,102"})))["PubmedArticle"]
    assert len(theirs) == len(found) == 2
    for ours, one in zip(found, theirs, strict=True):
        citation, article = one["MedlineCitation"], one["MedlineCitation"]["Article"]
        bibliography = ours.entry.bibliography
        assert bibliography.pmid == str(citation["PMID"])
        assert f"{bibliography.title}." == str(article["ArticleTitle"])
        assert [name.family for name in bibliography.author] == [str(who["LastName"]) for who in article["AuthorList"]]
        assert [name for _, name in ours.kinds] == list(map(str, article["PublicationTypeList"]))
        assert [ui for ui, _ in ours.kinds] == [kind.attributes["UI"] for kind in article["PublicationTypeList"]]
        listed = [
            ref for ref in citation.get("CommentsCorrectionsList", ()) if ref.attributes["RefType"].endswith("In")
        ]
        assert [notice.source for notice in ours.notices] == [str(ref["RefSource"]) for ref in listed]
        created = next(day for day in one["PubmedData"]["History"] if day.attributes["PubStatus"] == "entrez")
        assert str(ours.added) == "-".join(f"{int(created[part]):02}" for part in ("Year", "Month", "Day"))


def test_medline_text_is_pubmeds_own(client: Client) -> None:
    parser = pytest.importorskip("Bio.Medline")
    text = medline(client, ["101", "102"])
    read = [*parser.parse(io.StringIO(text))]
    assert [one["PMID"] for one in read] == ["101", "102"]
    assert read[0]["TI"] == TRIAL.title
    assert read[0]["AB"] == "Mesenchymal stem cells were given."


def test_a_record_lost_from_medline_text_is_told(client: Client) -> None:
    with pytest.raises(NoNetwork, match=r"no MEDLINE record of 1 papers \(PMID 999\)"):
        medline(client, ["101", "999"])


def test_nothing_found_is_an_answer(service: Eutils, client: Client) -> None:
    service.finds = lambda term: []
    assert search(client, "cells", 10)[:2] == (0, [])
    assert records(client, []) == ([], None)
    assert records(client, ["999"])[0] == []


def test_headings(service: Eutils, client: Client) -> None:
    service.headings = {"D008180": ("Lupus Erythematosus, Systemic", "SLE"), "D010003": ("Osteoarthritis",)}
    found = search(client, "D010003[mhui] OR D999999[mhui]", 10, db="mesh")
    assert headings(client, found.ids) == [("D010003", ("Osteoarthritis",))]


_LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
_SET = f"<PubmedArticleSet>{TRIAL.xml}</PubmedArticleSet>"
_FILE = '<!DOCTYPE PubmedArticleSet [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
HARM: list[tuple[str, Fault]] = [
    ("entities", says(f"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet [{_LAUGHS}]>\n{_SET}")),
    ("entities over lines", says(f"<!DOCTYPE PubmedArticleSet\n[\n{_LAUGHS}\n]>\n{_SET}")),
    ("an outside entity", says(f"{_FILE}{_SET.replace('Stem', '&f;')}")),
    ("cut off between records", says(f"{HEAD}<PubmedArticleSet>{TRIAL.xml}")),
    ("cut off in a record", says(f"{HEAD}<PubmedArticleSet>{TRIAL.xml[:300]}")),
    ("an error in XML", says("<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")),
    ("another root", says("<html><PubmedArticle/></html>")),
]


@pytest.mark.parametrize("fault", [fault for _, fault in HARM], ids=[name for name, _ in HARM])
def test_harm_and_halves_are_refused(service: Eutils, client: Client, fault: Fault) -> None:
    service.faults = [fault] * TRIES
    with pytest.raises(NoNetwork) as caught:
        records(client, ["101"])
    assert "root:" not in str(caught.value)
    service.faults = [fault]
    assert len(records(client, ["101"])[0]) == 1  # nothing of it was kept


def test_a_broken_record_costs_no_other(service: Eutils, client: Client) -> None:
    broken = Article(pmid="105").xml.replace("</ArticleTitle>", "</ArticleTitel>")
    service.faults = [says(f"{HEAD}<PubmedArticleSet>{broken}{TRIAL.xml}</PubmedArticleSet>")]
    found, _ = records(client, ["105", "101"])
    assert [one.entry.bibliography.pmid for one in found] == ["105", "101"]
    assert found[0].entry.notes


PAYLOAD = "a\x1b]0;t\x07\x9b31m\u202eb\u200b\u2028c"


def _texts(record: Record) -> Iterator[str]:
    entry = record.entry
    yield from (str(value) for value in plain(entry.bibliography).values() if isinstance(value, str))
    yield from (name for _, name in record.kinds)
    yield from map(str, record.notices)


def test_nothing_in_a_record_acts(service: Eutils, client: Client) -> None:
    hostile = Article(
        pmid="106",
        title=PAYLOAD,
        kinds=((PAYLOAD.replace("\x1b", "").replace("\x07", ""), PAYLOAD),),
        authors=((PAYLOAD, PAYLOAD),),
        journal=(PAYLOAD, PAYLOAD),
        volume=PAYLOAD,
        notices=(("ErratumIn", PAYLOAD, PAYLOAD),),
    )
    service.faults = [says(f"{HEAD}<PubmedArticleSet>{hostile.xml}</PubmedArticleSet>")]
    found, _ = records(client, ["106"])
    for text in _texts(found[0]):
        assert is_safe(text), repr(text)
    service.hold(hostile)
    text = medline(client, ["106"])
    assert all(is_safe(line) for line in text.split("\n"))
