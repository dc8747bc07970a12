"""The product's own log: every connection made, by unit, month and customer class.

`results/NN_name.sql` is one select and becomes `result.process_<name>` when the snapshot is made. A case
is a project that was energised (else archived) in the month; its events are its tasks. Every number is
a count or a small histogram, so that those of a city are the sums of its counties, and a median of any
span can be read off. These files are DuckDB's own SQL, unlike the definitions.
"""

from pathlib import Path

import duckdb

from audit_models.aggregates import write_aggregates
from audit_models.progress import Progress
from audit_models.text import Text

RESULTS_FOLDER = Path(__file__).parent / "results"
STEP = Text("梳理流程", "Mining the process")


def mine_own_log(con: duckdb.DuckDBPyConnection, *, progress: Progress | None = None) -> None:
    """Fill `result.process_*` from the prepared relations."""
    write_aggregates(con, RESULTS_FOLDER, "process", STEP, progress=progress)
