"""Indicator detail: how it has behaved, what it means, and which cases make it."""

from collections.abc import Sequence

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.decomposition import decompose
from audit_models.exports.sheet import Column, Sheet
from audit_models.judgement import (
    MARKS,
    case_count,
    judge,
    shown_value,
    target_text,
)
from audit_models.records import records
from audit_models.sentences import number_sentence
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from audit_models.words import missing_text
from dashboard import html
from dashboard.cases import case_list
from dashboard.components import card, facts, link, mark, named, table
from dashboard.evidence import provenance
from dashboard.figures.control import peers_figure, strip
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.indicator.choice import choice, chosen
from dashboard.indicator.history_pane import history_pane, history_sheet
from dashboard.indicator.notes import note_card, notes_about, register_notes
from dashboard.indicator.rebase import rebase_card, register_rebase
from dashboard.notebook_runs import notebook_card
from dashboard.page import Page
from dashboard.panes import pane
from dashboard.peer_groups import group_note, in_group
from dashboard.signs import assurance, variation
from dashboard.view import Row, View

MOVED = Text("比上月变化的构成", "What moved it since last month")
MOVED_NOTE = Text(
    "本身＝下级单位自身数值的变化，结构＝案例在单位之间的转移；两者相加即总变化",
    "Rate: the units' own values; mix: cases moving between units; both add up to the change",
)
RATE = Text("本身", "Rate")
MIX = Text("结构", "Mix")
TOTAL = Text("合计", "Both")
ALL_UNITS = Text("全部单位", "All units")
UNIT = Text("单位", "Unit")
SPREAD = Text("本月案例的分布", "Spread of the month's cases")
FROM = Text("自", "From")
PEERS = Text("下级单位逐月", "Units below, month by month")
ASSESSED = Text("在综合评价中", "In the assessment")
PART = {
    "score": Text("得分", "Score"),
    "weight": Text("权重", "Weight"),
    "points": Text("贡献分", "Points"),
}
MONTH = Text("月份", "Month")
VALUE = Text("数值", "Value")
TARGET = Text("目标", "Target")
CASES = Text("案例数", "Cases")
COMPANIONS = Text("构成与分布", "Distribution and companions")
DEFINITION = Text("定义", "Definition")
CASE_LIST = Text("{month}的案例", "Cases of {month}")
MISSING = Text("计算时缺少：{what}", "Computed without: {what}")
WHERE = Text("在下级单位中查看", "See the units below")


def body(view: View) -> Component:
    """One indicator of one unit: control chart, what moved it, spread, peers, definition, cases."""
    indicator = chosen(view)
    past = views.indicator_history(view.snapshot, indicator.id, view.unit.code)
    now = records(past[past["month"].dt.date == view.month])
    signals = views.signal_history(view.snapshot, indicator.id, view.unit.code)
    noted = notes_about(indicator, view)
    return html.Div(
        [
            heading(now, indicator, view),
            verdict(now, signals, indicator, view),
            choice(indicator, view),
            history_pane(past, signals, indicator, noted, view),
            note_card(indicator, noted, view),
            rebase_card(indicator, view),
            *below(indicator, view),
            html.Div(
                [
                    card(
                        view.say(DEFINITION),
                        html.P(indicator.text("definition").in_(view.lang)),
                        companions(indicator, view),
                        assessment_part(indicator, view),
                    ),
                    provenance(indicator, view),
                ],
                className="two",
            ),
            card(
                view.say(CASE_LIST).format(month=fmt.month(view.month, view.lang)),
                case_list("indicator-cases", indicator, view),
            ),
            notebook_card(indicator, view),
        ]
    )


def verdict(
    now: Sequence[Row], signals: pd.DataFrame, indicator: Definition, view: View
) -> Component | None:
    """Noise or signal: the two signs, and the sentence with the rule that fired."""
    if not now:
        return None
    of_month = signals[signals["month"].dt.date == view.month] if len(signals) else signals
    found = next(iter(records(of_month)), None)
    states = views.part_states(view.snapshot, view.unit.code, view.month)
    part = {"state": states[indicator.id]} if indicator.id in states else None
    sentence = number_sentence(now[0], found, better=indicator.better, part=part)
    return html.P(
        [
            variation(found, view),
            assurance(found, view),
            html.Span(view.say(sentence), className="sub", id="indicator-sentence"),
        ],
        className="own verdict",
    )


def below(indicator: Definition, view: View) -> list[Component | None]:
    """What moved the number, how its cases are spread, and the units below side by side."""
    children = views.children_values(view.snapshot, indicator.id, view.unit.code)
    panes = []
    # Only of a mean is one case an amount in the unit of the number.
    if indicator.header.get("kind") == "mean":
        panes.append(
            pane(
                view,
                "indicator-spread",
                view.say(SPREAD),
                lambda: (spread_chart(indicator, view), spread_sheet(view)),
            )
        )
    if children.empty:
        return panes
    panes.insert(
        0,
        pane(
            view,
            "indicator-moved",
            view.say(MOVED),
            lambda: ([], moved_sheet(view)),
            note=view.say(MOVED_NOTE),
            has_picture=False,
            is_open=True,
        ),
    )
    return [
        html.Div(panes, className="two") if len(panes) > 1 else panes[0],
        group_note(view),
        pane(
            view,
            "indicator-peers",
            view.say(PEERS),
            lambda: (peer_chart(in_group(children, view), view), peer_sheet(view)),
        ),
    ]


def spread_chart(indicator: Definition, view: View) -> Component:
    found = views.spread(view.snapshot, indicator.id, view.unit.code, view.month)
    own = views.indicator_history(view.snapshot, indicator.id, view.unit.code)
    target = own.loc[own["month"].dt.date == view.month, "target"].dropna()
    figure = strip(
        found,
        unit=indicator.unit,
        target=float(target.iloc[0]) if len(target) else None,
        lang=view.lang,
    )
    return graph("indicator-spread", figure, lang=view.lang, label=view.say(SPREAD))


def spread_sheet(view: View) -> Sheet:
    indicator = chosen(view)
    found = views.spread(view.snapshot, indicator.id, view.unit.code, view.month)
    rows = [[row["low"], int(row["cases"])] for row in records(found)]
    return Sheet(SPREAD, [Column(FROM, indicator.unit), Column(CASES)], rows)


def moved_sheet(view: View) -> Sheet:
    """Unit by unit: its own rate and the mix of units, the largest first."""
    indicator = chosen(view)
    found = views.children_values(view.snapshot, indicator.id, view.unit.code)
    earlier = [month for month in view.catalogue.months if month < view.month][-1:]
    frames = [found[found["month"].dt.date.isin(months)] for months in (earlier, [view.month])]
    parts = decompose(*frames)
    parts = parts.assign(total=parts["rate"] + parts["mix"])
    parts = parts.sort_values("total", key=abs, ascending=False)
    units = view.catalogue.units
    titles = (RATE, MIX, TOTAL)
    columns = [Column(UNIT), *(Column(one, indicator.unit, digits=2) for one in titles)]
    rows = [
        [units[row["unit_code"]].name, row["rate"], row["mix"], row["total"]]
        for row in records(parts)
    ]
    sums = [ALL_UNITS, *(float(parts[name].sum()) for name in ("rate", "mix", "total"))]
    links = [view.href(unit=code) for code in parts["unit_code"]]
    return Sheet(MOVED, columns, [*rows, sums] if rows else [], links)


def peer_chart(children: pd.DataFrame, view: View) -> Component:
    named_children = children.assign(
        name=[view.catalogue.units[code].name.in_(view.lang) for code in children["unit_code"]]
    )
    return graph(
        "indicator-peers", peers_figure(named_children), lang=view.lang, label=view.say(PEERS)
    )


def peer_sheet(view: View) -> Sheet:
    indicator = chosen(view)
    found = in_group(views.children_values(view.snapshot, indicator.id, view.unit.code), view)
    units = view.catalogue.units
    rows = [
        [units[row["unit_code"]].name, row["month"].date(), row["value"], int(row["n"])]
        for row in records(found)
    ]
    columns = [Column(UNIT), Column(MONTH), Column(VALUE, indicator.unit), Column(CASES)]
    return Sheet(PEERS, columns, rows)


def assessment_part(indicator: Definition, view: View) -> Component | None:
    """Score and weight with which the indicator enters the assessment."""
    found = views.assessment_parts(view.snapshot, indicator.id, view.unit.code, view.month)
    shown = [(name, label) for name, label in PART.items() if name in found.columns]
    if found.empty or not shown:
        return None
    row = records(found)[0]
    pairs = [(view.say(label), fmt.number(row[name])) for name, label in shown]
    return html.Div([html.H3(view.say(ASSESSED)), facts(pairs)])


def heading(now: Sequence[Row], indicator: Definition, view: View) -> Component:
    lang = view.lang
    words = []
    for row in now:
        what = missing_text(row["missing"], lang)
        words = [
            html.Span(shown_value(row, indicator.unit, lang), className="big"),
            html.Span(
                f"{view.say(TARGET)} {target_text(row['target'], indicator.unit, indicator.better, lang)}",
                className="sub",
            ),
            mark(judge(row, indicator.better), lang),
            html.Span(f"{view.say(CASES)} {case_count(row)}", className="sub"),
            html.Span(view.say(MISSING).format(what=what) if what else "", className="reason"),
        ]
    down = (
        [link(view.say(WHERE), view.href(path="/monitor", id=indicator.id))]
        if view.catalogue.children(view.unit)
        else []
    )
    return html.Div(
        [
            html.H1([indicator.title.in_(lang), html.Span(named(view.unit.name, lang))]),
            html.Div([*words, *down], className="own"),
        ],
        className="title",
    )


def companions(indicator: Definition, view: View) -> Component | None:
    """Every companion of the month, named by the definition."""
    found = views.unit_values(view.snapshot, view.unit.code, view.month, count=1)
    values = {row["indicator_id"]: row for row in records(found)}
    rows = []
    for suffix, about in indicator.header.get("companions", {}).items():
        now = values.get(f"{indicator.id}.{suffix}")
        if now is None:
            continue
        value = fmt.with_unit(now["value"], about["unit"], view.lang)
        if now["status"] != "ok":
            value = f"{value} {MARKS[now['status']][1].in_(view.lang)}"
        rows.append([about["title"][view.lang], value, case_count(now)])
    if not rows:
        return None
    return table(
        [(view.say(COMPANIONS), "name"), (view.say(VALUE), "num"), (view.say(CASES), "num")], rows
    )


def register(app: Dash, warehouse: Warehouse) -> None:
    """A click on a month shows that month; notes are written, limits begun anew."""
    register_notes(app, warehouse, body)
    register_rebase(app, warehouse, body)
    app.clientside_callback(
        ClientsideFunction("shell", "go"),
        Output("shell-location", "href", allow_duplicate=True),
        Input("indicator-history", "clickData"),
        prevent_initial_call=True,
    )


PAGE = Page(
    name="indicator",
    path="/indicator",
    title=Text("指标详情", "Indicator"),
    order=3,
    icon="indicator",
    body=body,
    register=register,
    sheets={
        "history": history_sheet,
        "moved": moved_sheet,
        "spread": spread_sheet,
        "peers": peer_sheet,
    },
)
