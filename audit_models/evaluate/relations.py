"""What a definition finds beside the prepared relations: `params`, `months`, what rules found, what was supplied."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from audit_models.definitions import Definition, Value

SQL_TYPES: dict[type, str] = {bool: "boolean", int: "bigint", float: "double", str: "varchar"}


class Supplied(NamedTuple):
    """The tables and columns that some import delivered, full or empty."""

    tables: frozenset[str]
    columns: frozenset[str]
    """As `table.column`."""

    def absent(self, needs: Sequence[str]) -> list[str]:
        """Which of these were never delivered: a table where all of it is absent, else the column."""
        found = []
        for need in needs:
            table = need.partition(".")[0]
            if table not in self.tables:
                found.append(table)
            elif need != table and need not in self.columns:
                found.append(need)
        return list(dict.fromkeys(found))


def read_supplied(con: duckdb.DuckDBPyConnection) -> Supplied:
    """What `meta.supplied` says."""
    rows = con.execute("select table_name, column_name from meta.supplied").fetchall()
    return Supplied(
        tables=frozenset(table for table, _ in rows),
        columns=frozenset(f"{table}.{column}" for table, column in rows),
    )


def create_months(con: duckdb.DuckDBPyConnection) -> None:
    """`months`: every reported month with its last day up to as_of, and that day's working-day count.

    The count is empty where the day is outside the calendar.
    """
    con.execute(
        """
        create or replace temp table months as
        with listed as (
            select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month
            from run
        ),
        ended as (
            select listed.month, least(last_day(listed.month), run.as_of) as last_on
            from listed
            cross join run
        )
        select ended.month, ended.last_on, days.workday as last_workday
        from ended
        left join days on days.day = ended.last_on
        """
    )


def create_found_by_rules(con: duckdb.DuckDBPyConnection) -> None:
    """`red_flags`: the hits so far; `checked_subjects`: which projects and contracts rules decided about.

    Rules fill them as they run; an indicator that reads them runs after the rules.
    """
    con.execute("create or replace temp view red_flags as select * from result.rule_hits")
    con.execute(
        "create or replace temp table checked_subjects"
        " (subject_type varchar, subject_id varchar, unit_code varchar, month date)"
    )


def create_params(con: duckdb.DuckDBPyConnection, definition: Definition) -> None:
    """`params`: one row a period in force, both days inclusive, one column a parameter."""
    columns = ["valid_from date", "valid_to date"]
    columns += [f"{name} {_sql_type(dated[0].value)}" for name, dated in definition.params.items()]
    con.execute(f"create or replace temp table params ({', '.join(columns)})")
    marks = ", ".join("?" for _ in columns)
    for period in definition.periods:
        row = [period.valid_from, period.valid_to, *period.values.values()]
        con.execute(f"insert into params values ({marks})", row)


def _sql_type(value: Value) -> str:
    return SQL_TYPES[type(value)]
