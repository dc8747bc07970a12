"""How old what is open is."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

UNDATED, FUTURE = "undated", "future"


def ageing(
    rows: pd.DataFrame,
    column: str,
    *,
    as_of: date,
    bounds: Sequence[int] = (30, 60, 90, 180, 365),
    amount: str | None = None,
) -> pd.DataFrame:
    """Rows by age in calendar days on `as_of`: band, rows, amount.

    A bound belongs to the band below it (`0–30`, `31–60` …). What has no date, or one after as_of, has
    bands of its own, so that the rows always add up.
    """
    ages = (pd.Timestamp(as_of) - pd.to_datetime(rows[column]).dt.normalize()).dt.days
    lows = [0, *(bound + 1 for bound in bounds)]
    names = [f"{low}–{high}" for low, high in zip(lows, bounds, strict=False)]
    names.append(f"{lows[-1]}+")
    cut = pd.cut(ages, [-1, *bounds, float("inf")], labels=names).astype(object)
    bands = cut.where(ages >= 0, FUTURE).where(ages.notna(), UNDATED)
    amounts = rows[amount] if amount else pd.Series(float("nan"), index=rows.index)
    summed = pd.DataFrame({"band": bands, "amount": amounts}).groupby("band")
    order = [*names, FUTURE, UNDATED]
    found = pd.DataFrame({"rows": summed.size(), "amount": summed["amount"].sum(min_count=1)})
    found = found.reindex(order)
    return (
        found.assign(rows=found["rows"].fillna(0).astype("int64")).rename_axis("band").reset_index()
    )
