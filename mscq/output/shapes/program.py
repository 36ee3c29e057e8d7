"""What the commands on the program, on its data and on PubMed answer."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from mscq.output.shapes.shape import Document, Shape, Stored


class Base(Shape):
    """Which base it is."""

    version: str | None
    date: str | None
    sha256: str
    papers: int
    findings: int


# --- open, styles, export, schema, mcp, welcome ---------------------------------------------------------------------


class Opened(Shape):
    id: str
    where: str
    address: str
    opened: bool


class Style(Shape):
    id: str
    title: str


class WrittenTable(Shape):
    table: str
    rows: int
    title: str


class Exported(Shape):
    RECORDS = "tables"

    written: dict[str, str]
    """Where, by form: csv, sqlite."""
    line: str
    base: Base
    tables: list[WrittenTable]


class JsonSchema(Stored):
    """A JSON Schema (draft 2020-12)."""


class ClientConfig(Shape):
    clients: str
    files: list[str]
    config: dict[str, Any]


class Welcome(Shape):
    base: Base
    try_: list[str] = Field(alias="try")


# --- info -----------------------------------------------------------------------------------------------------------


class OpenBase(Base):
    folder: str
    concepts: int


class NoBase(Shape):
    problem: str


class PathOf(Shape):
    path: str
    exists: bool


class Places(Shape):
    program: str
    config: PathOf
    cache: PathOf


class LibraryFiles(Shape):
    files: list[PathOf]


class Python(Shape):
    version: str
    executable: str


class Package(Shape):
    name: str
    version: str | None
    """Null where it is not installed."""


class Extra(Shape):
    name: str
    installed: bool
    packages: list[Package]


class Info(Shape):
    version: str
    base: OpenBase | NoBase
    places: Places
    library: LibraryFiles | NoBase
    python: Python
    dependencies: list[Package]
    extras: list[Extra]


# --- verify ---------------------------------------------------------------------------------------------------------


class Fault(Shape):
    file: str
    where: str
    check: str
    severity: str
    message: str
    finding: str | None


class Verified(Shape):
    RECORDS = "problems"

    papers: int
    findings: int
    figures: int
    concepts: int
    checks: list[str]
    rewritten: list[str]
    problems: list[Fault]


class Check(Shape):
    check: str
    severity: str
    asks: str
    excusable: bool


class Differing(Shape):
    """What a record lacks, or where it differs from PubMed."""

    kind: str
    where: str
    pmid: str | None
    field: str
    ours: str | None
    pubmed: str | None


class Compared(Shape):
    """The references of the base beside PubMed's (verify --online)."""

    RECORDS = "problems"

    asked: str | None
    papers_compared: int
    not_at_pubmed: list[str]
    not_asked: list[str]
    headings_compared: int
    problems: list[Differing]


# --- news and standing ----------------------------------------------------------------------------------------------


class NewPaper(Shape):
    pmid: str | None
    doi: str | None
    pmcid: str | None
    title: str | None
    first_author: str | None
    journal: str | None
    year: int | None
    added: str | None
    design: str | None
    in_base: str | None
    in_library: str | None
    notice: str | None
    publication_types: list[str]


class News(Document):
    RECORDS = "papers"

    about: str
    since: str
    asked: str
    found: int
    query: str
    phrases_left_out: list[str]
    without_a_record: list[str]
    papers: list[NewPaper]


class PrintedQuery(Document):
    query: str
    since: str


class Notice(Shape):
    text: str
    pmid: str | None


class StandingOfPaper(Shape):
    id: str
    pmid: str | None
    own: bool
    verdict: str
    recorded: str
    recorded_as_of: str | None
    recorded_notice: str | None
    pubmed: str | None
    notices: list[Notice]


class Standings(Shape):
    RECORDS = "papers"

    asked: str | None
    papers: list[StandingOfPaper]
