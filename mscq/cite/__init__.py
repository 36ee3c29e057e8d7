"""Citations: one module per format, found by name or by the suffix of a file.

Importing this package imports none of the formats; a format's module is loaded when it is first used.

    from mscq.cite import FORMATS, Options, reference
    text = FORMATS["bibtex"].render([reference(paper)], Options())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from mscq.cite.reference import Options, Reference, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "FORMATS",
    "Format",
    "Options",
    "Reference",
    "UnknownFormatError",
    "format_for_file",
    "format_named",
    "reference",
]


class UnknownFormatError(ValueError):
    """No format goes by that name or file suffix; the message lists those that exist."""


class Format(NamedTuple):
    """A citation format: its name, its module, what it is, the file suffixes and other names it answers to."""

    name: str
    module: str
    title: str
    suffixes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def render(self, references: Sequence[Reference], options: Options | None = None) -> str:
        """The references as one text of this format, ending in a newline; no references give an empty list."""
        if options is None:
            options = Options()
        render = cast(
            "Callable[[Sequence[Reference], Options], str]",
            import_module(f"mscq.cite.{self.module}").render,
        )
        return render(references, options)


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("nlm", "nlm", "NLM citation as PubMed prints it", (".txt",), ("text", "pubmed")),
        Format("bibtex", "bibtex", "BibTeX", (".bib",), ("bib",)),
        Format("biblatex", "biblatex", "BibLaTeX"),
        Format("ris", "ris", "RIS", (".ris",)),
        Format("nbib", "nbib", "MEDLINE/PubMed", (".nbib",), ("medline",)),
        Format("csl-json", "csl_json", "CSL-JSON", (".json",), ("csl", "json")),
        Format("endnote", "endnote", "EndNote XML", (".xml",), ("endnote-xml", "xml")),
        Format("hayagriva", "hayagriva", "Hayagriva YAML (Typst)", (".yml", ".yaml"), ("yaml", "typst")),
        Format("markdown", "markdown", "Markdown list with links", (".md",), ("md",)),
        Format("html", "html", "HTML list with links", (".html", ".htm"), ("htm",)),
    )
}

_BY_NAME = {name: entry for entry in FORMATS.values() for name in (entry.name, *entry.aliases)}
_BY_SUFFIX = {suffix: entry for entry in FORMATS.values() for suffix in entry.suffixes}


def format_named(name: str) -> Format:
    """The format of that name, in any case and with ``_`` for ``-``; UnknownFormatError where there is none."""
    entry = _BY_NAME.get(name.strip().lower().replace("_", "-"))
    if entry is None:
        raise UnknownFormatError(f"unknown format '{name}'; formats are {', '.join(FORMATS)}")
    return entry


def format_for_file(path: str) -> Format:
    """The format that a file's suffix stands for (``refs.bib``); UnknownFormatError where it stands for none."""
    name = path.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    entry = _BY_SUFFIX.get(f".{suffix.lower()}") if dot and stem else None
    if entry is None:
        raise UnknownFormatError(f"no format is known for '{name}'; suffixes are {', '.join(_BY_SUFFIX)}")
    return entry
