"""The syntaxes of databases: which is recognised by what, and what tree each becomes."""

from __future__ import annotations

import pytest
from tree_text import tree_text

from mscq.search.query import QueryError, parse

OVID, EMBASE, SCOPUS, WEB, COCHRANE, EBSCO, PUBMED, OWN = (
    "Ovid",
    "Embase",
    "Scopus",
    "Web of Science",
    "Cochrane Library",
    "EBSCO",
    "PubMed",
    "",
)

READ = [
    # PubMed
    (PUBMED, '"Stem Cells"[Mesh] AND lupus[tiab]', 'mesh:"Stem Cells" & text:lupus'),
    (PUBMED, '"Stem Cells"[mh:noexp] OR "Stem Cells"[MAJR:NoExp]', 'heading:"Stem Cells" | heading:"Stem Cells"'),
    (PUBMED, "stem cells[majr]", "mesh:stem cells"),
    (PUBMED, "lupus[ti] OR ms[ti] AND iv[ti]", "(title:lupus | title:ms) & title:iv"),
    (PUBMED, "lupus[ti] or ms[ti] not ra[ti]", "(title:lupus | title:ms) & !title:ra"),
    (PUBMED, "(lupus OR ms)[ti]", "title:lupus | title:ms"),
    (PUBMED, "humans[mh] NOT animals[mh]", "subject:people & !subject:animals"),
    (PUBMED, "lupus[tw] AND humans[Filter]", "text:lupus & subject:people"),
    (OWN, "lupus AND hasabstract", "lupus & -hasabstract-"),
    (PUBMED, "lupus[ti] AND smith[ad]", "title:lupus & -smith[ad]-"),
    (PUBMED, "lupus[ti] AND drug therapy[sh]", "title:lupus & -drug therapy[sh]-"),
    (PUBMED, "lupus[ti] AND 2015:2024[dp]", "title:lupus & year:2015..2024"),
    (PUBMED, '2018[dp] : 3000[dp] AND "2015/01/01"[PDAT] : "2016"[PDAT]', "year:2018..3000 & year:2015..2016"),
    (PUBMED, 'lupus AND "last 6 months"[dp]', 'lupus & -"last 6 months"[dp]-'),
    (PUBMED, '"stem cell lupus"[tiab:~3]', 'text:"stem" ~3 text:"cell" ~3 text:"lupus"'),
    (PUBMED, "“stem cells”[tiab]\nAND lupus[ti]", 'text:"stem cells" & title:lupus'),
    (PUBMED, "exosome[nm] AND wang d[au] AND blood[ta]", "mesh:exosome & author:wang d & journal:blood"),
    (PUBMED, "Clinical Trial[ptyp] AND letter[pt]", "publication type:Clinical Trial & publication type:letter"),
    (OWN, "lupus AND iv Filters: Review, Cohort, Humans, from 2010 - 2020 Sort by: Author",
     'lupus & iv & subject:"people" & year:2010..2020 & (publication type:"Review" | publication type:"Cohort")'),
    # Ovid
    (OVID, "exp Multiple Sclerosis/ or lupus.ti,ab.", 'mesh:"Multiple Sclerosis" | text:"lupus"'),
    (OVID, "Multiple Sclerosis/ and stem cell$.mp.", 'heading:"Multiple Sclerosis" & any:"stem cell*"'),
    (OVID, "exp *Multiple Sclerosis/dt, th [Drug Therapy]", 'mesh:"Multiple Sclerosis/dt, th [Drug Therapy]"'),
    (OVID, "(mesenchymal adj3 (stem or strom*)).tw.", 'text:"mesenchymal" ~2 (text:"stem" | text:"strom*")'),
    (OVID, "lupus.mp. [mp=title, abstract, keyword heading word]", 'any:"lupus"'),
    (OVID, "(umbilical adj cord).ti.", 'title:"umbilical" >0 title:"cord"'),
    (OVID, "Wounds and Injuries/ or lupus.tw.", 'heading:"Wounds and Injuries" | text:"lupus"'),
    (OVID, '"Cell- and Tissue-Based Therapy"/', 'heading:"Cell- and Tissue-Based Therapy"'),
    (OVID, "randomi#ed.ab. and wom?n.ti", 'text:"randomi?ed" & title:"wom?n"'),
    (OVID, "trial.ab. /freq=2", 'text:"trial" & -/freq=2-'),
    (OVID, "lupus.ti,ab,kw,hw. or lupus.jn.", 'any:"lupus" | journal:"lupus"'),
    (OVID, "review.pt. and 2015:2020.yr.", 'publication type:"review" & year:2015..2020'),
    (OVID, "lupus.mp. and english.la. and boston.in.", 'any:"lupus" & publication type:"english" & -boston.in.-'),
    (OVID, "exp animals/ not humans.sh.", 'subject:"animals" & !subject:"people"'),
    # Embase.com
    (EMBASE, "'stem cell'/exp OR 'stem cell'/de", 'mesh:"stem cell" | heading:"stem cell"'),
    (EMBASE, "'lupus'/exp/mj/dm_th AND ms:ti,ab", 'mesh:"lupus/dm_th" & text:ms'),
    (EMBASE, "(mesenchymal NEAR/3 stem):ti,ab AND 'ms'/exp", '(text:mesenchymal ~2 text:stem) & mesh:"ms"'),
    (EMBASE, "('stem cell' NEXT/1 graft*):ti AND 'ms'/de", '(title:"stem cell" >0 title:graft*) & heading:"ms"'),
    (EMBASE, "ms:ti AND [english]/lim AND [humans]/lim", 'title:ms & publication type:"english" & subject:"people"'),
    (EMBASE, "'lupus':ti,ab,kw AND [2010-2024]/py", 'any:"lupus" & year:2010..2024'),
    (EMBASE, "'parkinson's disease'/exp OR crohn's:ti", "mesh:\"parkinson's disease\" | title:crohn's"),
    (EMBASE, "‘stem cell’/exp AND lupus:ti", 'mesh:"stem cell" & title:lupus'),
    # Scopus
    (SCOPUS, "TITLE-ABS-KEY(lupus AND {stem cells})", 'any:lupus & any:"stem cells"'),
    (SCOPUS, "TITLE ( stem W/2 cell* )", "title:stem ~2 title:cell*"),
    (SCOPUS, "ABS(stem PRE/1 cell)", "text:stem >1 text:cell"),
    (SCOPUS, "TITLE(a) AND TITLE(b) OR TITLE(c)", "title:a & (title:b | title:c)"),
    (SCOPUS, "TITLE(a) AND NOT TITLE(rat)", "title:a & !title:rat"),
    (SCOPUS, "KEY(lupus) AND PUBYEAR > 2009 AND PUBYEAR BEF 2020", "any:lupus & year:2010.. & year:..2019"),
    (SCOPUS, 'TITLE(lupus) AND AFFIL(seoul) AND LIMIT-TO(LANGUAGE,"English")',
     'title:lupus & -AFFIL(seoul)- & publication type:"English"'),
    (SCOPUS, 'TITLE(lupus) AND EXCLUDE ( PUBYEAR , 2012 )', "title:lupus & !year:2012"),
    # Web of Science
    (WEB, "TS=(lupus OR \"stem cell*\")", 'any:lupus | any:"stem cell*"'),
    (WEB, "TI=stem NEAR/2 cell* AND AU=wang", "(title:stem ~2 any:cell*) & author:wang"),
    (WEB, "TI=(stem NEAR/2 cell*) NOT TS=mouse", "(title:stem ~2 title:cell*) & !any:mouse"),
    (WEB, "TS=lupus and PY=2010-2020", "any:lupus & year:2010..2020"),
    (WEB, "TS=lupus AND DT=(Article OR Review)", "any:lupus & (publication type:Article | publication type:Review)"),
    (WEB, "TS=leuk$emia AND AD=boston", "any:leuk?emia & -AD=boston-"),
    (WEB, "TS=lupus\nIndexes=SCI-EXPANDED Timespan=2010-2020", "any:lupus & -Indexes=SCI-EXPANDED- & year:2010..2020"),
    # the Cochrane Library
    (COCHRANE, "MeSH descriptor: [Stem Cells] explode all trees", 'mesh:"Stem Cells"'),
    (COCHRANE, "MeSH descriptor: [Stem Cells] this term only", 'heading:"Stem Cells"'),
    (COCHRANE, "MeSH descriptor: [Lupus] explode all trees and with qualifier(s): [therapy - TH]",
     'mesh:"Lupus/therapy - TH"'),
    (COCHRANE, '[mh "Stem Cells"] or [mh ^Lupus]', 'mesh:"Stem Cells" | heading:"Lupus"'),
    (COCHRANE, '"stem cell":ti,ab,kw and (knee near/3 pain):ti,ab,kw', 'any:"stem cell" & (any:knee ~3 any:pain)'),
    (COCHRANE, "[mh Lupus] and (stem next cell*):ti", 'mesh:"Lupus" & (title:stem >0 title:cell*)'),
    (COCHRANE, "[mh Lupus] with Publication Year from 2010 to 2023, in Trials",
     'mesh:"Lupus" & year:2010..2023 & -in Trials-'),
    (COCHRANE, "lupus:ti,ab,kw (Word variations have been searched) in Trials", "any:lupus & -in Trials-"),
    # EBSCOhost
    (EBSCO, '(MH "Stem Cells+") OR (MH "Lupus")', 'mesh:"Stem Cells" | heading:"Lupus"'),
    (EBSCO, "TI ( knee N3 pain ) OR AB ( stem W1 cell* )", "(title:knee ~3 title:pain) | (text:stem >1 text:cell*)"),
    (EBSCO, '(MM "Lupus") AND PT clinical trial AND LA English',
     'heading:"Lupus" & publication type:clinical trial & publication type:English'),
    # what is nobody's syntax but our own
    (OWN, "does iv work better than it in ms and/or lupus", "does iv work better than it in ms and/or lupus"),
    (OWN, "title:lupus (kidney OR renal) year:2018..2022", "title:lupus & (kidney | renal) & year:2018..2022"),
    (OWN, "L4 L5 spinal cord injury", "L4 L5 spinal cord injury"),
    (OWN, "phase 1/2 trial in RA: is it safe?", "phase 1/2 trial in RA: is it safe?"),
    (OWN, "1. lupus 2 ms", "1. lupus 2 ms"),
    (OWN, "n:>30 AND il-10", "n:31.. & il-10"),
]  # fmt: skip

MISTAKES = [
    ("(mesenchymal adj3 stem*.ti,ab.", 0, "never closed"),
    ("TS=(mesenchymal NEAR/3 stem", 3, "never closed"),
    ('exp Lupus/ and "stem', 15, "never closed"),
    ("lupus.ti. and", 10, "needs something after it"),
    ("'lupus'/exp)", 11, "closes nothing"),
    ("TITLE()", 5, "nothing stands between"),
    ("#1 AND #2", 0, "no line 1"),
    ("lupus.ti. and 3", 14, "no line 3"),
    ("1. lupus.ti.\n2. or/1-3", 16, "no line 2"),
    ("TS=lupus AND NEAR/3 ms", 13, "needs something before it"),
    ("TS=lupus NEAR/3", 9, "needs something after it"),
    ("TS=lupus AND TI=", 13, "needs something after it"),
    (" OR ".join(["a[ti] AND b[ti]"] * 120), 0, "set parentheses"),
]


@pytest.mark.parametrize(("syntax", "text", "tree"), READ)
def test_query_is_recognised_and_read(syntax: str, text: str, tree: str) -> None:
    query = parse(text)
    assert query.syntax == syntax
    assert tree_text(query.tree) == tree
    assert query.strict or not syntax


@pytest.mark.parametrize(("text", "position", "reason"), MISTAKES)
def test_mistake_is_said_where_it_stands(text: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert reason in str(caught.value)
    assert caught.value.text == text
    assert caught.value.position == position


def test_every_syntax_is_in_the_table() -> None:
    assert {syntax for syntax, _, _ in READ} == {OVID, EMBASE, SCOPUS, WEB, COCHRANE, EBSCO, PUBMED, OWN}
    assert len(READ) >= 60
