"""The funnel pane: which units of a level differ by more than their size and chance explain."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition, name_of
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet
from audit_models.ranks import COUNTS_EVENTS, FEWEST
from audit_models.records import records
from audit_models.signals.funnel import Funnel, Kind, fit, funnel, limits, size_of
from audit_models.text import Text
from dashboard import html
from dashboard.components import link
from dashboard.figures.funnel import funnel_chart
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.panes import pane
from dashboard.peer_groups import group_of, in_group
from dashboard.view import LEVELS, View

TITLE = Text("漏斗图", "Funnel plot")
NOTE = Text(
    "线＝仅由偶然造成的95%与99.8%范围；圆＝更好，三角＝更差，空心＝仅超出95%；斜线：案例少于{few}件，不排名；点击或套索选中单位",
    "Lines: where chance alone leaves 95% and 99.8%; circle better, triangle worse, hollow beyond 95% only; hatched: fewer than {few} cases, not ranked; click or lasso to select units",
)
OVERDISPERSED = Text(
    "单位间差异超过偶然（φ＝{phi}），限已相应放宽",
    "Units differ by more than chance (φ = {phi}); the limits allow for it",
)
NOT_OVERDISPERSED = Text("单位间差异不超过偶然", "Units differ no more than by chance")
ESTIMATED = Text(
    "限由单位间的实际差异估计", "The limits are estimated from how units really differ"
)
NOTHING = Text("没有可比较的数值", "No numbers to compare")
LEVEL = Text("比较哪一级单位", "Units compared")
UNIT = Text("单位", "Unit")
VALUE = Text("本月值", "This month")
CUSTOMERS = Text("供电用户数", "Customers")
CASES = Text("案例数", "Cases")
LIMITS = {
    "low998": Text("99.8%下限", "99.8% from"),
    "low95": Text("95%下限", "95% from"),
    "high95": Text("95%上限", "95% to"),
    "high998": Text("99.8%上限", "99.8% to"),
}
Z = Text("z值", "z")
PLACE = Text("位置", "Place")
PLACES = {
    "few": Text("案例过少，不排名", "Too few cases, not ranked"),
    "within": Text("范围内", "Within"),
    "beyond_95": Text("超出95%范围", "Beyond 95%"),
    "beyond_998": Text("超出99.8%范围", "Beyond 99.8%"),
}
POINTS = 80
"""Sizes at which the limits are drawn."""


NO_LIMITS = Text(
    "漏斗图按规模比较比率；案例数本身就是规模，没有由偶然决定的范围。请改看指标值。",
    "A funnel compares rates by size; a number of cases is itself the size, and chance sets it no range."
    " Choose the indicator to see it.",
)
NONE_BELOW = Text("本单位没有下级单位可比较。", "This unit has none below it to compare.")


class Compared(NamedTuple):
    """The units of a level with their limits and the place of each, and what the limits follow from."""

    kind: Kind
    units: pd.DataFrame
    fitted: Funnel | None


def funnel_pane(indicator: Definition, view: View) -> Component:
    """The units of the level that the address asks for, below the shown unit."""

    def build() -> tuple[list[Component], Sheet]:
        found = compare(indicator, view)
        return chart(found, indicator, view), sheet_of(found, indicator, view)

    return pane(
        view,
        "monitor-funnel",
        view.say(TITLE),
        build,
        note=view.say(NOTE).format(few=FEWEST),
    )


def chart(found: Compared, indicator: Definition, view: View) -> list[Component]:
    """The choice of the level where there is one, the plot, and whether over-dispersion widened it."""
    plot = funnel_chart(
        found.units,
        _drawn_limits(found),
        unit=indicator.unit,
        size_name=view.say(size_name(found.kind)),
        lang=view.lang,
        selected=view.address.selected,
    )
    shown = graph("monitor-funnel", plot, lang=view.lang, label=view.say(TITLE), has_lasso=True)
    return [*level_choice(view), shown, html.P(view.say(spread_text(found)), className="note")]


def _drawn_limits(found: Compared) -> pd.DataFrame:
    """Limits at evenly spaced sizes, from the smallest to a little beyond the largest unit."""
    if found.fitted is None:
        return pd.DataFrame(columns=["size", "centre", *LIMITS])
    sizes = found.units["size"].where(found.units["size"] > 0)
    drawn = np.linspace(sizes.min(), sizes.max() * 1.04, POINTS)
    return limits(found.fitted, drawn).assign(size=drawn)


def level_choice(view: View) -> list[Component]:
    """Which level is compared, where the shown unit has more than one below it."""
    below = levels_below(view)
    if len(below) < 2:
        return []
    links = [
        link(
            view.say(LEVELS[level]),
            view.href(level=level),
            class_name="choice is-current" if level == level_of(view) else "choice",
        )
        for level in below
    ]
    return [html.Nav(links, className="choices", **{"aria-label": view.say(LEVEL)})]


def levels_below(view: View) -> list[str]:
    """Levels under the shown unit, the nearest first."""
    order = list(LEVELS)
    return order[order.index(view.unit.level) + 1 :]


def level_of(view: View) -> str:
    """The level that the address asks for, else the nearest below.

    Raises:
        Refused: there is none below, so there is nothing to compare.
    """
    below = levels_below(view)
    if not below:
        raise Refused(*NONE_BELOW)
    group = group_of(view)
    wanted = view.address.level or (group.level if group else None)
    return wanted if wanted in below else below[0]


def compare(indicator: Definition, view: View) -> Compared:
    """A share of whole cases is binomial. A share of amounts, as of customer-hours, has no spread that is
    known beforehand: it is taken as a mean over its cases.

    Raises:
        Refused: a number of cases is compared, which is itself the size.
    """
    if indicator.header["kind"] == "count":
        raise Refused(*NO_LIMITS)
    level = level_of(view)
    found = in_group(
        views.level_values(view.snapshot, indicator.id, view.unit.code, level, view.month), view
    )
    kind: Kind = indicator.header["kind"]
    counted = found.dropna(subset=["denominator"])
    if kind == "share" and not counted["denominator"].eq(counted["n"]).all():
        kind = "mean"
    units = funnel(found, kind=kind).assign(
        size=size_of(found, kind=kind),
        name=[name_of(row).in_(view.lang) for row in records(found)],
    )
    few = (units["n"] < FEWEST) & (indicator.unit not in COUNTS_EVENTS)
    units = units.assign(place=places(units, few=few), side=sides(units, indicator.better))
    return Compared(kind, units, fit(found, kind=kind))


def places(units: pd.DataFrame, *, few: pd.Series) -> np.ndarray:
    """few, within, beyond_95 or beyond_998."""
    value = units["value"]
    outer = (value < units["low998"]) | (value > units["high998"])
    inner = (value < units["low95"]) | (value > units["high95"])
    return np.select([few, outer, inner], ["few", "beyond_998", "beyond_95"], "within")


def sides(units: pd.DataFrame, better: str) -> np.ndarray:
    """better, worse or neither than all units together."""
    if better == "none":
        return np.full(len(units), "neither")
    is_better = (units["value"] < units["centre"]) == (better == "lower")
    return np.where(is_better, "better", "worse")


def size_name(kind: Kind) -> Text:
    return CUSTOMERS if kind == "per_customer" else CASES


def spread_text(found: Compared) -> Text:
    """Whether units differ by more than chance."""
    if found.fitted is None:
        return NOTHING
    if found.kind != "share":
        return ESTIMATED
    if found.fitted.tau2 > 0:
        return OVERDISPERSED.format(phi=fmt.number(found.fitted.phi, digits=2))
    return NOT_OVERDISPERSED


def funnel_sheet(indicator: Definition, view: View) -> Sheet:
    return sheet_of(compare(indicator, view), indicator, view)


def sheet_of(found: Compared, indicator: Definition, view: View) -> Sheet:
    """Every unit with its limits, those farthest from all units together first."""
    columns = [
        Column(UNIT),
        Column(VALUE, indicator.unit),
        Column(size_name(found.kind)),
        *(Column(title, indicator.unit) for title in LIMITS.values()),
        Column(Z, digits=2),
        Column(PLACE),
    ]
    order = found.units.assign(
        is_few=found.units["place"] == "few", distance=-found.units["z"].abs()
    ).sort_values(["is_few", "distance", "unit_code"])
    units = records(order)
    rows = [
        [
            name_of(row),
            row["value"],
            int(row["size"]) if fmt.is_number(row["size"]) else None,
            *(row[name] for name in LIMITS),
            row["z"],
            PLACES[row["place"]] if fmt.is_number(row["value"]) else None,
        ]
        for row in units
    ]
    return Sheet(TITLE, columns, rows, [view.href(unit=row["unit_code"]) for row in units])
