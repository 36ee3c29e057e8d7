"""Text for BibTeX and BibLaTeX files: UTF-8, with what TeX would act on escaped.

Capitals that must survive a style's change of case (MSC, IL-10, Parkinson) go in braces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.cite.fields import clean
from mscq.cite.names import particle_family, spelled_given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.records.models import Name

__all__ = ["entry", "entry_key", "escape", "names", "protect_capitals", "verbatim"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
# BibTeX counts braces even behind a backslash, so odd ones must go by name.
_UNBALANCED = {**_SPECIAL, "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}

# Proper names of the field; in a title in title case nothing else tells them from other words.
_PROPER = re.compile(
    "Africa|African|Alzheimer|America|American|Asherman|Asia|Asian|Australia|Bayes|Bayesian"
    "|Behcet|Behçet|Brazil|Canada|China|Chinese|Cochrane|Crohn|Duchenne|Egypt|English|Europe"
    "|European|France|Gehrig|German|Germany|Greek|Huntington|India|Indian|Iran|Iranian|Israel"
    "|Italian|Italy|Japan|Japanese|Kaplan|Korea|Korean|Krabbe|Latin|Lennox|Lou|Meier|Parkinson"
    "|Sjogren|Sjögren|Spain|Spanish|Sweden|Swedish|Turkey|Turkish|Wharton"
)
_MINOR = re.compile(
    "with|from|into|over|than|that|between|after|during|through|among|under|using|versus"
    "|without|within|against|their|which|when|where|toward|towards|upon|onto"
)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def escape(text: str) -> str:
    """Return the text as TeX prints it letter for letter; braces always balance."""
    text = clean(text)
    table = _SPECIAL if _balanced(text) else _UNBALANCED
    return "".join(table.get(character, character) for character in text)


def verbatim(text: str) -> str:
    """Return a DOI or URL as it stands; only braces that would end the field early are percent-encoded."""
    text = clean(text)
    return text if _balanced(text) else text.replace("{", "%7B").replace("}", "%7D")


_CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


def _inner_capital(core: str) -> bool:
    """True of MSC, iPSC, IL-10, HUC-MSC, McKay; not of Meta-Analysis or A."""
    parts = [part for part in re.split(r"[-‐‑–—/]", core) if part]
    single = len(core) > 1 or core != "A"
    return any(
        any(letter.isupper() for letter in part[1:]) or (len(part) == 1 and part.isupper() and single) for part in parts
    ) or (any(letter.isdigit() for letter in core) and any(letter.isupper() for letter in core))


def _is_proper(core: str) -> bool:
    return any(_PROPER.fullmatch(re.sub(r"['’]s?$", "", part)) for part in re.split(r"[-‐‑–—/]", core))


def _in_sentence_case(words: Sequence[str]) -> bool:
    """True where most longer words after the first begin small: there a capital marks a proper name."""
    longer = [word for word in words[1:] if len(word) >= 4 and not _MINOR.fullmatch(word) and not _inner_capital(word)]
    small = sum(word[0].islower() for word in longer)
    return bool(longer) and small / len(longer) > 0.4


def protect_capitals(text: str) -> str:
    """Return a title with braces round the words whose capitals a style must keep; the rest escaped."""
    tokens = clean(text).split(" ")
    cores = [(found[1], found[2], found[3]) for token in tokens if (found := _CORE.match(token))]
    sentence_case = _in_sentence_case([core for _, core, _ in cores])
    balanced = _balanced(clean(text))
    table = _SPECIAL if balanced else _UNBALANCED
    opens, written = True, []
    for before, core, after in cores:
        capital = core[:1].isupper()
        proper = _is_proper(core) or (sentence_case and capital and not opens)
        keep = bool(core) and (_inner_capital(core) or proper)
        opens = (opens and not core) or after.endswith((".", ":", "?", "!", "–", "—"))
        inner = "".join(table.get(letter, letter) for letter in core)
        # A group that begins with a backslash is a "special character" to BibTeX and would change case.
        inner = f"{{{{{inner}}}}}" if keep and inner.startswith("\\") else f"{{{inner}}}" if keep else inner
        written.append("".join(table.get(letter, letter) for letter in before) + inner)
        written[-1] += "".join(table.get(letter, letter) for letter in after)
    return " ".join(written)


def _person(name: Name) -> str:
    given, suffix = escape(spelled_given(name)), escape(name.suffix or "")
    if name.dropping_particle or name.non_dropping_particle:
        particle = escape(particle_family(name).removesuffix(clean(name.family)))
        family = escape(name.family or "")
        family = f"{particle} {{{family}}}" if _has_small_word(family) else f"{particle} {family}"
    else:
        family = escape(name.family or "")
        words = family.split()
        # "Garcia de la Torre" would lose its first word to the particle; "van der Berg" would not.
        if any(word[0].islower() for word in words[1:]) and not words[0][0].islower():
            family = f"{{{family}}}"
    if not given and not suffix:
        return f"{{{family}}}" if " " in family and not family.startswith("{") else family
    return ", ".join(part for part in (family, suffix, given) if part)


def _has_small_word(text: str) -> bool:
    return any(word[0].islower() for word in text.split())


def names(people: Sequence[Name], cut_off: bool = False) -> str:
    """Return ``Islam, M. A. and {WHO Study Group}``; ``and others`` where the list is known to be cut off."""
    written = [f"{{{escape(name.literal)}}}" if name.literal else _person(name) for name in people]
    return " and ".join([*written, "others"] if written and cut_off else written)


def entry_key(key: str) -> str:
    """Return a citation key that TeX takes: what it may not hold becomes a hyphen."""
    return re.sub(r"[\s,{}()\"'#%~\\=@&$^]+", "-", clean(key)) or "reference"


def entry(kind: str, key: str, fields: Sequence[tuple[str, str]], bare: Sequence[str] = ()) -> str:
    """Return one entry with a field per line; empty fields are left out, ``bare`` ones (macros) go without braces."""
    lines = [
        f"  {field} = {value}" if field in bare else f"  {field} = {{{value}}}" for field, value in fields if value
    ]
    return "@%s{%s,\n%s\n}\n" % (kind, entry_key(key), ",\n".join(lines))  # noqa: UP031
