"""CSL-JSON, EndNote XML, Hayagriva, Markdown and HTML read back; the registry of formats."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cite_samples import (
    ALL,
    BY_KEY,
    GROUP_NAMES,
    GROUPS,
    MONTHS,
    csl_people,
    known,
    made,
    numbers,
    pandoc,
    people,
    rendered,
    straight,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from mscq.cite import CitationOptions, Reference, UnknownFormat, format_for_file, format_named, formats
from mscq.cite.fields import notes
from mscq.records.models import Bibliography

CSL_NAMES = {
    "title": "title",
    "container-title": "container_title",
    "container-title-short": "container_title_short",
    "volume": "volume",
    "issue": "issue",
    "number": "number",
    "publisher": "publisher",
    "publisher-place": "publisher_place",
    "chapter-number": "chapter_number",
    "edition": "edition",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "ISBN": "isbn",
    "ISSN": "issn",
}


@lru_cache
def _csl_by_pandoc() -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in json.loads(pandoc("csljson", "csljson", rendered("csl-json")))}


@lru_cache
def _hayagriva_by_yaml() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    entries: dict[str, Any] = yaml.load(rendered("hayagriva"), yaml.BaseLoader)
    return entries


@lru_cache
def _csl_by_citeproc() -> Any:
    reader = pytest.importorskip("citeproc.source.json", reason="citeproc-py is not installed")
    with warnings.catch_warnings():
        # citeproc-py warns of CSL variables that it does not know, PMCID among them.
        warnings.filterwarnings("ignore", message=".*(arguments for|fields|is not supported).*")
        return reader.CiteProcJSON(json.loads(rendered("csl-json")))


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_pandoc_reads_csl_json(keys: Sequence[str]) -> None:
    for key in keys:
        reference, item = BY_KEY[key], _csl_by_pandoc()[key]
        record = reference.bibliography
        wanted = known(**{name: getattr(record, field) for name, field in CSL_NAMES.items()})
        got = {name: item[name] for name in CSL_NAMES if name in item}
        assert {name: straight(value) for name, value in got.items()} == {
            name: straight(value) for name, value in wanted.items()
        }
        assert item["type"] == record.type
        assert item.get("page") == (record.page or record.number)
        assert item.get("note", "") == notes(reference)
        assert item.get("issued", {}).get("date-parts", [[]])[0] == numbers(reference)
        for role in ("author", "editor"):
            assert straight(json.dumps(csl_people(item, role), ensure_ascii=False)) == straight(
                json.dumps(people(reference, role), ensure_ascii=False)
            )


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_citeproc_py_reads_csl_json(keys: Sequence[str]) -> None:
    for key in keys:
        source = _csl_by_citeproc()
        item, reference = source[key], BY_KEY[key]
        record = reference.bibliography
        got = {name: str(item[name.replace("-", "_")]) for name in ("title", "volume") if name in item}
        assert got == known(title=record.title, volume=record.volume)
        families = [str(name.get("family", "")) for name in item.get("author", [])]
        assert families == [name.family or "" for name in record.author]


def test_abbreviated_journal_in_csl_json() -> None:
    text = formats()["csl-json"].render([BY_KEY["islam2023"]], CitationOptions(full_journal=False))
    assert json.loads(text)[0]["container-title"] == "J Clin Med"


@pytest.fixture(scope="module")
def records() -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(rendered("endnote").encode())
    return {record.findtext("label", ""): record for record in root.iterfind("records/record")}


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_elementtree_reads_endnote(keys: Sequence[str], records: dict[str, ElementTree.Element]) -> None:
    for key in keys:
        reference, got = BY_KEY[key], records[key]
        record, date = reference.bibliography, numbers(reference)
        wanted = {
            "titles/title": record.title,
            "titles/secondary-title": record.container_title,
            "titles/alt-title": record.container_title_short,
            "pages": record.page or record.number,
            "volume": record.volume,
            "number": record.issue,
            "edition": record.edition,
            "section": record.chapter_number,
            "dates/year": str(date[0]) if date else None,
            "dates/pub-dates/date": " ".join([MONTHS[date[1] - 1], *map(str, date[2:])]) if date[1:] else None,
            "pub-location": record.publisher_place,
            "publisher": record.publisher,
            "isbn": record.isbn or record.issn,
            "accession-num": record.pmid,
            "custom2": record.pmcid,
            "custom7": record.number,
            "electronic-resource-num": record.doi,
            "notes": notes(reference) or None,
        }
        assert {path: got.findtext(path) for path in wanted} == wanted
        for role, path in (("author", "authors"), ("editor", "secondary-authors")):
            names = [author.text for author in got.iterfind(f"contributors/{path}/author")]
            assert names == [
                ", ".join(part for part in name if part) + ("," if stored.literal else "")
                for name, stored in zip(people(reference, role), getattr(record, role), strict=True)
            ]


def test_pandoc_reads_endnote() -> None:
    items = json.loads(pandoc("endnotexml", "csljson", rendered("endnote")))
    assert len(items) == len(ALL)
    for item, reference in zip(items, ALL, strict=True):
        record = reference.bibliography
        got = known(**{name: item.get(name) for name in ("title", "container-title", "volume", "pages")})
        pages = record.page or record.number
        wanted = {"title": record.title, "container-title": record.container_title, "volume": record.volume}
        assert got == known(**wanted, pages=pages)
        assert item.get("issued", {}).get("date-parts", [[]])[0] == numbers(reference)[:1]
        plain = [name for name in people(reference) if name[1] and not name[2]]
        assert [name for name in csl_people(item) if name in plain] == plain


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_yaml_reads_hayagriva(keys: Sequence[str]) -> None:
    for key in keys:
        reference = BY_KEY[key]
        got: dict[str, Any] = _hayagriva_by_yaml()[key]
        record = reference.bibliography
        parent: dict[str, Any] = got.get("parent", got)

        def plain(text: Any) -> str:
            value = text["value"] if isinstance(text, dict) else text
            for escaped in "{}$\\":
                value = value.replace(f"\\{escaped}", escaped)
            return str(value)

        def names(entry: dict[str, Any], role: str) -> list[tuple[str, str, str]]:
            return [
                (
                    f"{name['prefix']} {name['name']}" if "prefix" in name else name["name"],
                    name.get("given-name", ""),
                    name.get("suffix", ""),
                )
                for name in entry.get(role, [])
            ]

        assert plain(got["title"]) == record.title
        assert (plain(got["parent"]["title"]) if "parent" in got else None) == record.container_title
        assert names(got, "author") == people(reference)
        assert names(parent, "editor") == people(reference, "editor")
        assert got.get("date", "") == "-".join(f"{number:02d}" for number in numbers(reference))
        assert got.get("page-range") == (record.page or record.number)
        assert parent.get("volume") == record.volume
        assert parent.get("issue") == record.issue
        wanted = known(doi=record.doi, pmid=record.pmid, pmcid=record.pmcid, serial=record.number)
        assert got.get("serial-number", {}) == wanted
        assert got.get("note", "") == notes(reference)
        assert plain(parent.get("publisher", {}).get("name", "")) == (record.publisher or "")


def test_typst_takes_the_hayagriva_file(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst", reason="typst is not installed")
    (tmp_path / "refs.yml").write_text(rendered("hayagriva"), encoding="utf-8")
    source = tmp_path / "refs.typ"
    source.write_text('#bibliography("refs.yml", full: true, style: "apa")\n', encoding="utf-8")
    page = html.unescape(re.sub("<[^>]+>", "", typst.compile(str(source), format="html", root=str(tmp_path)).decode()))
    for expected in (
        "Berg, J. van der, van den Bosch, M. A. J., King, M. L., Jr., García de la Torre, I., O’Brien, J.-P., & Plato.",
        "Effect of p<0.05 and n>30 in {braced} {IL-2} trials. Statistics in Medicine, 17(15–16), 1661–1682.",
        "at 37 °C & 5% CO₂ by $5 #1. Cytokine & Growth Factor Reviews, 58, Article e70189.",
        "https://doi.org/10.1000/under_score_and%25per",
        "In E. van Editor & E. Second (Eds.), Parkinson’s Disease: Pathogenesis & Clinical Aspects",
        "European Society for Blood and Marrow Transplantation, Smith, J., & AB&C and D Study Group. (2019).",
        "Islam, M. A., Alam, S. S., Kundu, S.,",
        "Journal of Clinical Medicine, 12(19), Article 6311. https://doi.org/10.3390/jcm12196311",
    ):
        assert expected in page


def _plain_text(inlines: list[dict[str, Any]], links: list[str]) -> str:
    """The letters of pandoc's inlines; addresses of links go into the list. Emphasis and maths are errors."""
    text = ""
    for inline in inlines:
        kind = inline["t"]
        content: Any = inline.get("c")
        if kind == "Link":
            links.append(content[2][0])
            text += _plain_text(content[1], links)
        elif kind == "Span":
            text += _plain_text(content[1], links)
        else:
            assert kind in ("Str", "Space"), inline
            text += content if kind == "Str" else " "
    return text


@pytest.mark.parametrize(
    ("name", "reader"),
    [("markdown", "commonmark"), ("markdown", "gfm"), ("markdown", "markdown-smart"), ("html", "html")],
)
def test_links_leave_the_citation_as_it_is(name: str, reader: str) -> None:
    document = json.loads(pandoc(reader, "json", rendered(name)))
    (items,) = [block["c"] for block in document["blocks"] if block["t"] == "BulletList"]
    links: list[str] = []
    lines = [_plain_text(item[0]["c"], links) for item in items]
    assert lines == rendered("nlm").splitlines()
    assert "https://pubmed.ncbi.nlm.nih.gov/37834955/" in links
    assert "https://doi.org/10.3390/jcm12196311" in links
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670/" in links
    sici = next(link for link in links if "SICI" in link)
    assert sici.replace("%28", "(").replace("%29", ")") == (
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2"
    )


@pytest.mark.parametrize("name", formats())
def test_nothing_to_cite(name: str) -> None:
    text = rendered(name, [])
    assert text in ("", "[]\n", "{}\n") or "<" in text


@pytest.mark.parametrize("name", formats())
def test_control_characters_and_line_breaks_do_no_harm(name: str) -> None:
    text = rendered(name, [made("x", title="a\u0000b\r\nTY  - c\n\n@article{d", authors="E\x1b[0m, F")])
    assert not set(text) & {"\x00", "\x1b", "\r"}
    assert not any(line.startswith(("TY  - c", "@article{d")) for line in text.splitlines())
    if name == "endnote":
        assert ElementTree.fromstring(text.encode()).findtext(".//title") == "ab TY - c @article{d"


TEXT = st.text(min_size=1, max_size=30).filter(str.strip)
NAME = st.fixed_dictionaries({}, optional=dict.fromkeys(("family", "given", "suffix", "literal"), TEXT))
RECORD = st.fixed_dictionaries(
    {"type": st.sampled_from(["article-journal", "article", "chapter", "webpage", "song"])},
    optional={
        **dict.fromkeys(
            ("title", "container-title", "volume", "issue", "page", "number", "edition", "publisher"), TEXT
        ),
        "author": st.lists(NAME, max_size=3),
        "editor": st.lists(NAME, max_size=2),
        "issued": st.lists(st.integers(0, 3000), min_size=1, max_size=3).map(lambda parts: {"date-parts": [parts]}),
    },
)


@settings(max_examples=60, deadline=None)
@given(RECORD)
def test_no_record_breaks_a_format(record: dict[str, Any]) -> None:
    reference = Reference("key2020", Bibliography.model_validate(record))
    texts = {name: formats()[name].render([reference, reference]) for name in formats()}
    assert len(json.loads(texts["csl-json"])) == 2
    assert len(ElementTree.fromstring(texts["endnote"].encode()).findall("records/record")) == 2
    for dialect in ("bibtex", "biblatex"):
        depth = [0]
        for brace in re.findall("[{}]", texts[dialect]):
            depth.append(depth[-1] + (1 if brace == "{" else -1))
        assert min(depth) == depth[-1] == 0
        assert texts[dialect].count("\n@") == 1
    assert len(texts["nlm"].splitlines()) <= 2
    assert texts["ris"].count("ER  - \n") == 2
    assert len(re.findall("^- ", texts["markdown"], re.MULTILINE)) == 2


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("refs.bib", "bibtex"),
        ("a/b.c/REFS.RIS", "ris"),
        ("x.nbib", "nbib"),
        ("x.json", "csl-json"),
        ("x.xml", "endnote"),
        ("x.yml", "hayagriva"),
        ("x.yaml", "hayagriva"),
        ("x.md", "markdown"),
        ("x.html", "html"),
        ("x.txt", "nlm"),
        ("C:\\refs\\x.bib", "bibtex"),
    ],
)
def test_suffix(path: str, name: str) -> None:
    assert format_for_file(path).name == name


@pytest.mark.parametrize("path", ["refs", ".bib", "refs.docx", "a.bib/refs", ""])
def test_unknown_suffix(path: str) -> None:
    with pytest.raises(UnknownFormat, match=r"no format is known .*\.bib"):
        format_for_file(path)


@pytest.mark.parametrize(("typed", "name"), [("BibTeX", "bibtex"), ("csl_json", "csl-json"), ("medline", "nbib")])
def test_format_named(typed: str, name: str) -> None:
    assert format_named(typed).name == name


def test_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(UnknownFormat, match=r"unknown format 'bibtx'; formats are nlm, bibtex, .*html$"):
        format_named("bibtx")


@pytest.mark.parametrize(
    ("program", "name"), [("zotero", "ris"), ("Mendeley", "ris"), ("EndNote", "endnote"), ("jabref", "bibtex")]
)
def test_a_program_stands_for_the_format_that_it_reads(program: str, name: str) -> None:
    assert format_named(program).name == name


def test_no_name_stands_for_two_formats() -> None:
    names = [name for each in formats().values() for name in (each.name, *each.aliases)]
    suffixes = [suffix for each in formats().values() for suffix in each.suffixes]
    assert len(set(names)) == len(names)
    assert len(set(suffixes)) == len(suffixes)


def test_a_program_that_reads_no_references_gets_an_answer() -> None:
    with pytest.raises(UnknownFormat, match=r"'Word' reads no file of references: give it a page .*--style"):
        format_named("Word")


def test_importing_the_package_imports_no_format() -> None:
    code = "import sys, mscq.cite; print(sorted(set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'mscq.cite.reference'" in found
    for module in (
        "pydantic",
        "mscq.records.models",
        "mscq.cite.nlm",
        "mscq.cite.fields",
        "json",
        "xml",
        "dataclasses",
    ):
        assert f"'{module}'" not in found
