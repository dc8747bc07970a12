"""A rule's thresholds on its page: try another value on the past; who may, saves it from a day on."""

from datetime import date, datetime
from functools import partial
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate
from flask import has_request_context

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.casework import moved_thresholds
from audit_models.casework.moved_thresholds import Moved
from audit_models.catalogue import Definition
from audit_models.china_time import CHINA
from audit_models.errors import Refused
from audit_models.records import records
from audit_models.text import Text
from audit_models.thresholds import Threshold, numbers
from audit_models.trials import Opened, Trial, Trials
from audit_models.tryout import rule_of, try_out
from audit_models.warehouse import Warehouse
from audit_models.words import evidence_name
from dashboard import html, session
from dashboard.address import read_address
from dashboard.casework import reach
from dashboard.components import card, table
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

TRIALS = Trials()
QUICK_SECONDS, POLL_MS = 2, 1000
"""What takes no longer answers at once; else the page asks again, so often."""

TITLE = Text("阈值试算", "Trying another threshold")
NOTE = Text(
    "在已有数据上试算，不改变任何结果；保存后自生效日起用于以后的快照。",
    "Tried on the data at hand, which changes no result; once saved it holds from its day on, in later"
    " snapshots.",
)
PARAMETER = Text("参数", "Parameter")
VALUE = Text("试算值", "Value to try")
TRY = Text("试算", "Try")
CANCEL = Text("取消", "Cancel")
RUNNING = Text("正在试算", "Trying")
DONE = Text("约{percent}%", "about {percent}%")
SINCE = Text("生效日期（如 2027-01-01）", "In force from (as 2027-01-01)")
REASON = Text("理由", "Reason")
SAVE = Text("保存", "Save")
SAVED = Text("已保存；下一个快照起按生效日使用。", "Saved; later snapshots use it from its day on.")
NO_DAY = Text("请按 2027-01-01 的格式填写生效日期。", "Give the day as 2027-01-01.")
NO_VALUE = Text("请选择参数并填写数值。", "Choose a parameter and give a number.")
NONE_THERE = Text("无论原值还是试算值都没有疑点。", "Neither value finds a hit.")
SO_FAR = Text("{parameter} 自 {since} 起为 {value}：{reason}（{who}，{on}）",
              "{parameter} is {value} from {since} on: {reason} ({who}, {on})")  # fmt: skip
TOTAL = Text("合计", "Total")
COLUMNS = (
    ("month", Text("月份", "Month")),
    ("hits_before", Text("原疑点", "Hits as published")),
    ("hits_after", Text("试算疑点", "Hits as tried")),
    ("hits_both", Text("两者都有", "In both")),
    ("amount_before_cny", Text("原涉及金额", "Money as published")),
    ("amount_after_cny", Text("试算涉及金额", "Money as tried")),
    ("confirmed_before", Text("原疑点中已查实", "Confirmed among the published")),
    ("confirmed_after", Text("试算疑点中已查实", "Confirmed among the tried")),
)


def threshold_card(rule: Definition, view: View) -> Component | None:
    """The form, and what was moved so far; nothing for a rule without a number to move."""
    try:
        known = numbers(rule_of(rule.id))
    except Refused:
        return None
    if not known:
        return None
    choices = [
        {"value": name, "label": f"{_called(name, view)} = {fmt.number(v, digits=6)}"}
        for name, v in known.items()
    ]
    may_save = session.may(Permission.POLICY) and view.units is None
    ask = [
        dmc.Select(id="rules-parameter", data=choices, value=choices[0]["value"],
                   label=view.say(PARAMETER), allowDeselect=False),
        dmc.NumberInput(id="rules-value", label=view.say(VALUE), value=known[choices[0]["value"]]),
        html.Button(view.say(TRY), id="rules-try", type="button", className="button"),
        html.Button(view.say(CANCEL), id="rules-cancel", type="button", className="button",
                    hidden=True),
        dcc.Interval(id="rules-poll", interval=POLL_MS, disabled=True),
        dcc.Store(id="rules-trial"),
    ]  # fmt: skip
    keep = [
        dmc.TextInput(id="rules-since", label=view.say(SINCE), value=""),
        dmc.TextInput(id="rules-reason", label=view.say(REASON), value=""),
        html.Button(view.say(SAVE), id="rules-save", type="button", className="button"),
    ]
    return card(
        view.say(TITLE),
        _so_far(rule.id, view),
        html.Div(ask, className="ask"),
        html.Div(id="rules-tried", role="status"),
        html.Div(keep, className="ask") if may_save else None,
        html.Div(id="rules-kept", role="status"),
        note=view.say(NOTE),
    )


def _called(parameter: str, view: View) -> str:
    """A parameter in words where it has some, with the name by which definitions know it."""
    words = evidence_name(parameter, view.lang)
    return (
        parameter
        if words == parameter
        else f"{words}（{parameter}）"
        if view.lang == "zh"
        else f"{words} ({parameter})"
    )


def _so_far(rule_id: str, view: View) -> Component | None:
    if not has_request_context():
        return None
    found = moved_thresholds.saved(session.casework(), view.snapshot.facts.seed, rule_id)
    return html.Ul([html.Li(_said(one, view)) for one in found]) if found else None


def _said(one: Moved, view: View) -> str:
    threshold = one.threshold
    return view.say(SO_FAR).format(
        parameter=threshold.parameter, since=fmt.day(threshold.since),
        value=fmt.number(threshold.value, digits=6), reason=one.reason, who=one.decided_by,
        on=fmt.day(one.decided_on),
    )  # fmt: skip


def register_trial(app: Dash, warehouse: Warehouse) -> None:
    """Try, and save."""
    place = (State("shell-location", "pathname"), State("shell-location", "search"))
    asked = (State("rules-parameter", "value"), State("rules-value", "value"))

    @app.callback(
        Output("rules-tried", "children"),
        Output("rules-trial", "data"),
        Output("rules-poll", "disabled"),
        Output("rules-cancel", "hidden"),
        Input("rules-try", "n_clicks"),
        Input("rules-poll", "n_intervals"),
        Input("rules-cancel", "n_clicks"),
        State("rules-trial", "data"),
        *asked,
        *place,
        prevent_initial_call=True,
    )
    def tried(
        clicks: Any,
        ticks: Any,
        stops: Any,
        name: Any,
        parameter: Any,
        value: Any,
        path: str,
        search: str,
    ) -> tuple[Component, str | None, bool, bool]:
        if not (clicks or ticks or stops):
            raise PreventUpdate
        address, owner = read_address(path, search), session.principal().account_id
        try:
            view = open_view(warehouse, address)
            if ctx.triggered_id == "rules-try":
                values = {_name(parameter): _number(value)}
                work = partial(_try, view, address.id or "", values)
                name = TRIALS.start(owner, work)
            trial = TRIALS.find(name, owner)
            if trial is None:
                raise PreventUpdate
            if ctx.triggered_id == "rules-cancel":
                trial.cancel()
            if ctx.triggered_id != "rules-poll":
                trial.wait(QUICK_SECONDS)
            if trial.is_running:
                return _running(trial, view), name, False, False
            return compared(trial.outcome(), view), None, True, True
        except (Nothing, Refused) as refused:
            return html.P(refused.text.in_(address.lang), className="empty-text"), None, True, True

    @app.callback(
        Output("rules-kept", "children"),
        Input("rules-save", "n_clicks"),
        *asked,
        State("rules-since", "value"),
        State("rules-reason", "value"),
        *place,
        prevent_initial_call=True,
    )
    def kept(
        clicks: Any, parameter: Any, value: Any, since: Any, reason: Any, path: str, search: str
    ) -> Component:
        if not clicks:
            raise PreventUpdate
        address = read_address(path, search)
        try:
            view = open_view(warehouse, address)
            threshold = Threshold(address.id or "", _name(parameter), _day(since), _number(value))
            _save(view, threshold, reason if isinstance(reason, str) else "")
            return html.P(view.say(SAVED), className="says")
        except (Nothing, Refused) as refused:
            return html.P(refused.text.in_(address.lang), className="empty-text")


def _try(view: View, rule_id: str, values: dict[str, float], opened: Opened) -> pd.DataFrame:
    return try_out(view.snapshot, rule_id, values, opened=opened)


def _running(trial: Trial, view: View) -> Component:
    """How far it is, as far as the engine says."""
    percent = trial.percent
    done = "" if percent is None else view.say(DONE).format(percent=fmt.number(percent, digits=0))
    words = view.say(RUNNING)
    bar = html.Progress(value=str(round(percent)) if percent is not None else None, max="100",
                        **{"aria-label": words})  # fmt: skip
    return html.P([words, " ", bar, " ", done], className="says")


def _save(view: View, threshold: Threshold, reason: str) -> None:
    seed, today = view.snapshot.facts.seed, datetime.now(CHINA).date()
    moved_thresholds.save(
        session.casework(), reach(view), threshold, reason, seed=seed, today=today
    )


def compared(found: pd.DataFrame, view: View) -> Component:
    """Hits and money by month, as published and as tried, and their sums."""
    if found.empty:
        return html.P(view.say(NONE_THERE), className="empty-text")
    columns = [(title.in_(view.lang), "" if name == "month" else "num") for name, title in COLUMNS]
    rows: list[list[Any]] = [
        [f"{row['month']:%Y-%m}", *[_cell(name, row[name], view) for name, _ in COLUMNS[1:]]]
        for row in records(found)
    ]
    totals = found[[name for name, _ in COLUMNS[1:]]].sum(min_count=1)
    rows.append(
        [
            html.Strong(view.say(TOTAL)),
            *[html.Strong(_cell(name, totals[name], view)) for name, _ in COLUMNS[1:]],
        ]
    )
    return table(columns, rows)


def _cell(name: str, value: Any, view: View) -> str:
    if name.endswith("_cny"):
        return fmt.money(float(value), view.lang) if fmt.is_number(value) else fmt.NO_NUMBER
    return fmt.count(int(value))


def _name(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise Refused(*NO_VALUE)
    return given


def _number(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Refused(*NO_VALUE)
    return float(given)


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(given.strip())
    except (AttributeError, ValueError):
        raise Refused(*NO_DAY) from None
