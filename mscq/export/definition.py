"""What a table is, for every form of export: its columns with their types, rules and descriptions, and its rows.

A column that stands in a record takes type, rule and description from the JSON Schema of the record models,
so that nothing is said twice; a derived column states its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from mscq.records.canonical import whole
from mscq.records.schema import paper_schema, trials_schema, vocabulary_schema

if TYPE_CHECKING:
    from mscq.export.source import Base

Scalar = str | int | float | bool | None
Type = Literal["string", "integer", "number", "boolean", "date"]
Row = Mapping[str, Any]


class Column(NamedTuple):
    """A column: where its value stands in a row (``path``), its type and rules, and what it means.

    ``reference`` is the table and column that a foreign key points to; ``derived`` columns follow from the
    records and are stated by no source.
    """

    name: str
    type: Type
    description: str
    path: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    below: float | None = None
    default: Scalar = None
    reference: tuple[str, str] | None = None
    derived: bool = False
    indexed: bool = False

    @property
    def text(self) -> str:
        """The description, with the word that tells what was computed from what was reported."""
        return f"Derived, not reported: {self.description}" if self.derived else self.description

    def value(self, row: Row) -> Scalar:
        """The value in a row, whole numbers without a point; None where the record does not have it."""
        parents, _, last = (self.path or self.name).rpartition("/")
        holder = _at(row, parents)
        if holder is None:
            return None
        return whole(self.default if holder.get(last) is None else holder[last])


class Table(NamedTuple):
    """A table: its columns, the columns of its primary key, and how its rows are made from a base.

    ``searched`` columns are in the full-text index.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Base], Iterable[Row]]
    searched: tuple[str, ...] = ()

    def records(self, base: Base) -> list[tuple[Scalar, ...]]:
        """The rows of this table, each in the order of the columns."""
        return [tuple(column.value(row) for column in self.columns) for row in self.rows(base)]

    @property
    def foreign_keys(self) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
        """The foreign keys: own columns, other table, its columns.

        Columns that point to different columns of one table make one key together.
        """
        keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = []
        for column in self.columns:
            if column.reference is None:
                continue
            table, other = column.reference
            if keys and keys[-1][1] == table and other not in keys[-1][2]:
                own, _, others = keys.pop()
                keys.append(((*own, column.name), table, (*others, other)))
            else:
                keys.append(((column.name,), table, (other,)))
        return keys


def stated(model: str, path: str, /, **changes: Any) -> Column:
    """A column that stands in the records: field ``path`` (parts joined by /) of a model, under its last part.

    ``changes`` sets what differs from the model: name, path, description, reference, key columns' ``required``.
    """
    schema, optional = _field(model, path)
    kind: Type = "date" if schema.get("format") == "date" else schema["type"]
    column = Column(
        name=path.rpartition("/")[2].replace("-", "_").lower(),
        type=kind,
        description=schema.get("description", ""),
        path=path,
        required=not optional,
        choices=tuple(schema.get("enum", ())),
        pattern=schema.get("pattern"),
        minimum=schema.get("minimum"),
        above=schema.get("exclusiveMinimum"),
        maximum=schema.get("maximum"),
        below=schema.get("exclusiveMaximum"),
        default=schema.get("default"),
    )
    return column._replace(**changes)


def derived(name: str, type: Type, description: str, **rules: Any) -> Column:
    """A column that is computed from the records."""
    return Column(name, type, description, derived=True, **rules)


def several(model: str, path: str, *fields: str) -> list[Column]:
    """Columns of several fields below one path of a model."""
    return [stated(model, f"{path}/{field}" if path else field) for field in fields]


POSITION = Column("position", "integer", "Place in the record's list, from 1", required=True, minimum=1)


def linked(name: str, title: str, owner: Column, value: Column, owners: Callable[[Base], Iterable[Row]]) -> Table:
    """A table of the lists that stand at ``value.path`` of each owner: the owner's id, the place, the value."""

    def rows(base: Base) -> Iterator[Row]:
        for row in owners(base):
            for position, one in enumerate(_at(row, value.path) or (), 1):
                yield {owner.name: row["id"], "position": position, value.name: one}

    own = value._replace(path="", required=True, indexed=value.reference is not None)
    return Table(name, title, (owner, POSITION, own), (owner.name, "position"), rows)


def _at(row: Row, path: str) -> Any:
    """What stands at a path of a record, or None."""
    found: Any = row
    for part in path.split("/") if path else ():
        found = found.get(part)
        if found is None:
            return None
    return found


def unknown_references(tables: Sequence[Table], records: Mapping[str, Sequence[tuple[Scalar, ...]]]) -> list[str]:
    """Keys that point to no row, and primary keys that are there twice: one line each."""
    by_name = {table.name: table for table in tables}
    problems = []
    for table in tables:
        own = _values(table, table.key, records)
        if len(set(own)) < len(own):
            twice = next(key for key in own if own.count(key) > 1)
            problems.append(f"{table.name}: {', '.join(map(str, twice))} is there twice")
        for columns, other, others in table.foreign_keys:
            known = {*_values(by_name[other], others, records)}
            loose = {values for values in _values(table, columns, records) if None not in values} - known
            problems.extend(f"{table.name}: no {other} has {', '.join(map(str, values))}" for values in sorted(loose))
    return problems


def _values(
    table: Table, columns: Sequence[str], records: Mapping[str, Sequence[tuple[Scalar, ...]]]
) -> list[tuple[Scalar, ...]]:
    names = [column.name for column in table.columns]
    positions = [names.index(column) for column in columns]
    return [tuple(record[position] for position in positions) for record in records[table.name]]


@cache
def _definitions() -> dict[str, Any]:
    paper, vocabulary, trials = paper_schema(), vocabulary_schema(), trials_schema()
    return {**vocabulary["$defs"], **trials["$defs"], **paper["$defs"], "Paper": paper}


def _field(model: str, path: str) -> tuple[dict[str, Any], bool]:
    """The JSON Schema of a field, or of the items of a list, and whether a record may be without it."""
    schema, optional = _definitions()[model], False
    for part in path.split("/"):
        required = part in schema.get("required", ())
        schema, null = _resolved(schema["properties"][part])
        optional = optional or null or not required
        if schema.get("type") == "array":
            items, _ = _resolved(schema["items"])
            schema = {**items, "description": schema.get("description", ""), "default": None}
            optional = False
    return schema, optional


def _resolved(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """A schema with its reference and its null alternative taken out, and whether null is allowed."""
    choices = schema.get("anyOf", [])
    null = any(one.get("type") == "null" for one in choices)
    if choices:
        one = next(one for one in choices if one.get("type") != "null")
        schema = {**one, **{key: value for key, value in schema.items() if key != "anyOf"}}
    if "$ref" in schema:
        definition = _definitions()[schema["$ref"].rpartition("/")[2]]
        schema = {**definition, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema, null
