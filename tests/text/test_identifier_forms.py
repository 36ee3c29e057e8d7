"""Identifiers as people paste them: one in every form, lists parted by anything, sentences, and what is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from mscq.text.identifiers import find_all, foreign, parse, pieces, without_view
from mscq.text.registrations import registration, shared

P, Q = "37834955", "34663461"
C, D = "PMC10573670", "PMC8522073"
A, B = "10.3390/jcm12196311", "10.1186/s13287-021-02609-x"
LANCET = "S1474-4422(11)70097-7"
FORMS = next((found for folder in ROOT.parents[:2] for found in folder.glob("shared/review/inputs/idforms.txt")), None)

ONE = [
    # labels and marks around a PMID
    *((text.format(P), P) for text in (
        "PMID={}", "PMID #{}", "PMID- {}", "(PMID: {})", "PubMed-ID: {}", "MED:{}", "PM:{}", "info:pmid/{}", "#{}",
        "{}[uid]", "{} [pmid]", '"pmid": "{}",', "pmid = {{{}}},", "<pmid>{}</pmid>", "[{}]", "*{}*", "**PMID:** {}",
        '<ArticleId IdType="pubmed">{}</ArticleId>', "Ref 7: {}", "7. {}", "a) {}", "• {}", "{}.0", "{}v1",
        "PMID: 00{}",
    )),
    *((text.format(P), P) for text in (
        "PMID_{}", "pmid.{}", "PMID no. {}", "PMID Nr. {}", "PubMed identifier: {}", "{} (PMID)",
    )),
    ("37,834,955", P),
    ("37.834.955", P),
    ("37\u00a0834\u00a0955", P),
    ("ＰＭＩＤ：３７８３４９５５", P),
    ("PMID:\u00a0378\u200b34955", P),
    # addresses of PubMed and those that hold one
    *((text.format(P), P) for text in (
        "pubmed.gov/{}", "https://www.pubmed.gov/{}", "https://bioregistry.io/pubmed:{}", "https://n2t.net/pubmed:{}",
        "https://www.ncbi.nlm.nih.gov/pubmed?cmd=Retrieve&list_uids={}", "https://pubmed.ncbi.nlm.nih.gov/?term={}[pmid]",
        "https://pubmed-ncbi-nlm-nih-gov.proxy.univ.edu/{}/", "https://www.ncbi.nlm.nih.gov.ezproxy.univ.edu/pubmed/{}",
        "https://europepmc.org/search?query=ext_id:{}", "https://europepmc.org/abstract/med/{}#eids",
        "https://www.google.com/url?q=https://pubmed.ncbi.nlm.nih.gov/{}/&sa=D",
        "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpubmed.ncbi.nlm.nih.gov%2F{}%2F&data=05%7C01",
    )),
    # PubMed Central
    *((text, C) for text in (
        "PMC: 10573670", "pmc:PMC10573670", "PMC - PMC10573670", "PMC-10573670", "PMC10573670.2", "PMC10573670 [pmc]",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC10573670.1/", "https://www.ncbi.nlm.nih.gov/pmc/articles/10573670/",
        "https://www-ncbi-nlm-nih-gov.proxy.edu/pmc/articles/PMC10573670/?report=classic",
    )),
    # DOIs
    *((text.format(B), B) for text in (
        "*{}*", "_{}_", "**{}**", "`{}`", "{} [doi]", "{}</p>", "hdl:{}", "doi-{}", "doi#{}", "doi = {{{}}},",
        "DO  - {}",
        '"doi": "{}",', "AID - {} [doi]", "urn:doi:{}", "<doi>{}</doi>", "DOI:{0}{0}", "https://doi.org/doi:{}",
        "Ref 7: {}",
        "https://stemcellres.biomedcentral.com/articles/{}/tables/1", "https://x.biomedcentral.com/track/pdf/{}.pdf?site=x",
        "https://stemcellres-biomedcentral-com.proxy.edu/counter/pdf/{}.pdf", "https://sci-hub.se/{}",
        "https://link.springer.com/article/{}#Sec2", "https://search.crossref.org/?q={}&from_ui=yes",
        "https://static-content.springer.com/esm/art%3A{}/MediaObjects/13287_2021_MOESM1_ESM.docx",
    )),
    ("https://doi.org/10.1186/s13287&#45;021&#45;02609&#45;x", B),
    ("&quot;10.1186/s13287-021-02609-x&quot;", B),
    ("10.1186 / s13287-021-02609-x", B),
    ("10.1186/ s13287-021-02609-x", B),
    ("10. 1186/s13287-021-02609-x", B),
    (r"10.1186\s13287-021-02609-x", B),
    ("lO.1186/s13287-021-02609-x", B),
    ("10·1186/s13287-021-02609-x", B),
    ("10.1186⁄s13287-021-02609-x", B),
    ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0275372", "10.1371/journal.pone.0275372"),
    ("journals.plos.org/plosone/article/file?id=10.1371/journal.pone.0275372&type=x", "10.1371/journal.pone.0275372"),
    ("https://www.nature.com/articles/s41598-024-55135-2", "10.1038/s41598-024-55135-2"),
    ("www-nature-com.proxy.univ.edu/articles/s41598-024-55135-2.pdf", "10.1038/s41598-024-55135-2"),
    ("https://www.nature.com/articles/s41598-024-55135-2/figures/2", "10.1038/s41598-024-55135-2"),
    ("https://academic.oup.com/stcltm/advance-article/doi/10.1093/stcltm/szac001/6523456", "10.1093/stcltm/szac001"),
    # PII
    *((text, LANCET) for text in (
        LANCET, "S1474442211700977", "PII: S1474-4422(11)70097-7", "S1474-4422(11)70097-7 [pii]",
        "https://www.sciencedirect.com/science/article/abs/pii/S1474442211700977?via%3Dihub",
        "https://linkinghub.elsevier.com/retrieve/pii/S1474442211700977",
        "https://www.thelancet.com/journals/laneur/article/PIIS1474-4422(11)70097-7/fulltext",
    )),
    # citation keys
    *((text, "islam2023") for text in (
        "ISLAM2023", "@islam2023", "[@islam2023]", r"\cite{islam2023}", r"\citep[p.~3]{islam2023}", "islam2023;",
        "@article{islam2023,",
        "'islam2023'",
    )),
    ("doi2020", "doi2020"),  # a family name too
    ("trial2020", "trial2020"),
]  # fmt: skip

REGISTRATIONS = [
    ("nct 02123368", "NCT02123368"),
    ("nct:NCT02123368", "NCT02123368"),
    ("clinicaltrials:NCT02123368", "NCT02123368"),
    ("https://www.isrctn.com/ISRCTN12345678", "ISRCTN12345678"),
    ("ISRCTN 12345678", "ISRCTN12345678"),
    ("actrn12620000870954", "ACTRN12620000870954"),
    ("ChiCTR-ONC-16008770", "ChiCTR-ONC-16008770"),
    ("CHICTR2000033420", "ChiCTR2000033420"),
    ("JRCT1080224764", "jRCT1080224764"),
    ("jRCTs031200123", "jRCTs031200123"),
    ("https://jrct.mhlw.go.jp/en-latest-detail/jRCT2090220384", "jRCT2090220384"),
    ("JapicCTI184103", "JapicCTI-184103"),
    ("KCT0000879", "KCT0000879"),
    ("NTR 4146", "NTR4146"),
    ("IRCT20240618062167n1", "IRCT20240618062167N1"),
    ("CTRI/2015/01/005532", "CTRI/2015/01/005532"),
    ("DRKS00012345", "DRKS00012345"),
    ("JPRN-UMIN000012345", "UMIN000012345"),
    ("EUCTR2011-005321-51-ES", "EUCTR2011-005321-51"),
    ("EudraCT number: 2011-005321-51", "EUCTR2011-005321-51"),
    ("2011-005321-51", "EUCTR2011-005321-51"),
    ("https://www.clinicaltrialsregister.eu/ctr-search/trial/2011-005321-51/ES", "EUCTR2011-005321-51"),
    ("EU CT 2022-501234-12-00", "2022-501234-12-00"),
    ("PROSPERO (CRD42022354824)", "CRD42022354824"),
    ("https://www.crd.york.ac.uk/prospero/display_record.php?ID=CRD42022354824", "CRD42022354824"),
    ("U1111-1234-5678", "U1111-1234-5678"),
]

LISTS = [
    (f"{P}, 40353645;{Q}", [P, "40353645", Q]),
    (f"PMID: {P}; PMID: {Q}", [P, Q]),
    (f"PMIDs: {P}, 40353645 and {Q}", [P, "40353645", Q]),
    (f"PMID\t{P}\t{Q}", [P, Q]),
    (f"{P}/{Q}", [P, Q]),
    (f"{P}|{Q}", [P, Q]),
    (f"{P} & {Q}", [P, Q]),
    (f"| {P} | {Q} |", [P, Q]),
    (f"{P} → {Q}", [P, Q]),
    (f"{P} -- islam2023", [P, "islam2023"]),
    (f'{{"doi": "{A}", "pmid": "{P}"}}', [A, P]),
    (f"{A} PMID no. {P} {C}", [A, P, C]),
    (f"{P}、{Q}", [P, Q]),
    (f"PMID：{P}；{Q}", [P, Q]),
    (f'["{P}", "{Q}"]', [P, Q]),
    (f"https://pubmed.ncbi.nlm.nih.gov/?term={P}+{Q}", [P, Q]),
    (f"https://pubmed.ncbi.nlm.nih.gov/{P},{Q}/", [P, Q]),
    ("PMCID: 10573670, 8522073", [C, D]),
    (f"{C}/{D}", [C, D]),
    (f"PMC 10573670\tNCT 02123368 PMID {Q}", [C, "NCT02123368", Q]),
    (f"{A};{B}", [A, B]),
    (f"{A},{B}", [A, B]),
    (f"{A}|{P}", [A, P]),
    (f"{A},{P}", [A, P]),
    (f"{A};islam2023", [A, "islam2023"]),
    (f"{A}PMID: {P}", [A, P]),
    (f"doi:{A}doi:{B}", [A, B]),
    (f"https://doi.org/{A}https://doi.org/{B}", [A, B]),
    (f"doi:{A} pmid:{P} pmc:{C}", [A, P, C]),
    ("islam2023; wang2021", ["islam2023", "wang2021"]),
    (r"\cite{islam2023,wang2021}", ["islam2023", "wang2021"]),
    ("[@islam2023; @wang2021]", ["islam2023", "wang2021"]),
]

OTHERS = [
    ("0000-0002-1825-0097", "ORCID"),
    ("https://orcid.org/0000-0002-1825-009X", "ORCID"),
    ("ISBN 978-0-306-40615-7", "ISBN"),
    ("9780306406157", "ISBN"),
    ("0037834955", "ISBN"),
    ("arXiv:2101.12345v2", "arXiv"),
    ("ISSN 1234-567X", "ISSN"),
    ("37834955-37834960", "range"),
]

NONE = [
    "isbn:0306406152", "orcid:0000-0002-1825-0097", "arXiv:2101.12345", "doi: 37834955", "page: 123", "12 patients",
    "PMID: islam2023", "2023;12:6311", "https://scholar.archive.org/x", "https://doi.org/", "12.5", "1.0", "nct",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), ONE, ids=[repr(row[0]) for row in ONE])
def test_one_identifier(text: str, value: str) -> None:
    found = parse(text)
    assert found is not None
    assert found.value == value
    assert parse(found.value) == found


@pytest.mark.parametrize(("text", "value"), REGISTRATIONS, ids=[repr(row[0]) for row in REGISTRATIONS])
def test_a_registration(text: str, value: str) -> None:
    assert parse(text) == ("registration", value)
    assert registration(value) == value
    assert find_all(f"It was registered ({text}) before.") == [("registration", value)]


def test_registrations_are_one_whatever_their_letters() -> None:
    assert shared(["EudraCT2008-004015-35"], ["2008-004015-35"])
    assert shared(["jrct1080224764"], ["JRCT1080224764"])
    assert not shared(["NCT00000001"], ["NCT00000002"])


@pytest.mark.parametrize(("text", "values"), LISTS, ids=[repr(row[0]) for row in LISTS])
def test_a_list(text: str, values: list[str]) -> None:
    assert [str(piece.found) for piece in pieces(text)] == values


@pytest.mark.parametrize(("text", "kind"), OTHERS)
def test_what_is_an_identifier_of_another_kind(text: str, kind: str) -> None:
    assert parse(text) is None
    assert kind in (foreign(text) or "")


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_identifier(text: str) -> None:
    assert parse(text) is None


def test_a_number_among_words_is_bare() -> None:
    found = pieces("As islam2023 and PMID 34663461 show on page 12345 of 2023")
    assert [(piece.text, piece.bare) for piece in found if piece.text.isdigit()] == [("12345", True), ("2023", True)]
    assert {str(piece.found) for piece in found} >= {"islam2023", Q}
    assert find_all("In 2023, 12345 people, pp. 37834955-60, of 10.5/8") == []


@pytest.mark.parametrize(
    ("doi", "shorter"),
    [
        (f"{B}/full", B),
        (f"{B}/pdf", B),
        (f"{B}.pdf", B),
        (f"{B}?x=1", B),
        (f"{B}#sec2", B),
        (f"{B}/tables/1", B),
        (B, B),
    ],
)
def test_what_publishers_put_behind_a_doi(doi: str, shorter: str) -> None:
    assert without_view(doi) == shorter


@given(
    identifier=st.sampled_from([("PMID ", P), ("doi:", B), ("", C), ("", "NCT02123368"), ("", "islam2023")]),
    before=st.lists(st.sampled_from("\"'`([{<“‘«*·| \u200b\u00a0\ufeff"), max_size=4).map("".join),
    after=st.lists(st.sampled_from("\"'`)]}>”’».,;:| \u200b\u00a0"), max_size=4).map("".join),
    wide=st.booleans(),
)  # fmt: skip
def test_what_stands_around_does_not_matter(identifier: tuple[str, str], before: str, after: str, wide: bool) -> None:
    label, value = identifier
    digits = str.maketrans("0123456789", "０１２３４５６７８９") if wide else {}
    found = parse(f"{before}{label}{value.translate(digits)}{after}")
    assert found is not None
    assert found.value == value


@given(st.lists(st.sampled_from([P, Q, C, A, B, "islam2023", "NCT02123368"]), min_size=2, max_size=6), st.data())
def test_lists_parted_by_anything(values: list[str], data: st.DataObject) -> None:
    text = values[0]
    for value in values[1:]:
        text += data.draw(st.sampled_from([", ", "; ", " ", "\t", " | ", " / ", " and ", "\n", "|"])) + value
    assert [str(piece.found) for piece in pieces(text)] == values


@pytest.mark.skipif(FORMS is None, reason="the file of forms is not in this copy")
def test_the_forms_of_the_report() -> None:
    assert FORMS is not None
    lines = FORMS.read_text(encoding="utf-8").splitlines()
    unread = [line for line in lines if not any(piece.found for piece in pieces(line))]
    # an address without an identifier, a number that may be an ISBN
    assert unread == ["https://www.mdpi.com/2077-0383/12/19/6311", "0037834955", "https://scholar.archive.org/x"]


@pytest.mark.parametrize(
    "text",
    ["37834955,", "pmid:", "\\cite{a", "10.1000/a-/", "<doi ", "EU CT ", "nature.com/", "10.1000/x?a=b/full", "a/b&"],
)
def test_lists_take_their_share(text: str) -> None:
    def work(times: int) -> float:
        started = time.process_time()
        pieces(text * times)
        return time.process_time() - started

    work(10)
    small = max(work(300), 0.02)
    assert work(2_400) < 24 * small
