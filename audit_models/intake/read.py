"""One file into its tables."""

from collections.abc import Mapping as Dictionary
from pathlib import Path

import duckdb

from audit_models.contract import Table, load_contract
from audit_models.errors import Refused
from audit_models.intake.arrivals import Arrival
from audit_models.intake.csv_file import careful_piece, csv_headers, mended_piece, plain_piece
from audit_models.intake.headers import match_headers
from audit_models.intake.parquet_file import fill_parquet, parquet_headers
from audit_models.intake.pieces import Piece
from audit_models.intake.stage import create_staged, load_piece, unload_piece
from audit_models.intake.workbook import read_workbook
from audit_models.mapping import Mapping, apply_mapping, sheet_of
from audit_models.text import Text


class _Reader:
    """Makes and loads the pieces of one file."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        arrival: Arrival,
        folder: Path,
        first_number: int,
        staged: set[str],
        notices: list[Text],
    ) -> None:
        self.con = con
        self.arrival = arrival
        self.folder = folder
        self.number = first_number
        self.staged = staged
        self.notices = notices
        self.place = Text(f"文件 {arrival.source.name} ", f"File {arrival.source.name}")

    def piece(self, table: Table, columns: tuple[str, ...] = (), *, place: str = "") -> Piece:
        """A new piece; its rows are expected in the temp table that its relation names."""
        name = self.arrival.source.name
        piece = Piece(self.number, table, name, place or name, f"piece_{self.number}", columns)
        self.number += 1
        if table.name not in self.staged:
            create_staged(self.con, table)
            self.staged.add(table.name)
        return piece


def read_pieces(
    con: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    folder: Path,
    *,
    mapping: Mapping | None,
    first_number: int,
    staged: Dictionary[str, object],
    notices: list[Text],
) -> list[Piece]:
    """Loads a file, with `folder` for copies; `staged` are the tables that are there already, notices are added to `notices`.

    Raises:
        Refused: the file as a whole.
    """
    reader = _Reader(con, arrival, folder, first_number, set(staged), notices)
    if mapping is not None:
        return _read_mapped(reader, mapping)
    match arrival.source.kind:
        case "xlsx":
            return _read_workbook(reader)
        case "parquet":
            return [_read_parquet(reader)]
        case _:
            return [_read_csv(reader)]


def _table(arrival: Arrival) -> Table:
    return load_contract()[arrival.source.table or ""]


def _read_csv(reader: _Reader) -> Piece:
    text = reader.arrival.text
    if text is None:
        raise RuntimeError(f"{reader.arrival.source.name} was not decoded")
    table = _table(reader.arrival)
    headers = csv_headers(text, table, reader.place)
    reader.notices += headers.notices
    piece = reader.piece(table)
    if plain_piece(text.scan, piece, headers) and load_piece(reader.con, piece):
        return piece
    unload_piece(reader.con, piece)
    if mended_piece(text.scan, piece, headers, reader.folder) and load_piece(reader.con, piece):
        return piece
    unload_piece(reader.con, piece)
    careful_piece(reader.con, text, piece, headers)
    load_piece(reader.con, piece)
    return piece


def _read_workbook(reader: _Reader) -> list[Piece]:
    source = reader.arrival.source
    try:
        sheets, notices = read_workbook(source)
    except Refused as refused:
        if source.is_named or source.table:
            raise
        reader.notices.append(refused.text)
        return []
    reader.notices += notices
    pieces = []
    for sheet in sheets:
        piece = reader.piece(sheet.table, sheet.headers.delivered, place=sheet.place.en)
        piece.serial, piece.sheet = sheet.serial, sheet.name
        sheet.fill(reader.con, piece.relation)
        load_piece(reader.con, piece)
        pieces.append(piece)
    return pieces


def _read_parquet(reader: _Reader) -> Piece:
    table, path = _table(reader.arrival), reader.arrival.source.path
    headers, types = parquet_headers(reader.con, path, table, reader.place)
    reader.notices += headers.notices
    piece = reader.piece(table, headers.delivered)
    fill_parquet(reader.con, path, piece.relation, headers, types)
    load_piece(reader.con, piece)
    return piece


def _read_mapped(reader: _Reader, mapping: Mapping) -> list[Piece]:
    source = reader.arrival.source
    place = Text(
        f"文件 {source.name}（映射 {mapping.name}）", f"File {source.name} (mapping {mapping.name})"
    )
    sheet = sheet_of(mapping, source.path)
    pieces = []
    for table_name, relation in apply_mapping(reader.con, mapping, source.path).items():
        table = load_contract()[table_name]
        described = reader.con.execute(f"describe {relation}").fetchall()
        columns = [row[0] for row in described if row[0] != "source_row"]
        headers = match_headers(table, [columns], place=place)
        piece = reader.piece(table, headers.delivered)
        piece.is_mapped, piece.sheet = True, sheet
        reader.con.execute(
            f"create or replace temp table {piece.relation} as"
            f" select row_number() over () as raw_id, * from {relation}"
        )
        reader.con.execute(f"drop table {relation}")
        load_piece(reader.con, piece)
        pieces.append(piece)
    return pieces
