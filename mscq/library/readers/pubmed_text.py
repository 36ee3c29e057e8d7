"""PubMed's text with abstracts ("Abstract (text)"): numbered records, each from its source to its PMID.

1. Stem Cell Res Ther. 2021 Oct 18;12(1):545. doi: 10.1186/s13287-021-02609-x.

The title, which may be broken over lines.

Wang Y(1), Yi H(1).

Author information: ...

DOI: 10.1186/s13287-021-02609-x
PMID: 34663461
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import issued, page, people, stated_identifiers, title
from mscq.library.making import make_entry
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "PubMed text with abstracts"
HEAD = (
    r"\A\s*1\. [^\n]{3,200}\b(?:19|20)[0-9]{2}\b[^\n]*\n(?:[^\n]+\n){0,3}\n(?![0-9]+\. )[^\n]+\n[^\0]*?\n"
    r"(?:PMID|DOI|PMCID): \S"
)

_BEGINS = re.compile(r"([0-9]+)\. (\S.*)")
_SOURCE = re.compile(
    r"(?P<journal>.{2,200}?)\. (?P<date>(?:19|20)[0-9]{2}[^;:]{0,20}?)"
    r"(?:;(?P<volume>[^(:;.]{0,20})(?:\((?P<issue>[^)]{0,40})\))?(?::(?P<page>[^.;]{1,40}))?)?\."
)
_LABELLED = re.compile(r"(DOI|PMID|PMCID): (\S+)")
_MARKS = re.compile(r"\([0-9]+\)(?:\([0-9]+\))*")
_APART = (
    "author information:", "collaborators:", "comment in", "comment on", "erratum in", "update of", "©", "copyright",
    "conflict of interest", "doi:", "pmid:", "pmcid:", "retraction in", "expression of concern in",
)  # fmt: skip
_NOTICES = ("Retraction in", "Erratum in", "Expression of concern in", "Partial retraction in")

Block = list[str]


def _records(source: Source) -> Iterator[tuple[int, list[Block]]]:
    """Each record's first line and its paragraphs. A record begins with the number that comes next."""
    following, start, blocks, blank = 1, 0, list[Block](), True
    for number, line in source.lines():
        if not line.strip():
            blank = True
            continue
        match = _BEGINS.match(line)
        if match and blank and int(match[1][:9]) == following:
            if blocks:
                yield start, blocks
            following, start, blocks = following + 1, number, [[match[2]]]
        elif blank or not blocks:
            start = start or number
            blocks.append([line.strip()])
        else:
            blocks[-1].append(line.strip())
        blank = False
    if blocks:
        yield start, blocks


def _item(blocks: list[Block], source: Source, line: int) -> Item:
    texts = [" ".join(block) for block in blocks]
    if len(texts) < 2:
        return Unread(source.name, line, f"not a record of PubMed's text: '{shortened(texts[0], 40)}'")
    found = _SOURCE.match(texts[0])
    labelled = [match for block in blocks[1:] for text in block if (match := _LABELLED.match(text))]
    ids = {match[1]: match[2] for match in labelled}
    rest = [text for text in texts[2:] if not text.lower().startswith(_APART)]
    told = [text for text in texts[2:] if text.startswith(_NOTICES)]
    fields: dict[str, Any] = {
        "type": "article-journal",
        "title": title(texts[1]),
        "author": people(_MARKS.sub("", rest[0]).rstrip(".")) if rest and _named(rest[0]) else [],
        "DOI": ids.get("DOI"),
        "PMID": ids.get("PMID"),
        "PMCID": ids.get("PMCID"),
    }
    if found:
        fields |= {
            "container-title-short": clean(found["journal"]),
            "issued": issued(found["date"]),
            "volume": clean(found["volume"]),
            "issue": clean(found["issue"]),
            **page(found["page"]),
        }
    abstract = rest[1:] if fields["author"] else rest
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="pubmed_text",
        abstract=" ".join(abstract),
        stated=stated_identifiers(*(text[text.rfind("doi: ") :].rstrip(".") for text in texts[:1] if "doi: " in text)),
        notices=[text.replace(":", "", 1) if text.endswith(":") else text for text in told],
    )


def _named(text: str) -> bool:
    """Whether a paragraph is a list of authors: its first name is one of NLM's form."""
    first = people(_MARKS.sub("", text.partition(",")[0]).rstrip("."))
    return bool(first) and "family" in first[0]


def read(source: Source) -> Iterator[Piece]:
    """Yield the records of PubMed's text, as a stream."""
    for line, blocks in _records(source):
        yield partial(_item, blocks, source, line)
