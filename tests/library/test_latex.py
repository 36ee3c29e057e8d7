"""LaTeX markup in BibTeX fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.library.latex import plain, verbatim


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M\"uller", "Müller"),
        (r"M\"{u}ller", "Müller"),
        (r"{\'E}t\'e", "Été"),
        (r"\v{S}koda, Dvo{\v r}\'ak", "Škoda, Dvořák"),
        (r"Gar{\c c}on, \c{C}elik", "Garçon, Çelik"),
        (r"na\"{\i}ve", "naïve"),
        (r"Stra{\ss}e, {\O}rsted, \L ukasz, \AA ngstr\"om", "Straße, Ørsted, Łukasz, Ångström"),
        (r"{MSC} and {HUC-MSC}", "MSC and HUC-MSC"),
        (r"A \& B, 40\,\%, \$5, a\_b \#1 \{x\}", "A & B, 40 %, $5, a_b #1 {x}"),
        (r"IL-1$\beta$ and TNF-$\alpha$, {$\mu$}m", "IL-1β and TNF-α, μm"),
        (r"\textit{in vitro} and \emph{in vivo}", "in vitro and in vivo"),
        (r"10\textsuperscript{6} cells", "10⁶ cells"),
        (r"61--68 --- ``quoted''", "61–68 — “quoted”"),
        (r"\unknown stays", r"\unknown stays"),
        ("no markup", "no markup"),
    ],
)
def test_plain(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_a_doi_keeps_its_dashes() -> None:
    assert verbatim(r"10.1000/a\_b--c~d") == "10.1000/a_b--c~d"


@given(st.text(alphabet=st.sampled_from("\\{}\"'`^~uvcHi $-_&a\ue001"), max_size=40) | st.text())
def test_no_text_raises(text: str) -> None:
    plain(text)
    verbatim(text)
