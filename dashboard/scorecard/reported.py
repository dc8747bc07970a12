"""Which units below have reported for a month: a badge, and below it each source with who has no case.

Reported is what has cases of the month in the snapshot. Of one source none may mean that nothing happened; of
none of the sources it hardly can.
"""

from collections.abc import Mapping
from datetime import timedelta

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Unit
from audit_models.contract import load_contract
from audit_models.exports.sheet import Column, Sheet
from audit_models.text import Text
from dashboard import html
from dashboard.components import link
from dashboard.exports import listing
from dashboard.html import Component
from dashboard.view import View

BADGE = {
    "city": Text("{some}/{all}地市已报", "{some}/{all} cities reported"),
    "county": Text("{some}/{all}区县已报", "{some}/{all} counties reported"),
}
NOBODY = Text("没有本月案例：{units}", "no cases of the month: {units}")
UNFINISHED = Text("数据截至{day}，本月未满", "data to {day}: the month is not over")
BY_SOURCE = Text("各数据来源", "By source")
NOTE = Text(
    "已报＝本月有该来源的案例；没有案例可能是没有发生，也可能是未报。",
    "Reported: cases of the month from that source; none may mean that nothing happened, or not reported.",
)
SOURCE = Text("数据来源", "Source")
UNITS = Text("有案例的单位", "Units with cases")
WITHOUT = Text("没有案例的单位", "Units without")
DATA_PAGE = Text("数据质量与导入", "Data and imports")
MOST_NAMES = 4


def reported_badge(view: View) -> Component | None:
    """How many units below have reported; at the lowest level only whether the month is over."""
    below = view.catalogue.children(view.unit)
    words = []
    if below:
        found = _indicators_of(view)
        silent = [unit for unit in below if not found.get(unit.code)]
        level = below[0].level
        if level in BADGE:
            some = len(below) - len(silent)
            words.append(view.say(BADGE[level]).format(some=some, all=len(below)))
        if silent:
            words.append(view.say(NOBODY).format(units=_names(silent, view)))
    if is_unfinished(view):
        words.append(view.say(UNFINISHED).format(day=fmt.day(view.snapshot.facts.as_of)))
    if not words:
        return None
    said = html.Span(" · ".join(words))
    if not below:
        return html.Div(said, className="reported", id="scorecard-reported")
    return html.Details(
        [
            html.Summary(said, title=view.say(BY_SOURCE)),
            listing(_sheet(below, found, view), view.lang),
            html.P([view.say(NOTE), " ", link(view.say(DATA_PAGE), view.href(path="/data"))],
                   className="note"),
        ],
        className="reported",
        id="scorecard-reported",
    )  # fmt: skip


def is_unfinished(view: View) -> bool:
    """Whether the data end before the month does."""
    following = (view.month.replace(day=1) + timedelta(days=31)).replace(day=1)
    return view.snapshot.facts.as_of < following - timedelta(days=1)


def _indicators_of(view: View) -> Mapping[str, list[str]]:
    found = views.reported_units(view.snapshot, view.unit.code, view.month)
    return {
        code: list(ids) for code, ids in zip(found["unit_code"], found["indicators"], strict=True)
    }


def _sheet(below: list[Unit], found: Mapping[str, list[str]], view: View) -> Sheet:
    """One line a source of the indicators' cases."""
    sources = {
        one.id: str(needs[0]).partition(".")[0]
        for one in view.catalogue.indicators.values()
        if (needs := one.header.get("needs"))
    }
    known = load_contract()
    rows = []
    for table in dict.fromkeys(sources.values()):
        ids = {one for one, source in sources.items() if source == table}
        without = [unit for unit in below if ids.isdisjoint(found.get(unit.code, []))]
        label = known[table].label if table in known else Text(table, table)
        some = f"{len(below) - len(without)}/{len(below)}"
        rows.append([label, some, _names(without, view) or None])
    return Sheet(BY_SOURCE, [Column(SOURCE), Column(UNITS), Column(WITHOUT)], rows)


def _names(units: list[Unit], view: View) -> str:
    sign, end = ("、", "等") if view.lang == "zh" else (", ", " …")
    names = [view.say(unit.name) for unit in units]
    return sign.join(names[:MOST_NAMES]) + (end if len(names) > MOST_NAMES else "")
