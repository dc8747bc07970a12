"""Scorecard: is anything different this month, and what must be decided? One sheet of paper."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from dash import html
from dash.development.base_component import Component

from audit_models import views
from audit_models.text import LANGS, Text
from dashboard import format as fmt
from dashboard.changes import Change, change_card, changes
from dashboard.components import (
    MARKS,
    card,
    case_count,
    judge,
    link,
    mark,
    named,
    picture,
    shown_value,
    target_text,
)
from dashboard.families import DECIDED, family_table
from dashboard.figures.small import bullet, sparkline
from dashboard.headline import Judged, headline
from dashboard.page import Page
from dashboard.view import LEVELS, Definition, Row, View
from dashboard.words import missing_text

TITLE = Text("月度记分卡", "Monthly scorecard")
INDICATORS = Text("获得电力指标", "Getting Electricity indicators")
RULES = Text("疑点规则", "Red-flag rules")
RULES_NOTE = Text("疑点是待核实的线索，不是结论。", "A hit is a lead to verify, not a verdict.")
NAME = Text("指标", "Indicator")
VALUE = Text("本月值", "This month")
TARGET = Text("目标", "Target")
GAP = Text("与目标对照", "Against target")
TREND = Text("近13个月", "13 months")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
MORE = Text("构成与分布", "Distribution and companions")
MISSING = Text("缺少：{what}", "missing: {what}")
BULLET_ALT = Text("{name}：{value}，目标{target}", "{name}: {value}, target {target}")
SPARK_ALT = Text(
    "{name}近13个月：最低{low}，最高{high}，{count}个月有数值",
    "{name}, 13 months: lowest {low}, highest {high}, {count} months with a number",
)


class Line(NamedTuple):
    """One indicator of the month with its history and its companions of the month."""

    indicator: Definition
    now: Row
    before: Row | None
    past: pd.Series
    companions: pd.DataFrame
    floor: float | None


def body(view: View) -> Component:
    """The sheet: headline, indicators, rules."""
    rows = read_rows(view)
    found = views.coverage(view.snapshot, view.unit.code, view.month)
    sentence = headline(
        [judged(row) for row in rows],
        hits=int(found["hits"].sum()),
        states=list(found["state"]),
        unit=view.unit.name,
        month=view.month,
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1([named(view.unit.name, view.lang), html.Span(view.say(TITLE))]),
                    html.Span(
                        f"{view.say(LEVELS[view.unit.level])} · {fmt.month(view.month, view.lang)}",
                        className="sub",
                    ),
                ],
                className="title",
            ),
            html.P(view.say(sentence), className="headline", id="scorecard-headline"),
            html.Div(
                [
                    card(view.say(INDICATORS), indicator_table(rows, view), class_name="wide"),
                    html.Div(
                        [
                            card(
                                view.say(RULES),
                                family_table(found, view),
                                note=view.say(RULES_NOTE),
                            ),
                            change_card(since_last_month(rows, found, view), view),
                        ]
                    ),
                ],
                className="sheet",
            ),
        ]
    )


def read_rows(view: View) -> list[Line]:
    """Every indicator of the snapshot, with its own row of the month."""
    values = views.unit_values(view.snapshot, view.unit.code, view.month)
    floors = views.targets(view.snapshot, view.month).set_index("indicator_id")["floor"]
    now = values[values["month"].dt.date == view.month].set_index("indicator_id", drop=False)
    last = values.loc[values["month"].dt.date < view.month, "month"].max()
    before = values[values["month"] == last].set_index("indicator_id")
    rows = []
    for indicator in view.catalogue.indicators.values():
        if indicator.id not in now.index:
            continue
        mine = now[now["indicator_id"].str.startswith(f"{indicator.id}.")]
        past = values[values["indicator_id"] == indicator.id].set_index("month")["value"]
        floor = floors.get(indicator.id)
        rows.append(
            Line(
                indicator,
                now.loc[indicator.id].to_dict(),
                before.loc[indicator.id].to_dict() if indicator.id in before.index else None,
                past,
                mine,
                None if floor is None or pd.isna(floor) else float(floor),
            )
        )
    return rows


def since_last_month(rows: list[Line], found: pd.DataFrame, view: View) -> Sequence[Change] | None:
    """What differs from the month before; None in the first month."""
    months = view.catalogue.months
    position = months.index(view.month)
    if position == 0:
        return None
    last = views.coverage(view.snapshot, view.unit.code, months[position - 1])
    names = {row.indicator.id: row.indicator.title for row in rows}
    names |= {rule.id: rule.title for rule in view.catalogue.rules.values()}
    before = {
        row.indicator.id: (judge(row.before, row.indicator.better), None)
        for row in rows
        if row.before
    }
    now = {row.indicator.id: (judge(row.now, row.indicator.better), None) for row in rows}
    return changes(names, before | rule_states(last), now | rule_states(found))


def rule_states(found: pd.DataFrame) -> dict[str, tuple[str, int | None]]:
    """State of every rule, with its hits where it could be decided."""
    return {
        row["rule_id"]: (
            row["state"],
            int(row["hits"]) if row["state"] in DECIDED else None,
        )
        for row in found.to_dict("records")
    }


def judged(row: Line) -> Judged:
    """The row as the headline needs it."""
    unit, better = row.indicator.unit, row.indicator.better
    return Judged(
        name=row.indicator.title,
        state=judge(row.now, better),
        value=Text(*(shown_value(row.now, unit, lang) for lang in LANGS)),
        target=Text(*(target_text(row.now["target"], unit, better, lang) for lang in LANGS)),
    )


def indicator_table(rows: list[Line], view: View) -> Component:
    """One line an indicator, its companions folded below it."""
    headings = (
        (NAME, ""),
        (VALUE, "num"),
        (TARGET, "num"),
        (GAP, ""),
        (TREND, ""),
        (CASES, "num"),
        (STATE, ""),
    )
    head = html.Tr(
        [html.Th(view.say(text), className=kind, scope="col") for text, kind in headings]
    )
    lines = [
        line for row in rows for line in (indicator_line(row, view), companion_line(row, view))
    ]
    return html.Div(
        html.Table(
            [html.Thead(head), html.Tbody([line for line in lines if line])],
            className="table score",
        ),
        className="score-frame",
    )


def indicator_line(row: Line, view: View) -> Component:
    indicator, now, lang = row.indicator, row.now, view.lang
    name = indicator.title.in_(lang)
    value = shown_value(now, indicator.unit, lang)
    target = target_text(now["target"], indicator.unit, indicator.better, lang)
    known = row.past.dropna()
    spark_alt = SPARK_ALT.in_(lang).format(
        name=name,
        low=fmt.number(known.min() if len(known) else None),
        high=fmt.number(known.max() if len(known) else None),
        count=len(known),
    )
    small: dict[str, Any] = {
        "target": float(now["target"]) if fmt.is_number(now["target"]) else None,
        "better": indicator.better,
    }
    number = float(now["value"]) if fmt.is_number(now["value"]) else None
    cells = (
        (
            NAME,
            "name",
            [
                link(name, view.href(path="/indicator", id=indicator.id)),
                html.Span(indicator.id, className="id"),
            ],
        ),
        (VALUE, "num value", _large(now, indicator, view)),
        (TARGET, "num", _bare_target(now["target"], indicator)),
        (
            GAP,
            "drawing",
            picture(
                bullet(value=number, floor=row.floor, **small),
                alt=BULLET_ALT.in_(lang).format(name=name, value=value, target=target),
            ),
        ),
        (TREND, "drawing", picture(sparkline(row.past, **small), alt=spark_alt)),
        (CASES, "num", case_count(now)),
        (STATE, "", [mark(judge(now, indicator.better), lang), _reason(now, view)]),
    )
    return html.Tr(
        [
            html.Td(value, className=kind, **{"data-label": view.say(label)})
            for label, kind, value in cells
        ],
        className=f"line is-{judge(now, indicator.better)}",
        id=f"scorecard-{indicator.id}",
    )


def _large(now: Row, indicator: Definition, view: View) -> list[Any]:
    """The number large, its unit small."""
    if not fmt.is_number(now["value"]) or indicator.unit == "percent":
        return [shown_value(now, indicator.unit, view.lang)]
    unit = fmt.unit_name(indicator.unit, view.lang)
    return [fmt.number_against(now["value"], now["target"]), html.Span(unit, className="measure")]


def _bare_target(target: float | None, indicator: Definition) -> str:
    """The target without its unit, which stands beside the value; per cent is part of the number."""
    if indicator.unit == "percent" or not fmt.is_number(target):
        return target_text(target, indicator.unit, indicator.better, "en")
    return target_text(target, "", indicator.better, "en").rstrip()


def _reason(now: Row, view: View) -> Component | None:
    """Why there is no number, or with what it was computed without."""
    what = missing_text(now["missing"], view.lang)
    return html.Span(view.say(MISSING).format(what=what), className="reason") if what else None


def companion_line(row: Line, view: View) -> Component | None:
    """Median, percentiles and the like, under a fold."""
    if row.companions.empty:
        return None
    declared = row.indicator.header.get("companions", {})
    pairs = []
    for now in row.companions.to_dict("records"):
        about = declared.get(now["indicator_id"].partition(".")[2])
        if about is None:
            continue
        name = Text(about["title"]["zh"], about["title"]["en"])
        value = fmt.with_unit(now["value"], about["unit"], view.lang)
        if now["status"] != "ok":
            value = f"{fmt.NO_NUMBER} {MARKS[now['status']][1].in_(view.lang)}"
        pairs.append(html.Div([html.Dt(name.in_(view.lang)), html.Dd(value)]))
    fold = html.Details([html.Summary(view.say(MORE)), html.Dl(pairs, className="facts")])
    return html.Tr(html.Td(fold, colSpan=7), className="companions")


PAGE = Page(
    name="scorecard",
    path="/",
    title=Text("记分卡", "Scorecard"),
    order=1,
    icon="scorecard",
    body=body,
)
