"""The numbers of a chart as a table below it, as CSV and as Excel: one sheet, three forms.

A file is made anew from the address for whoever asks; nothing that the browser holds goes into it.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import format as fmt
from dashboard.address import read_address
from dashboard.components import link, named, table
from dashboard.view import Nothing, View, open_view

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
"""A text that begins so would be run by a spreadsheet that opens a CSV file."""
AS_CSV = Text("下载 CSV", "Download CSV")
AS_EXCEL = Text("下载 Excel", "Download Excel")
AS_PNG = Text("下载图片", "Save as picture")
SNAPSHOT = Text("快照", "Snapshot")
AS_OF = Text("数据截至", "Data to")
UNIT = Text("供电单位", "Unit")
MONTH = Text("月份", "Month")
ABOUT = Text("说明", "About")
SHEET_NAME_LENGTH = 31


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


Sheets = Mapping[str, Callable[[View], Sheet]]
"""The sheets of a page by name."""


def listing(sheet: Sheet, lang: Lang) -> Component:
    """The sheet as a table on the page."""
    is_number = [any(_is_amount(row[i]) for row in sheet.rows) for i in range(len(sheet.columns))]
    columns = [
        (column.heading(lang), "num" if right else "")
        for column, right in zip(sheet.columns, is_number, strict=True)
    ]
    rows = [
        [_shown(cell, column, lang) for cell, column in zip(row, sheet.columns, strict=True)]
        for row in sheet.rows
    ]
    for row, href in zip(rows, sheet.links, strict=False):
        row[0] = link(row[0], href)
    return table(columns, rows)


def buttons(page: str, name: str, lang: Lang, *, has_picture: bool) -> Component:
    """Save the picture, and the numbers in two forms."""
    kinds = [("csv", "CSV", AS_CSV), ("xlsx", "Excel", AS_EXCEL)]
    if has_picture:
        kinds.insert(0, ("png", "PNG", AS_PNG))
    return html.Div(
        [
            html.Button(
                word,
                type="button",
                className="save",
                title=label.in_(lang),
                lang="en",
                **{"data-page": page, "data-sheet": name, "data-format": kind},
            )
            for kind, word, label in kinds
        ],
        className="saves",
    )


def register_exports(app: Dash, warehouse: Warehouse, page: str, sheets: Sheets) -> None:
    """The one callback through which a page's sheets leave as files."""

    @app.callback(
        Output(f"{page}-download", "data"),
        Input(f"{page}-wanted", "data"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def download(wanted: Any, path: str, search: str) -> dict[str, Any]:
        given = wanted if isinstance(wanted, dict) else {}
        build, write = sheets.get(given.get("sheet", "")), WRITERS.get(given.get("format", ""))
        if build is None or write is None:
            raise PreventUpdate
        try:
            view = open_view(warehouse, read_address(path, search))
            return write(build(view), view)
        except Nothing:
            raise PreventUpdate from None


def write_csv(sheet: Sheet, view: View) -> dict[str, Any]:
    """UTF-8 with a byte-order mark, so that Excel shows Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading(view.lang) for column in sheet.columns])
    writer.writerows([_harmless(_plain(cell, view.lang)) for cell in row] for row in sheet.rows)
    return dict(dcc.send_bytes(out.getvalue().encode("utf-8-sig"), _file_name(sheet, view, "csv")))


def write_xlsx(sheet: Sheet, view: View) -> dict[str, Any]:
    """Real numbers and dates, the heading frozen and filtered; a second sheet says what it is."""
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, safe) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet.title.in_(view.lang)[:SHEET_NAME_LENGTH].replace("/", " "))
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.heading(view.lang), bold)
            page.set_column(at, at, 18)
        for line, row in enumerate(sheet.rows, start=1):
            for at, cell in enumerate(row):
                value = _plain(cell, view.lang)
                if isinstance(value, date):
                    page.write_datetime(line, at, value, day)
                elif _is_amount(value):
                    page.write_number(line, at, value)
                elif value != "":
                    page.write_string(line, at, str(value))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        about = book.add_worksheet(ABOUT.in_(view.lang))
        about.set_column(0, 1, 24)
        for line, (label, value) in enumerate(_about(view)):
            about.write_string(line, 0, label.in_(view.lang))
            about.write_string(line, 1, value)
    return dict(dcc.send_bytes(out.getvalue(), _file_name(sheet, view, "xlsx")))


WRITERS: dict[str, Callable[[Sheet, View], dict[str, Any]]] = {"csv": write_csv, "xlsx": write_xlsx}


def _about(view: View) -> list[tuple[Text, str]]:
    return [
        (UNIT, f"{view.unit.name.in_(view.lang)} {view.unit.code}"),
        (MONTH, f"{view.month:%Y-%m}"),
        (SNAPSHOT, view.snapshot.id),
        (AS_OF, fmt.day(view.snapshot.facts.as_of)),
    ]


def _file_name(sheet: Sheet, view: View, kind: str) -> str:
    parts = (view.unit.name.in_(view.lang), sheet.title.in_(view.lang))
    name = "_".join((*parts, f"{view.month:%Y-%m}", view.snapshot.id))
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in name) + f".{kind}"


def _is_amount(cell: Any) -> bool:
    return (
        isinstance(cell, int | float) and not isinstance(cell, bool) and bool(fmt.is_number(cell))
    )


def _plain(cell: Any, lang: Lang) -> Any:
    """A cell as a file holds it: nothing where there is no value."""
    if isinstance(cell, Text):
        return cell.in_(lang)
    return cell if fmt.is_number(cell) else ""


def _harmless(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _shown(cell: Any, column: Column, lang: Lang) -> Any:
    if isinstance(cell, Text):
        return named(cell, lang)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if cell.day == 1 else fmt.day(cell)
    if isinstance(cell, int):
        return fmt.count(cell)
    return fmt.fixed(cell, digits=column.digits)
