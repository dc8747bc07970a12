"""Rules: what is looked for, on what ground, and what was found, down to the rows that prove it."""

from typing import Any

import pandas as pd
from dash import Dash

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition, name_of
from audit_models.judgement import DECIDED, MARKS
from audit_models.origins import rows_named
from audit_models.records import records
from audit_models.text import Text
from audit_models.views.origins import Place
from audit_models.warehouse import Warehouse
from audit_models.words import evidence_facts, missing_text, rule_sentence
from dashboard import html
from dashboard.components import card, facts, link, mark, named, pager, table, twin
from dashboard.evidence import provenance, severity
from dashboard.families import CHECKED, HITS
from dashboard.findings.take_up import register_take_up, take_up_card
from dashboard.html import Component
from dashboard.notebook_runs import notebook_card
from dashboard.origins import Origins, origins_of
from dashboard.page import Page
from dashboard.rules.examples import examples_card, failed_card
from dashboard.rules.hit_filters import hit_filters, is_narrowed, sides
from dashboard.rules.overlap import PAGE_ID, overlap_card, overlap_page
from dashboard.rules.owner import OWNER, owner_of
from dashboard.rules.record import record_card
from dashboard.rules.register import MISSING, STATE, register
from dashboard.rules.retirement import register_retirement, retired_notice, retirement_card
from dashboard.rules.threshold_trial import register_trial, threshold_card
from dashboard.view import NOT_FOUND, Nothing, Row, View

LINES = 20
"""Hits on one page."""

TITLE = Text("疑点规则", "Rules")
LEAD = Text(
    "疑点是待核实的线索，不是结论；由人核实后才可能成为问题。",
    "A hit is a lead to verify, not a verdict; only people make a finding of it.",
)
OVERLAP = Text("规则重叠", "Overlap of rules")
COLON = Text("：", ": ")
ALL = Text("规则列表", "List of rules")
WHY = Text("为什么看", "Why it matters")
INNOCENT = Text("可能的正当原因", "What would make a hit innocent")
HISTORY = Text("逐月状态", "Month by month")
MONTH = Text("月份", "Month")
FOUND = Text("{month}的疑点：{count}条", "Hits of {month}: {count}")
WITHOUT_UNIT = Text("（另有{count}条无单位）", " (and {count} without a unit)")
NO_UNIT = Text("无单位", "Without a unit")
NO_HITS = Text("本月没有疑点。", "There are no hits this month.")
UNDECIDED = Text(
    "：本月未能判定，不等于没有疑点。",
    ": nothing was decided this month, which is not the same as no hits.",
)
NO_MATCH = Text("本月没有符合筛选条件的疑点。", "No hit of this month matches the filters.")
NARROWED = Text("（已筛选）", " (narrowed)")
EVIDENCE = Text("证据", "Evidence")
HIT = Text("疑点编号", "Hit")
AMOUNT = Text("金额", "Amount")


def body(view: View) -> Component:
    """The list, the overlap of its rules, or the one rule that the address names."""
    if view.address.id is None:
        return rule_list(view)
    if view.address.id == PAGE_ID:
        return html.Div([_heading(view.say(OVERLAP), view), _back(view), overlap_page(view)])
    return one_rule(chosen(view), view)


def chosen(view: View) -> Definition:
    """The rule that the address names.

    Raises:
        Nothing: there is no such rule.
    """
    rule = view.catalogue.rules.get(view.address.id or "")
    if rule is None:
        raise Nothing(NOT_FOUND, to=view.address.to(id=None), label=ALL)
    return rule


def rule_list(view: View) -> Component:
    """Every rule with its state of the month, as far as the address asks for it."""
    overlap = link(view.say(OVERLAP), view.href(id=PAGE_ID))
    return html.Div(
        [
            _heading(view.say(TITLE), view),
            html.P(overlap, className="own"),
            register(view, note=view.say(LEAD)),
        ]
    )


def _back(view: View) -> Component:
    return html.P(link(f"‹ {view.say(ALL)}", view.href(id=None)), className="own")


def _heading(title: str, view: View) -> Component:
    return html.Div(
        html.H1([title, html.Span(named(view.unit.name, view.lang))]), className="title"
    )


def one_rule(rule: Definition, view: View) -> Component:
    """What it says, why, on what ground; its months; its hits with their evidence."""
    past = views.rule_history(view.snapshot, rule.id, view.unit.code)
    return html.Div(
        [
            _heading(rule.title.in_(view.lang), view),
            html.P(
                [
                    link(f"‹ {view.say(ALL)}", view.href(id=None)),
                    html.Span(rule.id, className="id"),
                    severity(rule.header["severity"], view.lang),
                    html.Span(f"{view.say(OWNER)}{view.say(COLON)}{view.say(owner_of(rule.id))}"),
                ],
                className="own",
            ),
            failed_card(rule, view),
            retired_notice(rule, view),
            hit_card(rule, _state(past, view), view),
            html.Div(
                [
                    card(
                        view.say(WHY),
                        html.P(rule.text("why").in_(view.lang)),
                        html.H3(view.say(INNOCENT)),
                        html.P(rule.text("innocent").in_(view.lang)),
                    ),
                    provenance(rule, view),
                ],
                className="two",
            ),
            card(
                view.say(HISTORY),
                month_strip(past, view),
                twin(history_table(past, view), view.lang),
            ),
            record_card(rule, view),
            overlap_card(rule, view),
            examples_card(rule, view),
            threshold_card(rule, view),
            retirement_card(rule, view),
            notebook_card(rule, view),
        ]
    )


def _state(past: pd.DataFrame, view: View) -> str | None:
    """The rule's state in the month shown; None where it was not evaluated in it."""
    states = {row["month"].date(): str(row["state"]) for row in records(past)}
    return states.get(view.month)


def month_strip(past: pd.DataFrame, view: View) -> Component:
    """One small cell a month: shape, month and, where it was checked, the number of hits."""
    return html.Div(
        [
            link(
                [
                    html.Span(
                        MARKS[row["state"]][0],
                        className=f"mark mark-{row['state']}",
                        title=MARKS[row["state"]][1].in_(view.lang),
                    ),
                    html.Span(
                        fmt.count(row["hits"]) if row["state"] in DECIDED else fmt.NO_NUMBER,
                        className="strip-count",
                    ),
                    html.Span(f"{row['month']:%Y-%m}", className="note"),
                ],
                view.href(month=row["month"].date()),
                class_name="strip-month is-current"
                if row["month"].date() == view.month
                else "strip-month",
            )
            for row in records(past)
        ],
        className="strip",
    )


def history_table(past: pd.DataFrame, view: View) -> Component:
    columns = [
        (view.say(MONTH), ""),
        (view.say(STATE), ""),
        (view.say(HITS), "num"),
        (view.say(CHECKED), "num"),
        (view.say(MISSING), ""),
    ]
    rows = [
        [
            link(f"{row['month']:%Y-%m}", view.href(month=row["month"].date())),
            mark(row["state"], view.lang),
            fmt.count(row["hits"]) if row["state"] in DECIDED else fmt.NO_NUMBER,
            fmt.count(row["checked"]),
            missing_text(row["missing"], view.lang),
        ]
        for row in records(past.iloc[::-1])
    ]
    return table(columns, rows)


def hit_card(rule: Definition, state: str | None, view: View) -> Component:
    """One page of the month's hits; those without a unit stand at the end of the root unit's list.

    Where the state is not decided, no hit is not none, and the card says so.
    """
    at = view.address
    only = {"stage": at.stage, "contractor": at.contractor}
    count = views.count_hits(view.snapshot, rule.id, view.unit.code, view.month, **only)
    month = fmt.month(view.month, view.lang)
    title = view.say(FOUND).format(month=month, count=fmt.count(count.with_unit))
    if count.without_unit:
        title += view.say(WITHOUT_UNIT).format(count=fmt.count(count.without_unit))
    if is_narrowed(view):
        title += view.say(NARROWED)
    found_sides = sides(view)
    narrow = hit_filters(found_sides[found_sides["rule_id"] == rule.id], view)
    if count.total == 0:
        if state is not None and state not in DECIDED:
            return card(month, html.P([mark(state, view.lang), view.say(UNDECIDED)]))
        none = view.say(NO_MATCH if is_narrowed(view) else NO_HITS)
        return card(title, narrow, html.P(none, className="empty-text"))
    offset = (view.address.page - 1) * LINES
    found = views.hits(
        view.snapshot, rule.id, view.unit.code, view.month, offset=offset, limit=LINES, **only
    )
    rows = records(found)
    contracts = [row["subject_id"] for row in rows if row["subject_type"] == "contract"]
    projects = views.project_of_contract(view.snapshot, contracts)
    origins = origins_of(view, [place for row in rows for place in _rows_of(row)])
    listed = card(
        title,
        narrow,
        html.Ol(
            [hit_item(row, rule, origins, projects) for row in rows],
            className="hits",
            start=offset + 1,
        ),
        pager(count.total, LINES, view),
        note=view.say(LEAD),
    )
    return html.Div([listed, take_up_card(view, "rules", rows)])


def hit_item(row: Row, rule: Definition, origins: Origins, projects: dict[str, str]) -> Component:
    """The sentence about one hit, the subject to open, and the evidence under a fold."""
    view = origins.view
    known = {**row, **row["evidence"]}
    project = (
        row["subject_id"] if row["subject_type"] == "project" else projects.get(row["subject_id"])
    )
    subject: Any = html.Code(row["subject_id"])
    if project:
        subject = link(row["subject_id"], view.href(path="/project", id=project))
    parts = [
        subject,
        html.Span(named(_unit_name(row), view.lang)),
        html.Span(fmt.day(row["happened_on"])),
        severity(row["severity"], view.lang),
    ]
    if fmt.is_number(row["amount_cny"]):
        parts.append(
            html.Span(f"{view.say(AMOUNT)} {fmt.money(float(row['amount_cny']), view.lang)}")
        )
    return html.Li(
        [
            html.P(rule_sentence(rule.text("says"), known, view.lang), className="says"),
            html.Div(parts, className="own"),
            html.Details(
                [html.Summary(view.say(EVIDENCE)), *proof(row, origins)], className="twin"
            ),
        ]
    )


def _unit_name(row: Row) -> Text:
    return name_of(row) if fmt.is_number(row["unit_code"]) else NO_UNIT


def proof(row: Row, origins: Origins) -> list[Component | None]:
    """Every evidence column by name, the hit's lasting id, and where the rows stood that it names."""
    pairs = evidence_facts(row["evidence"], origins.view.lang)
    hit = (origins.view.say(HIT), html.Code(row["hit_id"]))
    return [facts([*pairs, hit]), origins.evidence(_rows_of(row))]


def _rows_of(row: Row) -> list[Place]:
    return rows_named(
        row["evidence"], subject_type=row["subject_type"], subject_id=row["subject_id"]
    )


def register_callbacks(app: Dash, warehouse: Warehouse) -> None:
    """Taking hits up, trying thresholds, and retiring a rule."""
    register_take_up(app, warehouse, page="rules")
    register_trial(app, warehouse)
    register_retirement(app, warehouse)


PAGE = Page(
    name="rules",
    path="/rules",
    title=TITLE,
    order=4,
    icon="rules",
    body=body,
    register=register_callbacks,
)
