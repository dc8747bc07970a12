"""One indicator month by month: control chart, limits, signals and notes, as a drawing and as a table."""

from collections.abc import Sequence

import pandas as pd

from audit_models import views
from audit_models.casework.notes import Note
from audit_models.catalogue import Definition
from audit_models.exports.sheet import Column, Sheet
from audit_models.judgement import MARKS, VARIATIONS, judge
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.figures.control import control_chart
from dashboard.figures.history import history
from dashboard.figures.theme import graph, with_notes
from dashboard.html import Component
from dashboard.indicator.choice import chosen
from dashboard.indicator.notes import note_words, notes_about
from dashboard.indicator.rebase import decided
from dashboard.panes import pane
from dashboard.view import View

HISTORY = Text("逐月", "Month by month")
HISTORY_NOTE = Text(
    "虚线为目标；圆＝改善，三角＝恶化，空心＝正常波动；✎＝批注；点击某月查看该月案例",
    "Dashed: target; circle better, triangle worse, hollow common cause; ✎ note;"
    " click a month for its cases",
)
NO_LIMITS = Text(
    "点数不足，暂不计算控制限；菱形为未达标",
    "Too few months for control limits; diamond: target missed",
)
MONTH = Text("月份", "Month")
VALUE = Text("数值", "Value")
TARGET = Text("目标", "Target")
CENTRE = Text("均值", "Mean")
LOWER = Text("控制下限", "Lower limit")
UPPER = Text("控制上限", "Upper limit")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
VARIATION = Text("变化", "Variation")
NOTES = Text("批注", "Notes")


def history_pane(
    past: pd.DataFrame,
    signals: pd.DataFrame,
    indicator: Definition,
    noted: Sequence[Note],
    view: View,
) -> Component:
    """`past`, `signals`: of `views.indicator_history` and `views.signal_history`."""
    return pane(
        view,
        "indicator-history",
        view.say(HISTORY),
        lambda: (
            _chart(past, signals, indicator, noted, view),
            _sheet(past, signals, indicator, noted, view),
        ),
        note=view.say(HISTORY_NOTE),
    )


def _chart(
    past: pd.DataFrame,
    signals: pd.DataFrame,
    indicator: Definition,
    noted: Sequence[Note],
    view: View,
) -> list[Component]:
    """The control chart; without limits the plain run of months, which says so."""
    if signals["centre"].notna().any():
        figure = control_chart(
            past,
            signals,
            unit=indicator.unit,
            shown=view.month,
            unit_code=view.unit.code,
            lang=view.lang,
            rebased=decided(indicator, view),
        )
        told = []
    else:
        figure = history(
            past,
            unit=indicator.unit,
            better=indicator.better,
            shown=view.month,
            unit_code=view.unit.code,
            lang=view.lang,
        )
        told = [html.P(view.say(NO_LIMITS), className="note")]
    figure = with_notes(figure, _by_month(noted, view))
    label = view.say(HISTORY)
    return [graph("indicator-history", figure, lang=view.lang, label=label), *told]


def _by_month(noted: Sequence[Note], view: View) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for note in noted:
        found.setdefault(note.month, []).append(note_words(note, view))
    return found


def history_sheet(view: View) -> Sheet:
    """Every month with its limits, the latest first."""
    indicator = chosen(view)
    where = (view.snapshot, indicator.id, view.unit.code)
    return _sheet(
        views.indicator_history(*where),
        views.signal_history(*where),
        indicator,
        notes_about(indicator, view),
        view,
    )


def _sheet(
    past: pd.DataFrame,
    signals: pd.DataFrame,
    indicator: Definition,
    noted: Sequence[Note],
    view: View,
) -> Sheet:
    """A column of notes only where there are any."""
    own = signals.drop(columns=["indicator_id", "unit_code"])
    both = past.merge(own.astype({"month": past["month"].dtype}), on="month", how="left")
    titles = (VALUE, TARGET, CENTRE, LOWER, UPPER)
    columns = [
        Column(MONTH), *(Column(one, indicator.unit) for one in titles),
        Column(CASES), Column(STATE), Column(VARIATION), *([Column(NOTES)] if noted else []),
    ]  # fmt: skip
    words = _by_month(noted, view)
    found = records(both.iloc[::-1])
    rows = [
        [
            row["month"].date(),
            *(row[name] for name in ("value", "target", "centre", "lower", "upper")),
            int(row["n"]),
            MARKS[judge(row, indicator.better)][1],
            VARIATIONS.get(row["variation"]),
            *(["; ".join(words.get(row["month"].date(), [])) or None] if noted else []),
        ]
        for row in found
    ]
    return Sheet(HISTORY, columns, rows, [view.href(month=row["month"].date()) for row in found])
