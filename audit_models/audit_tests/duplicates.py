"""Rows that say the same twice."""

from collections.abc import Sequence

import pandas as pd


def duplicates(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Every row that agrees with another one in all of `columns`, with `copies` (rows of its group) first.

    A row with an empty cell in one of them agrees with none: missing is not the same value.
    """
    known = rows.dropna(subset=list(columns))
    copies = known.groupby(list(columns))[columns[0]].transform("size")
    found = known.assign(copies=copies)[copies > 1]
    ordered = ["copies", *(name for name in found.columns if name != "copies")]
    return found[ordered].sort_values(list(columns), kind="stable")
