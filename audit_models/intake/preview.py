"""What a file would be read as: which of its columns are which of the table's, and its first rows.

For people who check an extract before it is imported; the import itself reads and judges on its own.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from audit_models.contract import Column, Table, load_contract
from audit_models.errors import Refused
from audit_models.intake.csv_file import decode_csv
from audit_models.intake.headers import match_columns
from audit_models.intake.sources import table_named
from audit_models.intake.workbook import first_rows
from audit_models.text import Text

PREVIEWED_ROWS = 20
LONGEST_CELL = 60
HIDDEN = "•••"


@dataclass(frozen=True)
class Preview:
    """One table's worth of a file: a CSV, or one sheet of a workbook."""

    place: str
    """The file, and the sheet where it has several."""
    table: Table | None
    """None: neither the file nor the sheet is named after a table, so it is not imported."""
    headers: tuple[str, ...]
    columns: tuple[Column | None, ...]
    """For every header the column that it fills; None: it is not imported."""
    missing: tuple[Column, ...]
    """Required columns that no header fills."""
    rows: tuple[tuple[str, ...], ...]
    """The first rows, personal data masked."""


def preview(path: Path) -> list[Preview]:
    """The tables of one CSV or workbook as they stand in it.

    Raises:
        Refused: the file is of another kind, or cannot be read.
    """
    if path.suffix.lower() == ".xlsx":
        sheets = first_rows(path, PREVIEWED_ROWS + 1)
        lone = len(sheets) == 1
        return [
            _of_rows(
                path.name if lone else f"{path.name} · {name}",
                table_named(name) or (table_named(path.stem) if lone else None),
                rows,
            )
            for name, rows in sheets.items()
        ]
    if path.suffix.lower() == ".csv":
        with tempfile.TemporaryDirectory() as folder:
            text = decode_csv(path, Path(folder))
            with text.path.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(islice(csv.reader(lines, skipinitialspace=True), PREVIEWED_ROWS + 1))
        return [_of_rows(path.name, table_named(path.stem), rows)]
    raise Refused(
        f"文件 {path.name} 不能预览；可预览 csv 和 xlsx。",
        f"{path.name} is not shown here; csv and xlsx files are.",
    )


def _of_rows(place: str, table_name: str | None, rows: Sequence[Sequence[str]]) -> Preview:
    headers = tuple(cell.strip() for cell in rows[0]) if rows else ()
    table = load_contract()[table_name] if table_name else None
    if table is None:
        return Preview(place, None, headers, (None,) * len(headers), (), ())
    columns = tuple(table.columns[one] if one else None for one in match_columns(table, headers))
    filled = {column.name for column in columns if column}
    missing = tuple(c for c in table.columns.values() if c.required and c.name not in filled)
    return Preview(place, table, headers, columns, missing, tuple(_shown(rows[1:], columns)))


def _shown(
    rows: Iterable[Sequence[str]], columns: Sequence[Column | None]
) -> Iterator[tuple[str, ...]]:
    for row in rows:
        cells = (*row, *[""] * (len(columns) - len(row)))[: len(columns)]
        yield tuple(
            HIDDEN if cell and column and column.sensitivity == "personal" else cell[:LONGEST_CELL]
            for cell, column in zip(cells, columns, strict=True)
        )


def unread(name: str, refused: Refused) -> Text:
    """Why a file of an upload is not shown."""
    return Text(f"{name}：{refused.text.zh}", f"{name}: {refused.text.en}")
