"""Checks of a file as such: that it reads, fits the model, bears its id as name and has the canonical form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mscq.checks.opened import Base, File, place, strings
from mscq.checks.registry import InFile, base_check
from mscq.records.canonical import canonical_record
from mscq.records.models import Paper
from mscq.records.trials import TrialsFile, canonical_trials
from mscq.records.vocabulary_file import VocabularyFile, canonical_vocabulary
from mscq.text import identifiers
from mscq.text.safe import first_unsafe

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LONGEST_QUOTE = 60


def canonical_text(record: Paper | VocabularyFile | TrialsFile) -> str:
    """The text that a record's file should hold."""
    if isinstance(record, TrialsFile):
        return canonical_trials(record)
    return canonical_record(record) if isinstance(record, Paper) else canonical_vocabulary(record)


@base_check("readable", "every file is UTF-8 and JSON, no key twice in an object, no infinite number")
def readable(base: Base) -> InFile:
    for file in base.files:
        if file.fault is not None:
            yield file, "", file.fault


@base_check("not-empty", "there is a paper to check, or at least a vocabulary")
def not_empty(base: Base) -> InFile:
    if base.whole and not any(file.path.parent.name == "papers" for file in base.files):
        yield File(base.root / "papers"), "", "holds no .json file, so no paper was checked: name another folder"
    elif not base.files:
        yield File(base.root), "", "holds no .json file, so nothing was checked: name a base, or a folder of papers"


@base_check("model", "every file fits the record model: no unknown key, no missing field, every value of its form")
def model(base: Base) -> InFile:
    for file in base.files:
        for error in file.errors:
            yield file, place(file.document, error["loc"]), _advice(error)


def _advice(error: ErrorDetails) -> str:
    given, context = error["input"], error.get("ctx", {})
    shown = repr(given) if len(repr(given)) <= _LONGEST_QUOTE else f"{repr(given)[:_LONGEST_QUOTE]}..."
    match error["type"]:
        case "extra_forbidden":
            return f"unknown key '{error['loc'][-1]}'{_nearest(str(error['loc'][-1]))}: correct or remove it"
        case "missing":
            return "is missing: add it"
        case "string_pattern_mismatch":
            return f"{shown} has not the form {context['pattern']}: correct it, or leave the field out"
        case "enum" | "literal_error":
            return f"{shown} is not one of {context['expected']}: choose one"
        case "string_too_short":
            return "is empty: leave the field out"
    return f"{shown}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, _known_keys() - {key}, n=1)
    return f" (meant: '{near[0]}'?)" if near else ""


@cache
def _known_keys() -> frozenset[str]:
    from mscq.records.schema import fields, paper_schema, trials_schema, vocabulary_schema

    schemas = (paper_schema(), vocabulary_schema(), trials_schema())
    return frozenset(str(row["field"]) for schema in schemas for row in fields(schema))


@base_check("file-name", "a paper's file is called <id>.json, a vocabulary's <facet>.json")
def file_name(base: Base) -> InFile:
    for file in base.files:
        record = file.record
        if record is not None and not isinstance(record, TrialsFile):
            field, name = ("id", record.id) if isinstance(record, Paper) else ("facet", record.facet)
            if file.path.stem != name:
                yield file, field, f"'{name}' is not the name of the file: rename the file to {name}.json or correct it"


@base_check("citation-key", "a paper's id reads as a citation key and as no other identifier")
def citation_key(base: Base) -> InFile:
    for file, paper in base.papers:
        if identifiers.parse(paper.id) != identifiers.Identifier("key", paper.id):
            yield file, "id", f"'{paper.id}' would be read as another identifier: choose first author and year"


@base_check("canonical-form", "every file has the canonical form: field order, two spaces, no empty field")
def canonical_form(base: Base) -> InFile:
    for file in base.files:
        if file.record is not None and (line := first_difference(file)):
            command = f"mscq verify --rewrite {file.shown}"
            yield file, f"line {line}", f"is not in canonical form: run {command}"


def first_difference(file: File) -> int:
    """The first line in which a file with a valid record is not canonical; 0 where it is."""
    assert file.record is not None
    wanted = canonical_text(file.record).encode("utf-8", "surrogatepass")
    if file.raw == wanted:
        return 0
    ours, theirs = wanted.split(b"\n"), file.raw.split(b"\n")
    same = (index for index, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1])
    return next(same, min(len(ours), len(theirs)) - 1) + 1


@base_check("tidy-text", "no text has control characters, double spaces, or spaces at its ends")
def tidy_text(base: Base) -> InFile:
    for file, location, text in _texts(base):
        if found := first_unsafe(text):
            yield file, place(file.document, location), f"holds the character U+{ord(found):04X}: take it out"
        elif "  " in text or text != text.strip():
            yield file, place(file.document, location), "has a double space, or a space at its end: take it out"


def _texts(base: Base) -> Iterator[tuple[File, tuple[int | str, ...], str]]:
    for file in base.files:
        for location, text in strings(file.document):
            yield file, location, text
