"""The check that a finished snapshot file passes before it is published, in a process of its own."""

import sys
from pathlib import Path

import duckdb

from audit_models.contract import load_contract
from audit_models.snapshot import READER


def check(path: Path, snapshot_id: str) -> list[str]:
    """What is wrong with a finished snapshot file, as sentences; empty when nothing is."""
    with duckdb.connect(path, read_only=True, config=READER) as connection:
        facts = connection.execute("select snapshot_id from meta.snapshot").fetchall()
        if facts != [(snapshot_id,)]:
            return [f"meta.snapshot holds {facts}, not the one row of {snapshot_id}"]
        counted = connection.execute("select table_name, rows from meta.row_counts").fetchall()
        expected: dict[str, int] = dict(counted)
        missing = {f"source.{name}" for name in load_contract()} - set(expected)
        problems = [f"{name} is missing" for name in sorted(missing)]
        for name, rows in expected.items():
            found = connection.execute(f"select count(*) from {name}").fetchall()[0][0]
            if found != rows:
                problems.append(f"{name} has {found} rows, not {rows}")
    return problems


if __name__ == "__main__":
    sys.exit("; ".join(check(Path(sys.argv[1]), sys.argv[2])) or 0)
