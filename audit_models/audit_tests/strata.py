"""Amounts in layers."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

MISSING = "missing"


def strata(rows: pd.DataFrame, amount: str, bounds: Sequence[float]) -> pd.DataFrame:
    """Rows by size: stratum, rows, total, share_of_rows, share_of_total.

    A bound belongs to the stratum above it: `< a`, `a – < b` …, `≥ z`. Rows without an amount have a
    stratum of their own without a total.
    """
    edges = [float("-inf"), *bounds, float("inf")]
    names = [f"< {bounds[0]:,.15g}"]
    names += [f"{low:,.15g} – < {high:,.15g}" for low, high in pairwise(bounds)]
    names.append(f"≥ {bounds[-1]:,.15g}")
    amounts = rows[amount].astype(float)
    layers = pd.cut(amounts, edges, right=False, labels=names).astype(object)
    layers = layers.where(amounts.notna(), MISSING)
    summed = amounts.groupby(layers)
    found = pd.DataFrame({"rows": summed.size(), "total": summed.sum(min_count=1)})
    found = found.reindex([*names, MISSING])
    counts = found["rows"].fillna(0).astype("int64")
    total = found["total"].sum()
    return (
        found.assign(
            rows=counts,
            share_of_rows=counts / max(len(rows), 1),
            share_of_total=found["total"] / total if total else float("nan"),
        )
        .rename_axis("stratum")
        .reset_index()
    )
