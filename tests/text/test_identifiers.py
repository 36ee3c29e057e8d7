"""Identifiers: what people type and paste, and what stands in a reference."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mscq.text.identifiers import Identifier, find_all, parse

ISLAM = "10.3390/jcm12196311"
SICI = "10.1002/(SICI)1097-4636(199823)43:1<1::AID-JBM1>3.0.CO;2-0"

TYPED = [
    # citation keys
    ("islam2023", "key", "islam2023"),
    ("Islam2023", "key", "islam2023"),
    ("@islam2023", "key", "islam2023"),
    ("[@islam2023]", "key", "islam2023"),
    ("islam2023,", "key", "islam2023"),
    ("rheumatology-overview", "key", "rheumatology-overview"),
    ("Smith_2020:trial", "key", "smith_2020:trial"),
    # PMID
    ("37834955", "pmid", "37834955"),
    (" 37834955. ", "pmid", "37834955"),
    ("'37834955'", "pmid", "37834955"),
    ("“37834955”", "pmid", "37834955"),
    ("<37834955>", "pmid", "37834955"),
    ("[37834955]", "pmid", "37834955"),
    ("３７８３４９５５", "pmid", "37834955"),
    ("\ufeff37834955", "pmid", "37834955"),
    ("PMID: 37834955", "pmid", "37834955"),
    ("PMID:37834955", "pmid", "37834955"),
    ("PMID 37834955", "pmid", "37834955"),
    ("PMID\u00a037834955", "pmid", "37834955"),
    ("pmid37834955", "pmid", "37834955"),
    ("pmid- 37834955", "pmid", "37834955"),
    ("PubMed PMID: 37834955;", "pmid", "37834955"),
    ("pubmed:37834955", "pmid", "37834955"),
    ("PubMed ID 37834955", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/37834955/", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/37834955", "pmid", "37834955"),
    ("HTTPS://PubMed.NCBI.nlm.nih.gov/37834955/", "pmid", "37834955"),
    ("<https://pubmed.ncbi.nlm.nih.gov/37834955/>", "pmid", "37834955"),
    ("pubmed.ncbi.nlm.nih.gov/37834955/", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/37834955/#affiliation-1", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/37834955/?dopt=Abstract", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/?term=37834955", "pmid", "37834955"),
    ("https://pubmed.ncbi.nlm.nih.gov/?term=37834955%5Buid%5D&sort=date", "pmid", "37834955"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/37834955", "pmid", "37834955"),
    ("https://www.ncbi.nlm.nih.gov/m/pubmed/37834955/", "pmid", "37834955"),
    ("https://europepmc.org/article/MED/37834955", "pmid", "37834955"),
    ("https://identifiers.org/pubmed:37834955", "pmid", "37834955"),
    ("PMID: https://pubmed.ncbi.nlm.nih.gov/37834955/", "pmid", "37834955"),
    # PMCID
    ("PMC10573670", "pmcid", "PMC10573670"),
    ("pmc10573670", "pmcid", "PMC10573670"),
    ("PMC 10573670", "pmcid", "PMC10573670"),
    ("PMC10573670.1", "pmcid", "PMC10573670"),
    ("PMCID: PMC10573670.", "pmcid", "PMC10573670"),
    ("PMCID:10573670", "pmcid", "PMC10573670"),
    ("pmcid pmc10573670", "pmcid", "PMC10573670"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC10573670/", "pmcid", "PMC10573670"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670/", "pmcid", "PMC10573670"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670/pdf/jcm-12-06311.pdf", "pmcid", "PMC10573670"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/pmid/37834955/", "pmid", "37834955"),
    ("https://europepmc.org/articles/PMC10573670", "pmcid", "PMC10573670"),
    ("https://europepmc.org/article/PMC/PMC10573670", "pmcid", "PMC10573670"),
    # DOI
    (ISLAM, "doi", ISLAM),
    ("10.3390/JCM12196311", "doi", ISLAM),
    (f"doi:{ISLAM}", "doi", ISLAM),
    (f"doi: {ISLAM}.", "doi", ISLAM),
    (f"DOI {ISLAM}", "doi", ISLAM),
    (f"DOI{ISLAM}", "doi", ISLAM),
    (f"info:doi/{ISLAM}", "doi", ISLAM),
    (f"https://doi.org/{ISLAM}", "doi", ISLAM),
    (f"http://dx.doi.org/{ISLAM}", "doi", ISLAM),
    (f"doi.org/{ISLAM}", "doi", ISLAM),
    (f"www.doi.org/{ISLAM}", "doi", ISLAM),
    (f"DOI: https://doi.org/{ISLAM}", "doi", ISLAM),
    ("https://doi.org/10.3390%2Fjcm12196311", "doi", ISLAM),
    ("10.3390%2fjcm12196311", "doi", ISLAM),
    (f"https://doi.org/{ISLAM}?utm_source=mail", "doi", ISLAM),
    (f"({ISLAM})", "doi", ISLAM),
    (f"<{ISLAM}>;", "doi", ISLAM),
    (f"“{ISLAM}”,", "doi", ISLAM),
    ("１０.3390／jcm12196311", "doi", ISLAM),
    ("10.1186/s13018‐023‑04131–7", "doi", "10.1186/s13018-023-04131-7"),
    ("10.1016/S0140-6736(20)31288-5", "doi", "10.1016/s0140-6736(20)31288-5"),
    ("10.1016/0012-3692(99)", "doi", "10.1016/0012-3692(99)"),
    ("(doi: 10.1016/0012-3692(99)).", "doi", "10.1016/0012-3692(99)"),
    (SICI, "doi", SICI.lower()),
    (SICI.replace("<", "&lt;").replace(">", "&gt;"), "doi", SICI.lower()),
    (f"https://doi.org/{SICI.replace('<', '%3C').replace('>', '%3E')}", "doi", SICI.lower()),
    ("10.1000.10/123", "doi", "10.1000.10/123"),
    ("10.21203/rs.3.rs-123456/v1", "doi", "10.21203/rs.3.rs-123456/v1"),
    ("https://onlinelibrary.wiley.com/doi/full/10.1002/iid3.70189", "doi", "10.1002/iid3.70189"),
    (
        "https://www.frontiersin.org/articles/10.3389/fimmu.2023.1141601/full",
        "doi",
        "10.3389/fimmu.2023.1141601",
    ),
    (
        "https://link.springer.com/content/pdf/10.1186/s13018-023-04131-7.pdf",
        "doi",
        "10.1186/s13018-023-04131-7",
    ),
    ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2.full", "doi", "10.1101/2020.01.02.123456"),
    ("https://doi-org.proxy.example.edu/10.3390/jcm12196311", "doi", ISLAM),
    ("https://doi.org/10.1234/abc/full", "doi", "10.1234/abc/full"),
    ("https://doi-org.proxy.example.edu/10.1234/abc/full", "doi", "10.1234/abc/full"),
    # Bookshelf
    ("NBK536728", "bookshelf", "NBK536728"),
    ("nbk536728", "bookshelf", "NBK536728"),
    ("NBK 536728", "bookshelf", "NBK536728"),
    ("Bookshelf ID: NBK536728", "bookshelf", "NBK536728"),
    ("https://www.ncbi.nlm.nih.gov/books/NBK536728/", "bookshelf", "NBK536728"),
    ("www.ncbi.nlm.nih.gov/books/NBK536728/?report=reader", "bookshelf", "NBK536728"),
    # ClinicalTrials.gov
    ("NCT01854957", "registration", "NCT01854957"),
    ("nct 01854957", "registration", "NCT01854957"),
    ("ClinicalTrials.gov Identifier: NCT01854957", "registration", "NCT01854957"),
    ("https://clinicaltrials.gov/study/NCT01854957", "registration", "NCT01854957"),
    ("https://clinicaltrials.gov/ct2/show/NCT01854957?term=msc", "registration", "NCT01854957"),
    ("https://www.clinicaltrials.gov/ct2/show/study/nct01854957", "registration", "NCT01854957"),
]

NOT_IDENTIFIERS = [
    "",
    " ",
    "\x00",
    "''",
    "0",
    "0123",
    "1234567890",
    "-5",
    "12.5",
    "37834955 40353645",
    "PMID",
    "pmid:",
    "PMID: 0",
    "PMID: abc",
    "PMC",
    "PMC0",
    "doi:",
    "doi:abc",
    "10.3390",
    "10.3390/",
    "10.12/abc",
    "https://doi.org/",
    "https://doi.org/abc",
    "https://example.org/37834955",
    "https://pubmed.ncbi.nlm.nih.gov/",
    "NBK",
    "NCT123",
    "NCT018549570",
    "lupus nephritis",
    "Islam et al. 2023",
    "--help",
    "٣٧٨٣٤٩٥٥",
    "10.3390/a b",
    "x" * 3000,
    "PMID: 37834955; PMCID: PMC10573670",
    "https://www.ncbi.nlm.nih.gov/pmc/?term=stem+cells",
]

REFERENCES = [
    (
        "J Clin Med. 2023 Sep 30;12(19):6311. doi: 10.3390/jcm12196311. PMID: 37834955; PMCID: PMC10573670.",
        [("doi", ISLAM), ("pmid", "37834955"), ("pmcid", "PMC10573670")],
    ),
    ("doi:10.3390/jcm12196311.PMID:37834955", [("doi", ISLAM), ("pmid", "37834955")]),
    ("(see doi 10.1016/S0140-6736(20)31288-5).", [("doi", "10.1016/s0140-6736(20)31288-5")]),
    ('<a href="https://doi.org/10.3390/jcm12196311">10.3390/JCM12196311</a>', [("doi", ISLAM)]),
    (
        "<https://doi.org/10.3390/jcm12196311>, <https://doi.org/10.1002/x>",
        [("doi", ISLAM), ("doi", "10.1002/x")],
    ),
    (f"J Biomed. 1998. {SICI}.", [("doi", SICI.lower())]),
    (
        "Available from: https://www.ncbi.nlm.nih.gov/books/NBK536728/ doi: 10.15586/x.",
        [
            ("bookshelf", "NBK536728"),
            ("doi", "10.15586/x"),
        ],
    ),
    ("Registered: NCT01854957, NCT-02223546.", [("registration", "NCT01854957"), ("registration", "NCT02223546")]),
    ("[PubMed: 37834955] [PMC free article: PMC10573670]", [("pmid", "37834955"), ("pmcid", "PMC10573670")]),
    ("https://doi.org/10.1002/a;https://doi.org/10.1002/b", [("doi", "10.1002/a"), ("doi", "10.1002/b")]),
    (f"doi: [{ISLAM}](https://doi.org/{ISLAM}).", [("doi", ISLAM)]),
    ("PMCID: 10573670", [("pmcid", "PMC10573670")]),
    ("12 patients in 2023, pages 10-20, 37834955 cells, PMC2 protein, version 10.2/3", []),
    ("", []),
]


@pytest.mark.parametrize(("typed", "scheme", "value"), TYPED, ids=[repr(row[0]) for row in TYPED])
def test_what_people_type(typed: str, scheme: str, value: str) -> None:
    assert parse(typed) == (scheme, value)


@pytest.mark.parametrize("typed", NOT_IDENTIFIERS)
def test_what_is_no_identifier(typed: str) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize(("text", "expected"), REFERENCES, ids=[row[0][:40] for row in REFERENCES])
def test_identifiers_in_a_reference(text: str, expected: list[tuple[str, str]]) -> None:
    assert find_all(text) == expected


def test_a_stored_form_reads_back_as_itself() -> None:
    for _, scheme, value in TYPED:
        assert parse(value) == Identifier(scheme, value)  # type: ignore[arg-type]


PIECES = st.one_of(
    st.sampled_from(["PMID", "PMC", "doi:", "10.", "10.3390/", "https://", "doi.org/", "NBK", "NCT", "?term="]),
    st.sampled_from(
        ["/", "%2F", "%", "%ff", "<", ">", "(", ")", "&lt;", "#", "@", "٣", ":", "pubmed.ncbi.nlm.nih.gov/"]
    ),
    st.sampled_from(["123", "0", " ", "\x00", "\ud800"]),
)


@given(st.text() | st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
@example("https://[")
@example("10.1234/%")
@example("10.0000/:/")
def test_no_string_raises(text: str) -> None:
    parsed = parse(text)
    if parsed:
        assert parsed.value
        assert parse(parsed.value) == parsed
    for found in find_all(text):
        assert find_all(found.value) in ([found], [])


@pytest.mark.parametrize(
    "text",
    [
        "10.1234/" + ")" * 400_000,
        "https://" * 50_000,
        "10.1234/a" * 50_000,
        "pmid " * 100_000,
        "%2F" * 100_000,
    ],
    ids=["brackets", "addresses", "dois", "labels", "escapes"],
)
def test_long_texts_stay_linear(text: str) -> None:
    started = time.process_time()
    find_all(text)
    parse(text)
    assert time.process_time() - started < 5
