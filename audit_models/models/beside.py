"""Training on a published snapshot while it is open elsewhere: in a process of its own.

Features need temporary tables and a search path; a reader's connection allows neither, and one process
cannot open a file in two ways.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from audit_models.errors import Refused
from audit_models.models.train import train
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from audit_models.warehouse import Warehouse


def train_beside(snapshot: Snapshot, *, seed: int = 0) -> dict[str, Any]:
    """The facts of a model trained on the snapshot, its card among them; the model itself is not kept.

    Raises:
        Refused: too few labels, one class only, a suspected leak, or the snapshot has no file.
    """
    if snapshot.home is None:
        raise Refused(
            "这个快照没有文件，无法训练。",
            "This snapshot has no file, so nothing can be trained on it.",
        )
    path = Warehouse(snapshot.home).path(snapshot.id)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        found = beside.submit(_facts, path, seed).result()
    if isinstance(found, Text):
        raise Refused(*found)
    return found


def _facts(path: Path, seed: int) -> dict[str, Any] | Text:
    with duckdb.connect(path, read_only=True) as connection:
        try:
            return train(connection, seed=seed)[1]
        except Refused as refused:
            return refused.text
