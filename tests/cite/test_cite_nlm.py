"""NLM citations: the six of the sources letter for letter, and what is left out when a field is missing."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from cite_samples import ALL, HERE, TRICKY, base, made, rendered, standing

from mscq.cite import CitationOptions, Reference, formats

LINES = (HERE / "nlm_lines.txt").read_text(encoding="utf-8").splitlines()


def _names(text: str) -> str:
    return "; ".join(re.sub(r" (?=[A-Z]+$)", ", ", name) for name in text.split(", "))


SIX = (
    made(
        "hetta2025",
        authors=_names("Hetta HF, Elsaghir A, Sijercic VC, Ahmed AK, Gad SA, Zeleke MS, Alanazi FE, Ramadan YN"),
        title="Clinical Progress in Mesenchymal Stem Cell Therapy: A Focus on Rheumatic Diseases",
        container_title_short="Immun Inflamm Dis",
        issued=(2025, 5),
        volume="13",
        issue="5",
        number="e70189",
        DOI="10.1002/iid3.70189",
        PMID="40353645",
        PMCID="PMC12067559",
    ),
    made(
        "islam2023",
        authors=_names("Islam MA, Alam SS, Kundu S, Ahmed S, Sultana S, Patar A, Hossan T"),
        title="Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic Review and Meta-Analysis",
        container_title_short="J Clin Med",
        issued=(2023, 9, 30),
        volume="12",
        issue="19",
        number="6311",
        DOI="10.3390/jcm12196311",
        PMID="37834955",
        PMCID="PMC10573670",
    ),
    made(
        "stoker2018",
        type="chapter",
        authors="Stoker, TB",
        title="Stem Cell Treatments for Parkinson’s Disease",
        editors="Stoker, TB; Greenland, JC",
        container_title="Parkinson’s Disease: Pathogenesis and Clinical Aspects",
        medium="Internet",
        publisher="Codon Publications",
        publisher_place="Brisbane (AU)",
        issued=(2018, 12, 21),
        chapter_number="9",
        bookshelf="NBK536728",
        incomplete=("DOI",),
    ),
    made(
        "xia2023",
        authors=_names("Xia Y, Zhu J, Yang R, Wang H, Li Y, Fu C"),
        title="Mesenchymal stem cells in the treatment of spinal cord injury: "
        "Mechanisms, current advances and future challenges",
        container_title_short="Front Immunol",
        issued=(2023, 2, 24),
        volume="14",
        number="1141601",
        DOI="10.3389/fimmu.2023.1141601",
        PMID="36911700",
        PMCID="PMC9999104",
    ),
    made(
        "yuan2022",
        authors=_names("Yuan X, Sun L"),
        title="Stem Cell Therapy in Lupus",
        container_title_short="Rheumatol Immunol Res",
        issued=(2022, 7, 6),
        volume="3",
        issue="2",
        page="61-68",
        DOI="10.2478/rir-2022-0011",
        PMID="36465325",
        PMCID="PMC9524813",
    ),
    made(
        "zhang2023",
        authors=_names("Zhang P, Dong B, Yuan P, Li X"),
        title="Human umbilical cord mesenchymal stem cells promoting knee joint chondrogenesis "
        "for the treatment of knee osteoarthritis: a systematic review",
        container_title_short="J Orthop Surg Res",
        issued=(2023, 8, 29),
        volume="18",
        issue="1",
        number="639",
        DOI="10.1186/s13018-023-04131-7",
        PMID="37644595",
        PMCID="PMC10466768",
    ),
)
BASE = {reference.key: reference for reference in base()}


def test_the_six_citations_of_the_sources() -> None:
    assert rendered("nlm", SIX).splitlines() == LINES


@pytest.mark.parametrize(("key", "line"), list(zip([each.key for each in SIX], LINES, strict=True)))
def test_the_base_gives_the_same_citations(key: str, line: str) -> None:
    if key not in BASE:
        pytest.skip(f"data/papers/{key}.json is absent")
    assert rendered("nlm", [BASE[key]]) == f"{line}\n"


EXPECTED = {
    "greek2021": "Kim JH. Interleukin-1β and TGF-β1 from HUC-MSC lower IL-10 at 37 °C & 5% CO₂ by $5 #1. "
    "Cytokine Growth Factor Rev. 2021 Dec;58:e70189. doi: 10.1000/under_score_and%25per. PMCID: PMC1234567.",
    "collective2019": "European Society for Blood and Marrow Transplantation; Smith J; AB&C and D Study Group. "
    "A consensus statement. Bone Marrow Transplant. 2019 Jan 1;54:1-9.",
    "particles2018": "van der Berg J, van den Bosch MAJ, King ML Jr, García de la Torre I, O’Brien JP, Plato. "
    "Names of people. Ann Rheum Dis. 2018 Mar 31;77(Suppl 2):S12-S19.",
    "question2017": "Doe J. Do stem cells cure lupus? Lupus. 2017;26:1139.",
    "noauthor2015": "Stem cells in the news. Nature. 2015 Jun;520.",
    "noyear": "Nemo C. An undated note. The Lancet. 7-9.",
    "titleonly": "Only a title is known.",
    "cutoff2014": "First A, Second B, et al. A trial with a long list of authors. Trials. 2014 Oct 2;15:376. "
    "doi: 10.1186/1745-6215-15-376.",
    "chapter2018": "Author CA. Cell therapy in Parkinson’s disease. In: van Editor E, Second E, editors. "
    "Parkinson’s Disease: Pathogenesis & Clinical Aspects [Internet]. 2nd ed. Brisbane (AU): Codon & Sons; "
    "2018 Dec 21. Chapter 9. p. 161-176. Available from: https://www.ncbi.nlm.nih.gov/books/NBK000001/ "
    "doi: 10.1000/book.ch_9.",
    "retracted2013": "Fake I. Striking cures with MSCs. J Cures. 2013 Apr 1;1(1):1-2. PMID: 22222222. "
    "Retracted. Retraction in: J Cures. 2014 May;2(5):99 & 100.",
    "corrected2012": "Honest A. A corrected count. Journal of Counts. 2012 Jul 4;3:10-12. "
    "Corrected. Table 2 replaced on 2012 Aug 1.",
    "preprint2022": "Pre P. mRNA-loaded iPSC exosomes: phase I/II data. medRxiv [Preprint]. "
    "2022 Jan 31:2022.01.30.22270000. doi: 10.1101/2022.01.30.22270000.",
    "web2023": "MS Society. Stem cell therapy: what to know. MS Society – Research; 2023 May 6. "
    "Available from: https://example.org/a_b?c=%20d&e=1#f",
}


@pytest.mark.parametrize("key", EXPECTED)
def test_tricky_references(key: str) -> None:
    assert rendered("nlm", [each for each in TRICKY if each.key == key]) == f"{EXPECTED[key]}\n"


def test_journal_titles_in_full_on_request() -> None:
    text = formats()["nlm"].render([BASE["islam2023"]], CitationOptions(full_journal=True))
    assert " Journal of Clinical Medicine. 2023 Sep 30;" in text


WHOLE: dict[str, Any] = {
    "title": "A title",
    "authors": "Doe, J",
    "container_title": "Lupus",
    "issued": (2020, 5, 1),
    "volume": "1",
    "issue": "2",
    "page": "3-4",
    "DOI": "10.1000/x",
    "PMID": "123",
    "PMCID": "PMC456",
}
SUBSETS = [dict(chosen) for size in range(len(WHOLE) + 1) for chosen in itertools.combinations(WHOLE.items(), size)]
STRAY = re.compile(r"\(\)|;;|::|;:|\.\.|;\.|:\.|  |doi: \.|PMID: [;.]|None|^[ .;:]|[ ;:]$")


@pytest.mark.parametrize("kind", ["article-journal", "article", "chapter", "book", "webpage"])
def test_no_missing_field_leaves_punctuation_behind(kind: str) -> None:
    lines = rendered("nlm", [made("x", type=kind, **fields) for fields in SUBSETS]).splitlines()
    assert len(lines) == len(SUBSETS) == 1024
    assert [line for line in lines if STRAY.search(line)] == []


@pytest.mark.parametrize(
    ("given", "initials"),
    [
        ("HF", "HF"),
        ("H. F.", "HF"),
        ("H F", "HF"),
        ("Hassan Fawzy", "HF"),
        ("Jean-Paul", "JP"),
        ("MARIA", "M"),
        ("Md Asiful", "MA"),
        ("É", "É"),
        ("Li-Yuan", "LY"),
        ("J.-P.", "JP"),
        ("şule", "Ş"),
    ],
)
def test_initials(given: str, initials: str) -> None:
    assert rendered("nlm", [made("x", authors=f"Doe, {given}")]) == f"Doe {initials}.\n"


@pytest.mark.parametrize(("suffix", "written"), [("Jr.", "Jr"), ("Sr", "Sr"), ("II", "2nd"), ("III", "3rd")])
def test_family_rank(suffix: str, written: str) -> None:
    assert rendered("nlm", [made("x", authors=f"King, M, {suffix}")]) == f"King M {written}.\n"


def test_et_al_only_where_the_list_is_known_to_be_cut_off() -> None:
    shown = {each.key for each in ALL if "et al" in rendered("nlm", [each])}
    assert shown == {each.key for each in ALL if "author" in each.incomplete and each.bibliography.author}
    assert "cutoff2014" in shown
    assert rendered("nlm", [made("x", title="T", incomplete=("author",))]) == "T.\n"


def _noticed(status: str, notice: str | None) -> Reference:
    return made("x", title="T", notice=standing(status, notice))


@pytest.mark.parametrize(
    ("status", "notice", "expected"),
    [
        ("retracted", None, "Retracted."),
        ("retracted", "Retracted on 2020 Jan 1", "Retracted on 2020 Jan 1."),
        ("retracted", "J Cures 2020;1:1", "Retracted. J Cures 2020;1:1."),
        ("corrected", "Erratum in: J Cures. 2020;1:1.", "Corrected. Erratum in: J Cures. 2020;1:1."),
        ("corrected", "Not retracted: a figure was replaced", "Corrected. Not retracted: a figure was replaced."),
        ("retracted", "Retracted by its authors", "Retracted by its authors."),
        ("corrected", None, "Corrected."),
        ("expression-of-concern", "Lupus. 2020;1:1", "Expression of concern. Lupus. 2020;1:1."),
    ],
)
def test_notice(status: str, notice: str | None, expected: str) -> None:
    assert rendered("nlm", [_noticed(status, notice)]) == f"T. {expected}\n"


NOTICED: dict[str, Any] = {each.key: each for each in TRICKY if each.notice}


@pytest.mark.parametrize("name", formats())
def test_every_format_carries_the_notice(name: str) -> None:
    text = rendered(name, [NOTICED["retracted2013"]])
    assert "Retract" in text
    assert "J Cures. 2014 May;2(5):99" in re.sub(r"\s+", " ", text.replace("\\", ""))
    assert "replaced on 2012 Aug 1" in re.sub(r"\s+", " ", rendered(name, [NOTICED["corrected2012"]]))


@pytest.mark.parametrize(
    ("edition", "written"),
    [
        ("1", "1st ed."), ("2", "2nd ed."), ("3", "3rd ed."), ("4", "4th ed."), ("10", "10th ed."),
        ("11", "11th ed."), ("12", "12th ed."), ("13", "13th ed."), ("20", "20th ed."), ("21", "21st ed."),
        ("22", "22nd ed."), ("23", "23rd ed."), ("101", "101st ed."), ("111", "111th ed."), ("112", "112th ed."),
        ("2nd", "2nd ed."), ("2nd ed.", "2nd ed."), ("2nd edition", "2nd ed."), ("Rev", "Rev ed."),
    ],
)  # fmt: skip
def test_the_ordinal_of_an_edition(edition: str, written: str) -> None:
    book = made("book2020", type="book", title="Cells", edition=edition, publisher="Press", issued=(2020,))
    assert f" {written} " in rendered("nlm", [book])
