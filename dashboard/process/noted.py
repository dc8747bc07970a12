"""Events of the connection process whose times deserve a second look: how many, and which."""

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.cases import LINES
from dashboard.components import card, link, named, pager, table
from dashboard.html import Component
from dashboard.process.words import stage_names
from dashboard.view import Row, View

KINDS = {
    "out_of_order": Text("次序颠倒", "Out of order"),
    "late_entry": Text("事后补录", "Recorded late"),
    "early_entry": Text("提前录入", "Recorded early"),
    "same_minute": Text("同一分钟完成", "Done in the same minute"),
}
"""What may be noted of an event, as `result.process_noted` names it."""

NOTES = {
    "out_of_order": Text(
        "后一环节先于本环节开始前完成；补录、并行办理都可能解释",
        "A later stage was finished before this one began; late entry or parallel work may explain it",
    ),
    "late_entry": Text(
        "发生后超过 1 个工作日才写入系统；断网、集中录入都可能解释",
        "Recorded more than 1 working day after it happened; an outage or entry in batches may explain it",
    ),
    "early_entry": Text(
        "发生前 1 小时以上已写入系统；预约、时钟误差都可能解释",
        "Recorded more than 1 hour before it happened; an appointment or a wrong clock may explain it",
    ),
    "same_minute": Text(
        "与同一工程的前一环节在同一分钟内完成；现场一并办理可能解释",
        "Finished in the same minute as the stage before it; both may have been done on the spot",
    ),
}
UNPLACED = "unplaced"
UNPLACED_NAME = Text("无法排序", "Without a place")
UNPLACED_NOTE = Text(
    "没有开始时间，或开始于数据截止日之后；不限月份，未计入任何图",
    "Without a start, or begun after the day to which the data reach; of any month, in no chart",
)
REASONS = {
    "no_time": Text("没有时间", "No time"),
    "after_as_of": Text("晚于数据截止日", "After the data's last day"),
}
NONE = Text("没有这样的记录。", "There are none.")
PROJECT = Text("工程", "Project")
UNIT = Text("单位", "Unit")
STAGE = Text("环节", "Stage")
OTHER = Text("相关环节", "Other stage")
HAPPENED = Text("发生时间", "Happened")
RECORDED = Text("写入系统", "Recorded")
TASK = Text("工单", "Work order")
REASON = Text("原因", "Reason")


def noted_choices(customer_class: str | None, view: View) -> list[tuple[str, str, int]]:
    """What can be looked at alone: state of the address, its name, and how many cases (tasks, where unplaced)."""
    found = views.noted_kinds(view.snapshot, view.unit.code, view.month, customer_class)
    cases = dict(zip(found["kind"], found["cases"].map(int), strict=True))
    choices = [(kind, view.say(name), cases.get(kind, 0)) for kind, name in KINDS.items()]
    unplaced = views.count_unplaced(view.snapshot, view.unit.code)
    return [*choices, (UNPLACED, view.say(UNPLACED_NAME), unplaced)]


def noted_card(customer_class: str | None, view: View) -> Component | None:
    """One page of what the address asks for; nothing where it asks for none of these."""
    state = view.address.state
    if state == UNPLACED:
        return _unplaced_card(view)
    if state not in KINDS:
        return None
    asked = (state, view.unit.code, view.month, customer_class)
    counts = views.noted_kinds(view.snapshot, *asked[1:]).set_index("kind")["events"]
    total = int(counts.get(state, 0))
    note = view.say(NOTES[state])
    if total == 0:
        return card(
            view.say(KINDS[state]), html.P(view.say(NONE), className="empty-text"), note=note
        )
    found = views.noted_events(view.snapshot, *asked, offset=_offset(view), limit=LINES)
    names = stage_names(view)
    rows = [
        [
            _project(row, view),
            named(name_of(row), view.lang),
            names.get(row["stage"], row["stage"]),
            names.get(row["other_stage"], fmt.NO_NUMBER),
            fmt.minute(row["happened_at"]),
            fmt.minute(row["recorded_at"]),
        ]
        for row in records(found)
    ]
    columns = [(view.say(name), "") for name in (PROJECT, UNIT, STAGE, OTHER)]
    columns += [(view.say(name), "when") for name in (HAPPENED, RECORDED)]
    return card(view.say(KINDS[state]), table(columns, rows), pager(total, LINES, view), note=note)


def _unplaced_card(view: View) -> Component:
    total = views.count_unplaced(view.snapshot, view.unit.code)
    title, note = view.say(UNPLACED_NAME), view.say(UNPLACED_NOTE)
    if total == 0:
        return card(title, html.P(view.say(NONE), className="empty-text"), note=note)
    found = views.unplaced_tasks(view.snapshot, view.unit.code, offset=_offset(view), limit=LINES)
    names = stage_names(view)
    rows = [
        [
            html.Code(row["work_order_id"]),
            _project(row, view),
            names.get(row["stage"], fmt.NO_NUMBER),
            view.say(REASONS[row["reason"]]),
        ]
        for row in records(found)
    ]
    columns = [(view.say(name), "") for name in (TASK, PROJECT, STAGE, REASON)]
    return card(title, table(columns, rows), pager(total, LINES, view), note=note)


def _project(row: Row, view: View) -> Component:
    return link(row["project_id"], view.href(path="/project", id=row["project_id"]))


def _offset(view: View) -> int:
    return (view.address.page - 1) * LINES
