"""Worked examples: a case file holds small worlds, each a YAML document.

    world: {zh, en}                         one sentence about what it shows
    as_of, from: day and first month of the run
    defaults: {table: {column: value}}      what every row has; {n} is the row's number
    given: {table: pipe table}              a table without rows was delivered empty
    absent: [table.column]                  never delivered, although the table was
    params: {name: [{from, value}]}         in place of the definition's own
    targets: pipe table from|target|floor   in place of the indicator's own, each up to the next
    rules: [id]                             run before an indicator that counts what they found
    expect: see `compare`

`tests/cases/world.yaml` holds the units and the defaults that all worlds share. A table that is not
given was never delivered. Subjects are named by what they show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from audit_models.definitions import Dated
from audit_models.settings import PROJECT
from audit_models.text import Text

CASES = PROJECT / "tests" / "cases"
SHARED = CASES / "world.yaml"


@dataclass(frozen=True)
class World:
    """One document of a case file."""

    file: str
    index: int
    name: Text
    as_of: date
    first_month: date
    tables: dict[str, list[dict[str, Any]]]
    absent: tuple[str, ...]
    params: dict[str, tuple[Dated, ...]] = field(hash=False)
    expect: dict[str, Any] = field(hash=False)
    rules: tuple[str, ...] = ()
    targets: tuple[tuple[date, float, float], ...] = ()
    """From when on which target and floor hold for the indicator of the file."""

    def __hash__(self) -> int:
        return hash((self.file, self.index))

    @property
    def id(self) -> str:
        return f"{Path(self.file).stem}-{self.index}"


def read_pipes(text: str) -> list[dict[str, str]]:
    """Rows of a pipe table, all text. The first line names the columns; `#` begins a comment line."""
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"{len(row)} cells in {row}, {len(names)} columns")
    return [dict(zip(names, row, strict=True)) for row in rows]


@cache
def _shared() -> dict[str, Any]:
    shared: dict[str, Any] = yaml.safe_load(SHARED.read_text(encoding="utf-8"))
    return shared


def case_file(kind: str, definition_id: str) -> Path:
    """Where the examples of one definition are; `kind`: rules, indicators or features."""
    return CASES / kind / f"{definition_id}.yaml"


@cache
def load_worlds(kind: str, definition_id: str) -> tuple[World, ...]:
    """The worlds of one definition, in the order of its case file."""
    path = case_file(kind, definition_id)
    documents = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    return tuple(_world(path, index, document) for index, document in enumerate(documents))


def _world(path: Path, index: int, document: dict[str, Any]) -> World:
    known = {"world", "as_of", "from", "defaults", "params", "targets", "rules", "given", "absent",
             "expect"}  # fmt: skip
    if set(document) - known:
        raise ValueError(f"{path}: unknown keys {sorted(set(document) - known)}")
    given = {**_shared()["given"], **document["given"]}
    tables = {}
    for name, text in given.items():
        defaults = {
            **_shared()["defaults"].get(name, {}),
            **document.get("defaults", {}).get(name, {}),
        }
        tables[name] = [
            {
                **_numbered(defaults, number),
                **{column: _cell(cell) for column, cell in row.items() if cell},
            }
            for number, row in enumerate(read_pipes(text), start=1)
        ]
    return World(
        file=str(path),
        index=index,
        name=_sentence(document["world"]),
        as_of=document["as_of"],
        first_month=date.fromisoformat(f"{document['from']}-01"),
        tables=tables,
        absent=tuple(document.get("absent", ())),
        params={
            name: tuple(Dated.model_validate(dated) for dated in values)
            for name, values in document.get("params", {}).items()
        },
        expect=document["expect"],
        rules=tuple(document.get("rules", ())),
        targets=tuple(
            (date.fromisoformat(row["from"]), float(row["target"]), float(row["floor"]))
            for row in read_pipes(document.get("targets", "from"))
        ),
    )


def _sentence(given: str | Mapping[str, str]) -> Text:
    """Examples of indicators are read by their tests alone, and say it in one language."""
    return Text(given, given) if isinstance(given, str) else Text(given["zh"], given["en"])


def _cell(cell: str) -> str | None:
    """An empty cell takes the default; NULL is missing in spite of a default."""
    return None if cell == "NULL" else cell


def _numbered(defaults: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {k: v.format(n=number) if isinstance(v, str) else v for k, v in defaults.items()}
