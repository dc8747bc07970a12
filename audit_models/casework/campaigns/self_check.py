"""Self-check lists: one workbook a unit goes out, comes back, is checked row by row, whole or not at all."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from python_calamine import CalamineError, CalamineWorkbook

from audit_models.access import PERMISSIONS, Permission
from audit_models.casework.campaigns import tables
from audit_models.casework.campaigns.states import State
from audit_models.casework.campaigns.work import Campaign, get
from audit_models.casework.findings.fields import clean_text
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet, workbook
from audit_models.text import Lang, Text
from audit_models.workbook_safety import look_through

TITLE = Text("自查清单", "Self-check")
COLUMNS = (
    Column(Text("序号", "No.")),
    Column(Text("检查项", "Check item")),
    Column(
        Text("结果（合格／不合格／不适用）", "Result (in order / not in order / not applicable)")
    ),
    Column(Text("说明", "Remark")),
)
ANSWERS: Mapping[str, Text] = {
    "in_order": Text("合格", "in order"),
    "not_in_order": Text("不合格", "not in order"),
    "not_applicable": Text("不适用", "not applicable"),
}
CAMPAIGN, UNIT = Text("专项编号", "Inspection"), Text("单位编码", "Unit code")
MOST_BYTES = 2 << 20


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row of a returned list."""

    row_number: int
    """As the spreadsheet counts; the heading is row 1."""
    text: Text


class BadRows(Refused):
    """A returned list was refused; every row that is wrong is named, and nothing was taken over."""

    def __init__(self, rows: Sequence[RowError]) -> None:
        first = rows[0]
        super().__init__(
            f"清单有 {len(rows)} 处错误，未导入任何内容；第 {first.row_number} 行：{first.text.zh}",
            f"{len(rows)} mistakes; nothing was taken over. Row {first.row_number}: {first.text.en}",
        )
        self.rows = tuple(rows)


def sheet_out(
    connection: sa.Connection, reach: Reach, campaign_id: str, unit_code: str, lang: Lang
) -> bytes:
    """The list for one unit, with what it answered so far.

    Raises:
        NotHere: no such inspection, or the unit is not inspected or not in reach.
    """
    found = _of_unit(connection, reach, campaign_id, unit_code)
    known = {row["check_no"]: row for row in answers(connection, reach, campaign_id)
             if row["unit_code"] == unit_code}  # fmt: skip
    rows = [
        (number, text, ANSWERS[known[number]["answer"]] if number in known else None,
         known[number]["note"] if number in known else None)
        for number, text in checks(connection, found)
    ]  # fmt: skip
    about = [(CAMPAIGN, campaign_id), (UNIT, unit_code)]
    return workbook([Sheet(TITLE, COLUMNS, rows)], about=about, lang=lang)


def sheet_in(
    casework: Casework, reach: Reach, campaign_id: str, unit_code: str, content: bytes
) -> int:
    """Take over a returned list; returns the number of its rows.

    Raises:
        NotHere: no such inspection, or the unit is not inspected or not in reach.
        BadRows: some rows are wrong; nothing was taken over.
        Refused: no right, not the time for it, or the file cannot be read.
    """
    if not PERMISSIONS[reach.principal.role] & {Permission.RECTIFY, Permission.CAMPAIGN}:
        raise NotAllowed.role()
    cells = _cells(content)
    with casework.write(reach.actor) as change:
        found = _of_unit(change.connection, reach, campaign_id, unit_code)
        if found.state != State.SELF_CHECK:
            raise Refused("当前不在自查阶段。", "This is not the time of the self-check.")
        rows = _checked(cells, dict(checks(change.connection, found)))
        c = tables.answers.c
        change.connection.execute(
            tables.answers.delete().where(c.campaign_id == campaign_id, c.unit_code == unit_code)
        )
        change.connection.execute(
            tables.answers.insert(),
            [
                {"campaign_id": campaign_id, "unit_code": unit_code,
                 "account_id": reach.principal.account_id, **row}
                for row in rows
            ],
        )  # fmt: skip
        change.record(
            "campaign_self_check", object_kind="campaign", object_id=f"{campaign_id}/{unit_code}",
            unit_code=unit_code, after=rows,
        )  # fmt: skip
    return len(rows)


def checks(connection: sa.Connection, campaign: Campaign) -> list[tuple[int, str]]:
    """The check items by number."""
    c = tables.checks.c
    query = sa.select(c.check_no, c.text).where(c.campaign_id == campaign.campaign_id)
    return [(row.check_no, row.text) for row in connection.execute(query.order_by(c.check_no))]


def answers(connection: sa.Connection, reach: Reach, campaign_id: str) -> list[Mapping[str, Any]]:
    """What the units in reach answered."""
    get(connection, reach, campaign_id)
    c = tables.answers.c
    query = sa.select(tables.answers).where(c.campaign_id == campaign_id, reach.within(c.unit_code))
    rows = connection.execute(query.order_by(c.unit_code, c.check_no)).mappings()
    return [dict(row) for row in rows]


def _of_unit(connection: sa.Connection, reach: Reach, campaign_id: str, unit_code: str) -> Campaign:
    found = get(connection, reach, campaign_id)
    if unit_code not in found.units:
        raise NotHere
    return found


def _cells(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet, after the file was looked at for what must not be opened."""
    if not 0 < len(content) <= MOST_BYTES:
        raise Refused("文件为空或过大。", "The file is empty or too large.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "self-check.xlsx"
        path.write_bytes(content)
        look_through(path)
        try:
            book = CalamineWorkbook.from_path(path)
            cells: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (CalamineError, IndexError) as error:
            raise Refused("文件不能读取，请另存为 .xlsx。", "The file cannot be read; save it as .xlsx.") \
                from error  # fmt: skip
    return cells


def _checked(cells: Sequence[Sequence[Any]], known: Mapping[int, str]) -> list[dict[str, Any]]:
    """The rows in their form; every mistake is collected before anything is refused."""
    rows, errors, seen = [], [], set()
    for number, cell_row in enumerate(cells[1:], start=2):
        padded = [*cell_row, "", "", "", ""][:4]
        if not any(str(cell).strip() for cell in padded):
            continue
        row, text = _row(padded, known)
        if row and row["check_no"] in seen:
            row, text = None, Text("序号重复", "the number stands twice")
        if row:
            seen.add(row["check_no"])
            rows.append(row)
        else:
            errors.append(RowError(number, text or Text("不能读取", "cannot be read")))
    missing = sorted(set(known) - seen)
    if missing and not errors:
        names = "、".join(map(str, missing[:10]))
        errors.append(RowError(1, Text(f"缺少检查项 {names}", f"check items {names} are missing")))
    if errors:
        raise BadRows(errors)
    return rows


def _row(
    cells: Sequence[Any], known: Mapping[int, str]
) -> tuple[dict[str, Any] | None, Text | None]:
    try:
        check_no = int(float(cells[0]))
    except (TypeError, ValueError):
        return None, Text(f"序号“{cells[0]}”不是数字", f"'{cells[0]}' is no number")
    if check_no not in known:
        return None, Text(f"没有检查项 {check_no}", f"there is no check item {check_no}")
    if " ".join(str(cells[1]).split()) != " ".join(known[check_no].split()):
        return None, Text("检查项的文字被改动", "the text of the check item was changed")
    said = str(cells[2]).strip().lower()
    answer = next((code for code, text in ANSWERS.items() if said in text), None)
    if answer is None:
        return None, Text(
            f"结果“{said}”应为合格、不合格或不适用",
            f"'{said}' has to be: in order, not in order or not applicable",
        )
    try:
        note = clean_text(str(cells[3]))
    except ValueError:
        return None, Text("说明过长", "the remark is too long")
    if answer == "not_in_order" and not note:
        return None, Text("不合格的须写明情况", "what is not in order needs a remark")
    return {"check_no": check_no, "answer": answer, "note": note or None}, None
