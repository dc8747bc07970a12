"""Small extracts on disk, read by the real intake into a real database file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import duckdb

from audit_models.intake import IntakeReport, intake

UNITS = "unit_code,name_zh,level,parent_code\n21,辽宁,province,\n2101,沈阳,city,21\n210102,和平,county,2101\n"
PROJECT_COLUMNS = {
    "project_id": "P1",
    "customer_id": "C1",
    "unit_code": "210102",
    "service": "new",
    "customer_class": "hv",
    "applied_at": "2026-01-02 08:00:00",
    "accepted_at": "2026-01-02 09:00:00",
    "status": "open",
}
ORDER_COLUMNS = {
    "work_order_id": "W1",
    "project_id": "P1",
    "stage": "accept",
    "unit_code": "210102",
    "started_at": "2026-01-02 09:00:00",
}

_numbers = count()

at = datetime.fromisoformat
"""A moment without a time zone, as the snapshot keeps it: local time."""


@dataclass(frozen=True)
class Imported:
    """A stage file after an intake."""

    path: Path
    report: IntakeReport
    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def rejects(self, table: str) -> list[tuple]:
        """Row number, column, value and code of every rejected row, in the order of the file."""
        return self.rows(
            "select row_number, column_name, value, reason_code from meta.rejects"
            f" where table_name = '{table}' order by file_name, row_number"
        )

    def counts(self, table: str) -> tuple[int, int, int]:
        """Rows read, accepted and rejected."""
        found = next(one for one in self.report.tables if one.table_name == table)
        return found.rows_read, found.rows_accepted, found.rows_rejected

    def as_base(self) -> "Imported":
        """Closed, so that another import can attach it."""
        self.connection.close()
        return self


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Writes an extract; text as UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


def take_in(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    paths: Sequence[Path] | None = None,
    base: Imported | None = None,
    **options: object,
) -> Imported:
    """Imports a folder of the given files (or the paths) into a new stage file."""
    number = next(_numbers)
    if files is not None:
        folder = folder / f"extract-{number}"
        write_files(folder, files)
    stage = folder.parent / f"stage-{number}.duckdb"
    connection = duckdb.connect(str(stage))
    if base:
        connection.execute(f"attach '{base.path}' as base (read_only)")
    report = intake(connection, paths or [folder], has_base=base is not None, **options)
    return Imported(stage, report, connection)


def csv_of(columns: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV with a header line; what a row does not say is taken from `columns`."""
    names = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    lines = [",".join(names)]
    lines += [",".join(_quoted({**columns, **row}.get(name, "")) for name in names) for row in rows]
    return "\n".join(lines) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


def projects(*rows: Mapping[str, str]) -> str:
    """`client_projects.csv` with one row per mapping of what is special about it."""
    return csv_of(PROJECT_COLUMNS, rows)


def orders(*rows: Mapping[str, str]) -> str:
    """`work_orders.csv`, likewise."""
    return csv_of(ORDER_COLUMNS, rows)


def many_projects(number: int, **special: str) -> list[dict[str, str]]:
    """Rows with nothing wrong, so that a bad one among them is no fifth of the file."""
    return [{"project_id": f"OK{n}", **special} for n in range(number)]
