"""A mapping applied to one file."""

from pathlib import Path

import duckdb

from audit_models.contract import fold, load_contract
from audit_models.errors import Refused
from audit_models.mapping.compile import RECORDS, WITH_FIELDS, fields_sql, table_sql
from audit_models.mapping.model import Mapping
from audit_models.mapping.records import Headers, read_records
from audit_models.mapping.values import MACROS, Scope


def apply_mapping(con: duckdb.DuckDBPyConnection, mapping: Mapping, file: Path) -> dict[str, str]:
    """Fills one temp table per contract table of the mapping; answers table → temp table.

    All columns are VARCHAR with canonical names, only those that the file delivers; `source_row` BIGINT
    is the number of the record in the foreign file (first data record: 2 below a header line, 1 in XES
    and JSON). Temp tables of an earlier call are replaced.

    Raises:
        Refused: the file cannot be read, or lacks a header that the mapping uses.
    """
    for macro in MACROS:
        con.execute(macro)
    headers = read_records(con, mapping, file)
    try:
        scope = Scope(mapping, headers.columns, headers.doubled)
        tables = [load_contract()[name] for name in load_contract() if name in mapping.tables]
        fields = fields_sql(mapping, scope)
        selects = {table.name: table_sql(mapping, table, scope) for table in tables}
        _refuse_unknown_headers(mapping, file, headers, scope.unknown)
        con.execute(f"create or replace temp table {WITH_FIELDS} as {fields}")
        filled = {}
        for table, select in selects.items():
            filled[table] = f"mapped_{table}"
            con.execute(f"create or replace temp table {filled[table]} as {select}")
        return _delivered(con, filled) if mapping.has_paths else filled
    finally:
        con.execute(f"drop table if exists {RECORDS}")
        con.execute(f"drop table if exists {WITH_FIELDS}")


def _delivered(con: duckdb.DuckDBPyConnection, filled: dict[str, str]) -> dict[str, str]:
    """Without what no record of a JSON file holds.

    JSON has no header line that would tell an empty column or table from one that was never delivered;
    what looks delivered and empty would be judged clean instead of unknown.
    """
    delivered = {}
    for table, name in filled.items():
        columns = [row[0] for row in con.execute(f"describe {name}").fetchall()]
        counts = ", ".join(f'count("{column}")' for column in columns)
        found = dict(
            zip(columns, con.execute(f"select {counts} from {name}").fetchall()[0], strict=True)
        )
        for column, count in found.items():
            if (
                count == 0
                and column != "source_row"
                and not load_contract()[table].columns[column].required
            ):
                con.execute(f'alter table {name} drop column "{column}"')
        if found["source_row"]:
            delivered[table] = name
    return delivered


def _refuse_unknown_headers(
    mapping: Mapping, file: Path, headers: Headers, unknown: dict[str, str]
) -> None:
    if not unknown:
        return
    twice = {header for header in unknown if fold(header) in headers.doubled}
    missing_zh = "、".join(
        f"{header}（{'出现多次；' if header in twice else ''}用于 {place}）"
        for header, place in unknown.items()
    )
    missing_en = ", ".join(
        f"{header} ({'occurs more than once; ' if header in twice else ''}used by {place})"
        for header, place in unknown.items()
    )
    shown = ", ".join(headers.shown[:60])
    raise Refused(
        f"文件 {file.name} 缺少（或重复）映射 {mapping.name} 要用的表头：{missing_zh}；文件的表头：{shown}；"
        "请改正映射，或把可以没有的表头列入 optional",
        f"File {file.name} lacks (or repeats) headers that the mapping {mapping.name} uses: {missing_en}; it has {shown}; "
        "correct the mapping, or list under optional what may be missing",
    )
