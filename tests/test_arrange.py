"""Results lie unit by unit, and none is lost."""

import duckdb

from audit_models.arrange import BY_UNIT, arrange


def test_rows_lie_by_unit_and_month_and_none_is_lost() -> None:
    # Computed indicator by indicator: I01 of both units and months, then I02.
    values = "('I01', 'B', 1), ('I01', 'A', 2), ('I01', 'A', 1), ('I02', 'B', 1), ('I02', 'A', 1)"
    with duckdb.connect() as con:
        con.execute("create schema result")
        for name in BY_UNIT:
            con.execute(
                f"create table result.{name} as"
                f" from (values {values}) as computed (indicator_id, unit_code, month)"
            )
        arrange(con)

        for name in BY_UNIT:
            rows = con.execute(f"from result.{name}").fetchall()
            assert [row[1:] for row in rows] == [("A", 1), ("A", 1), ("A", 2), ("B", 1), ("B", 1)]
            assert {row[0] for row in rows} == {"I01", "I02"}
