"""Process mining on one event log, each program in a process of its own, results compared.

    python -m benchmarks process [--log FILE --case COLUMN --activity COLUMN --time COLUMN]
        [--peers PYTHON] [--only PEER,PEER]

Without a log one of 100,000 cases × 12 events is made. A baseline in plain pandas always runs. With
`--peers`, the interpreter of an environment that has pm4py (AGPL; never part of this product), pm4py runs
as well. Two tasks: `mine` = variants, durations, start and end activities, performance directly-follows
graph; `conform` = temporal profile and its deviations at k = 6. Times are whole processes, file to result.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from math import isclose
from pathlib import Path
from time import perf_counter

import duckdb

CASES, EVENTS, SEED = 100_000, 12, 0.42
TASKS = ("mine", "conform")
SCRIPTS = Path(__file__).parent / "process_peers"


def make_log(file: Path) -> None:
    """12 of 14 activities a case, now and then out of order, after waits of minutes to days."""
    with duckdb.connect() as con:
        con.execute("select setseed(?)", [SEED])
        con.execute(
            f"""
            copy (
                with drawn as (
                    select c, e, random() as swap, random() as wait
                    from range({CASES}) as cases (c), range({EVENTS}) as events (e)
                )
                select
                    'case ' || c as case_id,
                    'activity ' || case when swap < 0.05 then 12 + c % 2 when swap < 0.1 then e // 2 else e end
                        as activity,
                    timestamp '2026-01-01' + to_seconds(cast(
                        c * 60 + sum(1 + floor(-20000 * ln(1 - wait))) over (partition by c order by e)
                    as bigint)) as time
                from drawn
                order by c, e
            ) to '{file}' (header)
            """
        )


def run(
    python: str, script: str, task: str, log: list[str]
) -> tuple[float, float, dict[str, object]]:
    """Seconds, peak MiB and result of one program."""
    command = [python, str(SCRIPTS / f"{script}.py"), task, *log]
    start = perf_counter()
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=SCRIPTS.parent.parent
    )
    seconds = perf_counter() - start
    if ended.returncode:
        raise RuntimeError(f"{script} {task}: {ended.stderr.strip().splitlines()[-1:]}")
    answer = json.loads(ended.stdout.splitlines()[-1])
    return seconds, answer.pop("peak_mib"), answer


def report(log: list[str], programs: dict[str, str]) -> None:
    for task in TASKS:
        print(f"\n{task}")
        own = run(sys.executable, "own", task, log)
        print(
            f"  {'this product':14s}{own[0]:8.2f} s{own[1]:8.0f} MiB   {json.dumps(own[2])[:90]}…"
        )
        for script, python in programs.items():
            seconds, peak, answer = run(python, script, task, log)
            same = "equal results" if is_equal(answer, own[2]) else "DIFFERENT RESULTS"
            print(
                f"  {script:14s}{seconds:8.2f} s{peak:8.0f} MiB   {seconds / own[0]:.1f} × the time,"
                f" {peak / own[1]:.1f} × the memory, {same}"
            )


def is_equal(one: object, other: object) -> bool:
    """The same counts; the same seconds to within two milliseconds, as halves are rounded to either side."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equal, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, abs_tol=0.002)
    return one == other


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--log", type=Path)
    for name, column in (("case", "case_id"), ("activity", "activity"), ("time", "time")):
        parser.add_argument(f"--{name}", default=column, metavar="COLUMN")
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter that can import pm4py")
    options = parser.parse_args(arguments)
    programs = {"pandas_baseline": sys.executable}
    if options.peers:
        programs["pm4py_peer"] = options.peers
    else:
        print("pm4py: not compared; give --peers PYTHON of an environment that has it")
    with tempfile.TemporaryDirectory() as folder:
        file = options.log or Path(folder) / "log.csv"
        if options.log is None:
            make_log(file)
        report([str(file), options.case, options.activity, options.time], programs)


if __name__ == "__main__":
    main()
