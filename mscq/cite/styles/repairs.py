"""What citeproc-py 0.11 gets wrong, mended in the item before and in the text after it runs.

Each repair answers a difference from citeproc-js found over popular styles; tests/cite/golden holds the comparison,
and a test fails for a repair that nothing needs any more.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from mscq.cite.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from mscq.cite.styles.xml import Traits

    Repair: TypeAlias = Callable[[str, dict[str, Any], Traits], str]

__all__ = ["AND_OTHERS", "IN_CITATION", "IN_ENTRY", "IN_ITEM", "mended", "mended_citation", "prepared"]

AND_OTHERS = "et al."
# Words that title case leaves small (CSL 1.0.2, "Title Case Conversion", and further prepositions, as citeproc-js).
# fmt: off
MINOR = frozenset(
    (
        "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of", "on", "onto",
        "or", "over", "so", "the", "till", "to", "up", "via", "with", "yet",
        "de", "van", "von",
        "about", "across", "after", "against", "along", "among", "around", "before", "behind", "below", "beneath",
        "beside", "between", "beyond", "despite", "during", "except", "inside", "like", "near", "off", "out",
        "outside", "per", "since", "than", "through", "throughout", "toward", "towards", "under", "underneath",
        "until", "upon", "versus", "vs", "vs.", "within", "without",
    )
)
# fmt: on


def prepared(item: dict[str, Any], traits: Traits) -> dict[str, Any]:
    """Return an item with the repairs that come before citeproc-py runs."""
    ready = deepcopy(item)
    for repair in IN_ITEM:
        repair(ready, traits)
    return ready


def mended(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Return an entry of the list of references with the repairs of its text."""
    for repair in IN_ENTRY:
        text = repair(text, item, traits)
    return text.strip()


def mended_citation(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Return a citation in the text with the repairs of its text."""
    for repair in IN_CITATION:
        text = repair(text, item, traits)
    return text.strip()


def curled_quotes(item: dict[str, Any], traits: Traits) -> None:
    """Curl the straight quotation marks and apostrophes, which citeproc-py leaves."""
    for field in ("title", "container-title"):
        if field in item:
            item[field] = _curled(item[field], traits.quotes)
    for role in ("author", "editor"):
        for name in item.get(role, []):
            name |= {part: _curled(text, traits.quotes) for part, text in name.items() if isinstance(text, str)}


def dashed_issues(item: dict[str, Any], traits: Traits) -> None:
    """Dash a double volume or issue, whose hyphen stays."""
    for field in ("volume", "issue"):
        if re.fullmatch(r"\d+\s*-\s*\d+", item.get(field, "")):
            item[field] = Pages.parse(item[field]).written(traits.range_delimiter)


def whole_pages(item: dict[str, Any], traits: Traits) -> None:
    """Complete a last page that is cut short (245-53), or it is cut again."""
    if traits.page_format and "page" in item:
        item["page"] = _whole_range(item["page"])


def bare_suffixes(item: dict[str, Any], traits: Traits) -> None:
    """Take the period off a suffix (Jr.) where the style takes it off initials."""
    for role in ("author", "editor"):
        for name in item.get(role, []):
            if traits.bare_initials and "suffix" in name:
                name["suffix"] = name["suffix"].rstrip(".")


def _curled(text: str, quotes: tuple[str, str]) -> str:
    """Pairs of straight double quotation marks as the locale's own; straight apostrophes curled."""
    text = re.sub(r"(?<=\w)'", "’", text)
    return re.sub(r'"([^"]*)"', lambda found: f"{quotes[0]}{found[1]}{quotes[1]}", text)


def _whole_range(page: str) -> str:
    """``245-53`` as ``245-253``: the style shortens it again if it wants to."""
    return Pages.parse(page).whole().written() if re.fullmatch(r"\d+-\d+", page) else page


def single_spaces(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Make spaces single, which affixes double."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def number_apart(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Part the number of an entry from its text."""
    return re.sub(r"^([(\[]?\d+[)\].:]*)\s*", r"\1 ", text) if traits.numbered else text


def capital_role(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Give a label the case (``Eds.``) that the style wants."""
    return re.sub(r"\((eds?\.)\)", lambda found: f"({found[1].capitalize()})", text) if traits.capital_role else text


def and_others(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Take the ``and`` away before the ``et al.`` of a list that is cut off."""
    if {"literal": AND_OTHERS} not in item.get("author", []):
        return text
    return re.sub(r"(,?) (?:&|and|et|und|y|e) et al\.", r"\1 et al.", text)


def half_given_names(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Print "Wei-can" as W., not as "W.-. can ." or "W-can", as it comes."""
    text = re.sub(r"\.-\. ?[^\W\d_]+ ?\.", ".", text)
    for name in (*item.get("author", []), *item.get("editor", [])):
        if found := re.fullmatch(r"([^\W\d_])[^\W\d_]*-([^\W\d_]+)", name.get("given", "")):
            text = re.sub(rf"\b{found[1]}[- ]{found[2]}\b", found[1], text, count=1) if found[2].islower() else text
    return text


def title_once(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Print a title that stands in for a missing author once."""
    return _once(text, "title", item, traits)


def container_once(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Print a journal that stands in for a missing author once."""
    return _once(text, "container-title", item, traits)


def title_for_nothing(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Cite by the title where there is neither author nor year."""
    return text if re.search(r"\w", text) else f"({item.get('title', item['id'])})"


def true_pages(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Shorten page ranges as the style does, never to a false page; 941-950.e6 is no plain range and stays."""
    page = _whole_range(item.get("page", "")) if traits.page_format else item.get("page", "")
    found = re.fullmatch(r"([A-Za-z]*)(\d+)-(\1)(\d+)(\.\w+)?", page)
    if not found:
        return text
    letters, first, _, last, rest = found.groups()
    if rest:
        shown = page
    elif shorten := SHORT_LAST.get(traits.page_format):
        shown = f"{letters}{first}–{letters if traits.page_format == 'expanded' else ''}{shorten(first, last)}"
    else:
        return text
    pattern = rf"(?<![\w/]){letters}{first}([-–])(?:{letters}{last}|{_tails(last)}){re.escape(rest or '')}(?![\w–-])"
    title = _curled(item.get("title", ""), traits.quotes)
    start = text.lower().find(title.lower()) if title else -1
    hidden = text.replace(text[start : start + len(title)], " " * len(title), 1) if start >= 0 else text
    places = list(re.finditer(pattern, hidden))
    # A double issue (1–2) before the pages looks like them cut short.
    double = {item.get("volume"), item.get("issue")}
    issues = [place for place in places if place[0].replace("–", "-") in double] if len(places) > 1 else []
    for place in reversed([place for place in places if place not in issues[:1]]):
        text = text[: place.start()] + (shown if rest else shown.replace("–", place[1], 1)) + text[place.end() :]
    return text


def _tails(last: str) -> str:
    return "|".join(re.escape(last[cut:]) for cut in range(len(last)))


def _minimal(first: str, last: str, least: int = 1) -> str:
    """The last page without the digits that it shares with the first, but ``least`` of them at the least."""
    if len(first) != len(last):
        return last
    shared = next((cut for cut, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1]), len(last))
    return last[min(shared, max(len(last) - least, 0)) :]


def _chicago(first: str, last: str, changed: int | None = None) -> str:
    """The last page as the Chicago Manual of Style shortens it: 101–8, 321–28, 1496–500; 96–117 and 100–104 whole.

    The 15th edition wrote all four digits where three of them change (1496–1504).
    """
    number, end = int(first), int(last)
    if number <= 100 or number % 100 == 0:
        return last
    for digits in range(2, len(last)):
        if number // 10**digits == end // 10**digits:
            return last if changed and len(last) == 4 and digits > changed else str(end % 10**digits)
    return last


# The formats of CSL 1.0.2, "Page Ranges": what is printed of the last page.
SHORT_LAST: dict[str | None, Callable[[str, str], str]] = {
    "expanded": lambda first, last: last,
    "minimal": _minimal,
    "minimal-two": lambda first, last: _minimal(first, last, 2),
    "chicago": lambda first, last: _chicago(first, last, 2),
    "chicago-15": lambda first, last: _chicago(first, last, 2),
    "chicago-16": _chicago,
}


def _capital(word: str) -> str:
    """The word with a capital; a Greek letter (TNF-α) stays as it is."""
    return word if word[:1] >= "\u0370" else word[:1].upper() + word[1:]


def title_case(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Set a title that the style has in title case: words after a hyphen or bracket too, but no minor words."""
    title = _curled(item.get("title", ""), traits.quotes)
    start = text.lower().find(title.lower()) if title else -1
    printed = text[start : start + len(title)]
    if start < 0 or len(title.lower()) != len(title) or not _in_title_case(title, printed):
        return text
    return text[:start] + _cased(title, printed) + text[start + len(title) :]


def _in_title_case(title: str, printed: str) -> bool:
    """Whether capitals were put to words beyond the first, but not to whole words."""
    first = len(title.split(" ")[0])
    changed = [new for old, new in zip(title[first:], printed[first:], strict=True) if old != new]
    return bool(changed) and "".join(changed).isupper() and not printed.isupper()


def _cased(title: str, printed: str) -> str:
    """The title as printed, with its capitals where CSL 1.0.2 ("Title Case Conversion") has them."""
    words = list(re.finditer(r"[^\s/()\[\]“”‘\"–—-]+", title))
    cased = list(printed)
    for word in words:
        before, at = word[0], word.start()
        core = before.strip(",;:.?!")
        opens = at == 0 or re.search(r"[:?!.]\s+$|[—(\[]\s*$", title[:at])
        if MINOR & {before, core} and not opens and word is not words[-1]:
            cased[at : word.end()] = before
        elif before == before.lower():
            cased[at] = _capital(before)[0] if len(core) > 1 or opens else before[0]
        elif at:
            cased[at : word.end()] = before
    return "".join(cased)


def _once(text: str, field: str, item: dict[str, Any], traits: Traits) -> str:
    """What stands in for a missing author, at the head of the entry, is not printed again, nor what describes it.

    ``[Preprint]`` and ``[WWW Document]`` describe it. The journal's name within the title is not the journal.
    """
    value = _curled(item.get(field, ""), traits.quotes).lower()
    title = _curled(item.get("title", ""), traits.quotes).lower()
    lowered = text.lower()
    first = lowered.find(value) if value and not item.get("author") else -1
    if not 0 <= first <= 6:
        return text
    rest = lowered[first + len(value) :]
    if field != "title" and title:
        rest = rest.replace(title, "\0" * len(title))
    found = re.search(rf"(?<!\w){re.escape(value)}(?!\w)", rest)
    if not found or len(lowered) != len(text):
        return text
    head = text[: first + len(value) + found.start()].rstrip("“‘ ")
    gone = re.match(r"([.,”’?!]*\s*)(?:\[[^\]]*\]([.,]*)\s*)?", text[first + len(value) + found.end() :])
    tail = text[first + len(value) + found.end() + (gone.end() if gone else 0) :]
    if gone and gone[2] == "." and tail:
        head = re.sub(r",(”?)$", r".\1", head)
    return f"{head} {tail}" if tail else head if head.endswith(".") else f"{head}."


def inner_quotes(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Give quotation marks within quotation marks their inner form."""
    if traits.quotes == ("‘", "’"):
        return text
    depth, written = 0, []
    for character in text:
        if character == traits.quotes[0]:
            depth += 1
            written.append(traits.inner_quotes[0] if depth % 2 == 0 else character)
        elif character == traits.quotes[1] and depth:
            written.append(traits.inner_quotes[1] if depth % 2 == 0 else character)
            depth -= 1
        else:
            written.append(character)
    return "".join(written)


def punctuation_in_quotes(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Put period and comma inside the closing quotation mark where the locale wants them there."""
    close = re.escape(traits.quotes[1])
    if not traits.punctuation_in_quote:
        return text
    return re.sub(rf"({close})([.,])", r"\2\1", text)


def single_marks(text: str, item: dict[str, Any], traits: Traits) -> str:
    """Drop a period or comma behind a mark that ends the sentence already."""
    close = re.escape(traits.quotes[1])
    text = re.sub(r"([?!])[.](?=\s|$)", r"\1", text)
    text = text.replace("et al..", "et al.").replace(";:", ";")
    text = re.sub(rf"\.{{4}}(?={close})", "...", text)
    text = re.sub(rf",({close})\.(?=\s|$)", r".\1", text)
    return re.sub(rf"(?<!\.)([?!.])\.({close})", r"\1\2", text)


IN_ITEM: tuple[Callable[[dict[str, Any], Traits], None], ...] = (
    curled_quotes,
    dashed_issues,
    whole_pages,
    bare_suffixes,
)
"""The repairs of an item, in order."""

_PUNCTUATION = (inner_quotes, punctuation_in_quotes, single_marks)
IN_ENTRY: tuple[Repair, ...] = (
    single_spaces,
    number_apart,
    capital_role,
    true_pages,
    and_others,
    title_case,
    half_given_names,
    title_once,
    container_once,
    *_PUNCTUATION,
)
"""The repairs of an entry in the list of references, in order."""

IN_CITATION: tuple[Repair, ...] = (
    single_spaces,
    and_others,
    title_case,
    *_PUNCTUATION,
    title_for_nothing,
)
"""The repairs of a citation in the text, in order."""
