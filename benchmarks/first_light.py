"""Import, preparation and definitions at three sizes, each in a process of its own.

    python -m benchmarks.first_light [--sizes 10000,100000,1000000] [--keep FOLDER]

It prints, for the largest size, the import with validation against DuckDB's bare typed load of the same
files; the definitions, and the monitoring that follows from them (all indicators, signals, assessments and
the score), in Y (one full scan of the work orders plus the preparation pass); the rules in full scans; a whole
monthly refresh, all files read again, without scores, in Y; peak memory; and over all sizes the growth exponent log(t2 / t1) / log(n2 / n1) of the whole way from files to
results. Nothing here asserts: machines differ, ratios are to be read.
"""

import argparse
import itertools
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb

from audit_models.assessment import write_assessments
from audit_models.build import definitions_hash
from audit_models.calendar import load_days
from audit_models.contract import load_contract
from audit_models.definitions import load_indicators
from audit_models.demo.generate import Size, write_demonstration
from audit_models.evaluate import choose, evaluate
from audit_models.getting_electricity.results import write_getting_electricity
from audit_models.intake import intake
from audit_models.networks import write_ties
from audit_models.policy.tables import load_policy
from audit_models.prepare import prepare
from audit_models.process.own import mine_own_log
from audit_models.ranks import write_ranks
from audit_models.scorecard_lines import write_scorecard_lines
from audit_models.signals import write_signals

SEED = 20261124
AS_OF = date(2026, 10, 31)
FIRST_TEN = ("I01", "I02", "I03", "I04", "I05", "CP01", "CP02", "CP04", "CT01", "IM01")
INDICATORS = tuple(indicator.id for indicator in load_indicators())
MONITORING = f"{len(INDICATORS)} indicators, signals, assessments"
"""The density of red flags among them counts the hits of no rule here: rules are timed apart."""

RULES = tuple(one.id for one in choose() if one.id not in INDICATORS)
ALL_RULES = f"{len(RULES)} rules with evidence and coverage"
EVERYTHING = f"all {len(choose())} definitions"
AFTERWARDS = "signals, assessments, process, ties"
"""What a refresh computes from the results of the definitions; scores come on top."""

REFRESH = ("import with validation", "preparation", EVERYTHING, AFTERWARDS)
MEMORY_LIMIT = "2GB"
"""What DuckDB may hold; the rest of the process comes on top."""

PEAK = "peak memory, MiB"

Timings = dict[str, float]


@contextmanager
def timed(timings: Timings, name: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings[name] = perf_counter() - start


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    con = duckdb.connect(path)
    con.execute("set memory_limit = ?", [MEMORY_LIMIT])
    con.execute("set temp_directory = ?", [str(path.parent / "spill")])
    return con


def bare_load(folder: Path) -> Timings:
    """The baseline: DuckDB reads the same files straight into typed tables, and checks nothing."""
    timings: Timings = {}
    with connect(folder / "work" / "bare.duckdb") as con, timed(timings, "bare typed load"):
        con.execute("create schema source")
        for table in load_contract().values():
            path = folder / f"{table.name}.csv"
            if path.exists():
                columns = {column.name: column.sql_type for column in table.columns.values()}
                con.execute(
                    f"create table source.{table.name} as select * from read_csv(?, columns = {columns},"
                    " header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')",
                    [str(path)],
                )
        con.execute("checkpoint")
    return timings


def whole_way(folder: Path) -> Timings:
    """Files → accepted rows → prepared relations → results, step by step."""
    timings: Timings = {}
    with connect(folder / "work" / "whole.duckdb") as con:
        with timed(timings, "import with validation"):
            intake(con, [folder])
            con.execute("checkpoint")
        write_facts(con)
        with timed(timings, "scan of the work orders"):
            con.execute(scan_of_work_orders()).fetchall()
        with timed(timings, "preparation"):
            load_days(con)
            load_policy(con)
            prepare(con)
        with timed(timings, "five indicators and five rules"):
            evaluate(con, only=FIRST_TEN)
        with timed(timings, MONITORING):
            evaluate(con, only=INDICATORS)
            write_monitoring(con)
        with timed(timings, ALL_RULES):
            evaluate(con, only=RULES)
        with timed(timings, EVERYTHING):
            evaluate(con)
        with timed(timings, AFTERWARDS):
            write_monitoring(con)
            mine_own_log(con)
            write_ties(con)
    return timings


def write_monitoring(con: duckdb.DuckDBPyConnection) -> None:
    """What follows from the values of the indicators."""
    write_signals(con)
    write_assessments(con)
    write_ranks(con)
    write_scorecard_lines(con)
    write_getting_electricity(con)


def write_facts(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "create table meta.snapshot as select 'bench' as snapshot_id, current_timestamp as created_at,"
        " ?::date as as_of, (?::date - interval 36 month)::date + 1 as data_from, '' as app_version,"
        " ? as definitions_hash, ? as seed",
        [AS_OF, AS_OF, definitions_hash(), SEED],
    )


def scan_of_work_orders() -> str:
    """Touch every value of every column once."""
    columns = load_contract()["work_orders"].columns
    return f"select {', '.join(f'max({name})' for name in columns)} from source.work_orders"


WORKERS: dict[str, Callable[[Path], Timings]] = {"bare": bare_load, "whole": whole_way}


def measure(kind: str, folder: Path) -> Timings:
    """One worker in its own process, so that its peak memory is its own (Linux: VmHWM, in MiB)."""
    command = [sys.executable, "-m", "benchmarks.first_light", "--worker", kind, str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def work(kind: str, folder: Path) -> None:
    timings = WORKERS[kind](folder)
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        timings[PEAK] = int(peak.split()[1]) / 1024
    print(json.dumps(timings))


def folder_of(size: int, root: Path) -> Path:
    """The demonstration province of this many projects, written if it is not there yet."""
    folder = root / f"projects-{size}"
    if not (folder / "manifest.csv").exists():
        write_demonstration(folder, scale=Size(size, None), seed=SEED, as_of=AS_OF)
    return folder


def report(sizes: list[int], bare: Timings, ways: dict[int, Timings]) -> None:
    largest = ways[sizes[-1]]
    y = largest["scan of the work orders"] + largest["preparation"]
    ten, everything = largest["five indicators and five rules"], largest[EVERYTHING]
    print(f"\n{sizes[-1]:,} projects, seconds")
    for name, seconds in {**bare, **largest}.items():
        if name != PEAK:
            print(f"  {name:40s}{seconds:9.1f}")
    print("\nratios (Y = scan + preparation)")
    ratio(
        "import ÷ bare typed load",
        largest["import with validation"] / bare["bare typed load"],
        "≤ 2",
    )
    ratio("five indicators and five rules ÷ Y", ten / y, "≤ 1.5")
    ratio(f"{MONITORING} ÷ Y", largest[MONITORING] / y, "≤ 3")
    ratio("preparation and these ten ÷ Y", (largest["preparation"] + ten) / y)
    ratio(f"{EVERYTHING} ÷ Y", everything / y)
    ratio(
        "rules ÷ scan of the work orders",
        largest[ALL_RULES] / largest["scan of the work orders"],
        "≤ 25",
    )
    ratio("monthly refresh without scores ÷ Y", sum(largest[step] for step in REFRESH) / y, "≤ 10")
    if PEAK in largest:
        ratio(f"{PEAK} ÷ that of the bare load", largest[PEAK] / bare[PEAK])
        print(f"  {PEAK:44s}{largest[PEAK]:7.0f}   aim < 3072")
    report_growth(sizes, ways)


def ratio(name: str, value: float, aim: str = "") -> None:
    print(f"  {name:44s}{value:7.2f}{f'   aim {aim}' if aim else ''}")


def report_growth(sizes: list[int], ways: dict[int, Timings]) -> None:
    """Of the whole way, with the ten definitions of the first yardstick."""
    left_out = (PEAK, MONITORING, ALL_RULES, EVERYTHING, AFTERWARDS)
    totals = {
        size: sum(v for k, v in way.items() if k not in left_out) for size, way in ways.items()
    }
    steps = [(*pair, "≤ 1.2") for pair in itertools.pairwise(sizes)]
    print("\ngrowth exponent")
    for small, big, aim in [*steps, (sizes[0], sizes[-1], "≤ 1.1 in total")]:
        exponent = math.log(totals[big] / totals[small]) / math.log(big / small)
        print(
            f"  {small:>9,} → {big:>9,}{totals[small]:9.1f} s →{totals[big]:7.1f} s{exponent:7.2f}   aim {aim}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument(
        "--keep", type=Path, help="folder for the demonstration files, kept afterwards"
    )
    parser.add_argument("--worker", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return work(options.worker[0], Path(options.worker[1]))
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        folders = {size: folder_of(size, root) for size in sizes}
        bare = measure("bare", folders[sizes[-1]])
        ways = {size: measure("whole", folder) for size, folder in folders.items()}
        report(sizes, bare, ways)
    return None


if __name__ == "__main__":
    main()
