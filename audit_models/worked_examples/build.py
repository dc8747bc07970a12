"""A worked example as a prepared stage file in memory."""

from datetime import timedelta
from pathlib import Path

import duckdb

from audit_models.calendar import load_days
from audit_models.contract import load_contract
from audit_models.policy.dated import OPEN_END
from audit_models.policy.tables import load_policy
from audit_models.prepare import prepare
from audit_models.worked_examples.world import World


def prepared(world: World) -> duckdb.DuckDBPyConnection:
    """The world on a connection of its own; definitions may be run on it again and again."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    for schema in ("source", "core", "meta", "result"):
        con.execute(f"create schema {schema}")
    con.execute("create table meta.supplied (table_name varchar, column_name varchar)")
    con.execute(
        "create table meta.snapshot as select 'world' as snapshot_id, timestamp '2026-01-01' as created_at,"
        " ?::date as as_of, ?::date as data_from, '0' as app_version, '' as definitions_hash,"
        " null::bigint as seed",
        [world.as_of, world.first_month],
    )
    for name, table in load_contract().items():
        con.execute(table.ddl())
        if name in world.tables:
            _supply(con, name, world)
    load_days(con)
    load_policy(con)
    _judge_by(con, world)
    prepare(con)
    return con


def _judge_by(con: duckdb.DuckDBPyConnection, world: World) -> None:
    """Put the world's own targets in place of those of the default scheme."""
    if not world.targets:
        return
    indicator = Path(world.file).stem
    con.execute("delete from core.targets where indicator_id = ?", [indicator])
    ends = [*(since - timedelta(days=1) for since, _, _ in world.targets[1:]), OPEN_END]
    for (since, target, floor), end in zip(world.targets, ends, strict=True):
        con.execute(
            "insert into core.targets values (?, ?, ?, 1, ?, ?, 'own')",
            [indicator, target, floor, since, end],
        )


def _supply(con: duckdb.DuckDBPyConnection, name: str, world: World) -> None:
    table = load_contract()[name]
    for row in world.tables[name]:
        unknown = set(row) - set(table.columns)
        if unknown:
            raise ValueError(f"{world.file}: {name} has no columns {sorted(unknown)}")
        marks = ", ".join(f"cast(? as {table.columns[column].sql_type})" for column in row)
        con.execute(
            f"insert into source.{name} ({', '.join(row)}) values ({marks})", list(row.values())
        )
    columns = [column for column in table.columns if f"{name}.{column}" not in world.absent]
    con.executemany(
        "insert into meta.supplied values (?, ?)", [(name, column) for column in columns]
    )
