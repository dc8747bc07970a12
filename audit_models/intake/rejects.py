"""Rejected rows with their reasons: one row of `meta.rejects` each, and the row as it was."""

import json

import duckdb
import pyarrow as pa

from audit_models.contract import Column, Table
from audit_models.intake import forms
from audit_models.intake.broken import Broken
from audit_models.intake.checks import PROBLEMS, raw_id_sql
from audit_models.intake.pieces import Piece, write_raw
from audit_models.intake.reasons import reason_text
from audit_models.intake.stage import BAD, PIECE, typed_sql
from audit_models.workbook_safety import ERROR_CELL, MARK, NO_VALUE, ROUNDED

_WANTED, _RAW, _TYPED, _NUMBERS = "intake_wanted", "intake_raw", "intake_typed", "intake_numbers"

_UNREADABLE: dict[str, tuple[tuple[str, str], ...]] = {
    "code": (("true", "unknown_code"),),
    "timestamp": (
        ("form_is_moment({c})", "impossible_date"),
        ("true", "unreadable_timestamp"),
    ),
    "date": (
        ("{moment} is not null", "time_in_date"),
        ("form_is_moment({c})", "impossible_date"),
        ("true", "unreadable_date"),
    ),
    "month": (
        ("{moment} is not null", "not_first_of_month"),
        ("form_is_moment({c})", "impossible_date"),
        ("true", "unreadable_date"),
    ),
    "money": (
        ("not form_is_money({c})", "unreadable_amount"),
        ("form_money_exact({c}) is null", "amount_too_large"),
        ("abs(form_money_exact({c})) >= 10000000000000000", "amount_too_large"),
        ("form_money({c}) is null", "too_many_decimals"),
        ("true", "out_of_range"),
    ),
    "number": (("form_number({c}) is null", "unreadable_number"),),
    "rate": (("form_number({c}) is null", "unreadable_number"),),
    "integer": (("form_integer({c}) is null", "unreadable_integer"),),
    "boolean": (("true", "unreadable_boolean"),),
    "id": (),
    "text": (),
}
"""Column type → conditions, first that holds gives the reason why a cell has no value."""


def create_meta(con: duckdb.DuckDBPyConnection) -> None:
    """The empty tables that tell about this import's rows."""
    con.execute("create schema if not exists meta")
    con.execute(
        "create or replace table meta.rejects (table_name varchar, file_name varchar, row_number bigint,"
        " column_name varchar, value varchar, reason_code varchar, reason_zh varchar, reason_en varchar)"
    )
    con.execute(
        "create or replace table meta.rejected_rows (table_name varchar, file_name varchar,"
        ' row_number bigint, "row" json)'
    )


def explain_rejects(con: duckdb.DuckDBPyConnection, table: Table, pieces: list[Piece]) -> None:
    """Reads the text of all rejected rows again, finds what is wrong with their cells, and writes them down."""
    con.execute(
        f"create or replace temp table {_NUMBERS} (piece integer, raw_id bigint, source_row bigint)"
    )
    for piece in pieces:
        _write_broken(con, piece)
        con.execute(
            f"create or replace temp table {_WANTED} as select {raw_id_sql(pieces)} as raw_id"
            f" from source.{table.name} as staged where {BAD} and {PIECE} = {piece.number}"
        )
        if con.execute(f"select count(*) from {_WANTED}").fetchall()[0][0]:
            write_raw(con, piece, _WANTED, _RAW)
            _explain_cells(con, table, piece)
            _check_numbering(con, table, pieces, piece)
            _write_rows(con, piece)
    _write_rejects(con, table, pieces)


def _explain_cells(con: duckdb.DuckDBPyConnection, table: Table, piece: Piece) -> None:
    columns = [table.columns[name] for name in piece.columns]
    read = Piece(0, table, "", "", _RAW, piece.columns, is_careful=True, serial=piece.serial)
    con.execute(
        f"create or replace temp table {_TYPED} as {typed_sql(read, columns, keep=('raw_id',))}"
    )
    position = {name: n for n, name in enumerate(table.columns)}
    for n, column in enumerate(columns):
        con.execute(_problems_of_column(table, piece, column, n, position[column.name]))


def _problems_of_column(table: Table, piece: Piece, column: Column, n: int, position: int) -> str:
    cell = f"c_{n}"
    moment = f"form_moment({cell})"
    if piece.serial:
        moment = f"coalesce({moment}, form_serial({cell}, {piece.serial}))"
    cases = [
        (f"{cell} is null", "missing"),
        (f"starts_with({cell}, {forms.literal(ROUNDED)})", "rounded_id"),
        (f"starts_with({cell}, {forms.literal(NO_VALUE)})", "formula_without_value"),
        (f"starts_with({cell}, {forms.literal(ERROR_CELL)})", "excel_error"),
        (f"contains({cell}, '\ufffd')", "damaged_text"),
        *((test.format(c=cell, moment=moment), code) for test, code in _UNREADABLE[column.type]),
        ("true", "not_in_list" if column.values else "out_of_range"),
    ]
    codes = list(dict.fromkeys(code for _, code in cases))
    texts = {code: reason_text(code, table, column) for code in codes}
    decided = " ".join(f"when {test} then '{code}'" for test, code in cases)
    rows = ", ".join(
        f"({forms.literal(code)}, {forms.literal(text.zh)}, {forms.literal(text.en)})"
        for code, text in texts.items()
    )
    is_bad = f"t_{n} is null" + ("" if column.required else f" and {cell} is not null")
    return f"""insert into {PROBLEMS}
        with unreadable as (
            select raw_id, ltrim({cell}, '{MARK}') as value, starts_with({cell}, '{MARK}') as is_marked,
                case {decided} end as reason_code
            from {_TYPED} where {is_bad}
        ),
        texts (reason_code, zh, en) as (values {rows})
        select '{table.name}', {piece.number}, raw_id, {position}, '{column.name}',
            case when is_marked then value[2:] else value end, reason_code, zh, en
        from unreadable join texts using (reason_code)"""


def _check_numbering(
    con: duckdb.DuckDBPyConnection, table: Table, pieces: list[Piece], piece: Piece
) -> None:
    """The rows read again must be those that were loaded: the database's order of rows is not trusted."""
    if piece.scan is None:
        return
    places = [piece.columns.index(name) for name in table.key]
    differ = " or ".join(
        f'staged."{name}" is distinct from again.t_{n}'
        for name, n in zip(table.key, places, strict=True)
    )
    keys = ", ".join(f'"{name}"' for name in table.key)
    wrong = con.execute(
        f"""with staged as (
            select {raw_id_sql(pieces)} as raw_id, {keys} from source.{table.name} as staged
            where {BAD} and {PIECE} = {piece.number}
        )
        select count(*) from staged full join {_TYPED} as again using (raw_id) where {differ}"""
    ).fetchall()[0][0]
    if wrong:
        raise RuntimeError(f"{piece.place}: {wrong} rejected rows are not where their order says")


def _write_rows(con: duckdb.DuckDBPyConnection, piece: Piece) -> None:
    cells = ", ".join(f'"{name}" := "{name}"' for name in piece.columns)
    con.execute(
        f"insert into meta.rejected_rows select ?, ?, source_row, to_json(struct_pack({cells})) from {_RAW}",
        [piece.table.name, piece.file_name],
    )
    con.execute(f"insert into {_NUMBERS} select {piece.number}, raw_id, source_row from {_RAW}")


def _write_broken(con: duckdb.DuckDBPyConnection, piece: Piece) -> None:
    """The records whose cells could not be told apart."""
    if not piece.broken:
        return
    arrow = pa.Table.from_pylist([_broken_reject(piece, broken) for broken in piece.broken])
    con.register("intake_batch", arrow)
    con.execute(
        "insert into meta.rejects select table_name, file_name, row_number, column_name, value,"
        " reason_code, reason_zh, reason_en from intake_batch"
    )
    con.execute(
        'insert into meta.rejected_rows select table_name, file_name, row_number, "row" from intake_batch'
    )
    con.unregister("intake_batch")


def _broken_reject(piece: Piece, broken: Broken) -> dict[str, object]:
    reason = reason_text(broken.reason_code, piece.table, None)
    reason = reason.format(found=broken.found, expected=broken.expected)
    return {
        "table_name": piece.table.name,
        "file_name": piece.file_name,
        "row_number": broken.row,
        "column_name": "",
        "value": broken.raw[:1000],
        "reason_code": broken.reason_code,
        "reason_zh": reason.zh,
        "reason_en": reason.en,
        "row": json.dumps({"line": broken.raw}, ensure_ascii=False),
    }


def _write_rejects(con: duckdb.DuckDBPyConnection, table: Table, pieces: list[Piece]) -> None:
    """The first problem of each row stands in the columns; the others follow in its reason."""
    files = ", ".join(f"({p.number}, {forms.literal(p.file_name)})" for p in pieces)
    con.execute(
        f"""insert into meta.rejects
        with files (piece, file_name) as (values {files}),
        ranked as (
            select *, row_number() over (partition by piece, raw_id order by position, column_name, reason_code) as n
            from {PROBLEMS} where table_name = '{table.name}'
        ),
        further as (
            select piece, raw_id,
                string_agg('；' || column_name || ' ' || coalesce(value, '∅') || '：' || reason_zh, '' order by n) as zh,
                string_agg('; ' || column_name || ' ' || coalesce(value, '∅') || ': ' || reason_en, '' order by n) as en
            from ranked where n > 1 group by piece, raw_id
        )
        select table_name, file_name, source_row, column_name, value, reason_code,
            reason_zh || coalesce(zh, ''), reason_en || coalesce(en, '')
        from ranked
        join files using (piece)
        join {_NUMBERS} as numbers using (piece, raw_id)
        left join further using (piece, raw_id)
        where n = 1
        order by file_name, source_row"""
    )
