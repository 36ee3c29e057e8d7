"""No reader, parser or layout takes more than its input's share: twice the input, about twice the work.

Work is CPU time, of which only the ratio counts.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from runs import frozen, here

from mscq.errors import MscqError
from mscq.library.read import read_file
from mscq.output.forms.layout import wrap
from mscq.output.report import line
from mscq.records.vocabulary import Concept, Facet
from mscq.search.query import LONGEST, MOST_WORDS, QueryError, parse
from mscq.search.searcher import Searcher
from mscq.text.fold import fold_words
from mscq.text.identifiers import find_all
from mscq.text.identifiers import parse as identifier
from mscq.text.safe import document, escaped, one_line

# doubled three times, linear work is eight times as much, quadratic sixty-four
MOST = 24.0
ENOUGH = 0.02  # seconds below which a clock tells nothing

TEXTS: dict[str, str] = {
    "blanks": " ",
    "letters": "a",
    "digits": "1,",
    "wide": "中",
    "slashes": "a/",
    "hyphens": "a-",
    "words": "cell ",
    "no-break": "\u00a0",
    "controls": "\x1b[",
    "brackets": "([{",
    "hosts": "pubmed.ncbi.nlm.nih.gov",
    "address": "https://pubmed.ncbi.nlm.nih.gov",
    "dois": "10.1000/",
    "doi-ends": "10.1000/a./",
    "labels": "pmid: ",
    "percent": "%41&lt;",
    "accents": "é’s ",
}
FILES: dict[str, tuple[str, Callable[[int], str]]] = {
    "bibtex-opened": (".bib", lambda n: "@a{" * n),
    "bibtex-strings": (".bib", lambda n: "".join(f"@string{{a{i} = a{i + 1} # a{i + 1}}}\n" for i in range(n))),
    "bibtex-comments": (".bib", lambda n: "@comment{x}\n" * n),
    "bibtex-note": (".bib", lambda n: f"@article{{a, title={{T}}, note={{x{' ' * 20 * n}x}}}}"),
    "bibtex-url": (".bib", lambda n: f"@article{{a, title={{T}}, url={{{' ' * 20 * n}x}}}}"),
    "bibtex-braces": (".bib", lambda n: f"@article{{a, title={{{'{' * n}x{'}' * n}}}}}"),
    "bibtex-names": (".bib", lambda n: f"@article{{a, title={{T}}, author={{{' and '.join(['A, B'] * n)}}}}}"),
    "latex": (".bib", lambda n: f"@article{{a, title={{{chr(92)}'   {'{' + chr(92)}it a}} " * n + "}}"),
    "xml-doctypes": (".xml", lambda n: "<!DOCTYPE a\n" * n),
    "xml-doctypes-in-a-line": (".xml", lambda n: "<!DOCTYPE a " * n),
    "xml-records": (".xml", lambda n: "<PubmedArticle>" * n),
    "xml-deep": (".xml", lambda n: f"<PubmedArticle>{'<a>' * n}</PubmedArticle>"),
    "csl-note": (".json", lambda n: json.dumps([{"title": "T", "note": f"x{' ' * 20 * n}y"}])),
    "csl-broken": (".json", lambda n: "[" + '{"title": ' * n),
    "ris-lines": (".ris", lambda n: "TY  - JOUR\nTI  - T\n" + "AU  - A, B\n" * n + "ER  - \n"),
    "ris-stray": (".ris", lambda n: "TY  - JOUR\nTI  - T\n" + "stray words\n" * n),
    "nbib-lines": (".nbib", lambda n: "PMID- 1\nTI  - T\n" + "      more\n" * n),
    "plain-hosts": (".txt", lambda n: "https://pubmed.ncbi.nlm.nih.gov" * n),
    "plain-lines": (".txt", lambda n: "[1] One reference of 2020\n" * n),
    "plain-blanks": (".txt", lambda n: f"pmid{' ' * 20 * n}x"),
}


def seconds(work: Callable[[], object]) -> float:
    """The least CPU time of two runs."""
    times = []
    gc.disable()  # what other tests have left in memory is not to be walked again and again
    try:
        for _ in range(2):
            start = time.process_time()
            with suppress(MscqError):
                work()
            times.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(times)


def grows_no_faster(make: Callable[[int], Callable[[], object]], size: int) -> None:
    """Assert that eight times the input is not much more than eight times the work, at a size that a clock can tell."""
    first = seconds(make(size))
    while first < ENOUGH and size < 100_000:
        size *= 4
        first = seconds(make(size))
    last = seconds(make(8 * size))
    if last > MOST * max(first, ENOUGH):  # another process may have been in the way
        first, last = seconds(make(size)), seconds(make(8 * size))
    assert last <= MOST * max(first, ENOUGH), f"{first:.3f} s for {size:,}, {last:.3f} s for {8 * size:,}"


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_reader_is_quadratic(name: str, tmp_path: Path) -> None:
    suffix, text = FILES[name]

    def make(size: int) -> Callable[[], object]:
        file = tmp_path / f"{size}{suffix}"
        file.write_text(text(size), encoding="utf-8")
        return lambda: read_file(file)

    grows_no_faster(make, 250)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_quadratic(name: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = TEXTS[name] * size
        cell = line(text)

        def run() -> None:
            find_all(text)
            identifier(text)
            fold_words(text)
            one_line(text)
            document(text)
            escaped(text)
            wrap(cell, 80)

        return run

    grows_no_faster(work, 500)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("NOT w w ", "w ", "a* OR ", "(a) ", '"a" ', "a[ti] ", "-a ", "year:2020 ", "( ", "rcts "),
        *(
            "exp a/ or ",
            "exp a ",
            "a adj3 b or ",
            ".ti,ab.",
            "/",
            "TS=a OR ",
            "TITLE(a) OR ",
            "'a'/exp OR ",
            ":ti,ab",
            "'",
        ),
        *(
            "\n",
            "\n1. a",
            "#1 ",
            "1\t",
            "\n#1 a",
            "or/1-2,",
            "[mh a] or ",
            '(MH "a+") OR ',
            "limit 1 to ",
            "{or #1 ",
            "a N3 b ",
        ),
    ],
)
def test_no_query_is_quadratic(piece: str) -> None:
    grows_no_faster(lambda size: lambda: parse((piece * size)[: LONGEST - 1].rstrip().removesuffix(" OR")), 100)


def test_a_long_query_or_word_is_quick_or_refused() -> None:
    searcher = Searcher(frozen())
    words = list(searcher.index.spelt())
    few = seconds(lambda: searcher.search(" ".join(words[:3])))
    assert seconds(lambda: searcher.search(" ".join(words[:400]))) < 40 * max(few, ENOUGH)
    assert searcher.search("z" * (LONGEST - 1)).hits == ()
    with pytest.raises(QueryError, match=f"{LONGEST:,} characters at most, this one 30,000"):
        parse("z" * 30_000)
    with pytest.raises(QueryError, match=f"{MOST_WORDS:,} words"):
        parse("z " * (MOST_WORDS + 1))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("papers", "--width", "1001"), "1000"),
        (("papers", "--width", "9" * 20), "1000"),
        (("papers", "--min-n", "9" * 5000), "at most 9 digits, not one of 5,000"),
        (("papers", "--level", "9" * 5000), "at most 9 digits"),
        (("search", "w " * 2000), "1,000 words"),
    ],
)
def test_what_is_too_large_is_refused_with_the_limit(words: tuple[str, ...], said: str) -> None:
    code, out, err = here(words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_huge_terminal_and_a_huge_command_line_are_bounded() -> None:
    assert here(("papers", "--color", "always"), COLUMNS="9" * 11)[0] == 0
    for told in ({"COMP_CWORD": "²"}, {"COMP_CWORD": "9" * 5000}, {"COLUMNS": "²", "COMP_TYPE": "63"}):
        assert here((), COMP_WORDS="mscq pa", _MSCQ_COMPLETE="complete_bash", **told)[0] == 0
    assert here((), COMP_WORDS="mscq " + "= " * 60_000, _MSCQ_COMPLETE="complete_bash") == (0, "", "")


def test_a_loop_among_broader_concepts_ends() -> None:
    loop = Facet(
        "conditions", [Concept(id=one, label=one, broader=(other,)) for one, other in ("ab", "bc", "ca", "dd")]
    )
    for one in loop:
        assert loop.head(one) in loop
        assert loop.group(one) in loop
        assert one in loop.broader(one)
        assert one in loop.narrower(one)


_HEAD = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>T</title><id>t</id>'
    "<updated>2020-01-01T00:00:00Z</updated></info>"
)


def _style(body: str, macros: str = "") -> str:
    layout = f"<layout>{body}</layout>"
    return f"{_HEAD}{macros}<citation>{layout}</citation><bibliography>{layout}</bibliography></style>"


def _macro(name: str, body: str) -> str:
    return f'<macro name="{name}">{body}</macro>'


def _call(name: object) -> str:
    return f'<text macro="m{name}"/>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            _style(_call(0), "".join(_macro(f"m{i}", _call(i + 1) * 2) for i in range(40)) + _macro("m40", "")),
            "too large",
        ),
        (_style("<group/>" * 20_000), "too large"),
        (_style('<text variable="title"/>' * 3000), "too large"),
        (_style(_call(0), _macro("m0", _call(1)) + _macro("m1", _call(0))), "calls itself"),
        (_style(_call(0), "".join(_macro(f"m{i}", _call(i + 1)) for i in range(3000))), "nested too deep"),
    ],
    ids=["doubled", "groups", "texts", "itself", "chain"],
)
def test_a_style_without_end_is_refused(text: str, said: str, tmp_path: Path) -> None:
    pytest.importorskip("citeproc")
    file = tmp_path / "style.csl"
    file.write_text(text, encoding="utf-8")
    code, out, err = here(("cite", "islam2023", "--style", str(file)))
    assert (code, out) == (2, "")
    assert said in err


def test_a_style_that_chooses_among_macros_is_not_refused(tmp_path: Path) -> None:
    """Only one branch of a choice is taken, so that choices may be nested."""
    pytest.importorskip("citeproc")
    chosen = "<choose><if variable='title'>{0}</if><else>{0}</else></choose>"
    macros = "".join(_macro(f"m{i}", chosen.format(_call(i + 1))) for i in range(20))
    file = tmp_path / "style.csl"
    file.write_text(_style(_call(0), macros + _macro("m20", '<text variable="title"/>')), encoding="utf-8")
    code, out, _ = here(("cite", "islam2023", "--style", str(file)))
    assert (code, out != "") == (0, True)
