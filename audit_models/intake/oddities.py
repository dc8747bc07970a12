"""Rows that are plausible but odd: accepted, counted, shown on the data-quality page."""

import duckdb

from audit_models.contract import Table
from audit_models.intake.checks import key_sql


def create_oddities(con: duckdb.DuckDBPyConnection) -> None:
    """The empty table of oddities."""
    con.execute(
        "create or replace table meta.oddities (table_name varchar, kind varchar, count bigint, example_key varchar)"
    )


def count_oddities(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Counts every kind over all rows of a source table, in one pass."""
    kinds = {rule.code: rule.sql for rule in table.odd}
    if not kinds:
        return
    key = key_sql(table)
    counted = ", ".join(
        f"count(*) filter ({condition}), min({key}) filter ({condition})"
        for condition in kinds.values()
    )
    row = con.execute(f"select {counted} from source.{table.name}").fetchall()[0]
    found = [
        (table.name, kind, row[2 * n], row[2 * n + 1]) for n, kind in enumerate(kinds) if row[2 * n]
    ]
    if found:
        con.executemany("insert into meta.oddities values (?, ?, ?, ?)", found)
