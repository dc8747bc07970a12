"""Rules with statistical steps: the query's rows, the columns that the steps add, then the verdict."""

import duckdb
import pandas as pd

from audit_models.definitions import Rule
from audit_models.steps import load_step

Con = duckdb.DuckDBPyConnection


def create_stepped(con: Con, rule: Rule) -> None:
    """`stepped`: what the rule's query returns, with the steps' columns, `is_hit` also judged by `hit_when`.

    Only the numbers that the steps read leave the database; all other columns keep their types.

    Raises:
        duckdb.Error: the query or `hit_when` failed, or a step reads a column that is not there.
    """
    con.execute(
        f"create or replace temp table unstepped as select row_number() over () as step_row, * from ({rule.sql}\n)"
    )
    con.register("added_statistics", _statistics(con, rule))
    added = ", ".join(
        f"case when not isnan(added_statistics.{name}) then added_statistics.{name} end as {name}"
        for name in statistics_of(rule)
    )
    con.execute(
        f"""
        create or replace temp table stepped as
        with joined as (
            select unstepped.* exclude (step_row), {added}
            from unstepped
            inner join added_statistics on added_statistics.step_row = unstepped.step_row
        )
        select * replace (case when is_hit then {rule.hit_when} else is_hit end as is_hit)
        from joined
        """
    )
    con.unregister("added_statistics")


def statistics_of(rule: Rule) -> list[str]:
    """The columns that the steps of a rule add."""
    return [load_step(name).adds for name in rule.steps]


def _statistics(con: Con, rule: Rule) -> pd.DataFrame:
    steps = [load_step(name) for name in rule.steps]
    added = statistics_of(rule)
    read = dict.fromkeys(name for step in steps for name in step.reads if name not in added)
    columns = ", ".join(f"cast({name} as double) as {name}" for name in read)
    frame = con.execute(f"select step_row, {columns} from unstepped").df()
    for step in steps:
        values = (
            frame[name].to_numpy(dtype="float64", na_value=float("nan")) for name in step.reads
        )
        # Statistics are rounded to 9 decimals before they are compared, in every definition.
        frame[step.adds] = step.compute(*values).round(9)
    return frame[["step_row", *added]]
