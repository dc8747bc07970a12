"""The source data contract: `data/contract/<table>.yaml`, one file a table.

DDL, header matching, checks, the demonstration data's column order and the data dictionary page are
all derived from these files; nothing about a column is written anywhere else.
"""

import csv
import unicodedata
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from audit_models.declared import Strict, read_yaml
from audit_models.settings import PROJECT
from audit_models.text import Text, TextField

CONTRACT_FOLDER = PROJECT / "data" / "contract"
CODELIST_FOLDER = PROJECT / "data" / "codelists"

ColumnType = Literal[
    "id",
    "text",
    "code",
    "timestamp",
    "date",
    "month",
    "money",
    "number",
    "integer",
    "rate",
    "boolean",
]

SQL_TYPES: dict[ColumnType, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "month": "DATE",
    "money": "DECIMAL(18, 2)",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "rate": "DOUBLE",
    "boolean": "BOOLEAN",
}


class Column(Strict):
    """One column of a source table."""

    name: str
    label: TextField
    type: ColumnType
    required: bool = False
    unit: str | None = None
    headers: tuple[str, ...] = ()
    """Headers that people really use, beside the canonical name and the two labels."""
    lone_headers: tuple[str, ...] = ()
    """Headers that mean this column only where none of the others is there: beside a code, a name."""
    references: str | None = None
    """The table whose key this column holds."""
    codes: dict[str, TextField] = Field({})
    """Accepted values of a `code` column with their labels."""
    codelist: str | None = None
    """Where several tables share a list: `data/codelists/<codelist>.csv` fills `codes` or `values`."""
    values: tuple[float, ...] = ()
    """Accepted values of a numeric column that is really a list (voltages, grades)."""
    minimum: float | None = None
    maximum: float | None = None
    sensitivity: Literal["none", "personal"] = "none"
    is_plan: bool = False
    """A date that may lie after the snapshot's date without being odd (promises, validity)."""
    description: TextField | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_codelist(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "codelist" not in data:
            return data
        if {"codes", "values"} & data.keys():
            raise ValueError("a column has a codelist or its own codes or values, not both")
        labels = read_codelist(data["codelist"])
        if data.get("type") == "code":
            return {**data, "codes": labels}
        return {**data, "values": tuple(float(code) for code in labels)}

    @model_validator(mode="after")
    def _code_has_codes(self) -> "Column":
        if (self.type == "code") != bool(self.codes):
            raise ValueError(
                f"{self.name}: codes belong to a column of type code, and to every one"
            )
        return self

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]

    @property
    def accepted_headers(self) -> tuple[str, ...]:
        """Every header that means this column, canonical name first."""
        return (self.name, self.label.zh, self.label.en, *self.headers, *self.lone_headers)


def read_codelist(name: str) -> dict[str, Text]:
    """Code → label, from `data/codelists/<name>.csv`: first column the code, then `zh` and `en`."""
    with (CODELIST_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        code = (rows.fieldnames or [""])[0]
        return {row[code]: Text(row["zh"], row["en"]) for row in rows}


class RowRule(Strict):
    """A condition on one row of a table, in SQL over the table's own columns."""

    code: str
    label: TextField
    sql: str


class Table(Strict):
    """One source table."""

    name: str
    label: TextField
    group: Literal["organisation", "connection", "contracts", "service", "results"]
    grain: TextField
    key: tuple[str, ...]
    columns: dict[str, Column]
    file_names: tuple[str, ...] = ()
    """Names of files and sheets that people really use, beside the table's name and Chinese label."""
    must: tuple[RowRule, ...] = ()
    """A row for which the condition is false is rejected."""
    odd: tuple[RowRule, ...] = ()
    """A row for which the condition is true is accepted and counted in `meta.oddities`."""
    written_by_system: bool = False
    """Filled when a snapshot is made; not accepted from a file."""
    caveats: TextField | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_columns(cls, data: dict[str, Any]) -> dict[str, Any]:
        columns = {name: {"name": name, **column} for name, column in data["columns"].items()}
        return {**data, "columns": columns}

    @model_validator(mode="after")
    def _key_is_required(self) -> "Table":
        for name in self.key:
            if name not in self.columns or not self.columns[name].required:
                raise ValueError(f"{self.name}: key column {name} must exist and be required")
        return self

    @property
    def references(self) -> dict[str, str]:
        """Column → the table it refers to."""
        return {c.name: c.references for c in self.columns.values() if c.references}

    def ddl(self, schema: str = "source") -> str:
        """`create table` with this table's columns in the contract's order."""
        columns = ", ".join(f'"{c.name}" {c.sql_type}' for c in self.columns.values())
        return f"create table {schema}.{self.name} ({columns})"


@cache
def load_contract(folder: Path = CONTRACT_FOLDER) -> dict[str, Table]:
    """All tables, parents before the tables that refer to them.

    Raises:
        ValueError: a file does not follow the format, or refers to a table that does not exist.
    """
    tables = {}
    for path in sorted(folder.glob("*.yaml")):
        declared = read_yaml(path.read_text(encoding="utf-8"))
        try:
            tables[path.stem] = Table(name=path.stem, **declared)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from error
    for table in tables.values():
        for column, target in table.references.items():
            if target not in tables:
                raise ValueError(
                    f"{table.name}.{column} refers to {target}, which has no file in {folder}"
                )
    parents = {
        t.name: sorted({p for p in t.references.values() if p != t.name}) for t in tables.values()
    }
    return {name: tables[name] for name in TopologicalSorter(parents).static_order()}


def fold(header: str) -> str:
    """A header or a name as it is compared: full width folded, case and white space ignored."""
    return "".join(unicodedata.normalize("NFKC", header).split()).lower().lstrip("\ufeff")
