"""Runs the numbered SQL files beside it and writes what they made: one CSV a contract table.

The world is described in SQL only (`01_parameters.sql` holds what can be turned); this module fixes
seed, scale and day, and writes files in the order of their keys, so that equal seeds give equal bytes.
"""

import csv
import hashlib
import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

import duckdb

from audit_models.calendar import load_days
from audit_models.contract import Table, load_contract
from audit_models.errors import Refused
from audit_models.policy.tables import load_policy
from audit_models.progress import Progress, silent
from audit_models.settings import PROJECT
from audit_models.text import Text

Scale = Literal["county", "city", "province"]

SQL_FOLDER = Path(__file__).resolve().parent
UNITS_FILE = PROJECT / "data" / "codelists" / "units.csv"

MEMORY_LIMIT = "2GB"
MONTHS_TOLD = 36
DESCRIBING = Text("编制演示数据", "Making up the demonstration data")
WRITING = Text("写出演示数据", "Writing the demonstration data")
CSV_OPTIONS = "(format csv, header true, nullstr '')"


class Size(NamedTuple):
    """How much there is of everything that depends on the scale."""

    projects: int
    only_city: str | None
    """One city with its counties, or None for the whole province."""


SIZES: dict[Scale, Size] = {
    "county": Size(2_000, "210700"),
    "city": Size(50_000, None),
    "province": Size(1_000_000, None),
}


def write_demonstration(
    folder: Path,
    *,
    scale: Scale | Size,
    seed: int,
    as_of: date,
    progress: Progress | None = None,
) -> None:
    """Write demonstration extracts of 36 months up to `as_of` into `folder`, at a named scale or any size.

    The folder gets `<table>.csv` for every contract table that people deliver, `manifest.csv`,
    `demonstration.json` with scale and seed, and `truth/irregularities.csv`.

    Raises:
        Refused: the folder holds other files, or the calendar does not reach back 36 months.
    """
    progress = progress or silent()
    _refuse_foreign_files(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # First of all: whatever happens from here on, the folder can be told as one of ours.
    size = SIZES[scale] if isinstance(scale, str) else scale
    name = scale if isinstance(scale, str) else f"{size.projects} projects"
    content = json.dumps({"scale": name, "seed": seed})
    (folder / "demonstration.json").write_text(content + "\n", encoding="utf-8")
    with (
        tempfile.TemporaryDirectory(prefix=".stage-", dir=folder) as stage,
        duckdb.connect(Path(stage) / "stage.duckdb") as con,
    ):
        con.execute("set memory_limit = ?", [MEMORY_LIMIT])
        con.execute("set temp_directory = ?", [str(Path(stage) / "spill")])
        _describe(con, size=size, seed=seed, as_of=as_of, progress=progress)
        entries = _write_tables(con, folder, progress)
        _write_truth(con, folder)
    _write_manifest(folder, entries)


def _refuse_foreign_files(folder: Path) -> None:
    """Only a folder that is empty, or was written here before, may be written to."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "demonstration.json").exists():
        raise Refused(
            f"文件夹 {folder} 中有其他文件，演示数据只写入空文件夹；请换一个文件夹。",
            f"The folder {folder} holds other files; demonstration data goes into an empty folder only. "
            "Please name another one.",
        )


def _describe(
    con: duckdb.DuckDBPyConnection, *, size: Size, seed: int, as_of: date, progress: Progress
) -> None:
    """Run the SQL files in the order of their numbers."""
    con.execute("create schema demo; create schema source; create schema truth")
    con.execute(load_contract()["calendar_days"].ddl())
    load_days(con)
    load_policy(con)
    _refuse_unknown_days(con, as_of)
    variables = {
        "seed": seed,
        "as_of": as_of,
        "projects": size.projects,
        "only_city": size.only_city,
        "units_file": str(UNITS_FILE),
    }
    for name, value in variables.items():
        con.execute(f"set variable {name} = ?", [value])
    files = sorted(SQL_FOLDER.glob("*.sql"))
    for done, file in enumerate(files, start=1):
        con.execute(file.read_text(encoding="utf-8"))
        progress.step(DESCRIBING, done, len(files))


def _refuse_unknown_days(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """The calendar must know the 36 months, and a year before them for what came earlier."""
    first, last = con.execute("select min(day), max(day) from core.days").fetchall()[0]
    if not (first.year + MONTHS_TOLD // 12 < as_of.year and as_of <= last):
        raise Refused(
            f"工作日历只覆盖 {first} 至 {last}，无法编制截至 {as_of} 的 36 个月演示数据；请换一个截止日或补充工作日历。",
            f"The calendar of working days covers {first} to {last}, so 36 months up to {as_of} cannot be "
            "made up; choose another day or extend the calendar.",
        )


class Entry(NamedTuple):
    """One line of the manifest."""

    file: str
    rows: int
    bytes: int
    sha256: str
    control_total: Decimal | None


def _write_tables(con: duckdb.DuckDBPyConnection, folder: Path, progress: Progress) -> list[Entry]:
    """Every table that people deliver, columns in the contract's order, rows in the order of the key."""
    contract = load_contract()
    # By name: the contract's own order (parents first) leaves siblings in any order.
    tables = [contract[name] for name in sorted(contract) if not contract[name].written_by_system]
    entries = []
    for done, table in enumerate(tables, start=1):
        entries.append(_write_table(con, table, folder / f"{table.name}.csv"))
        progress.step(WRITING, done, len(tables))
    return entries


def _write_table(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> Entry:
    columns = ", ".join(
        f'cast("{c.name}" as {c.sql_type}) as "{c.name}"' for c in table.columns.values()
    )
    key = ", ".join(table.key)
    con.execute(
        f"copy (select {columns} from source.{table.name} order by {key}) to '{path}' {CSV_OPTIONS}"
    )
    money = next((c.name for c in table.columns.values() if c.type == "money"), None)
    total = f"sum({money})" if money else "cast(null as decimal(18, 2))"
    counted = con.execute(f"select count(*), {total} from source.{table.name}")
    rows, control_total = counted.fetchall()[0]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(path.name, rows, path.stat().st_size, digest, control_total)


def _write_truth(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What was planted; a subfolder, because imports read only the files of the folder itself."""
    path = folder / "truth" / "irregularities.csv"
    path.parent.mkdir(exist_ok=True)
    con.execute(f"copy (select * from truth.irregularities order by all) to '{path}' {CSV_OPTIONS}")


def _write_manifest(folder: Path, entries: list[Entry]) -> None:
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Entry._fields)
        writer.writerows(entries)
