"""The auditor's tests of the company's own contracts and payments, for every unit, when a snapshot is made.

`results/NN_name.sql` is one select and becomes `result.audit_<name>`. Digits, strata, ages and partners are
counts, so that those of a city are the sums of its counties; gaps and copies are found anew among all that a
unit sees. The functions of this folder do the same to any DataFrame.
"""

from pathlib import Path

import duckdb

from audit_models.aggregates import write_aggregates
from audit_models.progress import Progress
from audit_models.text import Text

RESULTS_FOLDER = Path(__file__).parent / "results"
STEP = Text("审计测试", "Auditor's tests")


def write_audit_tests(con: duckdb.DuckDBPyConnection, *, progress: Progress | None = None) -> None:
    """Fill `result.audit_*` from the prepared relations."""
    write_aggregates(con, RESULTS_FOLDER, "audit", STEP, progress=progress)
