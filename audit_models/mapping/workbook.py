"""One sheet of an Excel file as text."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from audit_models.errors import Refused
from audit_models.workbook_safety import look_through

MAX_EXACT_NUMBER = 1e15

_Cell = int | float | str | bool | date | datetime | timedelta | object


def read_sheet(file: Path, *, sheet: str | None, header_line: int) -> tuple[list[str], pa.Table]:
    """The headers, and a table of `source_row`, `column_0`, … with a row per row of the sheet.

    Without `sheet` the first one is read. `source_row` is the sheet's own row number.

    Raises:
        Refused: no Excel file, or one that must not be opened, no such sheet, or no header where it should be.
    """
    look_through(file)
    try:
        book = CalamineWorkbook.from_path(file)
        name = sheet or book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except WorksheetNotFound:
        names = "、".join(book.sheet_names)
        raise Refused(
            f"文件 {file.name} 没有工作表 {sheet}；有：{names}",
            f"File {file.name} has no sheet {sheet}; it has {', '.join(book.sheet_names)}",
        ) from None
    except (CalamineError, IndexError) as error:
        raise _not_excel(file, str(error)) from None
    headers = (
        [_text(cell) or "" for cell in rows[header_line - 1]] if len(rows) >= header_line else []
    )
    if not any(headers):
        raise Refused(
            f"文件 {file.name} 工作表 {name} 第 {header_line} 行没有表头；请检查文件或映射的 header_line",
            f"File {file.name}, sheet {name}, has no headers on row {header_line}; check the file, or "
            "header_line in the mapping",
        )
    _refuse_rounded(file, rows, headers)
    return headers, _table(rows, headers, header_line)


def first_sheet(file: Path) -> str:
    """The sheet that `read_sheet` reads unless it is told another."""
    return str(CalamineWorkbook.from_path(file).sheet_names[0])


def _refuse_rounded(file: Path, rows: list[list[_Cell]], headers: list[str]) -> None:
    """Excel keeps fifteen digits of a number; an id with more is already another id."""
    for n, row in enumerate(rows, start=1):
        for header, cell in zip(headers, row, strict=True):
            if isinstance(cell, float) and abs(cell) >= MAX_EXACT_NUMBER:
                raise Refused(
                    f"文件 {file.name} 第 {n} 行“{header}”列的数字 {cell:.0f} 超过15位，Excel 已将其舍入；"
                    "请把该列设为文本后重新导出",
                    f"File {file.name}, row {n}, column {header}: the number {cell:.0f} has more than 15 "
                    "digits and is already rounded by Excel; store the column as text and export it again",
                )


def _table(rows: list[list[_Cell]], headers: list[str], header_line: int) -> pa.Table:
    numbered = [
        (n, row) for n, row in enumerate(rows, start=1) if n > header_line and any(map(_text, row))
    ]
    columns = {
        f"column_{n}": pa.array([_text(row[n]) for _, row in numbered], pa.string())
        for n in range(len(headers))
    }
    return pa.table({"source_row": pa.array([n for n, _ in numbered], pa.int64()), **columns})


def _text(cell: _Cell) -> str | None:
    """A cell as the text that a CSV would hold; whole numbers without a decimal point."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell).strip() or None


def _not_excel(file: Path, why: str) -> Refused:
    return Refused(
        f"文件 {file.name} 不是可读的 Excel 文件（{why}）；请另存为 .xlsx",
        f"File {file.name} is not a readable Excel file ({why}); save it as .xlsx",
    )
