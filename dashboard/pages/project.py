"""One project: its facts, what happened when, what was written when, and what was noticed."""

from typing import Any

import pandas as pd
from dash import Dash

from audit_models import format as fmt
from audit_models import views
from audit_models.records import records
from audit_models.text import LANGS, Text
from audit_models.warehouse import Warehouse
from audit_models.words import code_name, column_name, rule_sentence
from dashboard import html
from dashboard.components import card, facts, link, named, table, twin
from dashboard.evidence import severity
from dashboard.figures.theme import graph
from dashboard.figures.timeline import CLOCKS, recording, timeline
from dashboard.findings.take_up import register_take_up, take_up_card
from dashboard.html import Component
from dashboard.origins import ORIGIN, Origins, origins_of
from dashboard.page import Page
from dashboard.project.contractor_choice import choice_strip
from dashboard.project.reveal import ask_to_reveal, register_reveal
from dashboard.view import NOT_FOUND, Nothing, Row, View

TITLE = Text("客户工程", "Client project")
ASK = Text(
    "请在上方查找框输入项目编号，或从指标、规则的明细中打开一个项目。",
    "Type a project id into the search box above, or open a project from an indicator's or a rule's list.",
)
BACK = Text("回到首页", "Back to the start")
FACTS = Text("基本情况", "Facts")
FACTS_NOTE = Text("个人信息已遮盖", "Personal data is masked")
TIMELINE = Text("过程：发生与写入", "What happened, and when it was written down")
TIMELINE_NOTE = Text(
    "横条为发生时间，竖线为写入系统的时间，橙色菱形为滞后超过 1 个工作日或提前 1 小时以上写入；灰带为中止计时",
    "Bar: when it happened; tick: when it was recorded; orange diamond: recorded over 1 working day late or 1 hour early; grey band: clock stopped",
)
HITS = Text("疑点", "Hits")
NO_HITS = Text("没有疑点。", "No hits.")
MORE_HITS = Text("其余{count}条疑点", "{count} more hits")
NO_TASKS = Text("没有环节记录。", "No stage tasks are recorded.")
SUSPENSIONS = Text("中止计时", "Clock stops")
PLANS = Text("供电方案", "Supply plans")
CONTRACTS = Text("合同", "Contracts")
DOCUMENTS = Text("资料", "Documents")
NONE = Text("没有记录。", "None recorded.")
WRITTEN = Text("写入", "Recording")
CONTRACTOR = Text("承包商", "Contractor")
RECORDINGS = {
    "on_time": Text("按时", "On time"),
    "late": Text("◆ 滞后 {days} 个工作日", "◆ {days} working days late"),
    "early": Text("◆ 早于发生时间", "◆ Before it happened"),
    "unknown": Text("—", "—"),
}
SHOWN = (
    "status", "service", "customer_class", "voltage_kv", "applied_kva", "approved_kva",
    "supply_sources", "channel", "owner_type", "fund_source", "is_three_zero", "is_urban",
    "customer_id", "contact_phone", "account_manager_id", "customer_paid_cny", "applied_at",
    "accepted_at", "plan_replied_at", "wanted_on", "energised_at", "archived_at", "cancelled_at",
    "cancel_reason",
)  # fmt: skip
PLAN_REPLIED = Text("供电方案答复时间", "Plan replied at")

SHOWN_HITS = 6
"""Hits that are read without unfolding the rest."""


def body(view: View) -> Component:
    """Everything about the project that the address names."""
    if view.address.id is None:
        raise Nothing(ASK)
    found = records(views.project(view.snapshot, view.address.id))
    if not found:
        raise Nothing(NOT_FOUND, to=view.address.to(path="/"), label=BACK)
    project = found[0]
    tasks = views.tasks(view.snapshot, int(project["project_key"]))
    stops = views.suspensions(view.snapshot, project["project_id"])
    plans = views.supply_plans(view.snapshot, project["project_id"])
    papers = views.documents(view.snapshot, project["project_id"])
    placed = views.contracts(view.snapshot, project["project_id"])
    origins = origins_of(
        view,
        [
            ("client_projects", project["project_id"]),
            *(("work_orders", key) for key in tasks["work_order_id"]),
            *(("suspensions", key) for key in stops["suspension_id"]),
            *(("supply_plans", key) for key in plans["plan_id"]),
            *(("documents", key) for key in papers["document_id"]),
            *(("contracts", key) for key in placed["contract_id"]),
        ],
    )
    return html.Div(
        [
            heading(project, view),
            hit_card(project, view),
            card(view.say(FACTS), project_facts(project, origins, view), note=view.say(FACTS_NOTE)),
            ask_to_reveal(view),
            task_card(tasks, stops, origins, view),
            html.Div(
                [
                    small_card(SUSPENSIONS, "suspensions", stops, origins),
                    small_card(PLANS, "supply_plans", plans, origins),
                ],
                className="two",
            ),
            choice_strip(project["project_id"], view),
            small_card(CONTRACTS, "contracts", placed, origins),
            small_card(DOCUMENTS, "documents", papers, origins),
            origins.files(),
        ]
    )


def heading(project: Row, view: View) -> Component:
    unit = view.catalogue.units.get(project["unit_code"])
    chain = view.catalogue.ancestors(unit) if unit else []
    names: list[Any] = []
    for one in chain:
        names += [link(named(one.name, view.lang), view.href(path="/", unit=one.code)), " › "]
    return html.Div(
        [
            html.H1([view.say(TITLE), html.Span(project["project_id"])]),
            html.Div(names[:-1], className="own"),
        ],
        className="title",
    )


def project_facts(project: Row, origins: Origins, view: View) -> Component:
    pairs: list[tuple[str, Any]] = []
    for name in SHOWN:
        label = (
            PLAN_REPLIED.in_(view.lang)
            if name == "plan_replied_at"
            else column_name(f"client_projects.{name}", view.lang)
        )
        pairs.append((label, _cell(name, project[name], view)))
    place = ("client_projects", project["project_id"])
    pairs.append((view.say(ORIGIN), origins.sentence(place)))
    return facts(pairs)


def _cell(name: Any, value: Any, view: View) -> Component | str:
    """One value in words, by the ending of its column's name."""
    if not fmt.is_number(value):
        return fmt.NO_NUMBER
    if name.endswith("_at"):
        return fmt.minute(value)
    if name.endswith("_on"):
        return fmt.day(value)
    if name.endswith("_cny"):
        return fmt.money(float(value), view.lang)
    if name.endswith(("_kva", "_kv")):
        return f"{fmt.number(float(value), digits=2)} {'kVA' if name.endswith('_kva') else 'kV'}"
    if isinstance(value, float):
        return fmt.number(value, digits=2)
    return named(Text(*(code_name(name, value, lang) for lang in LANGS)), view.lang)


def hit_card(project: Row, view: View) -> Component:
    """Every hit on the project or its contracts, the gravest first, most of a long list folded."""
    found = records(views.project_hits(view.snapshot, project["project_id"]))
    items = [hit_item(row, view) for row in found if row["rule_id"] in view.catalogue.rules]
    if not items:
        return card(view.say(HITS), html.P(view.say(NO_HITS), className="empty-text"))
    parts: list[Component] = [html.Ul(items[:SHOWN_HITS], className="hits")]
    if rest := items[SHOWN_HITS:]:
        more = html.Summary(view.say(MORE_HITS).format(count=fmt.count(len(rest))))
        parts.append(html.Details([more, html.Ul(rest, className="hits")], className="twin rest"))
    title = f"{view.say(HITS)} · {fmt.count(len(items))}"
    known = [row for row in found if row["rule_id"] in view.catalogue.rules]
    listed = card(title, *parts, class_name="has-hits")
    return html.Div([listed, take_up_card(view, "project", known)])


def hit_item(row: Row, view: View) -> Component:
    """One hit as a sentence that leads to the list in which its rule shows it."""
    rule = view.catalogue.rules[row["rule_id"]]
    where = view.href(
        path="/rules",
        id=rule.id,
        month=row["tested_on"].date().replace(day=1),
        unit=row["unit_code"] if fmt.is_number(row["unit_code"]) else view.catalogue.root.code,
    )
    return html.Li(
        [
            html.P(
                rule_sentence(rule.text("says"), dict(row) | row["evidence"], view.lang),
                className="says",
            ),
            html.Div(
                [
                    link(rule.title.in_(view.lang), where),
                    html.Span(rule.id, className="id"),
                    severity(row["severity"], view.lang),
                    html.Span(fmt.day(row["happened_on"])),
                ],
                className="own",
            ),
        ]
    )


def task_card(tasks: pd.DataFrame, stops: pd.DataFrame, origins: Origins, view: View) -> Component:
    """Both clocks as a drawing, and the same as a table."""
    if tasks.empty:
        return card(view.say(TIMELINE), html.P(view.say(NO_TASKS), className="empty-text"))
    labels = [_label(row, view) for row in records(tasks)]
    figure = timeline(
        tasks.assign(label=labels),
        stops,
        until=pd.Timestamp(view.snapshot.facts.as_of) + pd.Timedelta(days=1),
        lang=view.lang,
    )
    columns = [
        (column_name(f"work_orders.{name}", view.lang), _kind(name))
        for name in ("stage", "clock", "started_at", "finished_at", "recorded_at")
    ]
    rows = [
        [
            label,
            CLOCKS[task["clock"]].in_(view.lang) if task["clock"] in CLOCKS else fmt.NO_NUMBER,
            fmt.minute(task["started_at"]),
            fmt.minute(task["finished_at"]),
            fmt.minute(task["recorded_at"]),
            _recording(task, view),
            code_name("result", task["result"], view.lang),
            origins.cell(("work_orders", task["work_order_id"])),
        ]
        for label, (_, task) in zip(labels, tasks.iterrows(), strict=True)
    ]
    listing = table(
        [
            *columns,
            (view.say(WRITTEN), ""),
            (column_name("work_orders.result", view.lang), ""),
            (view.say(ORIGIN), "origin"),
        ],
        rows,
    )
    return card(
        view.say(TIMELINE),
        graph("project-timeline", figure, lang=view.lang, label=view.say(TIMELINE)),
        twin(listing, view.lang),
        note=view.say(TIMELINE_NOTE),
    )


def _label(task: Row, view: View) -> str:
    """The stage in words; its work order where a stage was visited more than once."""
    name = code_name("stage", task["stage"], view.lang)
    return (
        f"{name} {task['visit_no']:.0f}"
        if fmt.is_number(task["visit_no"]) and task["visit_no"] > 1
        else name
    )


def _recording(task: pd.Series, view: View) -> Component:
    state = recording(task)
    days = fmt.count(task["late_workdays"])
    return html.Span(
        view.say(RECORDINGS[state]).format(days=days), className=f"recording is-{state}"
    )


def small_card(title: Text, source: str, found: pd.DataFrame, origins: Origins) -> Component:
    """The rows of one source table that belong to the project; their key is the first column."""
    view = origins.view
    if found.empty:
        return card(view.say(title), html.P(view.say(NONE), className="empty-text"))
    columns = [(_heading_of(name, source, view), _kind(name)) for name in found.columns]
    rows = [
        [
            *(_cell(name, value, view) for name, value in row.items()),
            origins.cell((source, row[found.columns[0]])),
        ]
        for row in records(found)
    ]
    return card(view.say(title), table([*columns, (view.say(ORIGIN), "origin")], rows))


def _heading_of(name: str, source: str, view: View) -> str:
    return (
        view.say(CONTRACTOR) if name == "contractor" else column_name(f"{source}.{name}", view.lang)
    )


def _kind(name: str) -> str:
    """How a column is set: numbers to the right, moments on one line."""
    if name.endswith(("_cny", "_kva", "_kv")):
        return "num"
    return "when" if name.endswith(("_at", "_on")) else ""


def register_callbacks(app: Dash, warehouse: Warehouse) -> None:
    register_reveal(app, warehouse)
    register_take_up(app, warehouse, "project")


PAGE = Page(
    name="project",
    path="/project",
    title=TITLE,
    order=5,
    icon="project",
    body=body,
    in_menu=False,
    register=register_callbacks,
)
