"""EndNote's tagged text (.enw, refer): a tag of "%" and one character, an empty line between references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import issued, page, people, serials, stated_identifiers, title
from mscq.library.making import make_entry
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "EndNote tagged"
SUFFIXES = (".enw", ".refer")
SIGN = r"(%[0TA]) "
LINE = r"%[0-9A-Z@!?&^~$#*+()\[\]=<>] "

TYPES = {
    "journal article": "article-journal",
    "electronic article": "article-journal",
    "magazine article": "article-magazine",
    "newspaper article": "article-newspaper",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "electronic book section": "chapter",
    "conference paper": "paper-conference",
    "conference proceedings": "paper-conference",
    "report": "report",
    "thesis": "thesis",
    "web page": "webpage",
    "dataset": "dataset",
    "unpublished work": "manuscript",
    "manuscript": "manuscript",
    "generic": "document",
}
"""EndNote's names of its reference types, in lower case, as CSL has them."""

_TAG = re.compile(r"(%\S)(?: (.*)|$)")

Record = dict[str, list[str]]


def _records(source: Source) -> Iterator[tuple[int, Record] | Unread]:
    start, record, last, blank, stray = 0, Record(), "", True, False
    for number, line in source.lines():
        if not line.strip():
            blank = True
            continue
        if match := _TAG.match(line.lstrip()):
            tag = match[1]
            if record and (tag == "%0" or (blank and tag in ("%T", "%A") and tag in record)):
                yield start, record
                record = Record()
            start = start if record else number
            record.setdefault(tag, []).append((match[2] or "").strip())
            last, stray = tag, False
        elif record:
            record[last][-1] += f" {line.strip()}"
        elif not stray:
            stray = True
            yield Unread(source.name, number, f"not a line of EndNote's tagged text: '{shortened(line, 40)}'")
        blank = False
    if record:
        yield start, record


def _item(values: Record, source: Source, line: int) -> Item:
    one = {tag: text for tag, texts in values.items() if (text := clean(texts[0]))}
    kind = TYPES.get(one.get("%0", "").lower(), "article-journal" if "%J" in one else None)
    journal = kind == "article-journal"
    pages = page(one.get("%P"))
    fields: dict[str, Any] = {
        "type": kind,
        "title": title(one.get("%T")),
        "author": [name for text in values.get("%A", ()) for name in people(text)],
        "editor": [name for text in values.get("%E", ()) for name in people(text)],
        "issued": issued(f"{one.get('%D', '')} {one.get('%8', '')}") or issued(one.get("%8")),
        "container-title": one.get("%J") or one.get("%B"),
        "volume": one.get("%V"),
        "issue": one.get("%N"),
        "edition": None if journal else one.get("%7"),
        "publisher": one.get("%I"),
        "publisher-place": one.get("%C"),
        "URL": next((text for text in values.get("%U", ()) if text.startswith("http")), None),
        **pages,
        **serials(one.get("%@")),
    }
    number = one.get("%M", "")
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="endnote_tagged",
        key=one.get("%F"),
        abstract=one.get("%X"),
        keywords=[word for text in values.get("%K", ()) for word in re.split(r"[;,\n]", text)],
        stated=stated_identifiers(
            *(values.get("%R", ())),
            f"PMID: {number}" if number.isdecimal() and len(number) < 9 else number,
            *(text for tag in ("%2", "%U", "%O", "%Z") for text in values.get(tag, ())),
        ),
    )


def read(source: Source) -> Iterator[Piece]:
    """Yield the references of an EndNote tagged file, as a stream."""
    for found in _records(source):
        yield found if isinstance(found, Unread) else partial(_item, found[1], source, found[0])
