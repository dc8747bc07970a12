"""The numbers of a chart as a table below it, as CSV and as Excel: one sheet, three forms.

A file is made anew from the address for whoever asks; nothing that the browser holds goes into it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from audit_models import format as fmt
from audit_models.errors import Refused
from audit_models.exports.sheet import (
    ABOUT,
    Column,
    Sheet,
    csv_text,
    file_name,
    is_amount,
    workbook,
)
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
from dashboard import html, session
from dashboard.address import read_address
from dashboard.components import named
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

AS_CSV = Text("下载 CSV", "Download CSV")
AS_EXCEL = Text("下载 Excel", "Download Excel")
AS_PNG = Text("下载图片", "Save as picture")
SNAPSHOT = Text("快照", "Snapshot")
AS_OF = Text("数据截至", "Data to")
UNIT = Text("供电单位", "Unit")
MONTH = Text("月份", "Month")


@dataclass(frozen=True)
class File:
    """A file that is whole already: a document, or a log for other programs."""

    name: str
    content: bytes


Sheets = Mapping[str, Callable[[View], Sheet | File]]
"""What of a page leaves as a file, by name."""


def listing(sheet: Sheet, lang: Lang) -> Component:
    """The sheet as a table on the page.

    Drawn by the browser (`shell.js`) from one element's data: as components of their own, the cells of
    all tables under the charts of a page would keep a browser busy for many seconds.
    """
    is_number = [any(is_amount(row[i]) for row in sheet.rows) for i in range(len(sheet.columns))]
    head = [
        {"text": column.heading(lang), "kind": "num" if right else ""}
        for column, right in zip(sheet.columns, is_number, strict=True)
    ]
    rows = [
        [_shown(cell, column, lang) for cell, column in zip(row, sheet.columns, strict=True)]
        for row in sheet.rows
    ]
    for row, href in zip(rows, sheet.links, strict=False):
        row[0] = {**(row[0] if isinstance(row[0], dict) else {"text": row[0]}), "href": href}
    return drawn_listing(head, rows)


def drawn_listing(
    head: Sequence[Mapping[str, str]], rows: Sequence[Sequence[str | Mapping[str, Any]]]
) -> Component:
    """A table that the browser draws; a heading is `text` and `kind`, a cell its text or what `shell.js` takes."""
    drawing = json.dumps({"head": head, "rows": rows}, ensure_ascii=False)
    return html.Div(
        html.Div(className="drawn", **{"data-listing": drawing}),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": " · ".join(column["text"] for column in head)},
    )


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


def file_buttons(page: str, files: Sequence[tuple[str, str, Text]], lang: Lang) -> Component:
    """One button a file: name, the word on it, and what it is."""
    return html.Div(
        [
            html.Button(
                word,
                type="button",
                className="save",
                title=label.in_(lang),
                # Names of formats are read out as English.
                lang="en" if word.isascii() else "zh-CN",
                **{"data-page": page, "data-sheet": name, "data-format": "file"},
            )
            for name, word, label in files
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
        if build is None:
            raise PreventUpdate
        try:
            view = open_view(warehouse, read_address(path, search))
            found = build(view)
            # No trail entry, no file: an entry that cannot be written is an exception.
            what = f"{page}/{given['sheet']}.{given.get('format')}{view.address.search}"
            session.note("export", kind="file", id=what[:300], unit_code=view.unit.code)
        except Nothing:
            raise PreventUpdate from None
        except Refused as refused:
            # Whoever asked for a file gets one that says why there is none.
            return sent(File(f"{ABOUT.zh}.txt", "\r\n".join(refused.text).encode("utf-8-sig")))
        if isinstance(found, File):
            return sent(found)
        if write is None:
            raise PreventUpdate
        return write(found, view)


def sent(file: File) -> dict[str, Any]:
    """The file as the browser's download."""
    return dict(dcc.send_bytes(file.content, file.name))


def write_csv(sheet: Sheet, view: View) -> dict[str, Any]:
    """The sheet as CSV."""
    return sent(File(_file_name(sheet, view, "csv"), csv_text(sheet, view.lang)))


def write_xlsx(sheet: Sheet, view: View) -> dict[str, Any]:
    """The sheet as an Excel file."""
    content = workbook([sheet], about=_about(view), lang=view.lang)
    return sent(File(_file_name(sheet, view, "xlsx"), content))


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
    return file_name(*parts, f"{view.month:%Y-%m}", view.snapshot.id, kind=kind)


def _shown(cell: Any, column: Column, lang: Lang) -> str | dict[str, str]:
    """A cell as text; a name in the other language says so."""
    if isinstance(cell, Text):
        name = named(cell, lang)
        if isinstance(name, str):
            return name
        return {"text": name["props"]["children"], "lang": name["props"]["lang"]}
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if cell.day == 1 else fmt.day(cell)
    if isinstance(cell, int):
        return fmt.count(cell)
    return fmt.fixed(cell, digits=column.digits)
