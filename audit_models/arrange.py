"""The order in which results lie in a snapshot: unit by unit, as pages and reports ask for them.

They are computed definition by definition. DuckDB passes over blocks in which a unit cannot be, so that
one unit's numbers are found in a third of the time when they lie together.
"""

import duckdb

BY_UNIT = (
    "assessment_parts", "assessments", "indicator_intervals", "indicator_values", "ranks",
    "rule_coverage", "scorecard_lines", "signals",
)  # fmt: skip
"""Results with a row a unit and month. The cases of an indicator are asked for by the indicator."""


def arrange(con: duckdb.DuckDBPyConnection) -> None:
    """Put the rows of these tables in the order of unit and month; nothing else changes."""
    for name in BY_UNIT:
        con.execute(
            f"create or replace table result.{name} as from result.{name} order by unit_code, month"
        )
