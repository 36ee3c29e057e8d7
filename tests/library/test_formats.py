"""Formats told by their content, and one paper as each program writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mscq.errors import UnreadableFile
from mscq.library import Entry, read_file
from mscq.records.canonical import plain

TITLE = "Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic Review and Meta-Analysis"
ISLAM = {"family": "Islam", "given": "Md Asiful"}
ALAM = {"family": "Alam", "given": "Sayeda Sadia"}
GROUP = {"literal": "MSC Study Group"}
WHOLE = {
    "title": TITLE,
    "author": [ISLAM, ALAM, GROUP],
    "issued": [2023, 9, 30],
    "volume": "12",
    "issue": "19",
    "DOI": "10.3390/jcm12196311",
    "PMID": "37834955",
}

ENW = f"""%0 Journal Article
%T {TITLE.partition(": ")[0]}:
{TITLE.partition(": ")[2]}
%A Islam, Md Asiful
%A Alam, Sayeda Sadia
%A MSC Study Group,
%J Journal of Clinical Medicine
%D 2023
%8 Sep 30
%V 12
%N 19
%R 10.3390/jcm12196311
%M 37834955
"""
CIW = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Islam, MA
   Alam, SS
AF Islam, Md Asiful
   Alam, Sayeda Sadia
CA MSC Study Group
TI Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic
   Review and Meta-Analysis
SO JOURNAL OF CLINICAL MEDICINE
PD SEP 30
PY 2023
VL 12
IS 19
AR 6311
DI 10.3390/jcm12196311
PM 37834955
CR Doe J, 2001, J TEST, V1, P1, DOI 10.9999/other
   Roe R, 2002, J TEST, V2, P2, DOI 10.9999/another
ER

EF
"""
ENDNOTE_XML = f"""<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Islam, Md Asiful</style></author><author>Alam, Sayeda Sadia</author>
<author>MSC Study Group,</author></authors></contributors><titles><title><style>{TITLE}</style></title></titles>
<dates><year>2023</year><pub-dates><date>Sep 30</date></pub-dates></dates><volume>12</volume><number>19</number>
<electronic-resource-num>https://doi.org/10.3390/jcm12196311</electronic-resource-num>
<accession-num>37834955</accession-num></record></records></xml>"""
HAYAGRIVA = f"""islam:
  type: article
  title: {{value: "{TITLE}"}}
  author: ["Islam, Md Asiful", {{name: Alam, given-name: Sayeda Sadia}}, MSC Study Group]
  date: 2023-09-30
  serial-number: {{doi: 10.3390/jcm12196311, pmid: 37834955}}
  parent:
    - type: periodical
      title: Journal of Clinical Medicine
      volume: 12
      issue: 19
"""
CSL_YAML = f"""---
references:
- id: islam
  type: article-journal
  title: "{TITLE}"
  author:
  - {{family: Islam, given: Md Asiful}}
  - {{family: Alam, given: Sayeda Sadia}}
  - {{literal: MSC Study Group}}
  issued:
  - year: 2023
    month: 9
    day: 30
  volume: 12
  issue: 19
  DOI: 10.3390/jcm12196311
  PMID: 37834955
...
"""
ZOTERO = json.dumps(
    [
        {
            "key": "AB12",
            "data": {
                "itemType": "journalArticle",
                "title": TITLE,
                "creators": [
                    {"creatorType": "author", "lastName": "Islam", "firstName": "Md Asiful"},
                    {"creatorType": "author", "lastName": "Alam", "firstName": "Sayeda Sadia"},
                    {"creatorType": "author", "name": "MSC Study Group"},
                ],
                "date": "2023-09-30",
                "volume": "12",
                "issue": "19",
                "DOI": "10.3390/jcm12196311",
                "extra": "PMID: 37834955",
            },
        },
        {"key": "CD34", "data": {"itemType": "attachment", "title": "Full Text PDF"}},
    ]
)
CROSSREF = json.dumps(
    {
        "status": "ok",
        "message": {
            "type": "journal-article",
            "title": ["Mesenchymal Stem Cell Therapy in <i>Multiple Sclerosis</i>"],
            "subtitle": ["A Systematic Review &amp; Meta-Analysis"],
            "author": [ISLAM | {"sequence": "first"}, ALAM, {"name": "MSC Study Group"}],
            "issued": {"date-parts": [[2023, 9, 30]]},
            "volume": "12",
            "issue": "19",
            "DOI": "10.3390/jcm12196311",
        },
    }
)
FILES = {
    "small.enw": ENW,
    "savedrecs.txt": CIW,
    "My EndNote Library.xml": ENDNOTE_XML,
    "refs.yml": HAYAGRIVA,
    "csl.yaml": CSL_YAML,
    "zotero.json": ZOTERO,
    "crossref.json": CROSSREF,
}


def one(tmp_path: Path, name: str, content: str | bytes) -> Entry:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = read_file(path)
    assert [str(unread) for unread in result.unread] == []
    (entry,) = result.entries
    return entry


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("disguised", [False, True])
def test_one_paper_as_each_program_writes_it(tmp_path: Path, name: str, encoding: str, disguised: bool) -> None:
    if name.endswith(("yml", "yaml")):
        pytest.importorskip("yaml")
    entry = one(tmp_path, "references" if disguised else name, FILES[name].encode(encoding))
    fields: dict[str, Any] = plain(entry.bibliography)
    fields["issued"] = fields["issued"]["date-parts"][0]
    expected = dict(WHOLE)
    if name == "crossref.json":
        expected["title"] = TITLE.replace(" and ", " & ")
        del expected["PMID"]
    assert {field: fields.get(field) for field in expected} == expected


TABLES = {
    "Excel of a German desk": "Nr.;Titel;Jahr;PMID;DOI;Autoren\n1;{title};2023;37834955;{doi};Islam MA, Alam SS\n",
    "pandas": ",doi,year,pmid,Title,authors\n0,{doi},2023.0,37834955.0,{title},Islam M.A.; Alam S.S.\n",
    "tabs": "title\tPubMed ID\tDOI\tPublication Year\tAuthors\n{title}\t37834955\t{doi}\t2023\tIslam, MA; Alam, SS\n",
    "line breaks": 'PMID,Title,Authors,DOI,Year\n37834955,"{broken}","Islam MA, Alam SS.",doi:{doi},2023\n',
    "separator named": "sep=;\nPMID;Title;Authors;DOI;Year\n37834955;{title};Islam MA, Alam SS.;{doi};2023\n",
}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("name", ["table.csv", "table.txt"])
def test_tables(tmp_path: Path, kind: str, name: str) -> None:
    broken = TITLE.replace("Sclerosis: ", "Sclerosis:\n")
    entry = one(tmp_path, name, "\ufeff" + TABLES[kind].format(title=TITLE, broken=broken, doi="10.3390/JCM12196311"))
    stated = entry.bibliography
    assert (stated.title, stated.pmid, stated.doi, stated.year) == (TITLE, "37834955", "10.3390/jcm12196311", 2023)
    assert [name.family for name in stated.author] == ["Islam", "Alam"]


def test_pubmed_text_with_abstracts(tmp_path: Path) -> None:
    text = """1. J Clin Med. 2023 Sep 30;12(19):6311. doi: 10.3390/jcm12196311.

Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic Review and
Meta-Analysis.

Islam MA(1)(2), Alam SS(3), van der Berg J(1).

Author information:
(1)Department of Tests, City.
(2)Institute of Checks, Town.

BACKGROUND: Ten trials (see 10.9999/another) were pooled.
RESULTS:
2. is not the number of a record here.

DOI: 10.3390/jcm12196311
PMCID: PMC10573670
PMID: 37834955


2. Lancet. 1999 Jan 2;353(9146):1-2.

A second record.

Doe J.

PMID: 1234567
"""
    (tmp_path / "abstract-set.txt").write_text(text)
    first, second = read_file(tmp_path / "abstract-set.txt").entries
    assert first.bibliography.title == TITLE
    assert [name.family for name in first.bibliography.author] == ["Islam", "Alam", "van der Berg"]
    assert (first.bibliography.pmid, first.bibliography.pmcid) == ("37834955", "PMC10573670")
    assert (first.bibliography.volume, first.bibliography.issue, first.bibliography.page) == ("12", "19", "6311")
    assert (first.abstract or "").startswith("BACKGROUND: Ten trials")
    assert (second.bibliography.pmid, second.bibliography.year, second.line) == ("1234567", 1999, 21)


def test_a_numbered_list_is_not_taken_for_pubmed_text(tmp_path: Path) -> None:
    first = "1. Doe J, Roe R. Title of the first. J Test. 2020;1:2-3.\nDOI: 10.1234/a\n"
    second = "2. Poe E. Title of the second. J Test. 2021;1:2-3.\nPMID: 1234567\n"
    for between in ("", "\n"):
        (tmp_path / "a.txt").write_text(first + between + second)
        entries = read_file(tmp_path / "a.txt").entries
        assert [(entry.format, entry.bibliography.doi, entry.bibliography.pmid) for entry in entries] == [
            ("plain", "10.1234/a", None),
            ("plain", None, "1234567"),
        ]


def test_the_table_of_web_of_science(tmp_path: Path) -> None:
    table = f"PT\tAU\tBA\tTI\tSO\tPY\tDI\tPM\nJ\tDoe, J; Roe, R\t\t{TITLE}\tNATURE\t2019\t10.1234/abc\t37834955\n"
    stated = one(tmp_path, "savedrecs.txt", table.encode("utf-16")).bibliography
    assert (stated.title, stated.container_title, stated.pmid) == (TITLE, "NATURE", "37834955")
    assert [name.family for name in stated.author] == ["Doe", "Roe"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<!DOCTYPE html>\n<html><body><li>10.3390/jcm12196311</li></body></html>", "an HTML page"),
        ('<?xml version="1.0"?>\n<modsCollection><mods/></modsCollection>', "MODS XML"),
        ("{\\rtf1\\ansi PMID: 37834955}", "rich text"),
        ("RT Journal Article\nSR Electronic(1)\nT1 A title\nDO 10.3390/jcm12196311\n", "RefWorks tagged text"),
        ('{"studies": [{"protocolSection": {}}]}', "a study record of ClinicalTrials.gov"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.bib", "a"])
def test_a_format_that_is_known_and_not_read_is_named(tmp_path: Path, content: str, what: str, name: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableFile, match=f"this is {what}.*which is not read; export the references as RIS"):
        read_file(tmp_path / name)


LIST = [f"10.{1000 + number}/abc.{number}" for number in range(40)]


@pytest.mark.parametrize(
    "stray", ["PMID- 37834955", "TY  - JOUR", "%A Doe", "PT J", "AU Doe, J", "References:", "1. A b. 2020"]
)
@pytest.mark.parametrize("place", [0, 20, 40])
def test_one_stray_line_makes_no_format(tmp_path: Path, stray: str, place: int) -> None:
    (tmp_path / "list.txt").write_text("\n".join([*LIST[:place], stray, *LIST[place:]]))
    dois = [entry.bibliography.doi for entry in read_file(tmp_path / "list.txt").entries]
    assert [doi for doi in dois if doi] == LIST


RIS = "TY  - JOUR\nTI  - A title\nAU  - Doe, Jane\nPY  - 2020\nER  - \n"


@pytest.mark.parametrize("suffix", ["txt", "ris", "bib", "csv", "yml", ""])
@pytest.mark.parametrize("lines", [0, 1, 300, 3000])
def test_records_behind_a_search_strategy(tmp_path: Path, suffix: str, lines: int) -> None:
    head = "".join(f"{number}     exp stem cell/ and term{number}.mp. ({number})\n" for number in range(lines))
    path = tmp_path / f"refs.{suffix}"
    path.write_text(head + RIS)
    result = read_file(path)
    assert ([entry.bibliography.title for entry in result.entries], result.unread) == (["A title"], [])


def test_tags_in_an_abstract_are_text(tmp_path: Path) -> None:
    inner = "@article{x, title={no},\n author={No},\n year={2020}}\nPMID- 1\nOWN - NLM\n%0 Book\n%T No\n"
    (tmp_path / "a").write_text(
        RIS.replace("PY", f"AB  - We quote:\n{inner}IL  - 6 rose\nKW  - cells\nDO  - 10.1234/a\nPY")
    )
    (entry,) = read_file(tmp_path / "a").entries
    assert (entry.format, entry.bibliography.title, entry.bibliography.doi) == ("ris", "A title", "10.1234/a")
    assert "IL - 6 rose" in (entry.abstract or "")
    assert entry.keywords == ("cells",)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Islam M.A.", {"family": "Islam", "given": "M. A."}),
        ("van der Berg J.-P.", {"family": "van der Berg", "given": "J.-P."}),
        ("Nguyen TH Jr", {"family": "Nguyen", "given": "TH", "suffix": "Jr"}),
        ("Stroke Trial Group B", {"literal": "Stroke Trial Group B"}),
        ("World Test Organization", {"literal": "World Test Organization"}),
        ("Department of Health and Care,", {"literal": "Department of Health and Care"}),
    ],
)
def test_names_of_ris_without_a_comma(tmp_path: Path, written: str, name: dict[str, str]) -> None:
    entry = one(tmp_path, "a.ris", RIS.replace("Doe, Jane", written))
    assert plain(entry.bibliography)["author"] == [name]


def test_several_names_on_one_line_of_ris(tmp_path: Path) -> None:
    for written in ("Islam, M.A.; Alam, S.S.", "Islam M.A., Alam S.S.", "Islam, M.A., Alam, S.S."):
        entry = one(tmp_path, "a.ris", RIS.replace("Doe, Jane", written))
        assert [author.family for author in entry.bibliography.author] == ["Islam", "Alam"]
