"""The Getting Electricity score of the province, month by month, with the components that make it.

Each month looks at the twelve months that end with it, as Doing Business looked at a year. The standard connection
is the low-voltage non-residential one. A component that cannot be computed says what is missing; the score is
there only where all four are.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from audit_models.getting_electricity import (
    COST_PERCENT,
    DAYS,
    INDEX,
    PROCEDURES,
    Practices,
    component_score,
    reliability_index,
)
from audit_models.getting_electricity.inputs import (
    GettingElectricity,
    Inputs,
    load_getting_electricity,
)
from audit_models.progress import Progress, silent
from audit_models.records import records
from audit_models.text import Text

STEP = Text("计算获得电力得分", "Computing the Getting Electricity score")

COMPONENTS = ("procedures", "days", "cost", "index")
"""In the order of the report; `total` is their mean."""

COLUMNS = (
    "unit_code varchar, month date, component varchar, value double, score double, n bigint,"
    " status varchar, missing varchar"
)

MEASURES = """\
with shown as (
    select unit_code, month
    from result.indicator_values
    where indicator_id = 'I06' and level = 'province'
),

first as (
    select min(month) as month
    from shown
),

steps as (
    select subject_id, numerator as steps
    from result.indicator_cases
    where indicator_id = 'I06.lv'
),

connected as (
    select
        shown.unit_code,
        shown.month,
        steps.steps,
        cast(connections.energised_at as date)
        - cast(coalesce(projects.applied_at, projects.accepted_at) as date) as days
    from core.connections as connections
    join core.projects as projects on projects.project_key = connections.project_key
    join core.unit_tree as tree on tree.unit_code = connections.unit_code
    join shown
        on shown.unit_code = tree.ancestor_code
        and connections.month <= shown.month
        and connections.month > shown.month - to_months(12)
    left join steps on steps.subject_id = connections.project_id
    where connections.customer_class = 'lv_nonresident'
),

typical as (
    select unit_code, month, median(steps) as procedures, median(days) as days, count(*) as n
    from connected
    group by all
),

outages as (
    select
        shown.unit_code,
        shown.month,
        found.indicator_id,
        case when count(*) filter (where found.status = 'ok') = 12
            then sum(found.numerator) / avg(found.denominator) end as a_year,
        max(found.missing) as missing
    from shown
    join result.indicator_values as found
        on found.unit_code = shown.unit_code
        and found.indicator_id in ('I11', 'I12')
        and found.month <= shown.month
        and found.month > shown.month - to_months(12)
    group by all
)

select
    shown.unit_code,
    shown.month,
    shown.month >= first.month + to_months(11) as is_whole_year,
    typical.procedures,
    typical.days,
    coalesce(typical.n, 0) as n,
    max(outages.a_year) filter (where outages.indicator_id = 'I11') as saidi_hours,
    max(outages.a_year) filter (where outages.indicator_id = 'I12') as saifi_times,
    max(outages.missing) as outages_missing,
    max(steps_of_month.missing) as steps_missing
from shown
cross join first
left join typical on typical.unit_code = shown.unit_code and typical.month = shown.month
left join outages on outages.unit_code = shown.unit_code and outages.month = shown.month
left join result.indicator_values as steps_of_month
    on steps_of_month.indicator_id = 'I06'
    and steps_of_month.unit_code = shown.unit_code
    and steps_of_month.month = shown.month
    and steps_of_month.status = 'insufficient_data'
group by all
order by shown.unit_code, shown.month
"""


class Component(NamedTuple):
    """One component of one month: its value in its own unit, and its score."""

    value: float | None
    score: float | None
    n: int
    status: str
    missing: str | None


def write_getting_electricity(
    con: duckdb.DuckDBPyConnection,
    *,
    policy: GettingElectricity | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill `result.getting_electricity`: a row a component and month of each province, and the total.

    `policy`: by default `data/policy/getting_electricity.yaml`.
    """
    progress = progress or silent()
    progress.step(STEP, 0, 1)
    policy = policy or load_getting_electricity()
    con.execute(f"create or replace table result.getting_electricity ({COLUMNS})")
    measured = records(con.execute(MEASURES).df())
    rows = [
        (row["unit_code"], row["month"], name, *component)
        for row in measured
        for name, component in _of_month(row, policy.on(row["month"].date()))
    ]
    if rows:
        con.executemany(
            "insert into result.getting_electricity values (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
    progress.step(STEP, 1, 1)


def _of_month(row: dict[Any, Any], inputs: Inputs | None) -> Iterator[tuple[str, Component]]:
    found = {
        "procedures": _measured(row, "procedures", PROCEDURES),
        "days": _measured(row, "days", DAYS),
        "cost": _cost(inputs),
        "index": _index(row, inputs),
    }
    yield from found.items()
    absent = [name for name in COMPONENTS if found[name].status != "ok"]
    if absent:
        yield "total", Component(None, None, 0, "insufficient_data", ", ".join(absent))
    else:
        total = sum(found[name].score or 0.0 for name in COMPONENTS) / len(COMPONENTS)
        yield "total", Component(total, total, int(row["n"]), "ok", None)


def _measured(row: dict[Any, Any], name: str, span: tuple[float, float]) -> Component:
    """The typical connection of the twelve months."""
    n = int(row["n"])
    if isinstance(row["steps_missing"], str):
        return Component(None, None, 0, "insufficient_data", row["steps_missing"])
    if not row["is_whole_year"]:
        return Component(None, None, n, "insufficient_data", "twelve_months")
    if n == 0:
        return Component(None, None, 0, "no_cases", None)
    return _scored(float(row[name]), span, n)


def _cost(inputs: Inputs | None) -> Component:
    cost = inputs.cost_percent if inputs else None
    if cost is None:
        wanted = ("income_per_capita_cny", "cost_cny")
        missing = [name for name in wanted if inputs is None or getattr(inputs, name) is None]
        return Component(None, None, 0, "insufficient_data", ", ".join(missing))
    return _scored(cost, COST_PERCENT, 0)


def _index(row: dict[Any, Any], inputs: Inputs | None) -> Component:
    """0 where outages are not measured is for economies that do not measure them; here they are not supplied."""
    answers = _answers(inputs)
    missing = [name for name, answer in answers.items() if answer is None]
    if pd.isna(row["saidi_hours"]) or pd.isna(row["saifi_times"]):
        told = row["outages_missing"]
        missing.insert(0, told if isinstance(told, str) else "twelve_months")
    if missing:
        return Component(None, None, 0, "insufficient_data", ", ".join(missing))
    practices = Practices(**{name: bool(answer) for name, answer in answers.items()})
    index = reliability_index(row["saidi_hours"], row["saifi_times"], practices)
    return _scored(float(index), INDEX, 0)


def _answers(inputs: Inputs | None) -> dict[str, bool | None]:
    """The five answers by name."""
    names = [one.name for one in fields(Practices)]
    return {name: getattr(inputs.practices, name) if inputs else None for name in names}


def _scored(value: float, span: tuple[float, float], n: int) -> Component:
    return Component(value, component_score(value, *span), n, "ok", None)
