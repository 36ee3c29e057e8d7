"""Hostile and damaged files: one clear line, everything readable read, no exception but the documented ones."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mscq.errors import MscqError, UnreadableFile
from mscq.library import ReadResult, read_file

WHY = "the parsers of the extra mscq[import] are not installed"
ACCENTED = "PMID- 37834955\nTI  - Sjögren’s disease, treated\nFAU - Müller, Jürgen\n"
SUFFIXES = ("bib", "ris", "nbib", "xml", "json", "txt", "csv", "enw", "ciw", "yml")


def read(tmp_path: Path, name: str, content: bytes | str) -> ReadResult:
    if name.endswith(".bib"):
        pytest.importorskip("bibtexparser", reason=WHY)
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path)


def result_or_error(tmp_path: Path, name: str, content: bytes | str) -> ReadResult | MscqError:
    """What reading gives; any exception but a documented one goes through and fails the test."""
    try:
        return read(tmp_path, name, content)
    except MscqError as error:
        return error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    result = read(tmp_path, "a.nbib", ACCENTED.encode(encoding))
    assert result.entries[0].bibliography.title == "Sjögren’s disease, treated"
    assert result.entries[0].first_family == "Müller"
    assert result.warnings == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends(tmp_path: Path, newline: str) -> None:
    result = read(tmp_path, "a.nbib", ACCENTED.replace("\n", newline))
    assert result.entries[0].first_family == "Müller"


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    result = read(tmp_path, "a.nbib", ACCENTED.encode("cp1252"))
    assert result.entries[0].bibliography.title == "Sjögren’s disease, treated"
    assert result.warnings == [f"{tmp_path / 'a.nbib'}, line 2: not UTF-8; read as Windows-1252 (Latin-1)"]


def test_one_damaged_byte_does_not_spoil_the_other_accents(tmp_path: Path) -> None:
    result = read(tmp_path, "a.nbib", ACCENTED.encode() + b"AB  - caf\xe9\n")
    assert result.entries[0].first_family == "Müller"
    assert "line 4: a byte is damaged; read as UTF-8" in result.warnings[0]
    assert result.entries[0].abstract == "caf\ufffd"


def test_control_characters_are_left_out_with_a_warning(tmp_path: Path) -> None:
    result = read(tmp_path, "a.nbib", "PMID- 1234567\nTI  - A bell\x07 in the title\nAB  - \x1b[31mred\n")
    assert result.entries[0].bibliography.title == "A bell in the title"
    assert result.entries[0].abstract == "[31mred"
    assert result.warnings == [f"{tmp_path / 'a.nbib'}, line 2: control character U+0007 (and in 1 more lines)"]


def test_escaped_surrogates_and_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    result = read(tmp_path, "a.json", r'[{"title": "A \ud800 and \u001b[31m title"}]')
    assert result.entries[0].bibliography.title == "A \ufffd and [31m title"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"PK\x03\x04" + bytes(50), "this is a zip archive"),
        (bytes(range(256)) * 4 + bytes(500), "this is a binary file"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(tmp_path, "a.txt", content)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.bib", f"{tmp_path}/\x00", f"{tmp_path}/{'x' * 300}"):
        with pytest.raises(UnreadableFile) as caught:
            read_file(path)
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_can_be_read(tmp_path: Path) -> None:
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(ACCENTED.encode(),))
    writer.start()
    assert read_file(pipe).entries[0].bibliography.pmid == "37834955"
    writer.join()


def test_an_empty_file_says_that_nothing_was_found(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "").warnings == [f"{tmp_path / 'a.txt'}: no reference found"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xml", "<html><body/></html>", "this is an HTML page, which is not read; export"),
        ("a.xml", "<?xml version='1.0'?><other/>", "no PubMed record in this XML: its root is <other>"),
        ("a.xml", "no markup", "there is no element in it"),
        ("a.json", "12", "neither a list nor an object"),
        ("a.json", "not json", "this is not CSL-JSON"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, name: str, content: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(tmp_path, name, content)


ENTITIES = [
    '<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticle/>',
    '<!DOCTYPE a SYSTEM "x" [\n<!ELEMENT a ANY>\n]>\n<PubmedArticle/>',
    '<PubmedArticle/><!ENTITY b "c">',
    f'{" " * 70_000}<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><PubmedArticle/>',
]


@pytest.mark.parametrize("text", ENTITIES, ids=range(len(ENTITIES)))
def test_declarations_are_refused_wherever_they_stand(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile, match="declares entities of its own"):
        read(tmp_path, "a.xml", text)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    record = "<PubmedArticle><MedlineCitation><PMID>1234567</PMID><Article><ArticleTitle>A &unknown; one"
    result = read(tmp_path, "a.xml", f"{record}</ArticleTitle></Article></MedlineCitation></PubmedArticle>")
    assert result.entries[0].bibliography.title == "A &unknown; one"


BIG = "word " * 2_000_000  # 10 MB
OUTSIZE = {
    "a.bib": f"@article{{a, title = {{T}}, abstract = {{{BIG}}}}}",
    "a.ris": f"TY  - JOUR\nTI  - T\nAB  - {BIG}\nER  - \n",
    "a.nbib": f"PMID- 1234567\nTI  - T\nAB  - {BIG}\n",
    "a.xml": "<PubmedArticle><MedlineCitation><PMID>1234567</PMID><Article><ArticleTitle>T</ArticleTitle><Abstract>"
    f"<AbstractText>{BIG}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>",
    "a.json": json.dumps([{"title": "T", "abstract": BIG}]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTSIZE)
def test_a_field_of_ten_megabytes(tmp_path: Path, name: str) -> None:
    result = read(tmp_path, name, OUTSIZE[name])
    assert len(result.entries[0].abstract or "") == len(BIG) - 1


REPEATED = {
    "a.ris": "words without a tag\n",
    "a.nbib": "      continued\n",
    "a.bib": "@\n",
    "a.xml": "<a>\n",
    "a.json": '[{"a":"},{"',
    "a.txt": "\t\n",
    "a.csv": 'title,"doi\n',
    "a.enw": "%T words\n\n",
    "a.ciw": "PT J\nAU Doe\n",
    "endnote.xml": "<records><record>\n",
    "b.bib": '@article{a, title = "{" # ',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REPEATED)
def test_time_grows_with_length_not_its_square(tmp_path: Path, name: str) -> None:
    def spent(times: int) -> float:
        started = time.process_time()
        result_or_error(tmp_path, name, REPEATED[name] * times)
        return time.process_time() - started

    spent(10)
    assert spent(200_000) < 20 * spent(20_000) + 1


def test_nested_beyond_reason(tmp_path: Path) -> None:
    depth = 100_000
    record = f"<PubmedArticle><MedlineCitation><PMID>1234567</PMID>{'<i>' * depth}"
    assert read(tmp_path, "a.xml", record).entries[0].bibliography.pmid == "1234567"
    nested = '{"a":' * depth
    result = read(tmp_path, "a.json", f'[{{"title": "whole"}}, {nested}')
    assert [entry.bibliography.title for entry in result.entries] == ["whole"]
    assert result.unread[0].reason == "broken JSON at line 1: nested too deeply"


PIECES = st.one_of(
    st.sampled_from(["@article{", "@string{", "a, ", "title = {", "author = {", "}", "{", '"', " and ", "\\'", "\\"]),
    st.sampled_from(["TY  - JOUR", "ER  - ", "AU  - ", "TI  - ", "DO  - ", "UR  - ", "\n", "\r", "\n\n"]),
    st.sampled_from(["PMID- ", "FAU - ", "AU  - ", "DP  - ", "LID - ", "      ", "10.1234/x", "doi = {", " [doi]"]),
    st.sampled_from(["<PubmedArticle>", "</PubmedArticle>", "<MedlineCitation>", "<PMID>", "</PMID>", "<!DOCTYPE a ["]),
    st.sampled_from(
        ["&b;", "<!--", "]]>", "[", "]", '{"title": "', '"issued": {"date-parts": [[', "null", "1e999", ","]
    ),
    st.sampled_from(
        [
            "%0 Book",
            "%T ",
            "PT J",
            "AU ",
            "ER",
            "FN X",
            "title",
            "PMID",
            ";",
            "\t",
            "a:",
            "- id: ",
            "  title: ",
            "&a [*a]",
            "#",
        ]
    ),
    st.sampled_from(
        ["<xml><records><record>", "</record>", "1. A b. 2020\n\nT\n\nPMID: 1", '{"message": ', '{"itemType": ']
    ),
    st.sampled_from(
        ["1. ", "[2] ", "2023", "99", "37834955", "doi:10.1234/a", "\ufeff", "\x00", "\x85", "\u2028", "²"]
    ),
)
CONTENT = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES | st.text(max_size=5), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_bytes_raise_anything_else(tmp_path: Path, suffix: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CONTENT)
    def check(content: bytes) -> None:
        result = result_or_error(tmp_path, f"a.{suffix}", content)
        if isinstance(result, MscqError):
            assert "\n" not in str(result)
            return
        for message in (*map(str, result.unread), *result.warnings):
            assert "\n" not in message
        for entry in result.entries:
            assert entry.bibliography.model_dump_json()

    check()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["id", "type", "title", "author", "editor", "issued", "DOI", "PMID", "page", "note", "keyword", "URL", "volume"]
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(FIELDS, VALUES | st.fixed_dictionaries({"date-parts": VALUES, "raw": VALUES}))) | VALUES
)
def test_no_csl_value_raises_anything_else(tmp_path: Path, items: object) -> None:
    result = result_or_error(tmp_path, "a.json", json.dumps(items))
    if isinstance(result, MscqError):
        assert "\n" not in str(result)
        return
    for entry in result.entries:
        stated = entry.bibliography
        assert stated.title or stated.doi or stated.pmid or stated.pmcid or entry.bookshelf
