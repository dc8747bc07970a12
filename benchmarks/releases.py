"""Open Contracting releases to Cardinal's flags, each run in a process of its own.

    python -m benchmarks releases [--file FILE] [--processes 200000]

Without a file one is made: compiled releases with three to five bids each. Prints contracting processes and
megabytes per second, file to flags, with the start of the process, and its peak memory.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import duckdb

SEED = 0.42


def make_releases(file: Path, processes: int) -> None:
    """Releases of 2,000 companies and 300 buyers; the lowest of the bids wins, now and then one is rejected."""
    with duckdb.connect() as con:
        con.execute("set threads = 1")
        con.execute("select setseed(?)", [SEED])
        con.execute(
            f"""
            copy (
                with bids as (
                    select
                        p,
                        b,
                        'company ' || cast(floor(2000 * random()) as integer) as bidder,
                        round(100000 * (1 + b * 0.04 + random() * 0.03), 2) as amount,
                        if(b > 0 and random() < 0.1, 'disqualified', 'valid') as status
                    from range({processes}) as processes (p), range(3 + p % 3) as bids (b)
                )
                select
                    'ocds-made-' || p as ocid,
                    {{id: 'buyer ' || p % 300}} as buyer,
                    {{
                        status: 'complete',
                        procurementMethod: 'open',
                        numberOfTenderers: count(*),
                        tenderPeriod: {{
                            startDate: '2026-03-01T09:00:00+08:00', endDate: '2026-03-25T09:00:00+08:00'
                        }}
                    }} as tender,
                    {{
                        details: list({{
                            id: b,
                            date: '2026-03-' || 10 + b || 'T09:00:00+08:00',
                            status: status,
                            tenderers: [{{id: bidder}}],
                            value: {{amount: amount, currency: 'CNY'}}
                        }} order by b)
                    }} as bids,
                    [{{
                        id: 1,
                        status: 'active',
                        suppliers: [{{id: arg_min(bidder, b)}}],
                        items: [{{classification: {{id: lpad((p % 7 * 10)::varchar, 4, '0')}}}}]
                    }}] as awards
                from bids
                group by p
                order by p
            ) to '{file}' (format json)
            """
        )


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks releases",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--file", type=Path, help="releases, one a line")
    parser.add_argument("--processes", type=int, default=200_000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        file = asked.file or Path(folder) / "releases.jsonl"
        if asked.file is None:
            make_releases(file, asked.processes)
        _time(file)


def _time(file: Path) -> None:
    with file.open("rb") as lines:
        processes = sum(1 for _ in lines)
    start = perf_counter()
    subprocess.run(
        [sys.executable, "app.py", "cardinal", str(file)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
    )
    seconds = perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = file.stat().st_size / 1e6
    print(
        f"{processes:,} lines, {megabytes:.0f} MB in {seconds:.1f} s: {processes / seconds:,.0f} processes/s,"
        f" {megabytes / seconds:.0f} MB/s, {used.ru_utime + used.ru_stime:.1f} s of processor,"
        f" peak {used.ru_maxrss / 1024:.0f} MiB"
    )
