"""PubMed XML (PubmedArticle, PubmedBookArticle), record by record, with the standard library.

Each record is cut out of the stream and parsed alone: a broken one costs only itself, and no document
type declaration ever reaches the parser. A file that declares entities of its own is refused.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnreadableFile
from mscq.library.entry import Entry, Item, Piece, Unread
from mscq.library.fields import issued as issued_text
from mscq.library.fields import page, raised, title
from mscq.library.making import make_entry
from mscq.text.identifiers import Identifier, parse
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "PubMed XML"
SUFFIXES = (".xml",)
HEAD = r"(?i)\A\s*<(?:\?xml|!DOCTYPE|Pubmed)"

_RECORD = re.compile(r"<(/?)(PubmedArticle|PubmedBookArticle)(?:\s[^<>]*)?>")
_DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE|\[|>", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w:.-]*)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)([A-Za-z][A-Za-z0-9]*);")
_EXPONENT = re.compile(r"<sup>([0-9+\u2212-]+)</sup>")
_LONGEST_HEAD = 1 << 16
NOTICES = {
    "RetractionIn": "Retraction in",
    "PartialRetractionIn": "Partial retraction in",
    "ErratumIn": "Erratum in",
    "ExpressionOfConcernIn": "Expression of concern in",
    "CorrectedandRepublishedIn": "Corrected and republished in",
    "RetractedandRepublishedIn": "Retracted and republished in",
}
NOTICE_TYPES = {"Retracted Publication", "Retraction of Publication", "Published Erratum", "Expression of Concern"}


class _Declarations:
    """Whether lines of XML, one after the other, declare entities: ENTITY, or a DOCTYPE with a part of its own."""

    def __init__(self) -> None:
        self._in_doctype = False

    def __call__(self, line: str) -> bool:
        if not self._in_doctype and "<!" not in line:
            return False
        for mark in _DECLARES.findall(line):
            if mark.upper() == "<!ENTITY" or (mark == "[" and self._in_doctype):
                return True
            self._in_doctype = mark.upper() == "<!DOCTYPE" or (self._in_doctype and mark != ">")
        return False


def _chunks(source: Source) -> Iterator[tuple[int, str, bool]]:
    """Each record's first line, its text, and whether it is closed. UnreadableFile for what must be refused."""
    head, start, parts, seen, declares = "", 0, list[str](), False, _Declarations()
    for number, line in source.lines():
        if len(head) < _LONGEST_HEAD and not seen:
            head += line[:_LONGEST_HEAD] + "\n"
        if declares(line):
            raise UnreadableFile(source.name, f"line {number}: the XML declares entities of its own; refused")
        position = 0
        for match in _RECORD.finditer(line):
            opens = not match[1]
            if parts and opens:
                yield start, "".join([*parts, line[position : match.start()]]), False
                parts = []
            if opens:
                start, parts, position, seen = number, [match[0]], match.end(), True
            elif parts:
                yield start, "".join([*parts, line[position : match.end()]]), True
                parts, position = [], match.end()
        if parts:
            parts.append(line[position:] + "\n")
    if parts:
        yield start, "".join(parts), False
    if not seen:
        root = _ROOT.search(head)
        found = f"its root is <{shortened(root[1], 40)}>" if root else "there is no element in it"
        raise UnreadableFile(source.name, f"no PubMed record in this XML: {found}")


def _prepared(text: str) -> str:
    """A record with exponents as such, and HTML's named characters (&eacute;) as themselves."""
    text = _EXPONENT.sub(lambda match: raised(match[1]), text)
    if "&" not in text or not _NAMED.search(text):
        return text
    from html.entities import html5

    return _NAMED.sub(lambda match: html5.get(f"{match[1]};", f"&amp;{match[1]};"), text)


def _as_far_as_it_goes(text: str) -> ET.Element | None:
    """The part of a broken record that was closed before it breaks off."""
    reader: Any = ET.XMLPullParser(["start", "end"])
    path: list[ET.Element] = []
    root: ET.Element | None = None
    reader.feed(text)  # a break surfaces among the events
    with suppress(ET.ParseError):
        for event in reader.read_events():
            element: ET.Element = event[1]
            if path and path[-1] is element:
                path.pop()
            else:
                root = element if root is None else root
                path.append(element)
    # the innermost open element may hold half a value
    if len(path) > 1 and path[-1] in list(path[-2]):
        path[-2].remove(path[-1])
    return root


def _text(element: ET.Element | None, path: str = ".") -> str | None:
    found = element.find(path) if element is not None else None
    return clean("".join(found.itertext())) if found is not None else None


def _date(element: ET.Element | None) -> dict[str, list[list[int]]] | None:
    if element is None:
        return None
    parts = (_text(element, name) for name in ("Year", "Month", "Day"))
    written = " ".join(part for part in parts if part)
    month = _text(element, "Month") or ""
    if month.isdigit():
        written = written.replace(" ", "-")
    return issued_text(written or _text(element, "MedlineDate"))


def _names(element: ET.Element | None) -> list[dict[str, str]]:
    names = []
    for author in element.findall("Author") if element is not None else ():
        name = {
            "family": _text(author, "LastName"),
            "given": _text(author, "ForeName") or _text(author, "Initials"),
            "suffix": _text(author, "Suffix"),
            "literal": _text(author, "CollectiveName"),
        }
        if kept := {key: value for key, value in name.items() if value}:
            names.append(kept)
    return names


def _abstract(element: ET.Element | None) -> str | None:
    parts = []
    for part in element.findall("AbstractText") if element is not None else ():
        label, text = part.get("Label"), clean("".join(part.itertext()))
        if text:
            parts.append(f"{label}: {text}" if label else text)
    return " ".join(parts) or None


def _article(record: ET.Element) -> dict[str, Any]:
    article = record.find("MedlineCitation/Article")
    if article is None:
        return {}
    journal = article.find("Journal")
    lists = article.findall("AuthorList")
    dates = (_date(article.find(path)) for path in ("Journal/JournalIssue/PubDate", "ArticleDate"))
    return {
        "type": "article-journal",
        "title": title(_text(article, "ArticleTitle") or _text(article, "VernacularTitle")),
        "author": [name for names in lists if names.get("Type") != "editors" for name in _names(names)],
        "issued": next((date for date in dates if date), None),
        "container-title": _text(journal, "Title"),
        "container-title-short": (_text(journal, "ISOAbbreviation") or "").replace(".", "") or None,
        "volume": _text(journal, "JournalIssue/Volume"),
        "issue": _text(journal, "JournalIssue/Issue"),
        "ISSN": _text(journal, "ISSN"),
        **page(_text(article, "Pagination/MedlinePgn") or _text(article, "Pagination/StartPage")),
        "DOI": next((clean(e.text) for e in article.findall("ELocationID") if e.get("EIdType") == "doi"), None),
        "abstract": _abstract(article.find("Abstract")),
    }


def _book(record: ET.Element) -> dict[str, Any]:
    document = record.find("BookDocument")
    book = document.find("Book") if document is not None else None
    if document is None or book is None:
        return {}
    chapter = title(_text(document, "ArticleTitle"))
    lists = [*document.findall("AuthorList"), *([] if chapter else book.findall("AuthorList"))]
    edited = [*document.findall("AuthorList"), *book.findall("AuthorList")]
    return {
        "type": "chapter" if chapter else "book",
        "title": chapter or title(_text(book, "BookTitle")),
        "container-title": title(_text(book, "BookTitle")) if chapter else None,
        "author": [name for names in lists if names.get("Type") != "editors" for name in _names(names)],
        "editor": [name for names in edited if names.get("Type") == "editors" for name in _names(names)],
        "issued": _date(document.find("ContributionDate")) or _date(book.find("PubDate")),
        "publisher": _text(book, "Publisher/PublisherName"),
        "publisher-place": _text(book, "Publisher/PublisherLocation"),
        "ISBN": _text(book, "Isbn"),
        "abstract": _abstract(document.find("Abstract")),
    }


KINDS: dict[str, tuple[str, str, Callable[[ET.Element], dict[str, Any]]]] = {
    "PubmedArticle": ("MedlineCitation", "PubmedData/ArticleIdList/ArticleId", _article),
    "PubmedBookArticle": ("BookDocument", "BookDocument/ArticleIdList/ArticleId", _book),
}


def _stated(record: ET.Element, ids: str) -> Iterator[Identifier]:
    for element in record.findall(ids):
        found = parse("".join(element.itertext()))
        if found and element.get("IdType") in {"pubmed", "pmc", "doi", "bookaccession"} and found.scheme != "key":
            yield found
    for element in record.iter("AccessionNumber"):
        if (found := parse(element.text or "")) and found.scheme == "registration":
            yield found


def _item(record: ET.Element, source: Source, line: int, notes: list[str]) -> Item:
    base, ids, fields_of = KINDS[record.tag]
    fields = fields_of(record)
    fields["PMID"] = _text(record, f"{base}/PMID")
    words = [*record.iter("Keyword"), *record.iter("DescriptorName")]
    kinds = [kind for element in record.iter("PublicationType") if (kind := _text(element))]
    notices = [
        f"{NOTICES[kind]}: {_text(element, 'RefSource') or 'source not given'}"
        for element in record.iter("CommentsCorrections")
        if (kind := element.get("RefType", "")) in NOTICES
    ]
    return make_entry(
        {name: value for name, value in fields.items() if name != "abstract"},
        file=source.name,
        line=line,
        format="pubmed_xml",
        abstract=fields.get("abstract"),
        keywords=[_text(word) or "" for word in words],
        stated=_stated(record, ids),
        notices=[*(kind for kind in kinds if kind in NOTICE_TYPES), *notices],
        kinds=kinds,
        authors_cut_off=any(names.get("CompleteYN") == "N" for names in record.iter("AuthorList")),
        notes=notes,
    )


class Cut(NamedTuple):
    """A record cut out of a file: where it begins, its element (None where nothing of it can be read), remarks."""

    line: int
    element: ET.Element | None
    notes: list[str]


def records(source: Source) -> Iterator[Cut]:
    """Yield the records of PubMed XML, as a stream; a broken one up to where it breaks.

    Raises UnreadableFile where the XML declares entities or holds no such record.
    """
    yield from (_cut(*chunk) for chunk in _chunks(source))


def _cut(line: int, text: str, closed: bool) -> Cut:
    try:
        return Cut(line, ET.fromstring(_prepared(text)), [])
    except ET.ParseError as error:
        at = line + error.position[0] - 1
        why = f"broken XML at line {at}" if closed else "the record is not closed"
        return Cut(line, _as_far_as_it_goes(_prepared(text)), [f"{why}; read as far as it goes"])


def item(cut: Cut, source: Source) -> Item:
    """Return a record as an entry, or why it is none."""
    found = _item(cut.element, source, cut.line, cut.notes) if cut.element is not None else None
    if isinstance(found, Entry):
        return found
    return Unread(source.name, cut.line, cut.notes[0] if cut.notes else "a PubMed record without title and PMID")


def read(source: Source) -> Iterator[Piece]:
    """Yield the entries of a PubMed XML file, as a stream; a broken record is read up to where it breaks."""
    for chunk in _chunks(source):
        yield partial(_read, chunk, source)


def _read(chunk: tuple[int, str, bool], source: Source) -> Item:
    return item(_cut(*chunk), source)
