"""Matching references against the base: by identifier, by title, not at all; and papers that stand twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.library.duplicates import duplicates
from mscq.library.entry import Entry
from mscq.library.making import make_entry
from mscq.library.match import Candidate, Match, Matcher, NearMiss, match_all

BASE = [
    Candidate(
        "yuan2022",
        "36465325",
        "PMC9524813",
        "10.2478/rir-2022-0011",
        "Stem Cell Therapy in Lupus",
        2022,
        "Yuan",
    ),
    Candidate(
        "islam2023",
        "37834955",
        "PMC10573670",
        "10.3390/jcm12196311",
        "Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic Review and Meta-Analysis",
        2023,
        "Islam",
    ),
    Candidate(
        "stoker2018",
        title="Stem Cell Treatments for Parkinson’s Disease",
        year=2018,
        first_family="Stoker",
        bookshelf="NBK536728",
    ),
    Candidate(
        "trial-1",
        title="A phase 1 trial of stromal cells in knee osteoarthritis",
        year=2020,
        first_family="van der Berg",
    ),
    Candidate("review", title="Stromal cells: a review", year=2020, first_family="Roe"),
    Candidate("twin-a", title="One title that two papers share", year=2020, first_family="Roe"),
    Candidate("twin-b", title="One title that two papers share", year=2021, first_family="Roe"),
    Candidate("overview", title="Stem Cell Therapy in Lupus"),
    Candidate("note", title="Editorial", year=2020, first_family="Roe"),
]
MATCHER = Matcher(BASE)
ISLAM = "Mesenchymal stem cell therapy in multiple sclerosis: a systematic review and meta-analysis"
KNEE = "A phase 1 trial of stromal cells in knee osteoarthritis"


def entry(
    title: str | None = None, family: str | None = None, year: int | None = None, *, line: int = 1, **ids: Any
) -> Entry:
    fields = {
        "title": title,
        "author": [{"family": family}] if family else [],
        "issued": {"date-parts": [[year]]} if year else None,
        "DOI": ids.get("doi"),
        "PMID": ids.get("pmid"),
        "PMCID": ids.get("pmcid"),
    }
    kept = {name: ids[name] for name in ("raw", "key") if name in ids}
    made = make_entry(fields, file="refs", line=line, format="plain" if kept else "ris", **kept)
    assert isinstance(made, Entry)
    return made


@pytest.mark.parametrize(
    ("reference", "by", "record"),
    [
        (entry(pmid="37834955"), "pmid", "islam2023"),
        (entry(pmcid="pmc10573670"), "pmcid", "islam2023"),
        (entry(doi="https://doi.org/10.3390/JCM12196311"), "doi", "islam2023"),
        (entry(ISLAM, "Islam", 2023), "title", "islam2023"),
        (entry(ISLAM, "Islam", 2022), "title", "islam2023"),
        (entry(ISLAM, "Islam"), "title", "islam2023"),
        (entry(ISLAM, None, 2023), "title", "islam2023"),
        (entry(ISLAM.replace("Mesenchymal", "Mesenchimal"), "ISLAM", 2023), "title", "islam2023"),
        (entry(ISLAM.replace("meta-analysis", "metaanalysis"), "Islam", 2023), "title", "islam2023"),
        (entry("Stem cell treatments for Parkinson's disease", "Stoker", 2018), "title", "stoker2018"),
        (entry(KNEE, "Berg", 2020), "title", "trial-1"),
        (entry(KNEE.replace("knee", "<i>knee</i>"), "Berg", 2020), "title", "trial-1"),
        (entry(KNEE.replace("A phase", "Phase"), "Berg", 2020), "title", "trial-1"),
        (entry(raw="Yuan X, Sun L. Stem Cell Therapy in Lupus. Rheumatol. 2022;3:61."), "title", "yuan2022"),
        (entry(raw="Yuan (2022) “Stem cell therapy in lupus”, Rheumatol"), "title", "yuan2022"),
        (entry(raw="islam2023", key="islam2023"), "key", "islam2023"),
    ],
)  # fmt: skip
def test_matches(reference: Entry, by: str, record: str) -> None:
    found = MATCHER.match(reference)
    assert isinstance(found, Match), found
    assert (found.by, found.record, found.notes) == (by, record, ())
    assert 93 <= found.score <= 100


@pytest.mark.parametrize(
    ("reference", "record", "why"),
    [
        (entry("Stem cell therapy in lupus nephritis", "Yuan", 2022), "yuan2022", "similar"),
        (entry(KNEE.replace("1", "2"), "Berg", 2020), "trial-1", "the titles differ: 2 where the base has 1"),
        (entry(KNEE.replace("knee", "hip"), "Berg", 2020), "trial-1", "hip where the base has knee"),
        (entry(ISLAM, "Islam", 2015), "islam2023", "the year is 2015, not 2023"),
        (entry(ISLAM, "Khan", 2023), "islam2023", "the first author is Khan, not Islam"),
        (entry(ISLAM), "islam2023", "neither year nor first author"),
        (entry(ISLAM, "Islam", 2023, pmid="11111111"), "islam2023", "PMID 11111111 is not that of islam2023"),
        (entry(pmid="37834955", doi="10.2478/rir-2022-0011"), "islam2023", "DOI to yuan2022"),
        (entry("One title that two papers share", "Roe", 2020), "twin-a", "twin-b fits as well"),
        (entry("One title that two papers share", "Roe", 2018), "twin-a", "the year is 2018, not 2020"),
        (entry(raw="Stem Cell Therapy in Lupus"), "yuan2022", "nothing else to go by"),
        (entry(raw="Khan A. Stem Cell Therapy in Lupus. 2022."), "yuan2022", "the first author Yuan is not named"),
        (entry(raw="Yuan X. Stem Cell Therapy in Lupus. 1999."), "yuan2022", "the year 2022 is not given"),
        (entry(raw="Yuan X. Erratum: Stem Cell Therapy in Lupus. 2022."), "yuan2022", "notice or comment"),
        (entry(raw="Yuan X. Stem Cell Therapy in Lupus. 2022.", doi="10.1234/a"), "yuan2022", "DOI 10.1234/a is not"),
        (entry(raw=f"Islam M. {ISLAM.replace('sclerosis', 'sklerosis')}. 2023."), "islam2023", "a similar title"),
        (entry(raw="Yuan X. Stem cell therapy in lupus nephritis. 2022."), "yuan2022", "part of a longer text"),
    ],
)
def test_near_misses_are_said_and_not_matched(reference: Entry, record: str, why: str) -> None:
    found = MATCHER.match(reference)
    assert isinstance(found, NearMiss), found
    assert found.record == record
    assert why in found.why


@pytest.mark.parametrize(
    "reference",
    [
        entry("Cells of another kind in another disease", "Islam", 2023),
        entry("Editorial", "Roe", 2020),
        entry(pmid="11111111"),
        entry(raw="Nobody N. A paper that nobody knows of. 2001."),
        entry(raw="unknown2020", key="unknown2020"),
        entry("...", "Roe", doi="10.1234/x"),
    ],
)
def test_what_the_base_does_not_know(reference: Entry) -> None:
    assert MATCHER.match(reference) is None


def test_identifiers_that_disagree_are_said() -> None:
    found = MATCHER.match(entry(pmid="37834955", doi="10.9999/other"))
    assert isinstance(found, Match)
    assert found.notes == ("DOI 10.9999/other is not that of islam2023, 10.3390/jcm12196311",)
    wrong = MATCHER.match(entry("Sleep and the shape of mountains", pmid="37834955"))
    assert isinstance(wrong, Match)
    assert "but the title is 'Sleep and the shape of mountains'" in wrong.notes[0]


def test_a_citation_key_of_another_format_is_not_ours() -> None:
    made = make_entry({"title": "Another paper"}, file="a.bib", line=1, format="bibtex", key="islam2023")
    assert isinstance(made, Entry)
    assert MATCHER.match(made) is None


def test_all_entries_in_their_order() -> None:
    entries = [entry(pmid="37834955"), entry("Something else altogether here")]
    assert [found and found.record for _, found in match_all(entries, BASE)] == ["islam2023", None]


def test_duplicates() -> None:
    entries = [
        entry("A title that is long enough", "One", 2020, line=1, pmid="1234567"),
        entry("A Title That Is Long Enough.", "One", 2020, line=2, doi="10.1234/a"),
        entry("Not the same", line=3, doi="10.1234/A"),
        entry("A title that is long enough", "One", 2021, line=4),
        entry("A title that is long enough", "One", 2020, line=5, pmid="7654321"),
        entry("Editorial", "One", 2020, line=6),
        entry("Editorial", "One", 2020, line=7),
    ]
    found = duplicates(entries)
    assert [([one.line for one in group.entries], group.by) for group in found] == [([1, 2, 3], ("title", "doi"))]


def test_many_duplicates_take_no_time() -> None:
    entries = [entry("A title that is long enough", "One", 2020, line=line) for line in range(1, 2001)]
    assert [len(group.entries) for group in duplicates(entries)] == [2000]


TEXTS = st.none() | st.text(max_size=60) | st.sampled_from([ISLAM, KNEE, "Stem cell therapy in lupus"])


@given(TEXTS, TEXTS, st.none() | st.integers(1500, 2100), TEXTS)
def test_no_text_raises(title: str | None, family: str | None, year: int | None, raw: str | None) -> None:
    made = make_entry(
        {"title": title, "author": [{"family": family}], "issued": {"date-parts": [[year]]} if year else None},
        file="refs",
        line=1,
        format="plain",
        raw=raw,
    )
    if isinstance(made, Entry):
        found = MATCHER.match(made)
        assert found is None or found.record in {candidate.id for candidate in BASE}
        assert duplicates([made]) == []
