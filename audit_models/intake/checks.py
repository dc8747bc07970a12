"""What a table's rows must be to one another and to other tables. Set-based; problems go to a temp table."""

import re
from collections.abc import Iterable, Mapping

import duckdb

from audit_models.contract import Column, Table, load_contract
from audit_models.errors import Refused
from audit_models.intake.pieces import Piece
from audit_models.intake.reasons import reason_text
from audit_models.intake.stage import BAD, PIECE, RAW_ID

PROBLEMS = "intake_problems"
_FOUND = "intake_found"
_AFTER_COLUMNS = 1000
"""Problems of single cells come first among those of a row, then those of the row, then of its key."""


def create_problems(con: duckdb.DuckDBPyConnection) -> None:
    """The empty temp table of problems, one row a problem."""
    con.execute(
        f"create or replace temp table {PROBLEMS} (table_name varchar, piece integer, raw_id bigint,"
        " position integer, column_name varchar, value varchar, reason_code varchar,"
        " reason_zh varchar, reason_en varchar)"
    )


def raw_id_sql(pieces: Iterable[Piece]) -> str:
    """The number of a row of `staged` in its piece; a file that was read in place is numbered by its order."""
    firsts = " ".join(f"when {p.number} then {p.first_rowid}" for p in pieces if p.scan)
    return (
        f"coalesce({RAW_ID}, staged.rowid - (case {PIECE} {firsts} end) + 2)" if firsts else RAW_ID
    )


def key_sql(table: Table, prefix: str = "") -> str:
    """The key of a row as one text."""
    return " || ' · ' || ".join(f'cast({prefix}"{name}" as varchar)' for name in table.key)


def check_rows(con: duckdb.DuckDBPyConnection, table: Table, pieces: list[Piece]) -> None:
    """The contract's conditions on one row, then doubled keys."""
    for rule in table.must:
        columns = [name for name in table.columns if re.search(rf"\b{name}\b", rule.sql)]
        values = ", ".join(f"coalesce(cast(\"{name}\" as varchar), '∅')" for name in columns)
        _find(con, table, f"not ({rule.sql})", f"concat_ws(', ', {values})")
        _reject(con, table, pieces, rule.code, ", ".join(columns), None, _AFTER_COLUMNS)
    _check_keys(con, table, pieces)


def _find(con: duckdb.DuckDBPyConnection, table: Table, condition: str, value: str) -> None:
    con.execute(
        f"create or replace temp table {_FOUND} as"
        f" select rowid as id, {value} as value from source.{table.name} where not {BAD} and ({condition})"
    )


def _reject(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    pieces: list[Piece],
    code: str,
    column_name: str,
    column: Column | None,
    position: int,
) -> int:
    """Notes the rows found under one reason and marks them as rejected; answers how many."""
    count = con.execute(f"select count(*) from {_FOUND}").fetchall()[0][0]
    if not count:
        return 0
    reason = reason_text(code, table, column)
    con.execute(
        f"""insert into {PROBLEMS}
        select ?, {PIECE}, {raw_id_sql(pieces)}, ?, ?, found.value, ?, ?, ?
        from source.{table.name} as staged join {_FOUND} as found on found.id = staged.rowid""",
        [table.name, position, column_name, code, reason.zh, reason.en],
    )
    con.execute(
        f"update source.{table.name} set {BAD} = true where rowid in (select id from {_FOUND})"
    )
    return int(count)


def _check_keys(con: duckdb.DuckDBPyConnection, table: Table, pieces: list[Piece]) -> None:
    """Identical rows of one key count once; differing rows are all rejected, the unreadable ones included."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    filled = " and ".join(f'"{name}" is not null' for name in table.key)
    con.execute(
        f"create or replace temp table intake_doubled as select {keys} from source.{table.name}"
        f" where {filled} group by {keys} having count(*) > 1"
    )
    if not con.execute("select count(*) from intake_doubled").fetchall()[0][0]:
        return
    content = ", ".join(f'"{name}"' for name in table.columns)
    con.execute(
        f"""create or replace temp table intake_doubled as
        with members as (
            select rowid as id, {keys}, row({content}, {BAD}) as content
            from source.{table.name} semi join intake_doubled using ({keys})
        ),
        judged as (
            select {keys}, count(distinct content) as contents, min(id) as first_id from members group by {keys}
        )
        select id, contents, id = first_id as is_first from members join judged using ({keys})"""
    )
    position = _AFTER_COLUMNS * 2
    for code, condition in (
        ("duplicate_conflict", "contents > 1"),
        ("duplicate_identical", "contents = 1 and not is_first"),
    ):
        found = f"rowid in (select id from intake_doubled where {condition})"
        _find(con, table, found, key_sql(table))
        _reject(con, table, pieces, code, ", ".join(table.key), None, position)


def check_references(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    pieces: list[Piece],
    *,
    staged: Mapping[str, object],
    in_base: frozenset[str],
) -> None:
    """References to tables that were supplied, now (`staged`) or before (`in_base`), must exist."""
    while True:
        rejected = 0
        for position, column in enumerate(table.columns.values()):
            parent = column.references
            if parent and (parent in staged or parent in in_base):
                rejected += _check_reference(
                    con, table, pieces, column, position, parent in staged, parent in in_base
                )
        if not rejected or table.name not in table.references.values():
            return


def _check_reference(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    pieces: list[Piece],
    column: Column,
    position: int,
    is_staged: bool,
    is_in_base: bool,
) -> int:
    parent = load_contract()[column.references or ""]
    (key,) = parent.key
    known = (
        [f'select "{key}" as key from source.{parent.name} where not {BAD}'] if is_staged else []
    )
    known += [f'select "{key}" as key from base.source.{parent.name}'] if is_in_base else []
    con.execute(
        f"""create or replace temp table intake_lost as
        select staged.rowid as id, staged."{column.name}" as value
        from source.{table.name} as staged
        anti join ({" union all ".join(known)}) as known on known.key = staged."{column.name}"
        where not {BAD} and staged."{column.name}" is not null"""
    )
    rejected = f'select "{key}" from source.{parent.name} where {BAD} and "{key}" is not null'
    count = 0
    for code, condition in (
        ("parent_rejected", f"value in ({rejected})" if is_staged else "false"),
        ("unknown_reference", f"value not in ({rejected})" if is_staged else "true"),
    ):
        con.execute(
            f"create or replace temp table {_FOUND} as select * from intake_lost where {condition}"
        )
        count += _reject(con, table, pieces, code, column.name, column, position)
    return count


def refuse_broken_tree(con: duckdb.DuckDBPyConnection) -> None:
    """The units as they will be: one root, and every unit below it.

    Raises:
        Refused: none or several roots, or units that are above themselves.
    """
    roots = con.execute(
        "select unit_code from source.org_units where parent_code is null order by unit_code"
    ).fetchall()
    total = con.execute("select count(*) from source.org_units").fetchall()[0][0]
    if not total:
        return
    if len(roots) != 1:
        shown = "、".join(row[0] for row in roots[:5])
        raise Refused(
            f"org_units 应有且只有一个没有上级的单位，现有 {len(roots)} 个（{shown or '无'}）；请改正 parent_code",
            f"org_units must have exactly one unit without a parent but has {len(roots)} "
            f"({shown or 'none'}); correct parent_code",
        )
    lost = con.execute(
        """with recursive below as (
            select unit_code from source.org_units where parent_code is null
            union
            select child.unit_code from source.org_units as child
            join below on child.parent_code = below.unit_code
        )
        select unit_code from source.org_units anti join below using (unit_code) order by unit_code limit 5"""
    ).fetchall()
    if lost:
        shown = "、".join(row[0] for row in lost)
        raise Refused(
            f"org_units 的上级关系成环：{shown} 不在根单位之下；请改正 parent_code",
            f"org_units has a cycle: {shown} are not below the root; correct parent_code",
        )
