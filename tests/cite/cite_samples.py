"""References that are hard to write: the six of the base from their citation lines, and tricky ones made up."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from support import BASE, DATA

from mscq.cite import Reference, formats
from mscq.cite.names import particle_family, spelled_given
from mscq.records.models import Bibliography, Standing

HERE = Path(__file__).parent
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FROZEN = BASE / "papers"


def made(key: str, *, notice: Standing | None = None, incomplete: tuple[str, ...] = (), **fields: Any) -> Reference:
    """A reference from CSL-JSON fields; ``_`` stands for ``-``, ``authors`` is short for names."""
    bookshelf = fields.pop("bookshelf", None)
    for role, plural in (("author", "authors"), ("editor", "editors")):
        if plural in fields:
            fields[role] = [named(text) for text in fields.pop(plural).split("; ")]
    if "issued" in fields:
        fields["issued"] = {"date-parts": [list(fields["issued"])]}
    record = {"type": "article-journal"} | {name.replace("_", "-"): value for name, value in fields.items()}
    return Reference(key, Bibliography.model_validate(record), bookshelf, notice, incomplete)


def named(text: str) -> dict[str, str]:
    """``Family, Given, Suffix`` or, without a comma, a body, as a CSL name."""
    parts = text.split(", ")
    if len(parts) == 1:
        return {"literal": text}
    return dict(zip(("family", "given", "suffix"), parts, strict=False))


def standing(status: str, notice: str | None) -> Standing:
    return Standing.model_validate({"status": status, "as_of": date(2026, 1, 1), "notice": notice})


TRICKY = (
    made(
        "accents2020",
        title="Sjögren’s syndrome: naïve T cells, IFN-γ and TNF-α in Łódź",
        authors="Müller-Łukasiewicz, Zoë; Ñuñez, Ángel José; Øster, Å; Çelik, Şule; Dvořák, Jiří",
        issued=(2020, 2, 9),
        container_title="Zeitschrift für Prüfung",
        container_title_short="Z Pruf",
        volume="7",
        issue="1-2",
        page="61-68",
        DOI="10.1000/acc.2020.1",
        PMID="11111111",
    ),
    made(
        "greek2021",
        title="Interleukin-1β and TGF-β1 from HUC-MSC lower IL-10 at 37 °C & 5% CO₂ by $5 #1",
        authors="Kim, JH",
        issued=(2021, 12),
        container_title="Cytokine & Growth Factor Reviews",
        container_title_short="Cytokine Growth Factor Rev",
        volume="58",
        number="e70189",
        DOI="10.1000/under_score_and%25per",
        PMCID="PMC1234567",
    ),
    made(
        "sici1998",
        title="Effect of p<0.05 and n>30 in {braced} {IL-2} trials",
        authors="Egger, M; Smith, G Davey",
        issued=(1998, 8, 15),
        container_title="Statistics in Medicine",
        container_title_short="Stat Med",
        volume="17",
        issue="15-16",
        page="1661-1682",
        DOI="10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
    ),
    made(
        "collective2019",
        title="A consensus statement",
        authors="European Society for Blood and Marrow Transplantation; Smith, Jane; AB&C and D Study Group",
        issued=(2019, 1, 1),
        container_title="Bone Marrow Transplantation",
        container_title_short="Bone Marrow Transplant",
        volume="54",
        page="1-9",
    ),
    made(
        "particles2018",
        title="Names of people",
        author=[
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "van den Bosch", "given": "Marc A. J."},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            {"family": "García de la Torre", "given": "Ignacio"},
            {"family": "O’Brien", "given": "Jean-Paul"},
            {"family": "Plato"},
        ],
        issued=(2018, 3, 31),
        container_title="Annals of the Rheumatic Diseases",
        container_title_short="Ann Rheum Dis",
        volume="77",
        issue="Suppl 2",
        page="S12-S19",
        ISSN="0003-4967",
    ),
    made(
        "question2017",
        title="Do stem cells cure lupus?",
        authors="Doe, John",
        issued=(2017,),
        container_title="Lupus",
        container_title_short="Lupus",
        volume="26",
        page="1139",
    ),
    made(
        "quotes2016",
        title='The “magic” of "stem" cells ~ a ^ b \\ c',
        authors="Roe, Richard",
        issued=(2016, 11, 5),
        container_title="Regenerative Medicine",
        container_title_short="Regen Med",
        volume="11",
        issue="8",
        page="831-833",
    ),
    made("noauthor2015", title="Stem cells in the news", issued=(2015, 6), container_title="Nature", volume="520"),
    made("noyear", title="An undated note", authors="Nemo, Captain", container_title="The Lancet", page="7-9"),
    made("titleonly", title="Only a title is known"),
    made(
        "cutoff2014",
        title="A trial with a long list of authors",
        authors="First, Ann; Second, Bob",
        issued=(2014, 10, 2),
        container_title="Trials",
        volume="15",
        number="376",
        incomplete=("author",),
        DOI="10.1186/1745-6215-15-376",
    ),
    made(
        "chapter2018",
        type="chapter",
        title="Cell therapy in Parkinson’s disease",
        authors="Author, Chapter A",
        editors="van Editor, Ed; Second, Edith",
        issued=(2018, 12, 21),
        container_title="Parkinson’s Disease: Pathogenesis & Clinical Aspects",
        publisher="Codon & Sons",
        publisher_place="Brisbane (AU)",
        chapter_number="9",
        edition="2",
        page="161-176",
        medium="Internet",
        ISBN="978-0-9944381-6-4",
        DOI="10.1000/book.ch_9",
        bookshelf="NBK000001",
    ),
    made(
        "retracted2013",
        title="Striking cures with MSCs",
        authors="Fake, Ida",
        issued=(2013, 4, 1),
        container_title="Journal of Cures",
        container_title_short="J Cures",
        volume="1",
        issue="1",
        page="1-2",
        PMID="22222222",
        notice=standing("retracted", "Retraction in: J Cures. 2014 May;2(5):99 & 100"),
    ),
    made(
        "corrected2012",
        title="A corrected count",
        authors="Honest, Abe",
        issued=(2012, 7, 4),
        container_title="Journal of Counts",
        volume="3",
        page="10-12",
        notice=standing("corrected", "Table 2 replaced on 2012 Aug 1"),
    ),
    made(
        "preprint2022",
        type="article",
        title="mRNA-loaded iPSC exosomes: phase I/II data",
        authors="Pre, Print",
        issued=(2022, 1, 31),
        container_title="medRxiv",
        number="2022.01.30.22270000",
        DOI="10.1101/2022.01.30.22270000",
    ),
    made(
        "web2023",
        type="webpage",
        title="Stem cell therapy: what to know",
        authors="MS Society",
        issued=(2023, 5, 6),
        container_title="MS Society – Research",
        URL="https://example.org/a_b?c=%20d&e=1#f",
    ),
    made(
        "odd-brace2011",
        title="An odd } brace and a { none closes {",
        authors="Odd, O",
        issued=(2011,),
        container_title="Oddities_Today",
        volume="1",
        DOI="10.1000/odd{brace",
    ),
)


def base(papers: Path = DATA / "papers") -> list[Reference]:
    """The papers of a base; of a record only what a citation needs is read."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(papers.glob("*.json"))]
    return [
        Reference(
            record["id"],
            Bibliography.model_validate(record["bibliography"]),
            record.get("bookshelf"),
            None if record["standing"]["status"] == "no-notice-known" else Standing.model_validate(record["standing"]),
            tuple(record.get("incomplete", ())),
        )
        for record in records
    ]


ALL = (*TRICKY, *base())
BY_KEY = {each.key: each for each in ALL}

# What a test runs over: each tricky reference for itself, then the whole base.
GROUPS = [*((each.key,) for each in TRICKY), tuple(each.key for each in ALL[len(TRICKY) :])]
GROUP_NAMES = [*(each.key for each in TRICKY), "base"]


def people(reference: Reference, role: str = "author") -> list[tuple[str, str, str]]:
    """Names as a reader should find them: family with particle, given with initials apart, suffix."""
    return [
        (name.literal, "", "") if name.literal else (particle_family(name), spelled_given(name), name.suffix or "")
        for name in getattr(reference.bibliography, role)
    ]


def numbers(reference: Reference) -> list[int]:
    """Year, month and day as far as they are known."""
    issued = reference.bibliography.issued
    return issued.date_parts[0] if issued else []


def known(**fields: Any) -> dict[str, Any]:
    """The fields that are not empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


@lru_cache
def pandoc(reader: str, writer: str, text: str, *options: str) -> str:
    """What pandoc makes of the text; the test is skipped where its package is absent."""
    pypandoc = pytest.importorskip("pypandoc", reason="pandoc (pypandoc_binary) is not installed")
    command = [pypandoc.get_pandoc_path(), "-f", reader, "-t", writer, "--wrap=none", *options]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return done.stdout


def csl_people(item: dict[str, Any], role: str = "author") -> list[tuple[str, str, str]]:
    """The names of a CSL-JSON item that another program wrote, in the form of :func:`people`."""
    return [
        (name["literal"], "", "")
        if "literal" in name
        else (
            " ".join(name[part] for part in ("dropping-particle", "non-dropping-particle", "family") if part in name),
            name.get("given", ""),
            name.get("suffix", ""),
        )
        for name in item.get(role, [])
    ]


def rendered(name: str, references: Sequence[Reference] = ALL) -> str:
    """The references in the format of that name."""
    return _rendered(name) if references is ALL else formats()[name].render(references)


@lru_cache
def _rendered(name: str) -> str:
    return formats()[name].render(ALL)


def straight(text: str) -> str:
    """The text with straight quotation marks: pandoc curls them."""
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', text))


def unnumbered(text: str) -> str:
    """A reference without its number in the list."""
    return re.sub(r"^([(\[]?)\d+", r"\1", text)
