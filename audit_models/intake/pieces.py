"""A piece: the rows that one file holds for one table, as text, before they are judged."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audit_models.contract import Table
from audit_models.intake.broken import Broken
from audit_models.intake.mend import original_numbers
from audit_models.intake.scan import Scan, record_bytes

BATCH_ROWS = 50_000
_NOTHING = np.empty(0, np.int64)
Row = tuple[int, Sequence[str | None]]
"""A row's number as a person sees it in the file, and its cells."""


@dataclass
class Piece:
    """Rows of one file for one table.

    `relation` holds `raw_id`, `source_row` and the delivered columns as VARCHAR, unless `scan` is set:
    then it reads the file itself and has no row numbers, which follow from the order of the rows.
    """

    number: int
    table: Table
    file_name: str
    place: str
    """The file's name, with the sheet where it is one of several."""
    relation: str
    columns: tuple[str, ...]
    sheet: str | None = None
    """The sheet of a workbook."""
    is_mapped: bool = False
    """Several rows may come from one record of the file, and `source_row` is the record's number."""
    is_careful: bool = True
    serial: str | None = None
    scan: Scan | None = None
    file_columns: tuple[str | None, ...] = ()
    """All columns of the file, for reading single records of `scan` again."""
    taken_out: NDArray[np.int64] = field(default_factory=_NOTHING.copy)
    """The numbers of records that the file has and `scan`, a copy of it, has not."""
    broken: list[Broken] = field(default_factory=list)
    rows_loaded: int = 0
    first_rowid: int = 0

    @property
    def rows_read(self) -> int:
        return self.rows_loaded + len(self.broken)


def fill_rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    taken_out: NDArray[np.int64] = _NOTHING,
) -> None:
    """Creates the temp table `name` of `raw_id`, `source_row` and VARCHAR columns, in batches.

    `raw_id` is the number that comes with a row; `source_row` counts what was taken out before it too.
    """
    listed = "".join(f', "{column}" varchar' for column in columns)
    con.execute(f"create or replace temp table {name} (raw_id bigint, source_row bigint{listed})")
    for batch in _batches(rows):
        numbers = np.array([number for number, _ in batch], np.int64)
        cells = zip(*(cells for _, cells in batch), strict=True)
        arrays = [pa.array(column, pa.string()) for column in cells]
        shown = original_numbers(numbers, taken_out)
        arrow = pa.Table.from_arrays(
            [pa.array(numbers), pa.array(shown), *arrays], ["raw_id", "source_row", *columns]
        )
        con.register("intake_batch", arrow)
        con.execute(f"insert into {name} select * from intake_batch")
        con.unregister("intake_batch")


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch


def write_raw(con: duckdb.DuckDBPyConnection, piece: Piece, wanted: str, target: str) -> None:
    """Fills the temp table `target` with the text of the rows whose `raw_id` is in the relation `wanted`."""
    if piece.scan is None:
        con.execute(
            f"create or replace temp table {target} as"
            f" select * from {piece.relation} as piece semi join {wanted} as wanted using (raw_id)"
        )
        return
    numbers = con.execute(f"select raw_id from {wanted} order by raw_id").fetchnumpy()["raw_id"]
    rows = _records(piece, piece.scan, np.asarray(numbers, np.int64))
    fill_rows(con, target, piece.columns, rows, taken_out=piece.taken_out)


def _records(piece: Piece, scan: Scan, numbers: NDArray[np.int64]) -> Iterator[Row]:
    places = [n for n, column in enumerate(piece.file_columns) if column is not None]
    for number, data in record_bytes(scan, numbers):
        cells = next(csv.reader(io.StringIO(data.decode(), newline=""), skipinitialspace=True))
        yield number, [cells[place] for place in places]
