"""Signals: for every number whether it differs by more than chance, so that nobody reacts to noise.

All series of a snapshot are judged at once, as arrays with one line a series and one column a month.
"""

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd

from audit_models.definitions import Better, Indicator, load_indicators
from audit_models.progress import Progress, silent
from audit_models.signals.limits import Limits, p_limits, xmr_limits
from audit_models.signals.rebases import Rebase, as_frame, load_rebases
from audit_models.signals.rules import assurance, fired, variation
from audit_models.text import Text

STEP = Text("判断信号", "Looking for signals")

COMPANION_CHARTS = {"mean": "xmr", "percentile": "xmr", "share": "p"}
"""Which chart a companion has, by its kind; a count or a maximum has none."""

SIGNALS = (
    "indicator_id varchar, unit_code varchar, month date, chart varchar, variation varchar,"
    " assurance varchar, rule varchar, centre double, lower double, upper double"
)

REBASES = (
    "indicator_id varchar, unit_code varchar, month date, decided_on date, decided_by varchar,"
    " reason varchar"
)


def write_signals(
    con: duckdb.DuckDBPyConnection,
    *,
    rebases: Sequence[Rebase] = (),
    progress: Progress | None = None,
) -> None:
    """Fill `result.signals` from `result.indicator_values`, and `result.rebases` with what began phases.

    `rebases`: decisions beside those of `data/policy/rebases.yaml`.
    """
    progress = progress or silent()
    progress.step(STEP, 0, 1)
    con.execute(f"create or replace table result.signals ({SIGNALS})")
    con.execute(f"create or replace table result.rebases ({REBASES})")
    values = con.execute(
        "select indicator_id, unit_code, month, value, numerator, denominator, target"
        " from result.indicator_values order by indicator_id, unit_code, month"
    ).df()
    decided = as_frame([*load_rebases(), *rebases])
    _insert(con, "rebases", decided)
    _insert(con, "signals", signals(values, charts(), rebases=decided))
    progress.step(STEP, 1, 1)


def _insert(con: duckdb.DuckDBPyConnection, table: str, found: pd.DataFrame) -> None:
    con.register("found", found)
    try:
        con.execute(
            f"insert into result.{table} by name select * from found"
            " order by indicator_id, unit_code, month"
        )
    finally:
        con.unregister("found")


def charts(indicators: tuple[Indicator, ...] | None = None) -> pd.DataFrame:
    """Every id that has a chart: indicator_id, chart, better, is_share (of whole cases)."""
    rows: list[tuple[str, str, Better, bool]] = []
    for indicator in load_indicators() if indicators is None else indicators:
        rows.append((indicator.id, indicator.chart, indicator.better, indicator.kind == "share"))
        rows += [
            (
                f"{indicator.id}.{suffix}",
                COMPANION_CHARTS[companion.kind],
                companion.better,
                companion.kind == "share",
            )
            for suffix, companion in indicator.companions.items()
            if companion.kind in COMPANION_CHARTS
        ]
    return pd.DataFrame(rows, columns=["indicator_id", "chart", "better", "is_share"])


def signals(values: pd.DataFrame, charts: pd.DataFrame, *, rebases: pd.DataFrame) -> pd.DataFrame:
    """One row for every row of `values` whose id has a chart.

    `values`: indicator_id, unit_code, month, value, numerator, denominator, target, one row for each
    id, unit and month.
    """
    known = values.merge(charts, on="indicator_id").reset_index(drop=True)
    known = known.assign(phase=_phases(known, rebases))
    parts = [_judge(part, chart) for chart, part in known.groupby("chart", sort=True)]
    columns = [part.split()[0] for part in SIGNALS.split(", ")]
    if not parts:
        return pd.DataFrame(columns=columns)
    keys = ["indicator_id", "unit_code", "month"]
    return pd.concat(parts)[columns].sort_values(keys, ignore_index=True)


def _phases(rows: pd.DataFrame, rebases: pd.DataFrame) -> np.ndarray:
    """How many decisions have re-based a series up to the month: limits begin anew with each."""
    keys = ["indicator_id", "unit_code"]
    if rebases.empty:
        return np.zeros(len(rows), dtype=int)
    since = rebases[[*keys, "month"]].rename(columns={"month": "since"})
    pairs = rows[[*keys, "month"]].reset_index().merge(since, on=keys)
    past = pairs[pd.to_datetime(pairs["since"]) <= pd.to_datetime(pairs["month"])]
    return past.groupby("index").size().reindex(rows.index, fill_value=0).to_numpy()


def _judge(rows: pd.DataFrame, chart: object) -> pd.DataFrame:
    rows = rows.assign(series=rows.groupby(["indicator_id", "unit_code", "phase"]).ngroup())
    position = rows.groupby("series").cumcount().to_numpy()
    series = rows["series"].to_numpy()

    def spread(column: str) -> np.ndarray:
        table = np.full((series.max() + 1, position.max() + 1), np.nan)
        table[series, position] = rows[column].to_numpy(float)
        return table

    value, target, cases = spread("value"), spread("target"), spread("denominator")
    limits: Limits = (
        p_limits(value, spread("numerator"), cases) if chart == "p" else xmr_limits(value)
    )
    first = rows.groupby("series")[["better", "is_share"]].first()
    better = first["better"].to_numpy()
    is_share = first["is_share"].to_numpy(bool)[:, None] & (cases > 0)
    half_case = np.divide(50, cases, out=np.zeros_like(cases), where=is_share)
    rule, side = fired(value, limits, half_case)
    told = {
        "rule": rule,
        "variation": variation(value, limits, rule, side, better),
        "assurance": assurance(value, limits, target, better),
        "centre": limits.centre,
        "lower": limits.lower,
        "upper": limits.upper,
    }
    return rows.assign(**{name: table[series, position] for name, table in told.items()})
