"""Restatement: which published numbers a later snapshot changed, from what to what, and why.

Both snapshots are opened as every reader opens them; the comparison writes nothing.
"""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from audit_models.contract import Table, load_contract
from audit_models.snapshot import Facts, Snapshot
from audit_models.views.bounds import PAGE_ROWS
from audit_models.warehouse import Warehouse

KEY = ["indicator_id", "unit_code", "month"]
TOLERANCE = 1e-9
"""Smaller differences, relative to the value, come from the order of summation."""
HIDDEN = "•••"


@lru_cache(maxsize=4)
def earlier(snapshot: Snapshot) -> tuple[Facts, ...]:
    """Snapshots of the same data that were made before this one, the newest first."""
    if snapshot.home is None:
        return ()
    own = snapshot.facts
    return tuple(
        one.facts
        for one in Warehouse(snapshot.home).list()
        if one.facts and one.facts.created_at < own.created_at and one.facts.seed == own.seed
    )


def open_earlier(snapshot: Snapshot, snapshot_id: str | None = None) -> Snapshot | None:
    """The one of the earlier snapshots with this id, the newest where none is asked for.

    Raises:
        Refused: its file is gone or damaged.
    """
    known = [facts.snapshot_id for facts in earlier(snapshot)]
    wanted = snapshot_id or next(iter(known), None)
    if wanted not in known or snapshot.home is None:
        return None
    return _opened(snapshot, wanted)


@lru_cache(maxsize=8)
def _opened(snapshot: Snapshot, snapshot_id: str) -> Snapshot:
    return snapshot.open_beside(snapshot_id)


def changed_values(before: Snapshot, now: Snapshot, unit: str) -> pd.DataFrame:
    """Numbers of a unit and of the units directly below it that differ, the latest month first.

    Columns: indicator_id, unit_code, month, and value, n and status as `old_` and `new_`. Only
    what the earlier snapshot had published is compared: a new month is no restatement.
    """
    old, new = _values(before, unit), _values(now, unit)
    both = old.merge(new, on=KEY, suffixes=("_old", "_new"))
    gap = (both["value_old"] - both["value_new"]).abs()
    is_moved = gap > TOLERANCE * both["value_old"].abs().clip(lower=1)
    is_other = both["status_old"] != both["status_new"]
    found = both[is_moved | is_other]
    found = found.rename(
        columns={f"{name}_{age}": f"{age}_{name}" for name in VALUES for age in ("old", "new")}
    )
    order = ["month", "unit_code", "indicator_id"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


VALUES = ("value", "n", "status")


def _values(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    return snapshot.query(
        f"""
        select {", ".join("found." + name for name in (*KEY, *VALUES))}
        from result.indicator_values as found
        join core.units as units on units.unit_code = found.unit_code
        where (units.unit_code = $unit or units.parent_code = $unit)
            and not contains(found.indicator_id, '.')
        """,
        {"unit": unit},
    )


def changed_hits(before: Snapshot, now: Snapshot, unit: str) -> pd.DataFrame:
    """By rule and month: hits of a unit's subtree that are new, and that are no longer there.

    Only months that the earlier snapshot covered are compared.
    """
    old, new = _hits(before, unit), _hits(now, unit)
    covered = new["month"] <= pd.Timestamp(before.facts.as_of.replace(day=1))
    both = old.merge(new[covered], on=["hit_id", "rule_id", "month"], how="outer", indicator=True)
    both = both[both["_merge"] != "both"]
    both = both.assign(added=both["_merge"] == "right_only", removed=both["_merge"] == "left_only")
    sums = both.groupby(["month", "rule_id"], as_index=False)[["added", "removed"]].sum()
    return sums.sort_values(["month", "rule_id"], ascending=[False, True], ignore_index=True)


def _hits(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    return snapshot.query(
        """
        select hits.hit_id, hits.rule_id, date_trunc('month', hits.tested_on) as month
        from result.rule_hits as hits
        join core.unit_tree as tree
            on tree.unit_code = hits.unit_code and tree.ancestor_code = ?
        """,
        [unit],
    )


def is_redefined(before: Snapshot, now: Snapshot, definition_id: str) -> bool:
    """Whether the number was computed by another definition."""
    asked = "select hash from result.definitions where id = ?"
    return not before.query(asked, [definition_id]).equals(now.query(asked, [definition_id]))


def changed_cases(
    before: Snapshot, now: Snapshot, indicator: str, unit: str, month: object
) -> pd.DataFrame:
    """The cases that make the difference: subject_id, old and new numerator and denominator, and
    `kind` (added, removed, changed)."""
    key = ["subject_id", "unit_code"]
    old, new = (_cases(one, indicator, unit, month) for one in (before, now))
    both = old.merge(new, on=key, how="outer", suffixes=("_old", "_new"), indicator=True)
    pairs = [(both[f"{part}_old"], both[f"{part}_new"]) for part in ("numerator", "denominator")]
    is_same = pd.Series(True, index=both.index)
    for was, is_now in pairs:
        is_same &= was.eq(is_now) | (was.isna() & is_now.isna())
    kinds = {"left_only": "removed", "right_only": "added", "both": "changed"}
    both = both.assign(kind=both["_merge"].astype(str).map(kinds))
    found = both[~is_same | (both["kind"] != "changed")].drop(columns="_merge")
    return found.sort_values(["kind", *key], ignore_index=True)


def _cases(snapshot: Snapshot, indicator: str, unit: str, month: object) -> pd.DataFrame:
    return snapshot.query(
        """
        select cases.subject_id, cases.unit_code, cases.numerator, cases.denominator
        from result.indicator_cases as cases
        join core.unit_tree as tree
            on tree.unit_code = cases.unit_code and tree.ancestor_code = ?
        where cases.indicator_id = ? and cases.month = ?
        """,
        [unit, indicator, month],
    )


def changed_sources(before: Snapshot, now: Snapshot, projects: Sequence[str]) -> pd.DataFrame:
    """Source cells of these projects that differ: table_name, key, column_name, old, new.

    At most `PAGE_ROWS` projects. A row that is new or gone stands once, without a column. What is
    personal is not shown.
    """
    asked = list(projects)[:PAGE_ROWS]
    parts = [
        _changed_table(before, now, table, asked)
        for table in load_contract().values()
        if "project_id" in table.columns and len(table.key) == 1
    ]
    columns = ["table_name", "key", "column_name", "old", "new"]
    found = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=columns)])
    return found[columns].head(PAGE_ROWS).reset_index(drop=True)


def _changed_table(
    before: Snapshot, now: Snapshot, table: Table, projects: list[str]
) -> pd.DataFrame:
    key = table.key[0]
    old, new = (_cells(one, table, projects) for one in (before, now))
    both = old.merge(new, on=["key", "column_name"], how="outer", suffixes=("_old", "_new"))
    both = both.rename(columns={"value_old": "old", "value_new": "new"})
    has_old, has_new = both["key"].isin(old["key"]), both["key"].isin(new["key"])
    cells = both[has_old & has_new & ~(both["old"].eq(both["new"]))]
    cells = cells[~(cells["old"].isna() & cells["new"].isna())]
    personal = [c.name for c in table.columns.values() if c.sensitivity == "personal"]
    hidden = cells["column_name"].isin(personal)
    cells = cells.assign(
        **{age: cells[age].mask(hidden & cells[age].notna(), HIDDEN) for age in ("old", "new")}
    )
    rows = both[(has_old != has_new) & (both["column_name"] == key)].assign(column_name=None)
    return pd.concat([rows, cells]).assign(table_name=table.name)


def _cells(snapshot: Snapshot, table: Table, projects: list[str]) -> pd.DataFrame:
    rows = snapshot.query(
        f"select columns(*)::varchar from source.{table.name} where list_contains(?, project_id)",
        [projects],
    )
    key = table.key[0]
    long = rows.assign(key=rows[key]).melt(id_vars="key", var_name="column_name")
    return long.astype({"value": object})
