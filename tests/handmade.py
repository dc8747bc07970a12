"""Small snapshots made by hand, each of a numbered generation; also run as a process of its own.

python -m tests.handmade HOME GENERATION [STEP TO BE KILLED AT]
"""

import os
import signal
import sys
from pathlib import Path

from audit_models.contract import load_contract
from audit_models.durable import DISK_ERRORS
from audit_models.errors import Refused
from audit_models.progress import Progress, silent
from audit_models.text import Text
from audit_models.warehouse import Warehouse

ROWS = 2_000


class KillAt:
    """A progress that kills its own process, without any warning, at the n-th report."""

    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, text: Text, done: int, total: int) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def publish_generation(home: Path, generation: int, progress: Progress | None = None) -> str:
    """Publish a snapshot in which every row of every result carries the generation."""
    warehouse = Warehouse(home)
    with warehouse.stage() as stage:
        con = stage.connection
        for schema in ("source", "core", "meta", "result"):
            con.execute(f"create schema {schema}")
        for table in load_contract().values():
            con.execute(table.ddl())
        con.execute(
            "create table meta.snapshot as select ? as snapshot_id,"
            " timestamp '2026-01-01' + to_days(?) as created_at, date '2026-01-31' as as_of,"
            " date '2025-01-01' as data_from, '0' as app_version, 'x' as definitions_hash,"
            " cast(null as bigint) as seed",
            [stage.id, generation],
        )
        for name in ("indicator_values", "rule_hits"):
            con.execute(
                f"create table result.{name} as"
                f" select {generation} as generation, range as row from range({ROWS})"
            )
        stage.rejects.write_text("table_name\n", encoding="utf-8-sig")
        warehouse.publish(stage, progress=progress or silent())
    return stage.id


if __name__ == "__main__":
    kill_at = KillAt(int(sys.argv[3])) if len(sys.argv) > 3 else None
    try:
        publish_generation(Path(sys.argv[1]), int(sys.argv[2]), kill_at)
    except (Refused, *DISK_ERRORS) as error:
        sys.exit(f"{type(error).__name__}: {error}")
