"""What an import would change of what is published: told before anybody agrees, new months left out."""

from pathlib import Path

import duckdb

from audit_models.published_changes import published_changes

VALUES = "(indicator_id varchar, unit_code varchar, month date, value double, status varchar)"


def results(con: duckdb.DuckDBPyConnection, schema: str, values: str, hits: str) -> None:
    con.execute(f"create schema {schema}")
    con.execute(f"create table {schema}.indicator_values {VALUES}")
    con.execute(f"insert into {schema}.indicator_values values {values}")
    con.execute(f"create table {schema}.rule_hits as select unnest([{hits}]) as hit_id")


def test_changed_numbers_and_hits_of_published_months(tmp_path: Path) -> None:
    path = tmp_path / "base.duckdb"
    with duckdb.connect(str(path)) as base:
        results(
            base, "result",
            "('I01', 'D1', '2026-03-01', 6, 'ok'), ('I01', 'P', '2026-03-01', 7, 'ok'),"
            " ('I02', 'P', '2026-02-01', null, 'no_cases'), ('I01.part', 'P', '2026-03-01', 1, 'ok')",
            "'a', 'b'",
        )  # fmt: skip
    con = duckdb.connect()
    con.execute(f"attach '{path}' as base (read_only)")
    results(
        con, "result",
        "('I01', 'D1', '2026-03-01', 6.0000000001, 'ok'), ('I01', 'P', '2026-03-01', 8, 'ok'),"
        " ('I02', 'P', '2026-02-01', 5, 'ok'), ('I01.part', 'P', '2026-03-01', 2, 'ok'),"
        " ('I01', 'P', '2026-04-01', 9, 'ok')",
        "'b', 'c', 'd'",
    )  # fmt: skip
    con.execute("create schema core")
    con.execute("create table core.unit_tree as select 'P' as unit_code, 'P' as ancestor_code")

    found = published_changes(con)

    # D1 differs by less than summing may; the part is no published number; April is new, not restated.
    assert (found.values, found.months) == (2, 2)
    assert (found.hits_added, found.hits_removed) == (2, 1)
    assert [(row["month"], row["indicator_id"]) for row in found.rows] == [
        ("2026-03", "I01"),
        ("2026-02", "I02"),
    ]
    assert (found.rows[0]["old_value"], found.rows[0]["new_value"]) == (7, 8)
    assert (found.rows[1]["old_status"], found.rows[1]["new_status"]) == ("no_cases", "ok")
