"""The preparation pass: `core/*.sql`, one relation a file, computed once and shared by every definition.

A file `NN_name.sql` is one select and becomes the table `core.name`; the numbers give the order.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd

from audit_models.contract import Column, load_contract
from audit_models.pinyin import initials, spelling
from audit_models.process.model import write_process_model
from audit_models.progress import Progress, silent
from audit_models.text import Text

CORE_FOLDER = Path(__file__).parent / "core"

STEP = Text("整理数据", "Preparing the data")

HALF_WIDTH = " " + "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "'")
FULL_WIDTH = "\u3000" + "".join(chr(ord(sign) + 0xFEE0) for sign in HALF_WIDTH[1:])

FUNCTIONS = (
    "create or replace macro month_start(moment) as cast(date_trunc('month', moment) as date)",
    "create or replace macro days_between(a, b) as cast(b as date) - cast(a as date)",
    "create or replace macro seconds_between(a, b) as date_diff('second', a, b)",
    f"""create or replace macro text_key(words) as
        nullif(trim(upper(
            case
                when strlen(words) = length(words) then words
                when regexp_matches(words, '[\u3000\uff01-\uff5e]')
                    then translate(words, '{FULL_WIDTH}', '{HALF_WIDTH}')
                else words
            end
        )), '')""",
    """create or replace macro code_key(words) as
        nullif(regexp_replace(text_key(words), '[^\\p{L}\\p{N}]', '', 'g'), '')""",
)
"""What portable definitions may use beyond the common subset, as DuckDB has it.

text_key, code_key: how texts are compared (trimmed, full width folded, upper case; phones, accounts and
other codes by their letters and digits alone); an empty text matches nothing.
`translate` reads its two alphabets again for every text: only those with a full-width sign are given to it, and
a text with as many bytes as characters has none.
"""

ENCODED_COLUMNS = ("unit_code", "handler_id", "stage", "result", "clock", "terminal")
"""Columns of work orders with few distinct values: as enumerations they are sorted as small integers."""


def prepare(con: duckdb.DuckDBPyConnection, *, progress: Progress | None = None) -> None:
    """Fill `core.*` from `source.*`, `meta.snapshot`, the calendar and the policy tables."""
    progress = progress or silent()
    for function in FUNCTIONS:
        con.execute(function)
    write_process_model(con)
    _write_pinyin(con)
    _encode_work_orders(con)
    files = sorted(CORE_FOLDER.glob("*.sql"))
    for done, path in enumerate(files):
        progress.step(STEP, done, len(files))
        name = path.stem.split("_", 1)[1]
        con.execute(f"create table core.{name} as {path.read_text(encoding='utf-8')}")
    progress.step(STEP, len(files), len(files))


def _write_pinyin(con: duckdb.DuckDBPyConnection) -> None:
    """`core.unit_pinyin`, `core.contractor_pinyin`: full pinyin and initials of every name, for the search box."""
    units = "select unit_code, name_zh as name from source.org_units"
    _spell(con, "core.unit_pinyin", units)
    _spell(con, "core.contractor_pinyin", "select contractor_id, name from source.contractors")


def _spell(con: duckdb.DuckDBPyConnection, table: str, names: str) -> None:
    """`names`: a statement whose columns are a key and the name."""
    found = con.execute(names).df()
    known = found.pop("name").fillna("")
    found["pinyin"] = [spelling(name) for name in known]
    found["initials"] = [initials(name) for name in known]
    _create_from(con, table, found)


def _create_from(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    con.register("frame_to_write", frame)
    columns = ", ".join(f"cast({name} as varchar) as {name}" for name in frame.columns)
    con.execute(f"create table {table} as select {columns} from frame_to_write")
    con.unregister("frame_to_write")


def _encode_work_orders(con: duckdb.DuckDBPyConnection) -> None:
    """`core.encoded_work_orders`: the source table with its repetitive columns as enumerations."""
    columns = load_contract()["work_orders"].columns
    for name in ENCODED_COLUMNS:
        con.execute(f"create type core.{name}_value as enum ({_members(columns[name])})")
    replaced = ", ".join(f"cast({name} as core.{name}_value) as {name}" for name in ENCODED_COLUMNS)
    con.execute(
        "create view core.encoded_work_orders as "
        f"select * replace ({replaced}) from source.work_orders"
    )


def _members(column: Column) -> str:
    if column.codes:
        return _literals(column.codes)
    return f"select distinct {column.name} from source.work_orders where {column.name} is not null order by 1"


def _literals(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
