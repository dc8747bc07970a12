"""Which source has rows of which month, and which of them were changed or rejected: one row each.

Counted from the source tables, once a snapshot and reader; a reader's part counts his own units.
"""

from functools import lru_cache

import pandas as pd

from audit_models.contract import Column, Table, load_contract
from audit_models.errors import Refused
from audit_models.intake.checks import key_sql
from audit_models.snapshot import Snapshot

DATED = frozenset({"timestamp", "date", "month"})
COLUMNS = ["table_name", "month", "rows"]


def dating_column(table: Table) -> Column | None:
    """The day on which a row of a table happened: the first that is required, else the first of all;
    None for a table that is no monthly delivery."""
    if table.group == "organisation" or table.written_by_system:
        return None
    days = [c for c in table.columns.values() if c.type in DATED and not c.is_plan]
    return next((one for one in days if one.required), next(iter(days), None))


@lru_cache(maxsize=16)
def arrivals(snapshot: Snapshot) -> pd.DataFrame:
    """table_name, month and rows, of every source that is dated."""
    parts = [
        f"select '{table.name}' as table_name, date_trunc('month', \"{day.name}\")::date as month,"
        f' count(*) as rows from source.{table.name} where "{day.name}" is not null group by all'
        for table in load_contract().values()
        if (day := dating_column(table))
    ]
    return snapshot.query(" union all ".join(parts))


@lru_cache(maxsize=16)
def changed_arrivals(snapshot: Snapshot) -> pd.DataFrame:
    """The same of rows that the last import changed; nothing for who does not see the whole company."""
    parts = [
        f"""
        select changed.table_name, date_trunc('month', found."{day.name}")::date as month,
            count(distinct changed.key) as rows
        from meta.changes as changed
        join source.{table.name} as found on changed.key = {key_sql(table, "found.")}
        where changed.table_name = '{table.name}' and found."{day.name}" is not null
        group by all
        """
        for table in load_contract().values()
        if (day := dating_column(table))
    ]
    return _or_nothing(snapshot, " union all ".join(parts))


@lru_cache(maxsize=16)
def rejected_arrivals(snapshot: Snapshot) -> pd.DataFrame:
    """The same of rejected rows, as far as their day can be read."""
    parts = [
        f"""
        select rejected.table_name,
            date_trunc('month', try_cast(rejected."row" ->> '{day.name}' as timestamp))::date
                as month,
            count(*) as rows
        from meta.rejected_rows as rejected
        where rejected.table_name = '{table.name}'
        group by all
        """
        for table in load_contract().values()
        if (day := dating_column(table))
    ]
    return _or_nothing(snapshot, " union all ".join(parts))


def _or_nothing(snapshot: Snapshot, sql: str) -> pd.DataFrame:
    try:
        return snapshot.query(sql)
    except Refused:
        return pd.DataFrame(columns=COLUMNS)
