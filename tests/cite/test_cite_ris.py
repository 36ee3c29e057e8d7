"""RIS read back by rispy and pandoc; MEDLINE by Bio.Medline."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from cite_samples import ALL, BY_KEY, GROUP_NAMES, GROUPS, MONTHS, csl_people, known, numbers, pandoc, people, rendered

from mscq.cite.fields import notes, notice_text
from mscq.cite.names import nlm_name


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, Any]]:
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    return {record["id"]: record for record in rispy.loads(rendered("ris"))}


def _inverted(names: list[tuple[str, str, str]]) -> list[str]:
    return [", ".join(part for part in name if part) for name in names]


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_rispy_reads_every_field(keys: Sequence[str], records: dict[str, dict[str, Any]]) -> None:
    for key in keys:
        reference, got = BY_KEY[key], records[key]
        record, date = reference.bibliography, numbers(reference)
        plain = re.fullmatch(r"([^-, ]+)-([^-, ]+)", record.page or "")
        first, last = plain.groups() if plain else (record.page, None)
        wanted = known(
            authors=_inverted(people(reference)),
            secondary_authors=_inverted(people(reference, "editor")),
            title=record.title,
            secondary_title=record.container_title,
            year=str(date[0]) if date else "",
            date="/".join(f"{number:02d}" for number in date),
            volume=record.volume,
            number=record.issue,
            start_page=first or record.number,
            end_page=last,
            custom7=record.number,
            edition=record.edition,
            section=record.chapter_number,
            publisher=record.publisher,
            place_published=record.publisher_place,
            issn=record.isbn or record.issn,
            doi=record.doi,
            accession_number=record.pmid,
            custom2=record.pmcid,
            notes=[notes(reference)] if notes(reference) else [],
        )
        names = (*wanted, "authors", "volume", "number", "start_page", "end_page", "custom7", "doi", "notes")
        assert {name: got[name] for name in names if name in got} == wanted


def test_pandoc_reads_ris() -> None:
    items = json.loads(pandoc("ris", "csljson", rendered("ris")))
    for item, reference in zip(items, ALL, strict=True):
        record = reference.bibliography
        assert item["title"] == record.title
        page = record.page or record.number
        wanted = known(volume=record.volume, issue=record.issue, page=page, DOI=record.doi)
        assert {name: item[name] for name in ("volume", "issue", "page", "DOI") if name in item} == wanted
        assert item.get("container-title") == record.container_title
        # pandoc takes a body's name apart and the third part of a name for given names.
        plain = [name for name in people(reference) if name[1] and not name[2]]
        assert [name for name in csl_people(item) if name in plain] == plain


def test_ris_has_one_tag_per_line_and_ends_each_record() -> None:
    lines = rendered("ris").split("\n")
    assert [line for line in lines if line and line[2:6] != "  - "] == []
    assert lines.count("ER  - ") == sum(line.startswith("TY  - ") for line in lines) == len(ALL)


@pytest.fixture(scope="module")
def medline() -> dict[str, dict[str, Any]]:
    reader = pytest.importorskip("Bio.Medline", reason="biopython is not installed")
    found = reader.parse(io.StringIO(rendered("nbib")))
    return {reference.key: dict(record) for reference, record in zip(ALL, found, strict=True)}


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_bio_medline_reads_every_field(keys: Sequence[str], medline: dict[str, dict[str, Any]]) -> None:
    for key in keys:
        reference = BY_KEY[key]
        record, got = reference.bibliography, medline[key]
        persons = [name for name in record.author if not name.literal]
        periodical = record.type.startswith("article")
        wanted = known(
            PMID=record.pmid,
            AU=[nlm_name(name) for name in persons],
            CN=[name.literal for name in (*record.author, *record.editor) if name.literal],
            ED=[nlm_name(name) for name in record.editor if not name.literal],
            VI=record.volume,
            IP=record.issue,
            PG=record.page or record.number,
            PMC=record.pmcid,
            IS=record.issn,
            TA=(record.container_title_short or record.container_title) if periodical else None,
            JT=record.container_title if periodical else None,
            BTI=[record.container_title] if record.container_title and not periodical else None,
            PL=record.publisher_place,
        )
        assert got["TI"] in (record.title, f"{record.title}.")
        names = ("PMID", "AU", "CN", "ED", "VI", "IP", "PG", "PMC", "IS", "TA", "JT", "BTI", "PL")
        assert {name: got[name] for name in names if name in got} == wanted
        doi = [number.removesuffix(" [doi]") for number in got.get("AID", []) if number.endswith("[doi]")]
        assert doi == ([record.doi] if record.doi else [])
        date = numbers(reference)
        shown = [*map(str, date[:1]), *(MONTHS[month - 1] for month in date[1:2]), *map(str, date[2:])]
        assert got.get("DP", "") == " ".join(shown)
        kept = " ".join(" ".join(got.get(tag, ())) for tag in ("RIN", "EIN", "ECI"))
        assert notice_text(reference).removeprefix("Retraction in: ") in kept


def test_medline_lines_are_folded_at_six_spaces() -> None:
    lines = [line for line in rendered("nbib").splitlines() if line]
    assert all(line[4:6] == "- " or line.startswith("      ") for line in lines)
    assert any(line.startswith("      ") for line in lines)
    assert all(len(line) <= 88 or " " not in line[6:].removesuffix(" [doi]") for line in lines)


def test_medline_spaces_initials_in_the_full_name() -> None:
    text = rendered("nbib", [BY_KEY["greek2021"]])
    assert "FAU - Kim, J H\nAU  - Kim JH\n" in text
    assert "LID - e70189 [pii]\nLID - 10.1000/under_score_and%25per [doi]\n" in text
