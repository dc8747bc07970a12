"""Notebook runs that vouch for a number of a page, and whether the page still says the same."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from audit_models.notebooks.runs import Run, list_runs
from audit_models.snapshot import Snapshot
from audit_models.views.monitoring import has
from audit_models.views.process import process_totals
from audit_models.views.risk import count_scored, has_scores

COLUMNS = [
    "run_id", "notebook", "title_zh", "title_en", "started_at", "person", "snapshot_id",
    "value", "page_value", "state",
]  # fmt: skip


def notebook_runs(snapshot: Snapshot, what: str, unit: str, month: date) -> pd.DataFrame:
    """Runs that recorded one number of a unit and month, the newest first.

    state: equal · differs (the snapshot shown has another number) · altered (a file of the run is no
    longer the one that was kept, or its record not the one that was signed) · unsigned (the same
    number, but this home did not sign the record: it came from an extract).
    """
    if snapshot.home is None:
        return pd.DataFrame(columns=COLUMNS)
    asked = (what, unit, month.isoformat()[:7])
    found = [
        (run, number)
        for run in list_runs(snapshot.home)
        for number in run.numbers
        if (number.what, number.unit, number.month) == asked
    ]
    page_value = page_number(snapshot, what, unit, month) if found else None
    rows = [
        [
            run.id,
            run.facts["notebook"],
            *run.title,
            run.facts["started_at"],
            run.facts["person"],
            run.facts["snapshot"]["id"],
            number.value,
            page_value,
            _state(run, is_equal=number.equals(page_value)),
        ]
        for run, number in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def page_number(snapshot: Snapshot, what: str, unit: str, month: date) -> float | None:
    """The number that the pages show: an indicator or companion, the hits of a rule, or one of `OTHERS`.

    None: there is no such number, or it could not be computed.
    """
    if what in OTHERS:
        return OTHERS[what](snapshot, unit, month)
    found = snapshot.query(
        """
        select value::double as value
        from result.indicator_values
        where indicator_id = $what and unit_code = $unit and month = $month

        union all

        select case when state in ('hit', 'clean') then hits end::double
        from result.rule_coverage
        where rule_id = $what and unit_code = $unit and month = $month
        """,
        {"what": what, "unit": unit, "month": month},
    )
    return None if found.empty or pd.isna(found["value"].iloc[0]) else float(found["value"].iloc[0])


def _scored(snapshot: Snapshot, unit: str, _month: date) -> float | None:
    return float(count_scored(snapshot, unit)) if has_scores(snapshot) else None


def _mined(snapshot: Snapshot, unit: str, month: date) -> float | None:
    if not has(snapshot, "result.process_cases"):
        return None
    totals = process_totals(snapshot, unit, month, None)
    return float(totals["cases"].iloc[0]) if len(totals) else None


OTHERS: dict[str, Callable[[Snapshot, str, date], float | None]] = {
    "scored_contracts": _scored,
    "process_cases": _mined,
}
"""Numbers of pages that belong to no definition."""


def _state(run: Run, *, is_equal: bool) -> str:
    if not run.is_intact():
        return "altered"
    if not is_equal:
        return "differs"
    return "equal" if run.is_ours else "unsigned"
