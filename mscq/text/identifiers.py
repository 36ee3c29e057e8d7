"""Identifiers of papers, as people type and paste them, and as they stand in a line of text.

:func:`parse` reads one identifier, :func:`find_all` finds every one in free text, :func:`pieces` takes a list of
them apart. None raises, whatever the string. Patterns are compiled on first use, because start-up is what people feel.

Forms: PMID and PMCID by NLM (pmc.ncbi.nlm.nih.gov/about/public-access-info), DOI by the DOI Handbook
(section 2.2: case does not matter; a suffix may hold any printable character, of which a blank and a bar are taken to
end it here), Bookshelf accessions NBK, PII by Elsevier (an ISSN, two digits of the year, five of the article, a check
digit), registrations by their registries.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Identifier", "Piece", "Scheme", "find_all", "foreign", "label_of", "parse", "pieces", "without_view"]

Scheme = Literal["pmid", "pmcid", "doi", "bookshelf", "pii", "registration", "key"]

LONGEST = 2048  # characters of a pasted identifier; no real one comes near it
LONGEST_DOI = 500

_SCHEMES: dict[str, str] = {
    "pmid": "PMID",
    "pmcid": "PMCID",
    "doi": "DOI",
    "bookshelf": "NBK number",
    "pii": "publisher's item number (PII)",
    "registration": "trial registration",
    "key": "citation key",
}

_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_OPENING = "#\"'`“”„‘’‚«»‹›「『<[({|*_~•·\\"
_TRAILING = "\"'`“”„‘’‚«»‹›」』.,;:!?。、…|\\"
_EMPHASIS = "*_~"  # of Markdown: at the end only where it stands at the beginning too
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63), ord("-"))
_SLASHES = dict.fromkeys((0x2044, 0x2215, 0x29F8), ord("/"))
_COMMAS = {0x3001: ord(","), 0xFF64: ord(","), 0x060C: ord(","), 0x061B: ord(";")}
# without width, or turning the text behind them round
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
_TABLE: dict[int, int | None] = {**_FULL_WIDTH, **_DASHES, **_SLASHES, **_COMMAS, **_INVISIBLE}

_NUMBER = "([1-9][0-9]{0,8})"
_DOI = r"10\.[0-9]{4,9}(?:\.[0-9]+)*"
# "<" belongs to a DOI of the SICI kind, but "<a" and "</a" begin a tag
# a full stop glued to the next identifier ends one, and so do its label and the middle of a Markdown link
_NOT_IN_RUN = r"\s\"|\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd"
_KEY = r"(?!pm|nbk|nct|pubmed|medline|doi)[a-z]{3,40}(?:19|20)[0-9]{2}[a-z]?"
_NEXT = rf"[.;,](?:pmid|pmc|https?:|doi:|10\.[0-9]{{4,9}}/)|pmc?id\s?:|[;,](?:[1-9][0-9]{{6,7}}|{_KEY})(?![0-9a-z])"
_RUN = rf"(?:(?!\]\(|{_NEXT}|[.;,](?:epub|available))[^<{_NOT_IN_RUN}]|<(?![A-Za-z/!]))+"

# what publishers put behind the DOI in the address of a page
_VIEWS = (
    "full|full-?text|pdf|epdf|pdfft|pdfdirect|abstract|abs|meta|html|summary|references|figures|tables|epub|xml"
    "|metrics|citations?|supplementary-material|comments|(?:tables|figures|table|figure)/[0-9]{1,3}|mediaobjects/.*"
)

_BEFORE = "(?:info:|urn:)?"
_COUNTED = r"(?:\s*(?:identifier|number|n[ro]\b\.?))?"
_SET_OFF = r"(?=\s*[:=#/]|\s)"  # a label that begins many citation keys too is one only where a sign follows
_LABELS: tuple[tuple[Scheme | Literal["any"], str], ...] = (
    ("pmid", rf"{_BEFORE}(?:(?:pubmed|medline|ncbi)\s*)?pm\s?ids?{_COUNTED}|pubmed(?:\s*u?id)?{_COUNTED}|medline"),
    ("pmid", rf"(?:med|pm)(?=:)|uid{_SET_OFF}"),
    ("pmcid", rf"{_BEFORE}(?:pmc\s?ids?|pubmed\s*central(?:\s*id)?)|pmc(?=[:=\s]*pmc|\s+-|\s*[:#=])"),
    ("doi", rf"{_BEFORE}dois?(?![0-9]{{4}}[a-z]?$)|(?:hdl|handle|digital object identifier){_SET_OFF}"),
    ("doi", r"(?:do|lid|aid)(?=\s+-)"),
    ("bookshelf", rf"(?:ncbi\s*)?bookshelf(?:\s*id)?{_SET_OFF}|nbk(?=:)"),
    ("pii", f"pii{_SET_OFF}"),
    (
        "registration",
        r"(?:(?:clinical\s*trials?(?:\.gov)?|trial|prospero|jprn)(?:\s*(?:registry|registration|register))?"
        rf"(?:\s*(?:identifier|id|number|no\.?))?|registration(?:\s*(?:number|no\.?|id))?){_SET_OFF}|nct(?=:)|jprn(?=-)",
    ),
    ("registration", f"(?:euctr|eudract){_SET_OFF}"),
    (
        "any",
        r"(?:url|link|available (?:at|from)|identifier|id|see|ref(?:erence)?s?\.?\s*[0-9]{0,4}|cite)"
        r"(?=\s*[:=]|\s)|ur(?=\s+-)",
    ),
)
_SIGN = r"(?!\.?[a-z])[\"'”’*_]{0,3}\s*(?:=>|[:=#/_-]|\.(?=[\s0-9]))?\s*"
_MARKER = r"(?:[0-9]{1,4}[.)\]:]{1,2}|[a-z]\)|[ivx]{1,4}[.)]|[-•*–])\s+"
_MOST_LABELS = 4

_HOST = r"ncbi[.-]nlm[.-]nih[.-]gov[^/]{0,100}"
_CURIE = r"(?:identifiers\.org|bioregistry\.io|n2t\.net)/(?:[a-z.]+/)?"
_ADDRESSES: tuple[tuple[Scheme, str, str], ...] = (
    ("pmid", "", rf"pubmed[.-]{_HOST}/{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"pubmed[.-](?:gov|com)[^/]{{0,100}}/(?:pmid:?/?)?{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"{_HOST}/(?:m/)?(?:pubmed|entrez)/{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"{_HOST}(?:/pmc)?/articles/pmid/{_NUMBER}(?:/|$)"),
    ("pmcid", "PMC", rf"{_HOST}(?:/m)?(?:/pmc)?/articles/(?:pmc)?{_NUMBER}(?:\.[0-9]+)?(?:/|$)"),
    ("bookshelf", "NBK", rf"{_HOST}/books/nbk([0-9]{{1,9}})(?:/|$)"),
    ("pmid", "", rf"europepmc[.-]org[^/]{{0,100}}/(?:[a-z]+/)*med/{_NUMBER}(?:/|$)"),
    ("pmcid", "PMC", rf"europepmc[.-]org[^/]{{0,100}}/(?:article|articles|abstract)/(?:pmc/?)*{_NUMBER}(?:/|$)"),
    ("pmid", "", rf"{_CURIE}(?:pubmed|pmid|med)[:/]{_NUMBER}(?:/|$)"),
    ("pmcid", "PMC", rf"{_CURIE}(?:pmc|pmcid)[:/](?:pmc)?{_NUMBER}(?:/|$)"),
)
_OF_PUBMED = rf"{_HOST}|europepmc[.-]org|ebi[.-]ac[.-]uk[^/]{{0,100}}/europepmc|pubmed[.-](?:gov|com)"
_SEVERAL = r"[?&](?:term|list_uids|uid|id)=([1-9][0-9]{4,8}(?:(?:[+, ]|%20|%2c|%3b|\+or\+)+[1-9][0-9]{4,8})+)(?:&|$)"
_GLUED = rf"({_DOI}/[^\s:]{{1,200}}?)(?=https?://|doi:)"
_ESCAPE = "&(?:lt|gt|amp|quot|#[0-9]{2,4}|#x[0-9a-f]{2,4});"
_NAMED = "(pubmed|pmid|doi|pmcid|pmc)"
_TAG = rf"<(?:{_NAMED}|[a-z][\w:-]{{0,30}}\s[^<>/]{{0,60}}=[\"']{_NAMED}[\"'][^<>/]{{0,40}})>"
_QUERIED = rf"(?:^|&)(?:term|list_uids|uids?|id|pmid|query)=(?:pmid[: ]?|ext_id:)?{_NUMBER}(?:\[(?:uid|pmid)\])?(?:&|$)"
_PII = r"S([0-9]{4})-?([0-9]{3}[0-9X])-?\(?([0-9]{2})\)?([0-9]{5})-?([0-9X])"
_DOMAIN = r"(?:[a-z0-9-]{1,63}\.){1,6}(?:org|com|gov|net|edu|io|eu|int|info|cn|jp|de|uk|se)"
_FREE = (
    rf"(?P<url>(?:https?://|(?<![\w.@/-]){_DOMAIN}(?::[0-9]+)?/){_RUN})"
    rf"|(?P<doi>(?<![0-9.]){_DOI}(?:\s?(?:/|%2F)|\s?/\s(?=\S*[0-9]\S*[0-9])){_RUN})"
    r"|\b(?:pm\s?ids?|pubmed(?:\s?id)?|medline)(?:\s(?:number|n[ro]\.?))?(?:\s?[:#=-])?\s{0,3}(?P<pmid>0{0,4}[1-9][0-9]{0,8})(?![0-9])"
    r"(?P<more>(?:(?:\s?[,;/|&]\s?|\sand\s)[1-9][0-9]{6,7}(?![0-9]))*)"
    r"|\bpmc\s?ids?(?:\s?[:#=-])?\s{0,3}(?:pmc\s?)?(?P<pmcid>[1-9][0-9]{0,8})(?![0-9])"
    r"|\bpmc[\s:]?(?P<pmc>[1-9][0-9]{4,8})(?![0-9])"
    r"|\bnbk\s?(?P<bookshelf>[0-9]{3,9})(?![0-9])"
)
_PREFIX: dict[str, tuple[Scheme, str]] = {
    "pmid": ("pmid", ""),
    "pmcid": ("pmcid", "PMC"),
    "pmc": ("pmcid", "PMC"),
    "bookshelf": ("bookshelf", "NBK"),
}
_NO_KEY = (
    r"(?:pmid|pmcid|pmc|nbk|nct|pubmed|https?)(?:[0-9:.].*)?|doi(?:[:.].*|10\..*)?"
    r"|(?:isbn|issn|orcid|arxiv|nihms|pii|hdl|url|page|year)[:.].*"
)
_SIMPLE = rf"([1-9][0-9]{{0,8}})|{_KEY}"
_FOREIGN = (
    ("an ORCID iD, which names a person", r"(?:orcid\W*)?(?:https?://orcid\.org/)?(?:[0-9]{4}-){3}[0-9]{3}[0-9X]"),
    ("an arXiv number", r"(?:https?://)?(?:www\.)?arxiv(?:\.org/(?:abs|pdf))?\W*[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?"),
    ("an ISSN, which names a journal", r"(?:e?issn\W*)?[0-9]{4}-[0-9]{3}[0-9X]|e?issn\W*[0-9]{7}[0-9X]"),
    ("an ISBN", r"(?:isbn(?:-1[03])?\W*)?(?:97[89][- ]?(?:[0-9][- ]?){9}[0-9]|(?:[0-9][- ]?){9}[0-9X])|isbn\W.*"),
    ("a range of numbers, of which each must be named", r"(?:pmids?\W*)?[0-9]{4,9}\s?(?:-|\.\.|to)\s?[0-9]{4,9}"),
)
_NARROW = r"(?<=[0-9])[\xa0\u2009\u202f](?=[0-9]{3}(?![0-9]))"  # parts a number by thousands
_CITED = r"\\[a-z]{0,20}cite[a-z]{0,20}\*?(?:\[[^\]]{0,200}\]){0,2}\{([^{}]*)\}|@[a-z]{3,15}\{([^\s{},]{1,100}),"
_SMALL_WORDS = {"and", "und", "et", "y", "e", "or"}


class Identifier(NamedTuple):
    """One identifier in its stored form: 37834955, PMC10573670, a DOI in lower case, NBK536728, islam2023."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return self.value

    @property
    def kind(self) -> str:
        """What it is, in words: PMID, DOI, trial registration."""
        return _SCHEMES[self.scheme]


class Piece(NamedTuple):
    """A part of a list or a sentence: its text, the identifier that it is, and whether it is but a number.

    A bare number is a PMID in a list of identifiers; among words it may be anything.
    """

    text: str
    found: Identifier | None
    bare: bool = False


def _plain(text: str) -> str:
    """A text in plain letters: without what has no width, tags of XML that name an identifier as labels."""
    text = text.translate(_TABLE)
    if "&" in text and _compiled(_ESCAPE).search(text):
        from html import unescape

        text = _compiled(_ESCAPE).sub(lambda match: unescape(match[0]), text)
    text = _compiled(_GLUED).sub(r"\1 ", text)
    if "<" in text:
        text = _compiled(r"</[a-z][^<>]{0,80}>").sub(" ", _compiled(_TAG).sub(r" \1\2: ", text))
    return text


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _trim_end(text: str) -> str:
    """Drop closing punctuation, and brackets that nothing in the text opens."""
    if text[-1:].isalnum():
        return text
    surplus = {closer: text.count(closer) - text.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in _CLOSERS and surplus[last] > 0:
            surplus[last] -= 1
        elif not (last in _TRAILING or last.isspace()):
            break
        end -= 1
    return text[:end]


def _trimmed(text: str) -> str:
    """A text without the quotes, brackets, emphasis and punctuation around it."""
    inner = text.lstrip(_OPENING + " ")
    begun = text[: len(text) - len(inner)]
    inner = _trim_end(inner)
    if marks := "".join(mark for mark in _EMPHASIS if mark in begun):
        inner = _trim_end(inner.rstrip(marks))
    return inner.strip()


def _decoded(text: str) -> str:
    """Undo percent-encoding, where there is any."""
    if _compiled("%[0-9a-f]{2}").search(text):
        from urllib.parse import unquote

        text = unquote(text)
    return text


def without_view(doi: str) -> str:
    """Return a DOI without what addresses of publishers put behind it: /full, /pdf, /tables/1, .pdf."""
    doi = _compiled(r"(?:\?[\w-]+=|#).*$").sub("", doi).rstrip("/")
    while doi != (shorter := _compiled(rf"(?:/(?:{_VIEWS})(?:\.html?)?|;jsessionid=\w+)$").sub("", doi).rstrip("/")):
        doi = shorter
    doi = _compiled(r"\.(?:pdf|html?|full|full\.pdf|abstract|long|short)$").sub("", doi)
    if doi.startswith("10.1101/"):  # bioRxiv and medRxiv put the version into the address only
        doi = _compiled(r"v[0-9]+(?:\.[a-z-]+)*$").sub("", doi)
    if doi.startswith("10.1093/"):  # Oxford puts the number of the page behind it
        doi = _compiled("/[0-9]{6,9}$").sub("", doi)
    return doi


def _doi(text: str, *, page_of_publisher: bool = False) -> Identifier | None:
    """The DOI that a text begins with, without what citations and web pages put after it."""
    if not (match := _compiled(rf"{_DOI}/{_RUN}").match(_decoded(text))):
        return None
    doi = match[0]
    if page_of_publisher:
        doi = without_view(doi)
    doi = _trim_end(doi).lower()
    if len(doi) > LONGEST_DOI:
        return None
    while doi != (trimmed := _trim_end(doi.rstrip("/"))):
        doi = trimmed
    half = doi[: len(doi) // 2]
    doi = half if half * 2 == doi else doi  # pasted twice without anything between
    if not _compiled(rf"{_DOI}/{_RUN}").fullmatch(doi):
        return None
    return Identifier("doi", doi)


def _pii(text: str) -> Identifier | None:
    match = _compiled(_PII).fullmatch(text)
    return Identifier("pii", "S{}-{}({}){}-{}".format(*match.groups()).upper()) if match else None


def _registration(text: str) -> Identifier | None:
    if sum(map(str.isdigit, text)) < 3:
        return None
    from mscq.text.registrations import registration

    found = registration(text)
    return Identifier("registration", found) if found else None


def _address(text: str, *, nested: bool = False) -> Identifier | None:
    """The identifier that a web address names, or None."""
    place, *rest = re.split(r"[?#]", _trim_end(text), maxsplit=1)
    place = _trim_end(place)
    if match := _compiled(rf"(?<![0-9.]){_DOI}(?:/|%2F)").search(place):
        resolver = _compiled(r"^(?:https?://)?(?:[a-z]+\.)?doi[.-]org").match(place) is not None
        return _doi(place[match.start() :], page_of_publisher=not resolver)
    for scheme, prefix, pattern in _ADDRESSES:
        if match := _compiled(pattern).search(place):
            return Identifier(scheme, prefix + match[1])
    if match := _compiled(r"\bnature[.-]com[^/]{0,100}/articles/([a-z0-9][a-z0-9.-]+)").search(place):
        return _doi(f"10.1038/{match[1]}", page_of_publisher=True)
    if match := _compiled(rf"/(?:pii/|pii:)?(?:pii)?({_PII})(?:/|$|\.pdf)").search(place):
        return _pii(match[1])
    query = _decoded(rest[0]) if rest else ""
    of_pubmed = query and _compiled(_OF_PUBMED).search(place)
    if of_pubmed and (match := _compiled(_QUERIED).search(query)):
        return Identifier("pmid", match[1])
    if match := _compiled(rf"(?:^|[&=/])(?:doi:)?((?<![0-9.]){_DOI}/[^&#]+)").search(query):
        return _doi(match[1], page_of_publisher=True)
    if not nested and (match := _compiled(r"https?://.+").search(query)):
        return _address(re.split(r"&(?=[a-z_]+=)", match[0], maxsplit=1)[0], nested=True)
    for part in reversed(re.split(r"[/=&:]", f"{place}/{query}")):
        if found := _registration(part.removesuffix(".aspx")):
            return found
    return None


def _unlabelled(text: str) -> tuple[str, set[str]]:
    """A text without the labels before it and behind it, and the schemes that these name."""
    named: set[str] = set()
    if match := _compiled(r"\s*[\[(](doi|pii|pmc|pmcid|pmid|uid)[\])]$").search(text):
        named.add({"pmc": "pmcid", "uid": "pmid"}.get(match[1].lower(), match[1].lower()))
        text = text[: match.start()]
    for _ in range(_MOST_LABELS):
        for scheme, label in _LABELS:
            if (match := _compiled(rf"(?:{label}){_SIGN}").match(text)) and match.end() < len(text):
                named |= {scheme} - {"any"}
                text = _trimmed(text[match.end() :])
                break
        else:
            if not (match := _compiled(_MARKER).match(text)):
                break
            text = _trimmed(text[match.end() :])
    return text, named


def _number(text: str, named: set[str]) -> Identifier | None:
    """A PMID, or what its label makes of a number."""
    text = _compiled(r"^([1-9][0-9]{0,2})([,.'’])([0-9]{3})\2([0-9]{3})$").sub(r"\1\3\4", text)
    match = _compiled(r"(0*)([1-9][0-9]{0,8})(\.0+|v[0-9]{1,2}|\.[0-9])?").fullmatch(text)
    if match is None or not named <= {"pmid", "pmcid"}:
        return None
    # zeros before it may be those of an ISBN; a version or a column of numbers gives what stands behind it
    if not named and (match[1] or (match[3] and (len(match[2]) < 6 or not match[3].startswith((".0", "v"))))):
        return None
    return Identifier("pmcid", f"PMC{match[2]}") if named == {"pmcid"} else Identifier("pmid", match[2])


def _mended(text: str) -> str:
    """A DOI without the blanks and with the slash and the digits that printing, scanning and typing made others."""
    text = _compiled(r"^[1lI|][0O][.·]\s?(?=[0-9]{4,9}\s?[/\\%])").sub("10.", text)
    return _compiled(r"^(10\.[0-9.]{4,20})\s?[/\\]\s?(?=\S)").sub(r"\1/", text)


@lru_cache(maxsize=64)  # files give one identifier in several fields of a record
def parse(text: str) -> Identifier | None:
    """The one identifier that a text is, or None. Never raises.

    Takes citation keys, PMIDs (bare, labelled), PMCIDs, DOIs, Bookshelf numbers, numbers of trial registries, PIIs and
    the web addresses of them all; quotes, brackets, spaces and closing punctuation around do not matter.
    A text that holds more than one identifier is none: see :func:`find_all` and :func:`pieces`.
    """
    if len(text) > LONGEST:
        return None
    # what is typed most needs none of the patterns for all the rest
    if text.isascii() and (match := _compiled(_SIMPLE).fullmatch(text)):
        return Identifier("pmid", text) if match[1] else Identifier("key", text.lower())
    text = _compiled(_CITED).sub(r"\1\2", _plain(text).strip(), count=1)
    text = _compiled(_NARROW).sub(",", text)
    text, named = _unlabelled(_mended(_trimmed(" ".join(text.split()))))
    if found := _number(text, named):
        return found
    if match := _compiled(rf"pmc[\s:-]?0*{_NUMBER}(?:\.[0-9]+)?").fullmatch(text):
        return Identifier("pmcid", f"PMC{match[1]}")
    if match := _compiled(r"nbk[\s:-]?([0-9]{1,9})").fullmatch(text):
        return Identifier("bookshelf", f"NBK{match[1]}")
    if found := _registration(text) or _pii(text):
        return found
    text = _mended(text)
    if _compiled(r"\s").search(text):
        return None
    if _compiled(rf"{_DOI}(?:/|%2F).").match(text):
        return None if _compiled(rf"{_DOI}/{_RUN}(?:{_NEXT}|\|.)").match(_decoded(text)) else _doi(text)
    if _compiled(rf"(?:https?://|{_DOMAIN}(?::[0-9]+)?/)\S+").fullmatch(text):
        return _address(text)
    text = text.removeprefix("@").lower()
    if named or _compiled(_NO_KEY).fullmatch(text):
        return None
    # citation keys of the reader's own files may hold _ : . + beside the hyphen of ours
    return Identifier("key", text) if re.fullmatch(r"[a-z][a-z0-9]*(?:[-_:.+][a-z0-9]+)*", text) else None


def foreign(text: str) -> str | None:
    """Return what a text is that is an identifier and none of a paper here: an ISBN, an ORCID iD; None for others."""
    text = _trimmed(" ".join(text[:LONGEST].translate(_TABLE).split()))
    return next((name for name, pattern in _FOREIGN if _compiled(pattern).fullmatch(text)), None)


def _found(text: str) -> Iterator[tuple[int, int, Identifier]]:
    """Each identifier in a text, with where it begins and ends."""
    from mscq.text.registrations import FORM

    for match in _compiled(rf"{_FREE}|(?P<registration>\b{FORM})").finditer(text):
        kind = match.lastgroup or ""
        begin, end = match.span()
        found: Identifier | None
        if match["url"]:
            address = match["url"][:LONGEST]
            found = _address(address)
            if not found and _compiled(_OF_PUBMED).search(address) and (several := _compiled(_SEVERAL).search(address)):
                yield from ((begin, end, Identifier("pmid", one)) for one in re.findall("[1-9][0-9]{4,8}", several[1]))
        elif match["doi"]:
            run = _mended(match["doi"])
            found = _doi(run.rstrip(_EMPHASIS) if text[max(begin - 1, 0) : begin] in _EMPHASIS else run)
        elif match["registration"]:
            found = _registration(match["registration"])
        elif match["pmid"]:
            yield begin, end, Identifier("pmid", match["pmid"].lstrip("0"))
            for more in re.findall("[0-9]+", match["more"]):
                yield begin, end, Identifier("pmid", more)
            continue
        else:
            scheme, prefix = _PREFIX[kind]
            found = Identifier(scheme, prefix + match[kind])
        if found:
            yield begin, end, found


def find_all(text: str) -> list[Identifier]:
    """Every identifier in free text (a reference, a page of them), in order, each once. Never raises.

    A number counts as a PMID only behind its label; citation keys are not looked for.
    """
    return list(dict.fromkeys(found for _, _, found in _found(_plain(text))))


def pieces(text: str) -> list[Piece]:
    """The parts of a line that lists identifiers or names some among words, in order. Never raises.

    Parted by blanks, commas, semicolons, bars, slashes or "and"; a label before numbers holds for all of them.
    What is no identifier is a piece without one.
    """
    if whole := parse(text):
        return [Piece(text.strip(), whole, text.strip().isdigit())]
    text = _compiled(_CITED).sub(r" \1\2 ", _plain(text))
    if marker := _compiled(rf"\s*{_MARKER}").match(text):
        text = text[marker.end() :]
    made: list[Piece] = []
    at = 0
    label: str | None = None
    for begin, end, found in _found(text):
        made += _tokens(text[at:begin], label)
        made.append(Piece(text[begin:end], found))
        # what follows "PMCID: 10573670" is more of them; of PMIDs a sentence may go on with other numbers
        label = "pmcid" if _compiled(r"pmc\s?ids?[^a-z]*[0-9]+").fullmatch(text[begin:end]) else None
        at = end
    return [*made, *_tokens(text[at:], label)]


def _tokens(text: str, label: str | None) -> Iterator[Piece]:
    """The words of a text, each read alone; labels, the first before the text, say what the numbers behind them are."""
    named: set[str] = {label} if label else set()
    for word in _words(text):
        token = _trimmed(word)
        if not token or not any(map(str.isalnum, token)) or token.lower() in _SMALL_WORDS:
            continue
        if label := label_of(token):
            named = {label} - {"any"}
        elif named and (found := _number(token, named)):
            yield Piece(token, found)
        else:
            named = set()
            yield Piece(token, parse(token), token.isdigit())


def _words(text: str) -> Iterator[str]:
    """The words of a text; addresses stay whole, others are parted at slashes too."""
    for word in re.split(r"[\s,;|]+", text):
        yield from [word] if "://" in word else re.split(r"[/&+\\]+", word)


def label_of(word: str) -> str | None:
    """Return the scheme that a word names as the label of what stands behind it ("PMIDs:"); None for other words."""
    token = _trimmed(word.translate(_TABLE))
    if token.lower() == "pmc":
        return "pmcid"
    return next(
        (scheme for scheme, label in _LABELS if _compiled(rf"(?:{label})[\"'\s:=#-]*").fullmatch(f"{token}: ")), None
    )
