"""Tables as DuckDB makes them, and the rows that they refuse or find odd."""

import duckdb
import pytest

from audit_models.contract import load_contract

CONTRACT = load_contract()


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """An empty database with a `source` schema."""
    connection = duckdb.connect()
    connection.execute("create schema source")
    return connection


@pytest.mark.parametrize("name", CONTRACT)
def test_a_table_is_really_created_with_its_columns_and_its_row_rules_run(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    table = CONTRACT[name]
    con.execute(table.ddl())
    described = con.execute(f"describe source.{name}").fetchall()
    assert [row[0] for row in described] == list(table.columns)
    assert [row[1].replace(" ", "") for row in described] == [
        c.sql_type.replace(" ", "") for c in table.columns.values()
    ]
    for rule in (*table.must, *table.odd):
        found = con.execute(f"select {rule.sql} from source.{name}")
        assert found.description[0][1] == "BOOLEAN", f"{name}: {rule.code} is not a condition"


@pytest.mark.parametrize("name", CONTRACT)
def test_row_rules_of_a_table_have_codes_of_their_own(name: str) -> None:
    codes = [rule.code for rule in (*CONTRACT[name].must, *CONTRACT[name].odd)]
    assert len(codes) == len(set(codes))


def broken(con: duckdb.DuckDBPyConnection, table: str, row: str) -> dict[str, set[str]]:
    """Codes of the must rules that reject `row` and of the odd rules that count it."""
    con.execute(CONTRACT[table].ddl())
    con.execute(f"insert into source.{table} by name {row}")

    def holds(sql: str, value: str) -> bool:
        return bool(
            con.execute(f"select 1 from source.{table} where ({sql}) is {value}").fetchall()
        )

    return {
        "must": {r.code for r in CONTRACT[table].must if holds(r.sql, "false")},
        "odd": {r.code for r in CONTRACT[table].odd if holds(r.sql, "true")},
    }


@pytest.mark.parametrize(
    ("table", "row", "must", "odd"),
    [
        ("org_units", "select 'p' as unit_code, 'province' as level", "", ""),
        ("org_units", "select 'c' as unit_code, 'city' as level", "parent_below_province", ""),
        ("org_units", "select 'c' as unit_code, 'city' as level, 'p' as parent_code", "", ""),
        (
            "client_projects",
            "select 'new' as service, 'open' as status, timestamp '2026-01-02' as applied_at,"
            " timestamp '2026-01-02' as accepted_at",
            "",
            "",
        ),
        (
            "client_projects",
            "select 'energised' as status, timestamp '2026-01-05' as accepted_at,"
            " timestamp '2026-01-04 23:59:59' as energised_at",
            "",
            "energised_before_accepted",
        ),
        (
            "client_projects",
            "select 'cancelled' as status, timestamp '2026-01-05' as accepted_at,"
            " timestamp '2026-01-06' as energised_at, timestamp '2026-01-06' as cancelled_at",
            "",
            "cancelled_yet_energised",
        ),
        (
            "client_projects",
            "select 'archived' as status, timestamp '2026-01-05' as accepted_at",
            "",
            "status_contradicts_dates",
        ),
        (
            "client_projects",
            "select 'open' as status, 'lv_resident' as customer_class, 10 as voltage_kv",
            "",
            "class_contradicts_voltage",
        ),
        (
            "client_projects",
            "select 'open' as status, 'hv' as customer_class, 10 as voltage_kv",
            "",
            "",
        ),
        (
            "work_orders",
            "select timestamp '2026-01-05' as started_at, timestamp '2026-01-05' as finished_at",
            "",
            "",
        ),
        (
            "work_orders",
            "select timestamp '2026-01-05' as started_at, timestamp '2026-01-04' as finished_at",
            "",
            "finished_before_started",
        ),
        ("payments", "select -1 as amount_cny", "", "negative_amount"),
        ("contract_changes", "select -1 as delta_cny", "", ""),
        ("contractors", "select '91210100MA0XXXXXX' as credit_code", "", "credit_code_length"),
        ("contractors", "select '91210100MA0XXXXXX1' as credit_code", "", ""),
    ],
)
def test_a_row_is_rejected_or_odd_for_the_reason_it_was_made_for(
    con: duckdb.DuckDBPyConnection, table: str, row: str, must: str, odd: str
) -> None:
    assert broken(con, table, row) == {"must": set(must.split()), "odd": set(odd.split())}
