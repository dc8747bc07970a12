"""A CSV as a piece.

DuckDB's reader drops blank lines, cells after the last column and what follows a closing quote without
a word. It is trusted only with a file in which an independent count of records and commas agrees with
what it read; any other file goes through Python's reader, record by record.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from audit_models.contract import Table
from audit_models.errors import Refused
from audit_models.intake.broken import broken_record, refuse_if_cut_off, refuse_too_many
from audit_models.intake.files import sha256_of
from audit_models.intake.forms import NULL_STRINGS, listed, literal
from audit_models.intake.headers import ROWS_SEARCHED, Headers, match_headers
from audit_models.intake.mend import mend_csv
from audit_models.intake.pieces import Piece, Row, fill_rows
from audit_models.intake.scan import NotUtf8, Scan, scan_csv
from audit_models.text import Text
from audit_models.textfile import write_utf8

MOST_CELL_CHARACTERS = 1 << 20
_HEAD_BYTES = 1 << 20


@dataclass(frozen=True)
class CsvText:
    """A CSV as UTF-8: the file itself, or a copy in the working folder."""

    path: Path
    sha256: str
    scan: Scan


def decode_csv(path: Path, folder: Path) -> CsvText:
    """Scans a CSV, after writing it as UTF-8 into `folder` where it is in another encoding.

    Raises:
        Refused: the bytes are no text in one of the accepted encodings, or hold NUL characters.
    """
    with path.open("rb") as stream:
        is_utf16 = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
    if not is_utf16:
        try:
            scan = scan_csv(path)
            return CsvText(path, scan.sha256, scan)
        except NotUtf8:
            pass
    copy = folder / f"{path.stem}.utf8.csv"
    write_utf8(path, copy)
    return CsvText(copy, sha256_of(path), scan_csv(copy))


def csv_headers(text: CsvText, table: Table, place: Text) -> Headers:
    """The header line matched with the contract.

    Raises:
        Refused: required columns are missing or a column is there twice.
    """
    with text.path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.read(_HEAD_BYTES)
    rows = list(islice(_lenient(head), ROWS_SEARCHED))
    first_line = head.partition("\n")[0]
    return match_headers(table, rows, place=place, separators=_other_separator(first_line))


def _lenient(head: str) -> Iterator[list[str]]:
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    return csv.reader(io.StringIO(head, newline=""), skipinitialspace=True)


def _other_separator(line: str) -> str:
    """The separator that a line seems to have instead of commas."""
    if "," in line:
        return ""
    return next((separator for separator in ("\t", ";", "|", "，") if separator in line), "")


def plain_piece(scan: Scan, piece: Piece, headers: Headers) -> bool:
    """Makes a piece read the scanned file itself; False where the count of commas already forbids it."""
    width = len(headers.columns)
    if width < 2 or not scan.is_plain or scan.delimiters != scan.records * (width - 1):
        return False
    piece.relation = _reader(scan.path, headers)
    piece.columns = headers.delivered
    piece.file_columns = headers.columns
    piece.scan = scan
    piece.is_careful = scan.needs_care
    return True


def mended_piece(scan: Scan, piece: Piece, headers: Headers, folder: Path) -> bool:
    """Makes a piece read a copy without broken records; False where the file is too irregular for that.

    Raises:
        Refused: the last record is cut off.
    """
    copy = folder / f"piece-{piece.number}.csv"
    mended = mend_csv(scan, copy, place=piece.place, width=len(headers.columns))
    if mended is None or not plain_piece(mended.scan, piece, headers):
        return False
    piece.taken_out, piece.broken = mended.taken_out, mended.broken
    return True


def _reader(path: Path, headers: Headers) -> str:
    declared = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(headers.columns)))
    chosen = ", ".join(f'c{n} as "{name}"' for n, name in enumerate(headers.columns) if name)
    return f"""(select {chosen} from read_csv({literal(str(path))}, columns = {{{declared}}},
        auto_detect = false, header = true, strict_mode = true, delim = ',', quote = '"', escape = '"',
        comment = '', nullstr = {listed(NULL_STRINGS)}))"""


def careful_piece(
    con: duckdb.DuckDBPyConnection, text: CsvText, piece: Piece, headers: Headers
) -> None:
    """Reads a file record by record into a temp table; records without their columns become `broken`.

    Raises:
        Refused: quotes that are never closed, a last record without its columns, an enormous cell.
    """
    name = f"piece_{piece.number}"
    piece.relation, piece.columns = name, headers.delivered
    piece.scan, piece.is_careful, piece.broken = None, True, []
    records = _Records(text.path, piece, headers)
    fill_rows(con, name, headers.delivered, records)
    refuse_if_cut_off(piece.place, piece.broken, records.last_row)


class _Records:
    """The records of a file that have their columns; the others are put aside in the piece."""

    def __init__(self, path: Path, piece: Piece, headers: Headers) -> None:
        self._path = path
        self._piece = piece
        self._width = len(headers.columns)
        self._places = [n for n, column in enumerate(headers.columns) if column is not None]
        self.last_row = 0

    def __iter__(self) -> Iterator[Row]:
        csv.field_size_limit(MOST_CELL_CHARACTERS)
        with self._path.open(encoding="utf-8-sig", newline="") as stream:
            tee = _Tee(stream)
            reader = csv.reader(tee, skipinitialspace=True)
            number = 1
            while (cells := self._next(reader, number)) is not None:
                raw = tee.take()
                if number > 1 and cells:
                    self.last_row = number
                    if not self._put_aside(number, cells, raw):
                        yield number, [cells[place] for place in self._places]
                number += 1

    def _next(self, reader: Iterator[list[str]], number: int) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error:
            place = self._piece.place
            raise Refused(
                f"{place} 第 {number} 行有超过 {MOST_CELL_CHARACTERS} 个字符的单元格；引号可能未闭合，"
                "请检查后重新导出",
                f"{place}, row {number}: a cell of more than {MOST_CELL_CHARACTERS} characters; a quote "
                "may not be closed; check it and export again",
            ) from None

    def _put_aside(self, number: int, cells: list[str], raw: str) -> bool:
        broken = broken_record(self._piece.place, number, cells, raw, self._width)
        if broken:
            self._piece.broken.append(broken)
            refuse_too_many(self._piece.place, self._piece.broken)
        return broken is not None


class _Tee:
    """Lines of a stream, kept until they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._kept: list[str] = []

    def __iter__(self) -> "_Tee":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._kept.append(line)
        return line

    def take(self) -> str:
        """The text of the record just read."""
        raw = "".join(self._kept)
        self._kept.clear()
        return raw
