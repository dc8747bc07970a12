"""Pieces into typed source tables, in one pass; rows that cannot be read are loaded and marked."""

import duckdb

from audit_models.contract import Column, Table
from audit_models.intake import forms
from audit_models.intake.pieces import Piece

BAD, RAW_ID, PIECE = '"~bad"', '"~raw_id"', '"~piece"'
"""Columns of a source table for as long as it is being filled."""


def create_staged(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The empty source table with the columns that the intake needs for itself."""
    own = f"{BAD} boolean, {RAW_ID} bigint, {PIECE} integer"
    con.execute(f"{table.ddl().removesuffix(')')}, {own})")


def finish_staged(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Removes the rejected rows and the intake's own columns."""
    con.execute(f"delete from source.{table.name} where {BAD}")
    for column in (BAD, RAW_ID, PIECE):
        con.execute(f"alter table source.{table.name} drop column {column}")


def load_piece(con: duckdb.DuckDBPyConnection, piece: Piece) -> bool:
    """Loads a piece; False where the reader failed on it or did not read what was counted."""
    try:
        con.execute(_insert(piece))
    except duckdb.Error as error:
        if piece.scan is None or "Out of Memory" in str(error):
            raise
        return False
    piece.rows_loaded, first, last = con.execute(
        f"select count(*), min(rowid), max(rowid) from source.{piece.table.name} where {PIECE} = ?",
        [piece.number],
    ).fetchall()[0]
    piece.first_rowid = first or 0
    if piece.scan is None:
        return True
    is_gapless = piece.rows_loaded == 0 or last - first + 1 == piece.rows_loaded
    return is_gapless and piece.rows_loaded == piece.scan.records - 1


def unload_piece(con: duckdb.DuckDBPyConnection, piece: Piece) -> None:
    """Takes back what `load_piece` loaded."""
    con.execute(f"delete from source.{piece.table.name} where {PIECE} = ?", [piece.number])
    piece.rows_loaded = 0


def _insert(piece: Piece) -> str:
    table = piece.table
    columns = [table.columns[name] for name in piece.columns]
    raw_id = "null" if piece.scan else "raw_id"
    targets = "".join(f'"{column.name}", ' for column in columns)
    values = "".join(f"t_{n}, " for n in range(len(columns)))
    return f"""insert into source.{table.name} ({targets}{BAD}, {RAW_ID}, {PIECE})
        select {values}{bad_sql(columns)}, {raw_id}, {piece.number}
        from ({typed_sql(piece, columns, keep=() if piece.scan else ("raw_id",))})"""


def typed_sql(piece: Piece, columns: list[Column], *, keep: tuple[str, ...]) -> str:
    """Every column as cell `c_n` and value `t_n`; NULL values of cells that are there were unreadable."""
    kept = "".join(f"{name}, " for name in keep)
    cells = ", ".join(
        f"{forms.cell_sql(chr(34) + column.name + chr(34), is_careful=piece.is_careful)} as c_{n}"
        for n, column in enumerate(columns)
    )
    casts = "".join(
        f", {cast} as f_{n}"
        for n, column in enumerate(columns)
        if (cast := forms.cast_sql(column, f"c_{n}"))
    )
    values = ", ".join(
        forms.value_sql(
            column,
            cell=f"c_{n}",
            cast=f"f_{n}",
            serial=piece.serial,
            is_careful=piece.is_careful,
        )
        + f" as v_{n}, c_{n}"
        for n, column in enumerate(columns)
    )
    bounded = ", ".join(
        f"case when {bounds} then v_{n} end as t_{n}, c_{n}"
        if (bounds := forms.bounds_sql(column, f"v_{n}"))
        else f"v_{n} as t_{n}, c_{n}"
        for n, column in enumerate(columns)
    )
    return (
        f"select {kept}{bounded} from (select {kept}{values} from"
        f" (select *{casts} from (select {kept}{cells} from {piece.relation})))"
    )


def bad_sql(columns: list[Column]) -> str:
    """Whether a row has a required value missing or any value that could not be read."""
    conditions = []
    for n, column in enumerate(columns):
        missing = f"t_{n} is null"
        conditions.append(missing if column.required else f"({missing} and c_{n} is not null)")
    return " or ".join(conditions)
