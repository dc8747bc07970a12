"""One upload, looked at before somebody agrees: how its columns were understood, its first rows, and
which published numbers would change."""

from typing import Any

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import uploads
from audit_models.casework.uploads import Upload
from audit_models.errors import Refused
from audit_models.intake.preview import PREVIEWED_ROWS, Preview, preview
from audit_models.text import Text
from dashboard import html, session
from dashboard.casework import reach
from dashboard.components import card, facts, link, named, table
from dashboard.html import Component
from dashboard.view import NOT_FOUND, Nothing, View

BACK = Text("‹ 数据质量与导入", "‹ Data and imports")
TITLE = Text("上传详情", "One upload")
COLUMNS = Text("列的对应关系", "How its columns are understood")
NOT_TAKEN = Text("不导入", "not imported")
NO_TABLE = Text(
    "文件名和工作表名都不是数据表名，不会导入；请改名后重新上传，例如 work_orders 或“工单”。",
    "Neither the file nor the sheet is named after a table, so it is not imported: rename it, such as to"
    " work_orders, and hand it in again.",
)
MISSING = Text("缺少必填列：{columns}", "Required columns that are missing: {columns}")
HINT = Text(
    "表头按数据字典中的名称和常用叫法识别；识别不了的列不导入，改表头后重新上传即可。",
    "Headers are known by the names of the data dictionary and by common ones; change a header that was not"
    " understood and hand the file in again.",
)
FIRST_ROWS = Text("前 {count} 行（个人信息已遮蔽）", "The first {count} rows, personal data masked")
GONE = Text("文件已不在上传区，不能预览。", "The files are no longer kept, so they are not shown.")
HEADER, COLUMN = Text("文件中的列", "Column of the file"), Text("导入为", "Imported as")
CHANGES = Text("如果接受，哪些已发布数字会变", "Which published numbers change if this is accepted")
NO_CHANGES = Text("已发布的数字都不变。", "No published number changes.")
FIRST_IMPORT = Text(
    "没有可比较的快照，或尚未试运行。",
    "There is no snapshot to compare with, or it was not tried yet.",
)
SUMMARY = Text(
    "{months} 个已发布月份的 {values} 个指标值会变；疑点新增 {added} 条，消失 {removed} 条。",
    "{values} numbers of {months} published months change; {added} hits come, {removed} go.",
)
SHOWN = Text("以下是前 {count} 个。", "These are the first {count}.")
MONTH, INDICATOR, UNIT = Text("月份", "Month"), Text("指标", "Indicator"), Text("单位", "Unit")
OLD, NEW = Text("现在", "Now"), Text("接受之后", "If accepted")
STATE = Text("状态", "State")
FILES = Text("文件", "Files")


def chosen_upload(view: View) -> Upload | None:
    """The upload that the address names; None where it names none.

    Raises:
        Nothing: it names one that he may not see, or that does not exist.
    """
    if view.address.id is None:
        return None
    who = reach(view)
    is_his = any(
        uploads.concerns(who, one) for one in (Permission.IMPORT, Permission.APPROVE_IMPORT)
    )
    found = uploads.find(session.casework(), view.address.id) if is_his else None
    if found is None:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=BACK)
    return found


def upload_detail(found: Upload, view: View) -> Component:
    """The page of one upload."""
    return html.Div(
        [
            html.Div(html.H1(view.say(TITLE)), className="title"),
            html.P(link(view.say(BACK), view.href(id=None)), className="own"),
            card(
                view.say(uploads.STATES[found.state]),
                facts([(view.say(FILES), "、".join(file["name"] for file in found.files))]),
                html.P(found.refusal.in_(view.lang), className="says") if found.refusal else None,
                _notices(found, view),
            ),
            _changes(found, view),
            *_files(found, view),
        ]
    )


def _notices(found: Upload, view: View) -> Component | None:
    """What the import wants people to know: columns that were not understood, files that were left out."""
    notices = [Text(*one) for one in (found.report or {}).get("notices", [])]
    if not notices:
        return None
    return html.Ul([html.Li(named(one, view.lang)) for one in notices], className="plain")


def _changes(found: Upload, view: View) -> Component:
    changes = (found.report or {}).get("changes")
    if changes is None:
        return card(view.say(CHANGES), html.P(view.say(FIRST_IMPORT), className="empty-text"))
    said = view.say(SUMMARY).format(
        months=fmt.count(changes["months"]), values=fmt.count(changes["values"]),
        added=fmt.count(changes["hits_added"]), removed=fmt.count(changes["hits_removed"]),
    )  # fmt: skip
    rows = [_changed(row, view) for row in changes["rows"]]
    if not rows:
        return card(view.say(CHANGES), html.P(view.say(NO_CHANGES)), html.P(said, className="note"))
    more = len(rows) < changes["values"]
    columns = [
        (view.say(MONTH), ""), (view.say(UNIT), ""), (view.say(INDICATOR), ""),
        (view.say(OLD), "num"), (view.say(NEW), "num"),
    ]  # fmt: skip
    note = view.say(SHOWN).format(count=fmt.count(len(rows))) if more else ""
    return card(view.say(CHANGES), html.P(said), table(columns, rows), note=note)


def _changed(row: dict[str, Any], view: View) -> list[Any]:
    indicator = view.catalogue.indicators.get(row["indicator_id"])
    unit = view.catalogue.units.get(row["unit_code"])
    unit_of = indicator.unit if indicator else ""
    return [
        row["month"],
        named(unit.name, view.lang) if unit else row["unit_code"],
        [row["indicator_id"], " ", named(indicator.title, view.lang) if indicator else ""],
        _value(row["old_value"], unit_of, view),
        _value(row["new_value"], unit_of, view),
    ]


def _value(value: Any, unit: str, view: View) -> str:
    return fmt.with_unit(value, unit, view.lang) if fmt.is_number(value) else fmt.NO_NUMBER


def _files(found: Upload, view: View) -> list[Component]:
    home = view.snapshot.home
    paths = uploads.files_of(home, found.upload_id) if home else []
    if not paths:
        return [card(view.say(COLUMNS), html.P(view.say(GONE), className="empty-text"))]
    shown: list[Component] = []
    for path in paths:
        try:
            shown += [_preview(one, view) for one in preview(path)]
        except Refused as refused:
            shown.append(card(path.name, html.P(view.say(refused.text), className="empty-text")))
    return shown


def _preview(one: Preview, view: View) -> Component:
    if one.table is None:
        return card(one.place, html.P(view.say(NO_TABLE), className="refused", role="status"))
    pairs = [
        [header, [html.Code(column.name), " ", view.say(column.label)] if column else view.say(NOT_TAKEN)]
        for header, column in zip(one.headers, one.columns, strict=True)
    ]  # fmt: skip
    parts: list[Component] = []
    if one.missing:
        names = "、".join(
            f"{c.name}（{c.label.zh}）" if view.lang == "zh" else c.name for c in one.missing
        )
        said = view.say(MISSING).format(columns=names)
        parts.append(html.P(said, className="refused", role="status"))
    parts.append(table([(view.say(HEADER), ""), (view.say(COLUMN), "")], pairs))
    heads = [
        (view.say(column.label) if column else f"{header}（{view.say(NOT_TAKEN)}）", "")
        for header, column in zip(one.headers, one.columns, strict=True)
    ]
    count = view.say(FIRST_ROWS).format(count=min(len(one.rows), PREVIEWED_ROWS))
    parts += [html.H3(count), table(heads, one.rows)] if one.rows else []
    title = f"{one.place} → {view.say(one.table.label)}"
    return card(title, *parts, note=view.say(HINT))
