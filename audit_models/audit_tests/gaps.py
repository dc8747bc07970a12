"""Numbers that are missing from a sequence."""

import pandas as pd


def gaps(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Gaps in numbering: prefix, after, before, missing (how many numbers lie between).

    A number is the last run of digits of the text; texts are one sequence where all before and after
    that run agree. Doubles are no gaps. Values without a digit are not part of any sequence.
    """
    parts = (
        rows[column]
        .dropna()
        .astype(str)
        .str.extract(r"^(?P<prefix>.*?)(?P<number>\d+)(?P<suffix>\D*)$")
    )
    parts = parts.dropna(subset=["number"]).assign(
        # As objects: numbers of any length, and a column without any.
        number=lambda f: f["number"].map(int).astype(object)
    )
    keys = ["prefix", "suffix"]
    parts = parts.drop_duplicates().sort_values([*keys, "number"])
    previous = parts.groupby(keys)["number"].shift()
    found = parts.assign(after=previous, before=parts["number"]).dropna(subset=["after"])
    found = found.assign(after=found["after"].astype("int64"))
    found = found.assign(missing=found["before"] - found["after"] - 1)
    columns = ["prefix", "after", "before", "missing"]
    return found.loc[found["missing"] > 0, columns].reset_index(drop=True)
