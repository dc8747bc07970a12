"""In which file, sheet and row a record of a source table stood when it was imported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit_models import format as fmt
from audit_models.contract import load_contract
from audit_models.records import records
from audit_models.scope import ScopedSnapshot
from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS

Place = tuple[str, str]
"""A source table and the key of one of its rows."""


@dataclass(frozen=True)
class Origin:
    """One row of a file; `sheet` and `mapping` are None where there is none."""

    file_name: str
    sheet: str | None
    row_number: int
    sha256: str
    mapping: str | None
    snapshot_id: str
    """The snapshot that the import of this file made."""
    imported_at: datetime


def keeps_origins(snapshot: Snapshot) -> bool:
    """Whether the version that made the snapshot kept origins at all."""
    found = snapshot.query("select 1 as found from duckdb_tables() where schema_name = 'origin'")
    return not found.empty


def origins(snapshot: Snapshot, wanted: Iterable[Place]) -> dict[Place, Origin]:
    """The origins of rows that the reader sees, of tables whose key is one column; at most 200 a table.

    What is not in the answer has no origin that was kept, or is not the reader's to know.
    """
    keys = _by_table(wanted)
    if not keys or not keeps_origins(snapshot):
        return {}
    # Rows are looked for in the reader's scope; to narrow the origins once more would read whole tables.
    seen = _ask(
        snapshot,
        "select '{table}' as table_name, cast({key} as varchar) as key from source.{table}",
        keys,
    )
    whole = snapshot.whole() if isinstance(snapshot, ScopedSnapshot) else snapshot
    found = _ask(
        whole,
        "select '{table}' as table_name, cast({key} as varchar) as key, row_number, file_name, sheet, file_sha256,"
        " mapping, snapshot_id, imported_at from origin.{table} join meta.files using (file_id)",
        _by_table((row["table_name"], row["key"]) for row in seen),
    )
    return {(row["table_name"], row["key"]): _origin(row) for row in found}


def _by_table(wanted: Iterable[Place]) -> dict[str, list[str]]:
    keys: dict[str, dict[str, None]] = {}
    for table, key in wanted:
        if len(load_contract()[table].key) == 1 and len(keys.setdefault(table, {})) < PAGE_ROWS:
            keys[table][key] = None
    return {table: list(found) for table, found in keys.items() if found}


def _ask(
    snapshot: Snapshot, select: str, keys: Mapping[str, list[str]]
) -> Sequence[Mapping[Any, Any]]:
    """One statement over all tables; each select is narrowed to its own keys."""
    if not keys:
        return []
    parts = [
        f"{select.format(table=table, key=key)} where {key} in (select unnest(?))"
        for table in keys
        for key in load_contract()[table].key
    ]
    return records(snapshot.query(" union all ".join(parts), list(keys.values())))


def _origin(row: Mapping[Any, Any]) -> Origin:
    return Origin(
        row["file_name"],
        row["sheet"] if fmt.is_number(row["sheet"]) else None,
        int(row["row_number"]),
        row["file_sha256"],
        row["mapping"] if fmt.is_number(row["mapping"]) else None,
        row["snapshot_id"],
        row["imported_at"],
    )
