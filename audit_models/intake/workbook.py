"""The sheets of an .xlsx as pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from audit_models.contract import Table, load_contract
from audit_models.errors import Refused
from audit_models.intake.headers import ROWS_SEARCHED, Headers, match_headers
from audit_models.intake.pieces import Row, fill_rows
from audit_models.intake.sources import Source, table_named
from audit_models.text import Text
from audit_models.workbook_safety import ROUNDED, OddCells, Sheets, look_through

_MOST_EXACT_DIGITS = 15
"""Excel keeps no more digits of a number; what is longer was rounded before it reached us."""
_ROUND_TO_SECOND = timedelta(milliseconds=5)
"""A time of day is a fraction of a day in Excel and comes back a little off the second."""
_SERIALS = {False: "date '1899-12-30', 61", True: "date '1904-01-01', 1"}
"""Day zero, and the first day number to believe: 1900-02-29, which Excel thinks there was, is 60."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to read as one table."""

    name: str
    table: Table
    place: Text
    headers: Headers
    serial: str
    _sheet: CalamineSheet
    _odd_cells: OddCells

    def fill(self, con: duckdb.DuckDBPyConnection, target: str) -> None:
        """Fills a temp table with the sheet's rows as text; rows without any value are no rows."""
        fill_rows(con, target, self.headers.delivered, self._rows())

    def _rows(self) -> Iterator[Row]:
        chosen = [(n, c) for n, c in enumerate(self.headers.columns) if c is not None]
        exact = [self.table.columns[c].type in ("id", "code", "text") for _, c in chosen]
        for number, row in enumerate(_rows_of(self._sheet), start=1):
            cells = [
                self._odd_cells.get((number, n + 1)) or _text(row[n] if n < len(row) else "", is_id)
                for (n, _), is_id in zip(chosen, exact, strict=True)
            ]
            if number > 1 and any(cells):
                yield number, cells


def read_workbook(source: Source) -> tuple[list[Sheet], list[Text]]:
    """The sheets that are tables, and notices about the others; nothing where no sheet is one.

    Raises:
        Refused: the file is hostile, damaged or encrypted; a sheet's headers do not fit its table.
    """
    found = look_through(source.path)
    try:
        book = CalamineWorkbook.from_path(source.path)
        tables = _tables(source, book)
        sheets = [_sheet(source, book, found, name, table) for name, table in tables.items()]
    except PasswordError:
        raise Refused(
            f"文件 {source.name} 已加密；请去除密码后重新保存",
            f"File {source.name} is encrypted; save it again without a password",
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(source.path, error) from None
    others = [name for name in book.sheet_names if name not in tables]
    notices = [notice for sheet in sheets for notice in sheet.headers.notices]
    return sheets, notices + _ignored(source, others)


def first_rows(path: Path, most: int) -> dict[str, list[list[str]]]:
    """The first rows of every filled sheet, as text.

    Raises:
        Refused: the file is hostile, damaged or encrypted.
    """
    look_through(path)
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return {
        name: [[_text(cell, False) or "" for cell in row] for row in islice(_rows_of(sheet), most)]
        for name, sheet in sheets.items()
        if sheet.start is not None
    }


def _unreadable(path: Path, error: Exception) -> Refused:
    return Refused(
        f"无法读取 Excel 文件 {path.name}（{error}）；请在 Excel 中打开并另存为 .xlsx",
        f"The Excel file {path.name} cannot be read ({error}); open it in Excel and save it as .xlsx",
    )


def _ignored(source: Source, names: list[str]) -> list[Text]:
    if not names:
        return []
    return [
        Text(
            f"文件 {source.name} 中未按数据表命名的工作表已忽略：{'、'.join(names)}",
            f"Sheets of {source.name} that are not named after a table were ignored: {', '.join(names)}",
        )
    ]


def _tables(source: Source, book: CalamineWorkbook) -> dict[str, str]:
    """Sheet name → table; a lone sheet stands for the file's name."""
    named = {name: table for name in book.sheet_names if (table := table_named(name))}
    if named or source.table is None:
        if not named and source.is_named:
            raise _no_table(source, book.sheet_names)
        return named
    filled = [name for name in book.sheet_names if book.get_sheet_by_name(name).total_height]
    if len(filled) > 1:
        raise _no_table(source, filled)
    return {(filled or book.sheet_names)[0]: source.table}


def _no_table(source: Source, names: list[str]) -> Refused:
    return Refused(
        f"文件 {source.name} 的工作表都未以数据表命名（{'、'.join(names)}）；请改工作表名，例如 work_orders",
        f"No sheet of {source.name} is named after a table ({', '.join(names)}); rename one, such as to work_orders",
    )


def _sheet(
    source: Source, book: CalamineWorkbook, found: Sheets, name: str, table_name: str
) -> Sheet:
    table = load_contract()[table_name]
    sheet = book.get_sheet_by_name(name)
    is_lone = len(book.sheet_names) == 1
    place = Text(
        f"文件 {source.name}" + ("" if is_lone else f" 工作表 {name} "),
        f"File {source.name}" + ("" if is_lone else f", sheet {name}"),
    )
    rows = []
    for row in _rows_of(sheet):
        rows.append([_text(cell, False) or "" for cell in row])
        if len(rows) == ROWS_SEARCHED:
            break
    headers = match_headers(table, rows, place=place)
    serial = _SERIALS[found.is_from_1904]
    return Sheet(name, table, place, headers, serial, sheet, found.odd_cells.get(name, {}))


def _rows_of(sheet: CalamineSheet) -> Iterator[list[object]]:
    """All rows from the sheet's first on, and all columns from its first on."""
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield [*left, *row]


def _text(cell: object, is_exact: bool) -> str | None:
    """A cell as the text that a CSV would hold; `is_exact` where every digit of a number matters."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell, is_exact)
    if isinstance(cell, datetime):
        return _on_the_second(cell).isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None


def _number(value: float, is_exact: bool) -> str:
    if is_exact and abs(value) >= 10**_MOST_EXACT_DIGITS:
        return f"{ROUNDED}{value:.15g}"
    if value.is_integer() and abs(value) < 10**_MOST_EXACT_DIGITS:
        return str(int(value))
    return f"{value:.15g}"


def _on_the_second(moment: datetime) -> datetime:
    second = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return second if abs(second - moment) <= _ROUND_TO_SECOND else moment
