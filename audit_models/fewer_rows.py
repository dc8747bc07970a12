"""A month that comes with far fewer rows than its table usually has waits for a person.

An extract that was cut at its source is whole as a file: every check passes, and a month of few cases looks
like a quiet one. Judged is, of every table, the newest month over that an import changed, against the median
of the up to twelve before it.
"""

import duckdb

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.views.arrivals import dating_column

LEAST_SHARE = 0.5
"""Of what is usual; less than this is held."""
LEAST_USUAL = 20
"""Where fewer rows a month are usual, half of them is chance."""
LEAST_MONTHS, MOST_MONTHS = 3, 12
"""Earlier months that it takes to know what is usual, and how many are looked at."""


def fewer_rows(con: duckdb.DuckDBPyConnection) -> tuple[Text, ...]:
    """A sentence for every table whose newest month falls short; `source` is the import, `base.source` what was
    there before."""
    rows = con.execute(
        f"""
        with
            counted as ({_counted("source")}),
            known as ({_counted("base.source")}),
            newest as (
                select table_name, max(counted.month) as month
                from counted left join known using (table_name, month)
                where known.rows is distinct from counted.rows
                    and counted.month < date_trunc('month', current_date)
                group by table_name
            )
        select newest.table_name, newest.month, counted.rows, median(before.rows)
        from newest
        join counted using (table_name, month)
        join known as before on before.table_name = newest.table_name
            and before.month < newest.month
            and before.month >= newest.month - interval {MOST_MONTHS} month
        group by all
        having count(*) >= {LEAST_MONTHS} and median(before.rows) >= {LEAST_USUAL}
            and counted.rows < {LEAST_SHARE} * median(before.rows)
        order by newest.table_name
        """
    ).fetchall()
    contract = load_contract()
    return tuple(
        Text(
            f"{contract[name].label.zh}（{name}）{month:%Y-%m} 只有 {count:,} 行，通常每月约 {usual:,.0f} 行；"
            "提取可能不完整，请核对后再批准。",
            f"{name} has {count:,} rows of {month:%Y-%m}; about {usual:,.0f} a month are usual. The extract may be"
            " incomplete: check it before it is accepted.",
        )
        for name, month, count, usual in rows
    )


def refuse_unseen(held: tuple[Text, ...]) -> None:
    """Hold an import for which nobody has said that so few rows are right.

    Raises:
        Refused: a table falls short.
    """
    if held:
        raise Refused(
            f"{held[0].zh}确实如此时加上 --accept-fewer 重新运行。",
            f"{held[0].en} Where it is right, run it again with --accept-fewer.",
        )


def _counted(schema: str) -> str:
    return " union all ".join(
        f"select '{table.name}' as table_name, date_trunc('month', \"{day.name}\")::date as month,"
        f' count(*) as rows from {schema}.{table.name} where "{day.name}" is not null group by all'
        for table in load_contract().values()
        if (day := dating_column(table))
    )
