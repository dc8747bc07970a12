"""The policy as tables: the columns and codes that definitions rely on."""

import duckdb

from audit_models.contract import load_contract


def test_the_tables_of_the_policy_have_the_columns_that_definitions_rely_on(
    con: duckdb.DuckDBPyConnection,
) -> None:
    def columns(table: str) -> list[str]:
        return [row[0] for row in con.execute(f"describe core.{table}").fetchall()]

    assert columns("limits") == [
        "parameter",
        "customer_class",
        "min_sources",
        "max_sources",
        "yardstick",
        "valid_from",
        "valid_to",
        "limit_days",
        "is_verified",
        "ground",
    ]
    assert columns("targets") == [
        "indicator_id",
        "target",
        "floor",
        "weight",
        "valid_from",
        "valid_to",
        "scheme_id",
    ]
    assert columns("stages") == ["stage", "position", "name_zh", "name_en", "default_clock"]


def test_stages_are_those_of_the_contract_in_their_order(con: duckdb.DuckDBPyConnection) -> None:
    stages = con.execute("select stage, position from core.stages order by position").fetchall()
    assert [stage for stage, _ in stages] == list(
        load_contract()["work_orders"].columns["stage"].codes
    )
    assert [position for _, position in stages] == list(range(1, 20))


def test_design_construction_and_fee_run_on_the_customers_clock(
    con: duckdb.DuckDBPyConnection,
) -> None:
    clocks = con.execute("select stage, default_clock from core.stages").fetchall()
    assert {stage for stage, clock in clocks if clock == "customer"} == {
        "design",
        "construct",
        "fee",
    }
    assert {clock for _, clock in clocks} == {"customer", "utility"}
