"""The knowledge base: a folder of records, each read and validated when it is first looked at.

All files are read once as bytes (a few milliseconds for thousands of records); a record is parsed and
validated only when a question can concern it. A record that nowhere holds the text ``"intravenous"``
names no such concept, so it need not be parsed to be left out of an answer about it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.errors import BadRecord, MscqError, UnknownFinding, UnknownPaper, UnreadableFile
from mscq.folders import data_folder
from mscq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from mscq.compare import Comparison
    from mscq.conflicts import Conflict
    from mscq.dossier import Dossier
    from mscq.evidence import Result
    from mscq.evidence_map import EvidenceMap
    from mscq.models import Finding, Paper, Topic
    from mscq.resolve import Resolution, Resolver
    from mscq.selection import Selection

_PMID = re.compile(rb'"PMID": "(\d+)"')


def load(folder: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """Open the bundled base, or the one in ``folder``.

    Raises UnreadableFile where the folder, or its ``papers``, cannot be read.
    """
    return KnowledgeBase(Path(folder) if folder is not None else data_folder())


class KnowledgeBase:
    """Papers by id and by any identifier, and the vocabulary they are written in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vocabulary = Vocabulary(folder / "vocabulary")
        self._papers: dict[str, Paper] = {}
        self._resolvers: dict[str, Resolver] = {}
        self._results: dict[tuple[str, Topic], list[Result]] = {}

    @cached_property
    def _raw(self) -> dict[str, bytes]:
        folder = self.folder / "papers"
        try:
            names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))  # noqa: PTH208
        except OSError as error:
            raise UnreadableFile(folder, error.strerror or str(error)) from error
        return {name.removesuffix(".json"): _bytes_of(f"{folder}{os.sep}{name}") for name in names}

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, paper_id: object) -> bool:
        return paper_id in self._raw

    @property
    def ids(self) -> list[str]:
        """The ids of all papers, sorted."""
        return list(self._raw)

    def path(self, paper_id: str) -> Path:
        """The file that holds a paper."""
        return self.folder / "papers" / f"{paper_id}.json"

    def raw(self, paper_id: str) -> dict[str, Any]:
        """The stored JSON object of a paper, parsed and not validated. Raises BadRecord."""
        try:
            record = json.loads(self._raw[paper_id])
        except ValueError as error:
            raise BadRecord(self.path(paper_id), f"not JSON: {error}") from error
        if not isinstance(record, dict):
            raise BadRecord(self.path(paper_id), "a paper is a JSON object")
        return record

    def get(self, paper_id: str) -> Paper:
        """The paper of that id. Raises UnknownPaper, or BadRecord where its file breaks the model."""
        if paper_id not in self._papers:
            if paper_id not in self._raw:
                raise UnknownPaper(paper_id)
            self._papers[paper_id] = self._validated(paper_id)
        return self._papers[paper_id]

    def _validated(self, paper_id: str) -> Paper:
        from pydantic import ValidationError

        from mscq.models import Paper

        try:
            return Paper.model_validate_json(self._raw[paper_id])
        except ValidationError as error:
            self.raw(paper_id)
            first, *rest = error.errors(include_url=False)
            where = _field_path(first["loc"])
            more = f" (and {len(rest)} more; see: mscq verify)" if rest else " (see: mscq verify)"
            raise BadRecord(self.path(paper_id), f"{where}: {first['msg']}{more}") from error

    def results(self, paper: Paper, topic: Topic | None = None) -> list[Result]:
        """The results of a paper on a topic (efficacy where none is named), each comparison once; kept once made."""
        from mscq.evidence import results
        from mscq.models import Topic

        key = (paper.id, topic or Topic.EFFICACY)
        if key not in self._results:
            self._results[key] = results(paper, self.vocabulary.outcomes, key[1])
        return self._results[key]

    def resolve(self, facet: str, text: str) -> Resolution:
        """The concept that a text names in a facet of the vocabulary: ``resolve("conditions", "lupis")``.

        Raises AmbiguousTerm or UnknownTerm.
        """
        if facet not in self._resolvers:
            from mscq.resolve import Resolver

            noun = facet.removesuffix("s").replace("entitie", "entity").replace("-", " ")
            self._resolvers[facet] = Resolver(self.vocabulary.facet(facet), noun)
        return self._resolvers[facet].resolve(text)

    def dossier(self, condition: str, selection: Selection | None = None) -> Dossier:
        """All that the base holds on a condition, by any of its names. Raises AmbiguousTerm or UnknownTerm."""
        from mscq.dossier import dossier

        return dossier(self, self.resolve("conditions", condition).concept_id, selection)

    def compare(self, dimension: str, values: Sequence[str], selection: Selection | None = None) -> Comparison:
        """Two or more values of a dimension (route, source, cell, donor, condition, design, paper, dose) compared.

        Values may go by any of their names. Raises ValueError, AmbiguousTerm, UnknownTerm or UnknownPaper.
        """
        from mscq.compare import DIMENSIONS, compare

        facet = DIMENSIONS[dimension].facet if dimension in DIMENSIONS else ""
        if dimension == "paper":
            values = [self.find(value).id for value in values]
        elif facet not in ("", "doses"):
            values = [self.resolve(facet, value).concept_id for value in values]
        return compare(self, dimension, values, selection)

    def conflicts(self, condition: str | None = None, selection: Selection | None = None) -> list[Conflict]:
        """Papers that answer the same question differently, about one condition or all."""
        from dataclasses import replace

        from mscq.conflicts import conflicts_among
        from mscq.selection import Selection, Selector

        asked = selection or Selection()
        if condition is not None:
            asked = replace(asked, conditions=(self.resolve("conditions", condition).concept_id,))
        selector = Selector(self, asked)
        return conflicts_among(self, selector.papers(), selector.conditions)

    def map(self, rows: str = "condition", columns: str = "route", selection: Selection | None = None) -> EvidenceMap:
        """The evidence gap map of two dimensions. Raises KeyError for a dimension it does not have."""
        from mscq.evidence_map import evidence_map

        return evidence_map(self, rows, columns, selection)

    def papers(self, *naming: Collection[str]) -> Iterator[Paper]:
        """The papers, in order of their ids.

        Each argument is a set of ids; only papers whose record names one of each set are given.
        """
        wanted = [tuple(f'"{one}"'.encode() for one in ids) for ids in naming]
        for paper_id, raw in self._raw.items():
            # a file cut short names nothing any more: it is read all the same, so that its fault is told
            if not raw.rstrip().endswith(b"}") or all(any(one in raw for one in group) for group in wanted):
                yield self.get(paper_id)

    def find(self, text: str) -> Paper:
        """The paper that an identifier names: citation key, PMID, PMCID, DOI, NBK number, or their addresses.

        Raises UnknownPaper with the nearest citation keys.
        """
        from mscq.identifiers import parse

        identifier = parse(text)
        if identifier is not None:
            if identifier.scheme == "key" and identifier.value in self._raw:
                return self.get(identifier.value)
            for paper_id, raw in self._raw.items():
                if identifier.value.encode() in raw.lower() or identifier.value.encode() in raw:
                    paper = self.get(paper_id)
                    if carries(paper, identifier.scheme, identifier.value):
                        return paper
        raise UnknownPaper(text.strip(), self._nearest_keys(text))

    def _nearest_keys(self, text: str) -> list[str]:
        """Citation keys and PMIDs that differ from the text by a typing mistake or two."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        typed = text.strip().lower()
        known = self.ids
        edits = 2
        if typed.isdigit():
            edits = 1
            known = [found[1].decode() for raw in self._raw.values() if (found := _PMID.search(raw))]
        near = process.extract(typed, known, scorer=OSA.distance, score_cutoff=edits, limit=3)
        return [name for name, _, _ in near]

    def finding(self, finding_id: str) -> tuple[Paper, Finding]:
        """A finding and its paper. Raises UnknownPaper or UnknownFinding."""
        paper = self.get(finding_id.partition(".")[0])
        for finding in paper.findings:
            if finding.id == finding_id:
                return paper, finding
        from difflib import get_close_matches

        raise UnknownFinding(finding_id, get_close_matches(finding_id, [one.id for one in paper.findings], n=3))


def _bytes_of(path: str) -> bytes:
    # plain os calls: pathlib and buffered files would double the time of reading a few hundred small files
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            parts = []
            while size > 0 and (part := os.read(handle, size)):
                parts.append(part)
                size -= len(part)
            return b"".join(parts)
        finally:
            os.close(handle)
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from error


def carries(paper: Paper, scheme: str, value: str) -> bool:
    """Whether a paper has this identifier."""
    bibliography = paper.bibliography
    match scheme:
        case "key":
            return paper.id == value
        case "pmid":
            return bibliography.pmid == value
        case "pmcid":
            return bibliography.pmcid == value
        case "doi":
            return bibliography.doi is not None and bibliography.doi.lower() == value
        case "bookshelf":
            return paper.bookshelf == value
        case "nct":
            return value in paper.study.registrations
    raise MscqError(f"unknown identifier scheme '{scheme}'")


def _field_path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "record"
