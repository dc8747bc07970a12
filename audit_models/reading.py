"""Reading a snapshot by hand: which one, and one function from SQL to a DataFrame.

For notebooks and the Python prompt: `from audit_models import open_snapshot, read`. Pages and reports
ask `audit_models.views`, never with SQL of their own.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd


def open_snapshot(snapshot_id: str | None = None, *, home: Path | None = None) -> Snapshot:
    """A snapshot by its id, or the current one; read-only, so that it opens beside the running pages.

    `home` is where snapshots lie, `AUDIT_HOME` by default; an extract is such a folder too.

    Raises:
        Refused: there is none of this id, or its file is damaged.
    """
    warehouse = Warehouse(home or Settings().home)
    return warehouse.open(snapshot_id) if snapshot_id else warehouse.current()


def read(snapshot: Snapshot, sql: str, **params: object) -> "pd.DataFrame":
    """The rows of one statement; `$unit` in it takes the value of `unit=`.

    Raises:
        Refused: the statement cannot be run, with DuckDB's reason; a value for a `$name` is missing.
    """
    try:
        return snapshot.query(sql, params)
    except (duckdb.Error, Refused) as error:
        fault = error.__cause__ if isinstance(error, Refused) else error
        if not isinstance(fault, duckdb.Error):
            raise
        # Who writes a statement himself is told which name there is not.
        reason = str(fault).strip().splitlines()
        raise Refused(
            f"语句无法执行：{_first(reason)}。快照只能读取；有哪些表和列，见 relations() 与 columns()。",
            f"The statement cannot be run: {_first(reason)}. A snapshot can only be read;"
            " relations() and columns() list what it holds.",
        ) from fault


def _first(reason: list[str]) -> str:
    """What DuckDB says first, with its hint where it has one."""
    hints = [
        line.strip() for line in reason[1:] if line.strip().startswith(("Candidate", "Did you"))
    ]
    return "; ".join([*reason[:1], *hints]) or "?"
