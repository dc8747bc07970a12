"""The rows of this import over those of the snapshot before: replaced by key, added, or left alone."""

from dataclasses import dataclass

import duckdb

from audit_models.contract import Table
from audit_models.intake.checks import key_sql


@dataclass(frozen=True)
class Merged:
    """What became of the accepted rows of a table."""

    added: int
    changed: int
    unchanged: int


def create_changes(con: duckdb.DuckDBPyConnection) -> None:
    """The empty table of changed cells."""
    con.execute(
        "create or replace table meta.changes (table_name varchar, key varchar, column_name varchar,"
        " old_value varchar, new_value varchar)"
    )


def copy_base(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """A table that this import does not touch: as it was in the base, which an older contract may have made."""
    con.execute(
        f"insert into source.{table.name} by name select {_shared(con, table)} from base.source.{table.name}"
    )


def _shared(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    in_base = con.execute(
        "select column_name from duckdb_columns() where database_name = 'base'"
        " and schema_name = 'source' and table_name = ?",
        [table.name],
    ).fetchall()
    names = [name for (name,) in in_base if name in table.columns]
    return ", ".join(f'"{name}"' for name in names)


def merge_base(
    con: duckdb.DuckDBPyConnection, table: Table, *, delivered: frozenset[str]
) -> Merged:
    """Adds the base's rows that were not replaced; a column that the files lack keeps its old values."""
    accepted = con.execute(f"select count(*) from source.{table.name}").fetchall()[0][0]
    _keep_absent(con, table, delivered)
    keys = ", ".join(f'"{name}"' for name in table.key)
    others = [name for name in table.columns if name not in table.key]
    differs = " or ".join(f'new."{n}" is distinct from old."{n}"' for n in others) or "false"
    con.execute(
        f"""create or replace temp table intake_common as
        select new.rowid as id, old.rowid as base_id, {differs} as is_changed
        from source.{table.name} as new join base.source.{table.name} as old using ({keys})"""
    )
    common, changed = con.execute(
        "select count(*), count(*) filter (is_changed) from intake_common"
    ).fetchall()[0]
    if changed:
        _write_changes(con, table, others)
    shared = _shared(con, table)
    con.execute(
        f"""insert into source.{table.name} by name
        select {shared} from base.source.{table.name}
        where rowid not in (select base_id from intake_common)"""
    )
    return Merged(accepted - common, changed, common - changed)


def _keep_absent(con: duckdb.DuckDBPyConnection, table: Table, delivered: frozenset[str]) -> None:
    absent = [n for n in table.columns if n not in delivered and f'"{n}"' in _shared(con, table)]
    if not absent:
        return
    sets = ", ".join(f'"{name}" = old."{name}"' for name in absent)
    same = " and ".join(f'new."{name}" = old."{name}"' for name in table.key)
    con.execute(
        f"update source.{table.name} as new set {sets} from base.source.{table.name} as old where {same}"
    )


def _write_changes(con: duckdb.DuckDBPyConnection, table: Table, columns: list[str]) -> None:
    for name in columns:
        con.execute(
            f"""insert into meta.changes
            select '{table.name}', {key_sql(table, "new.")}, '{name}',
                cast(old."{name}" as varchar), cast(new."{name}" as varchar)
            from intake_common as common
            join source.{table.name} as new on new.rowid = common.id
            join base.source.{table.name} as old on old.rowid = common.base_id
            where common.is_changed and new."{name}" is distinct from old."{name}"
            order by 2"""
        )
