"""A Parquet file as a piece: every value as the text that a CSV would hold."""

from pathlib import Path

import duckdb

from audit_models.contract import Table
from audit_models.errors import Refused
from audit_models.intake.forms import literal
from audit_models.intake.headers import Headers, match_headers
from audit_models.text import Text
from audit_models.workbook_safety import ROUNDED

MOST_ROWS = 100_000_000
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY")


def parquet_headers(
    con: duckdb.DuckDBPyConnection, path: Path, table: Table, place: Text
) -> tuple[Headers, dict[str, str]]:
    """The columns matched with the contract, and every column's type.

    Raises:
        Refused: damaged, encrypted or enormous; required columns missing or doubled; nested columns.
    """
    try:
        described = con.execute(f"describe select * from {_reader(path)}").fetchall()
        rows = con.execute("select num_rows from parquet_file_metadata(?)", [str(path)]).fetchall()[
            0
        ][0]
    except duckdb.Error as error:
        raise unreadable(path, error) from None
    if rows > MOST_ROWS:
        raise Refused(
            f"文件 {path.name} 声称有 {rows} 行，超过上限 {MOST_ROWS}；请拆分后导入",
            f"File {path.name} says it has {rows} rows, more than {MOST_ROWS}; split it",
        )
    types = {row[0]: row[1] for row in described if row[0] != "file_row_number"}
    headers = match_headers(table, [list(types)], place=place)
    for name, column in zip(types, headers.columns, strict=True):
        if column and (types[name].endswith("[]") or types[name].startswith(_NESTED)):
            raise Refused(
                f"{place.zh}的列 {name} 类型为 {types[name]}，不是单个数值或文本；请展开后重新导出",
                f"{place.en}: column {name} is of type {types[name]}, no single value or text; export it flat",
            )
    return headers, types


def fill_parquet(
    con: duckdb.DuckDBPyConnection, path: Path, target: str, headers: Headers, types: dict[str, str]
) -> None:
    """Fills the temp table `target` with the rows as text, numbered as if a header line came first.

    Raises:
        Refused: the file is damaged.
    """
    chosen = "".join(
        f', {_as_text(name, types[name])} as "{column}"'
        for name, column in zip(types, headers.columns, strict=True)
        if column
    )
    number = "file_row_number + 2"
    try:
        con.execute(
            f"create or replace temp table {target} as"
            f" select {number} as raw_id, {number} as source_row{chosen} from {_reader(path)}"
        )
    except duckdb.Error as error:
        raise unreadable(path, error) from None


def _reader(path: Path) -> str:
    return f"read_parquet({literal(str(path))}, file_row_number = true)"


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind in ("FLOAT", "DOUBLE"):
        # A whole number came as a float because some rows have none; above 15 digits it was rounded. Below,
        # what stands after the 15th is noise (0.1 + 0.2), as in Excel; a float of 4 bytes has no 15.
        digits = (
            f"format('{{:.15g}}', {column})" if kind == "DOUBLE" else f"cast({column} as varchar)"
        )
        return f"""case
            when isnan({column}) then null
            when isinf({column}) then cast({column} as varchar)
            when abs({column}) >= 1e15 then {literal(ROUNDED)} || cast({column} as varchar)
            when {column} = trunc({column}) then cast(cast({column} as bigint) as varchar)
            else {digits} end"""
    if kind.startswith("DECIMAL") and not kind.endswith((",0)", ",1)", ",2)")):
        return f"regexp_replace(cast({column} as varchar), '\\.?0+$', '')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"cast({column} at time zone 'Asia/Shanghai' as varchar)"
    if kind.startswith("TIMESTAMP"):
        return f"cast(cast({column} as timestamp) as varchar)"
    return f"cast({column} as varchar)"


def unreadable(path: Path, error: Exception) -> Refused:
    """The refusal of a damaged file."""
    why = str(error).splitlines()[0]
    return Refused(
        f"文件 {path.name} 不是可读的 Parquet 文件，已损坏或加密（{why}）；请重新导出",
        f"File {path.name} is no readable Parquet file, damaged or encrypted ({why}); export it again",
    )
