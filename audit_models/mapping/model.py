"""What a mapping file may say. `docs/mappings.md` explains every key; a test holds the two together."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from audit_models.declared import Strict
from audit_models.text import TextField

Kind = Literal["csv", "xlsx", "xes", "json_lines"]
SUFFIXES: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xes": "xes",
    ".json": "json_lines",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def _as_text(value: object) -> object:
    """A YAML scalar as the text that a source system would write."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else value


def _as_tuple(value: object) -> object:
    """One thing where a list is expected is a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


def _spelt_out(value: object) -> object:
    """`column: Header` is short for `column: {from: Header}`."""
    return {"from": value} if isinstance(value, str) else value


def _quoted_keys(value: object) -> object:
    """Refuses `No: x`, which YAML reads as `false: x`, instead of silently never matching."""
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        key = next(key for key in value if not isinstance(key, str))
        raise ValueError(f"{key!r} must be written in quotes")
    return value


Scalar = Annotated[str, BeforeValidator(_as_text)]
Scalars = Annotated[tuple[Scalar, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
Translation = Annotated[dict[str, Scalar], BeforeValidator(_quoted_keys), Field(min_length=1)]
ValueField = Annotated["Value", BeforeValidator(_spelt_out)]
ValueFields = Annotated[tuple[ValueField, ...], BeforeValidator(_as_tuple)]


class Condition(Strict):
    """What a field must be; several keys must hold together."""

    is_: Scalar | None = Field(None, alias="is")
    in_: Scalars | None = Field(None, alias="in")
    not_: Scalars | None = Field(None, alias="not")
    filled: bool | None = None
    same_as: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if not self.model_fields_set:
            raise ValueError("a condition needs one of is, in, not, filled, same_as")
        return self


Where = Annotated[dict[str, Condition], Field(min_length=1)]


class Rank(Strict):
    """A running number, 1, 2, …, within a group, in the order of points in time."""

    within: ValueFields
    by: Annotated[ValueFields, Field(min_length=1)]


class Extreme(Strict):
    """The earliest or latest point in time of a group."""

    of: ValueField
    within: ValueFields


SOURCES = ("from", "constant", "template", "first_of", "rank", "earliest", "latest")


class Value(Strict):
    """Where one value comes from (exactly one source) and what is done to it, in this order."""

    from_: str | None = Field(None, alias="from", min_length=1)
    constant: Scalar | None = None
    template: str | None = None
    first_of: Annotated[ValueFields, Field(min_length=1)] | None = None
    rank: Rank | None = None
    earliest: Extreme | None = None
    latest: Extreme | None = None

    where: Where | None = None
    translate: Translation | None = None
    otherwise: Literal["keep", "empty"] = "keep"
    format: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] | None = None
    decimal: Literal["point", "comma"] | None = None
    scale: Annotated[float, Field(ge=0.000001, lt=100_000_000)] | None = None
    only: Literal["date"] | None = None

    @property
    def window(self) -> Rank | Extreme | None:
        return self.rank or self.earliest or self.latest

    @model_validator(mode="after")
    def _one_source(self) -> "Value":
        given = [s for s in SOURCES if getattr(self, "from_" if s == "from" else s) is not None]
        if len(given) != 1:
            raise ValueError(
                f"exactly one of {', '.join(SOURCES)} is needed; found {given or 'none'}"
            )
        if "otherwise" in self.model_fields_set and not self.translate:
            raise ValueError(
                "otherwise says what translate does with other values; translate is missing"
            )
        return self

    @field_validator("template")
    @classmethod
    def _has_whole_placeholders(cls, template: str | None) -> str | None:
        rest = PLACEHOLDER.sub("", template or "")
        if template is not None and (rest == template or "{" in rest or "}" in rest):
            raise ValueError(f"{template!r} needs at least one {{header}}, every brace closed")
        return template

    @field_validator("format")
    @classmethod
    def _leaves_offsets_alone(cls, formats: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for one in formats or ():
            if "%" not in one or "%z" in one.lower():
                raise ValueError(
                    f"{one!r} is no date format: % fields are needed, and an offset (%z) stays in "
                    "the text, because the import converts it"
                )
        return formats

    @model_validator(mode="after")
    def _windows_stand_alone(self) -> "Value":
        if self.window and any(inner.has_window for inner in self.parts()):
            raise ValueError(
                "rank, earliest and latest cannot hold one another; name the inner in fields"
            )
        return self

    @property
    def has_window(self) -> bool:
        return self.window is not None or any(inner.has_window for inner in self.parts())

    def parts(self) -> Iterator["Value"]:
        """The values that this value is made of."""
        yield from self.first_of or ()
        if self.rank:
            yield from (*self.rank.within, *self.rank.by)
        for extreme in filter(None, (self.earliest, self.latest)):
            yield from (extreme.of, *extreme.within)


def _plain_names(value: object) -> object:
    """Names of elements are plain words: a dot in one could not be told from a path."""
    if isinstance(value, dict):
        for name in value:
            if not re.fullmatch(r"[^\W\d]\w*", str(name)):
                raise ValueError(f"{name!r} cannot name an element: use letters, digits and _")
    return value


class Block(Strict):
    """One way in which a record of the foreign file becomes rows of a table."""

    each: Annotated[dict[str, str], BeforeValidator(_plain_names)] = Field(default_factory=dict)
    fields: dict[str, ValueField] = Field(default_factory=dict)
    where: Where | None = None
    columns: dict[str, ValueField] = Field(min_length=1)


class TableMapping(Strict):
    """One contract table: its blocks one below the other, once per `distinct` where that is given."""

    distinct: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    keep: Literal["first", "last"] = "first"
    blocks: tuple[Block, ...] = Field(min_length=1)


class Input(Strict):
    """The foreign file."""

    kind: Annotated[tuple[Kind, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    encoding: Literal["auto", "utf-8", "utf-16", "gb18030"] = "auto"
    delimiter: str = Field(",", min_length=1, max_length=1)
    header_line: int = Field(1, ge=1)
    sheet: str | None = None
    unwrap: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    missing: Scalars | tuple[()] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Input":
        flat = {"csv", "xlsx"}
        for key, kinds in {
            "unwrap": {"json_lines"},
            "sheet": {"xlsx"},
            "delimiter": {"csv"},
            "header_line": flat,
        }.items():
            if key in self.model_fields_set and not kinds & set(self.kind):
                raise ValueError(f"{key} is only for {' and '.join(sorted(kinds))}")
        if "json_lines" in self.kind and len(self.kind) > 1:
            raise ValueError(
                "json_lines cannot share a mapping with other kinds: it has paths, not headers"
            )
        return self


class Mapping(Strict):
    """How one kind of foreign extract becomes contract tables."""

    name: str
    title: TextField
    description: TextField
    input: Input
    optional: tuple[str, ...] = ()
    fields: dict[str, ValueField] = Field(default_factory=dict)
    tables: dict[str, TableMapping] = Field(min_length=1)

    @property
    def has_paths(self) -> bool:
        """Whether fields are found by path (JSON) rather than by header."""
        return "json_lines" in self.input.kind
