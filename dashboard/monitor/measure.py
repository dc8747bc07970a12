"""What the monitor compares: the indicator itself, how many cases it rests on, or how many a working day.

The choice is in the address; every pane, table and file of the page follows it. A number of cases has no target,
no better direction and no interval: where there are more, more was done, which is neither good nor bad.
"""

from dataclasses import replace

import pandas as pd

from audit_models import views
from audit_models.catalogue import Definition
from audit_models.group_ranks import ranks_among
from audit_models.text import Text
from dashboard import html
from dashboard.components import link
from dashboard.html import Component
from dashboard.indicator.choice import chosen
from dashboard.peer_groups import group_of, in_group
from dashboard.view import View

COMPARE = Text("比较什么", "What to compare")
RATE, VOLUME, WORKDAY = "rate", "volume", "workday"
MEASURES = {
    RATE: Text("指标值", "The indicator"),
    VOLUME: Text("案例数", "Number of cases"),
    WORKDAY: Text("每工作日案例数", "Cases per working day"),
}
UNITS = {VOLUME: "count", WORKDAY: "per_workday"}
AT_ANY_HOUR = frozenset({"outages", "complaints"})
"""Sources whose cases do not wait for a working day."""


def measures_of(indicator: Definition) -> tuple[str, ...]:
    """What of an indicator can be compared.

    Cases counted over a window longer than the month are no number of the month; what happens at any hour, or
    is no office's daily work, is not counted by the working day.
    """
    if "repeats_from" in indicator.header:
        return (RATE,)
    needs = list(indicator.header.get("needs") or [])
    is_daily = bool(needs) and str(needs[0]).partition(".")[0] not in AT_ANY_HOUR
    return (RATE, VOLUME, WORKDAY) if is_daily else (RATE, VOLUME)


def measure_of(view: View) -> str:
    """What the address asks for, as far as the chosen indicator has it."""
    wanted = view.address.measure
    return wanted if wanted in measures_of(chosen(view)) else RATE


def shown(view: View) -> Definition:
    """The chosen indicator as it is compared."""
    indicator, measure = chosen(view), measure_of(view)
    if measure == RATE:
        return indicator
    return replace(
        indicator,
        header={**indicator.header, "unit": UNITS[measure], "better": "none", "kind": "count"},
    )


def children_shown(view: View) -> pd.DataFrame:
    """As `views.children_values`, with what is compared as the value; of the chosen peer group only."""
    found = in_group(views.children_values(view.snapshot, chosen(view).id, view.unit.code), view)
    measure = measure_of(view)
    if measure == RATE:
        return found
    is_counted = found["status"].isin(["ok", "no_cases"])
    counted = found["n"].where(is_counted).astype(float)
    if measure == WORKDAY:
        days = views.workdays(view.snapshot).set_index("month")["workdays"]
        counted = counted / found["month"].map(days)
    status = found["status"].where(~is_counted, "ok")
    return found.assign(value=counted, target=float("nan"), status=status)


def month_shown(children: pd.DataFrame, view: View) -> pd.DataFrame:
    """The units of the month; of the indicator itself with intervals and ranks."""
    month = children[children["month"].dt.date == view.month]
    indicator = shown(view)
    if measure_of(view) != RATE:
        counted: pd.DataFrame = month.assign(is_ranked=month["value"].notna())
        counted[["low", "high", "rank", "rank_low", "rank_high"]] = float("nan")
        return counted
    known = views.child_ranks(view.snapshot, indicator.id, view.unit.code, view.month)
    found = month.merge(known, on="unit_code")
    return ranks_among(found, better=indicator.better) if group_of(view) else found


def measure_choice(view: View) -> Component | None:
    """The ways to compare, as links; nothing where there is one."""
    known, now = measures_of(chosen(view)), measure_of(view)
    if len(known) < 2:
        return None
    return html.Nav(
        [
            link(
                view.say(MEASURES[one]),
                view.href(measure=None if one == RATE else one),
                class_name="choice is-current" if one == now else "choice",
            )
            for one in known
        ],
        className="choices",
        **{"aria-label": view.say(COMPARE)},
    )
