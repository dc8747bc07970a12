"""Policy as tables of a snapshot, so that a result can always be read beside what it was judged by."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from audit_models.contract import CODELIST_FOLDER
from audit_models.policy import legal_basis, limits, peer_groups, targets
from audit_models.policy.dated import POLICY_FOLDER, Row


def load_policy(con: duckdb.DuckDBPyConnection, *, folder: Path = POLICY_FOLDER) -> None:
    """Write the policy into the snapshot.

    `core.legal_basis`, `core.limits`, `core.three_zero_ceilings`, `core.tender_limits`,
    `core.targets`, `core.grades`, `core.peer_group_units` and `core.stages`.
    """
    con.execute("create schema if not exists core")
    write_table(con, "legal_basis", legal_basis.COLUMNS, legal_basis.rows(folder))
    write_table(con, "limits", limits.LIMIT_COLUMNS, limits.limit_rows(folder))
    write_table(con, "three_zero_ceilings", limits.CEILING_COLUMNS, limits.ceiling_rows(folder))
    write_table(con, "tender_limits", limits.TENDER_LIMIT_COLUMNS, limits.tender_limit_rows(folder))
    write_table(con, "targets", targets.TARGET_COLUMNS, targets.target_rows(folder))
    write_table(con, "grades", targets.GRADE_COLUMNS, targets.grade_rows(folder))
    write_table(con, "peer_group_units", peer_groups.COLUMNS, peer_groups.peer_rows(folder))
    con.execute(
        "create or replace table core.stages as"
        " select stage, position, zh as name_zh, en as name_en, default_clock"
        " from read_csv(?, header = true, columns = {stage: 'VARCHAR', position: 'INTEGER',"
        " zh: 'VARCHAR', en: 'VARCHAR', default_clock: 'VARCHAR'})",
        [str(CODELIST_FOLDER / "stages.csv")],
    )


def write_table(
    con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[Row]
) -> None:
    """Put the rows of one policy file into `core`."""
    con.execute(f"create or replace table core.{name} ({columns})")
    found = list(rows)
    if not found:
        return
    # One statement: each one commits, and a commit waits for the disk.
    marks = ", ".join([f"({', '.join('?' * len(found[0]))})"] * len(found))
    con.execute(
        f"insert into core.{name} values {marks}", [value for row in found for value in row]
    )
