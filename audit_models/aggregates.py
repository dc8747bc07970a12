"""Folders of aggregates: what pages show is counted once, when a snapshot is made."""

from pathlib import Path

import duckdb

from audit_models.progress import Progress, silent
from audit_models.text import Text


def write_aggregates(
    con: duckdb.DuckDBPyConnection, folder: Path, prefix: str, step: Text,
    *, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Fill `result.<prefix>_<name>` from every `NN_name.sql` of a folder, each one select, in their order."""
    progress = progress or silent()
    con.execute("create schema if not exists result")
    files = sorted(folder.glob("*.sql"))
    for done, path in enumerate(files):
        progress.step(step, done, len(files))
        name = path.stem.split("_", 1)[1]
        con.execute(f"create or replace table result.{prefix}_{name} as {path.read_text('utf-8')}")
    progress.step(step, len(files), len(files))
