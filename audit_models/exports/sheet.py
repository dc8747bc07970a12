"""A table that people can work in: real numbers and dates, units in the heading, no live formula.

The first row is frozen and filtered; a last sheet says what the numbers are of.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from audit_models import format as fmt
from audit_models.text import Lang, Text

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""A text that begins so would be run by a spreadsheet that opens a CSV file."""
ABOUT = Text("说明", "About")
SHEET_NAME_LENGTH = 31
NOT_IN_SHEET_NAMES = "[]:*?/\\"
NOT_IN_FILE_NAMES = '\\/:*?"<>|'
NO_FILE_NAMES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10)),
}
"""Devices to Windows, whatever comes after the first dot."""
LONGEST_FILE_NAME = 120
"""Signs; a folder of Windows may have as many before the path is too long."""
NARROWEST, WIDEST = 9, 60
WIDE = "ᄀ"
"""From this character on a text is set in signs of double width: Chinese, and full-width forms."""
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MOMENT_FORMAT, DAY_FORMAT = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
WHOLE_FORMAT, NUMBER_FORMAT = "#,##0", "#,##0.00"
"""How a cell shows its number; it holds all of it."""

About = Sequence[tuple[Text, str]]


@dataclass(frozen=True)
class Column:
    """One column; its unit of measure stands in the heading."""

    title: Text
    unit: str = ""
    digits: int = 1

    def heading(self, lang: Lang) -> str:
        if not self.unit:
            return self.title.in_(lang)
        signs = "（）" if lang == "zh" else ("(", ")")
        space = "" if lang == "zh" else " "
        return f"{self.title.in_(lang)}{space}{signs[0]}{fmt.unit_name(self.unit, lang)}{signs[1]}"


@dataclass(frozen=True)
class Sheet:
    """Rows of numbers, dates, texts or None; `links` lead from the first cell of each row."""

    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    links: Sequence[str] = ()


def workbook(sheets: Sequence[Sheet], *, about: About, lang: Lang) -> bytes:
    """The sheets as one Excel file, and what they are of on a last sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {
            datetime: book.add_format({"num_format": MOMENT_FORMAT}),
            date: book.add_format({"num_format": DAY_FORMAT}),
            int: book.add_format({"num_format": WHOLE_FORMAT}),
            float: book.add_format({"num_format": NUMBER_FORMAT}),
        }
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.title.in_(lang)))
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
            for at, column in enumerate(sheet.columns):
                cells = [plain(row[at], lang) for row in sheet.rows]
                heading = column.heading(lang)
                page.write_string(0, at, heading, bold)
                page.set_column(at, at, _width([heading, *cells]))
                for line, cell in enumerate(cells, start=1):
                    _write(page, line, at, cell, formats)
        page = book.add_worksheet(_sheet_name(ABOUT.in_(lang)))
        page.set_column(0, 1, 24)
        for line, (label, value) in enumerate(about):
            page.write_string(line, 0, label.in_(lang))
            page.write_string(line, 1, value)
    return out.getvalue()


def csv_text(sheet: Sheet, lang: Lang) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel shows Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading(lang) for column in sheet.columns])
    writer.writerows([harmless(plain(cell, lang)) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def file_name(*parts: str, kind: str) -> str:
    """`part_part.kind`, which every file system takes."""
    name = "_".join("".join(filter(str.isprintable, part)).strip() for part in parts)
    name = "".join("-" if sign in NOT_IN_FILE_NAMES else sign for sign in name)[:LONGEST_FILE_NAME]
    if name.partition(".")[0].strip().upper() in NO_FILE_NAMES:
        name = f"_{name}"
    return f"{name}.{kind}"


def is_amount(cell: Any) -> bool:
    """Whether a cell is a number that there is."""
    return (
        isinstance(cell, int | float) and not isinstance(cell, bool) and bool(fmt.is_number(cell))
    )


def plain(cell: Any, lang: Lang) -> Any:
    """A cell as a file holds it: nothing where there is no value."""
    if isinstance(cell, Text):
        return cell.in_(lang)
    return cell if fmt.is_number(cell) else ""


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run is quoted."""
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _write(page: Any, line: int, at: int, cell: Any, formats: dict[type, Any]) -> None:
    if isinstance(cell, date):
        kind = (
            datetime
            if isinstance(cell, datetime) and cell.time().isoformat() != "00:00:00"
            else date
        )
        page.write_datetime(line, at, cell, formats[kind])
    elif is_amount(cell):
        page.write_number(line, at, cell, formats[int if float(cell).is_integer() else float])
    elif cell != "":
        page.write_string(line, at, str(cell)[:LONGEST_CELL])


def _width(cells: Sequence[Any]) -> int:
    longest = max(
        sum(2 if sign >= WIDE else 1 for sign in f"{cell:.10g}")
        if is_amount(cell)
        else 16
        if isinstance(cell, datetime)
        else sum(2 if sign >= WIDE else 1 for sign in str(cell))
        for cell in cells
    )
    return min(max(longest + 2, NARROWEST), WIDEST)


def _sheet_name(title: str) -> str:
    return "".join(" " if sign in NOT_IN_SHEET_NAMES else sign for sign in title)[
        :SHEET_NAME_LENGTH
    ]
