"""Where every accepted row stood: `origin.<table>` beside `source.<table>`, one row a key.

The source tables keep the columns of the contract. An origin is a number in `meta.files` and the row's
number there: as a spreadsheet counts (header line 1, blank lines counted, a record with a line break in
it one row), or the number of the record where a file has no rows.
"""

from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa

from audit_models.contract import Table, load_contract
from audit_models.intake.pieces import Piece
from audit_models.intake.stage import BAD, PIECE, RAW_ID

_FILES = (
    "create or replace table meta.files (file_id integer, table_name varchar, file_name varchar,"
    " sheet varchar, file_sha256 varchar, mapping varchar, snapshot_id varchar, imported_at timestamp)"
)
_SHIFTS = "intake_shifts"


def create_origins(con: duckdb.DuckDBPyConnection, *, has_base: bool) -> None:
    """No origins yet, and the files that the base knows; an older version kept none."""
    con.execute("create schema if not exists origin")
    con.execute(_FILES)
    if has_base and _is_in_base(con, "meta", "files"):
        con.execute("insert into meta.files by name select * from base.meta.files")
    for table in load_contract().values():
        keys = ", ".join(f'"{name}" {table.columns[name].sql_type}' for name in table.key)
        con.execute(
            f"create or replace table origin.{table.name} ({keys}, file_id integer, row_number bigint)"
        )


def copy_origins(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The origins of a table's rows as the base has them, where it kept any."""
    if _is_in_base(con, "origin", table.name):
        con.execute(
            f"insert into origin.{table.name} by name select * from base.origin.{table.name}"
        )


def _is_in_base(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    found = con.execute(
        "select count(*) from duckdb_tables()"
        " where database_name = 'base' and schema_name = ? and table_name = ?",
        [schema, name],
    ).fetchall()[0][0]
    return bool(found)


def next_file_id(con: duckdb.DuckDBPyConnection) -> int:
    """The first number that no file has yet."""
    return int(con.execute("select coalesce(max(file_id), 0) + 1 from meta.files").fetchall()[0][0])


def sign_files(con: duckdb.DuckDBPyConnection, snapshot_id: str) -> None:
    """The files that this import read belong to the snapshot that it makes."""
    con.execute(
        "update meta.files set snapshot_id = facts.snapshot_id, imported_at = facts.created_at"
        " from meta.snapshot as facts"
        " where files.snapshot_id is null and facts.snapshot_id = ?",
        [snapshot_id],
    )


def write_origins(
    con: duckdb.DuckDBPyConnection, table: Table, pieces: Iterable[Piece], first_file_id: int
) -> None:
    """The origins of the accepted rows of a staged table; a piece's file is `first_file_id` + its number − 1."""
    for piece in pieces:
        con.execute(
            f"insert into origin.{table.name} {_numbered(con, table, piece, first_file_id + piece.number - 1)}"
        )


def _numbered(con: duckdb.DuckDBPyConnection, table: Table, piece: Piece, file_id: int) -> str:
    keys = ", ".join(f'"{name}"' for name in table.key)
    staged = f"from source.{table.name} as staged"
    accepted = f"{PIECE} = {piece.number} and not {BAD}"
    if piece.is_mapped:
        return f"""select {keys}, {file_id}, source_row {staged}
            join (select raw_id, source_row from {piece.relation}) as records
            on records.raw_id = {RAW_ID} where {accepted}"""
    if piece.scan is None:
        return f"select {keys}, {file_id}, {RAW_ID} {staged} where {accepted}"
    number = f"staged.rowid - {piece.first_rowid} + 2"
    if not len(piece.taken_out):
        return f"select {keys}, {file_id}, {number} {staged} where {accepted}"
    _fill_shifts(con, piece)
    return f"""select {keys}, {file_id}, number + coalesce(shift, 0)
        from (select {keys}, {number} as number {staged} where {accepted}) as copied
        asof left join {_SHIFTS} as shifts on copied.number >= shifts.first_number"""


def _fill_shifts(con: duckdb.DuckDBPyConnection, piece: Piece) -> None:
    """From which number in the copy on how many records are missing in it."""
    count = np.arange(len(piece.taken_out))
    shifts = pa.table({"first_number": piece.taken_out - count, "shift": count + 1})
    con.register("intake_batch", shifts)
    con.execute(
        f"create or replace temp table {_SHIFTS} as"
        " select first_number, max(shift) as shift from intake_batch group by first_number"
    )
    con.unregister("intake_batch")


def merge_origins(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """After the rows were merged (`intake_common`): what did not change keeps the origin that it had."""
    if not _is_in_base(con, "origin", table.name):
        return
    keys = ", ".join(f'"{name}"' for name in table.key)
    same = " and ".join(f'known."{name}" = origins."{name}"' for name in table.key)
    con.execute(
        f"""delete from origin.{table.name} as origins using (
            select {keys} from source.{table.name}
            where rowid in (select id from intake_common where not is_changed)
            intersect select {keys} from base.origin.{table.name}
        ) as known where {same}"""
    )
    con.execute(
        f"""insert into origin.{table.name} by name
        select * from base.origin.{table.name} anti join origin.{table.name} using ({keys})"""
    )


def write_file(
    con: duckdb.DuckDBPyConnection, piece: Piece, file_id: int, *, sha256: str, mapping: str | None
) -> None:
    """One line of `meta.files`; when and in which snapshot it came is known when that is made."""
    con.execute(
        "insert into meta.files values (?, ?, ?, ?, ?, ?, null, null)",
        [file_id, piece.table.name, piece.file_name, piece.sheet, sha256, mapping],
    )
