"""The snapshots of a home, and the pointer `CURRENT` that says which one is shown.

A snapshot is written as a stage file, checked by another process, and only then given its name and
pointed at. A path is never used twice and a published file never written again, so a reader always
sees one generation, and a crash at any point leaves the old state or the new one.
"""

import secrets
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from audit_models import durable
from audit_models.errors import Refused
from audit_models.progress import Progress, silent
from audit_models.settings import PROJECT
from audit_models.snapshot import (
    SNAPSHOT_ID,
    Facts,
    Snapshot,
    digest_path,
    facts_or_none,
    open_published,
    path_of,
)
from audit_models.text import Text

LEFT_BEHIND = ("stage-", "intake-", "CURRENT.")
"""How the names begin of what only a killed import leaves in the folder."""

KEPT_OPEN = 3
NO_POINTER = "CURRENT"
"""Stands for the id where the pointer itself is missing or names nothing."""
_PUBLISHING = Text("检查并发布", "Checking and publishing")
_PUBLISHING_STEPS = 6
_SILENT = silent()


@dataclass(frozen=True)
class Listed:
    """One line of the list of snapshots; `facts` is None where the file cannot be read."""

    snapshot_id: str
    facts: Facts | None
    is_current: bool


@dataclass(frozen=True)
class Stage:
    """A snapshot in the making; nobody but its maker sees it."""

    id: str
    path: Path
    rejects: Path
    connection: duckdb.DuckDBPyConnection


class Warehouse:
    """The snapshots of one home folder; one object serves all threads of a process."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.folder = self.home / "snapshots"
        self._guard = threading.Lock()
        self._open: dict[str, tuple[tuple[int, ...] | None, Snapshot]] = {}

    # Reading

    def path(self, snapshot_id: str) -> Path:
        """Where a snapshot's file is, or would be."""
        return self.folder / f"{snapshot_id}.duckdb"

    def rejects_path(self, snapshot_id: str) -> Path:
        """The rejected rows of a snapshot's import, for Excel."""
        return self.folder / f"{snapshot_id}.rejects.csv"

    def current_id(self) -> str | None:
        """What `CURRENT` says; None where it is missing or holds no snapshot id."""
        try:
            text = (
                durable.patiently(lambda: (self.folder / "CURRENT").read_bytes()).decode().strip()
            )
        except (OSError, UnicodeDecodeError):
            return None
        return text if SNAPSHOT_ID.fullmatch(text) else None

    def current(self) -> Snapshot:
        """The snapshot to show now; ask once per request and keep the answer for all of it.

        Where the current one is missing or damaged, the newest good one, whose `notice` says so.

        Raises:
            Refused: there is no readable snapshot at all.
        """
        wanted = self.current_id() or NO_POINTER
        with self._guard:
            signature = durable.signature(self.path(wanted))
            known = self._open.get(wanted)
            if known is None or known[0] != signature:
                known = (signature, self._open_or_newest(wanted))
                self._open.pop(wanted, None)
                self._open[wanted] = known
                for stale in list(self._open)[:-KEPT_OPEN]:
                    del self._open[stale]
            return known[1]

    def open(self, snapshot_id: str) -> Snapshot:
        """One snapshot by its id, whatever `CURRENT` says.

        Raises:
            Refused: there is none of this id, or its file is damaged.
        """
        return open_published(path_of(self.home, snapshot_id))

    def list(self) -> tuple[Listed, ...]:
        """Every snapshot, newest first, those that cannot be read last."""
        current = self.current_id()
        found = [
            Listed(path.stem, facts_or_none(path), path.stem == current)
            for path in self.folder.glob("*.duckdb")
            if SNAPSHOT_ID.fullmatch(path.stem)
        ]
        return tuple(sorted(found, key=_age, reverse=True))

    # Changing which snapshot is shown

    def use(self, snapshot_id: str) -> None:
        """Show this snapshot from now on.

        Raises:
            Refused: there is none of this id, its file is damaged, or an import is running.
        """
        path = path_of(self.home, snapshot_id)
        with self._lock():
            open_published(path)
            self._point_at(snapshot_id)

    def prune(self, *, keep: int) -> tuple[str, ...]:
        """Delete all but the newest `keep` snapshots and the current one; returns what was deleted.

        Raises:
            Refused: an import is running.
        """
        with self._lock():
            current = self.current_id()
            doomed = [one.snapshot_id for one in self.list()[keep:] if one.snapshot_id != current]
            for snapshot_id in doomed:
                self._remove_all_of(snapshot_id)
        return tuple(doomed)

    def tidy(self) -> None:
        """Remove what killed imports left behind, unless an import is running."""
        with suppress(Refused), self._lock():
            self._sweep()

    # Making a snapshot

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """A new stage file, with the import lock held; gone at the end unless it was published.

        Raises:
            Refused: another import is running.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock():
            self._sweep()
            snapshot_id = self._unused_id()
            path = self.folder / f"stage-{snapshot_id}.duckdb"
            connection = duckdb.connect(path)
            try:
                yield Stage(snapshot_id, path, path.with_suffix(".rejects.csv"), connection)
            finally:
                with suppress(duckdb.Error):
                    connection.close()
                self._sweep()

    def publish(self, stage: Stage, *, progress: Progress = _SILENT) -> None:
        """Have another process check a finished stage file, name it, and show it from now on.

        Raises:
            Refused: the file did not pass the check; nothing was changed.
        """
        _count_rows(stage.connection)
        stage.connection.execute("checkpoint")
        stage.connection.close()
        durable.flush(stage.path)
        progress.step(_PUBLISHING, 1, _PUBLISHING_STEPS)
        check_in_another_process(stage.path, stage.id)
        progress.step(_PUBLISHING, 2, _PUBLISHING_STEPS)
        if stage.rejects.exists():
            durable.flush(stage.rejects)
            durable.patiently(lambda: stage.rejects.replace(self.rejects_path(stage.id)))
        digest_line = f"{durable.digest(stage.path)}  {stage.id}.duckdb\n"
        durable.write(digest_path(self.path(stage.id)), digest_line)
        progress.step(_PUBLISHING, 3, _PUBLISHING_STEPS)
        stage.path.chmod(stat.S_IRUSR | stat.S_IRGRP)
        progress.step(_PUBLISHING, 4, _PUBLISHING_STEPS)
        durable.patiently(lambda: stage.path.rename(self.path(stage.id)))
        durable.flush_folder(self.folder)
        progress.step(_PUBLISHING, 5, _PUBLISHING_STEPS)
        self._point_at(stage.id)
        progress.step(_PUBLISHING, 6, _PUBLISHING_STEPS)

    # Inside

    def _open_or_newest(self, wanted: str) -> Snapshot:
        if self.path(wanted).exists():
            with suppress(Refused):
                return open_published(self.path(wanted))
        for one in self.list():
            with suppress(Refused):
                newest = open_published(self.path(one.snapshot_id))
                return replace(newest, notice=_fallback(wanted, newest.facts))
        raise Refused(
            "还没有可读的快照；请先运行 import 或 demo。",
            "There is no readable snapshot yet; run import or demo first.",
        )

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.home / "import.lock", timeout=0):
                yield
        except Timeout:
            raise Refused(
                "另一个导入正在进行；请等它结束后再试。",
                "Another import is running; try again when it has ended.",
            ) from None

    def _unused_id(self) -> str:
        while True:
            snapshot_id = secrets.token_hex(4)
            if not any(self.folder.glob(f"*{snapshot_id}*")):
                return snapshot_id

    def _sweep(self) -> None:
        """Remove stage files, and companions whose snapshot was never finished. Needs the lock."""
        finished = {path.stem for path in self.folder.glob("*.duckdb")}
        for path in list(self.folder.glob("*")):
            owner = path.name.partition(".")[0]
            is_companion = SNAPSHOT_ID.fullmatch(owner) is not None
            if path.name.startswith(LEFT_BEHIND) or (is_companion and owner not in finished):
                durable.remove(path)

    def _remove_all_of(self, snapshot_id: str) -> None:
        # The digest goes first: from then on nobody opens what is left, if this is interrupted.
        for path in (digest_path(self.path(snapshot_id)), *self.folder.glob(f"{snapshot_id}.*")):
            durable.remove(path)

    def _point_at(self, snapshot_id: str) -> None:
        durable.write(self.folder / "CURRENT", f"{snapshot_id}\n")


def check_in_another_process(path: Path, snapshot_id: str) -> None:
    """Open a finished file as a reader would, in a process that shares nothing with its writer.

    Raises:
        Refused: the file cannot be opened, or does not hold what it says.
    """
    command = [
        sys.executable,
        "-m",
        "audit_models.snapshot_check",
        str(path.absolute()),
        snapshot_id,
    ]
    child = subprocess.run(  # noqa: S603 - our own interpreter on our own module
        command, cwd=PROJECT, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if child.returncode != 0:
        problem = child.stderr.strip().splitlines()[-1:]
        raise Refused(
            f"新快照没有通过发布前的检查，未发布：{''.join(problem)}",
            f"The new snapshot failed its check and was not published: {''.join(problem)}",
        )


def _count_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Write how many rows each table has, so that the check compares with what was meant."""
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where database_name = current_database() and not temporary"
        " and schema_name in ('source', 'core', 'meta', 'result', 'origin') order by 1"
    ).fetchall()
    counts = " union all ".join(
        f"select '{name}' as table_name, count(*) as rows from {name}" for (name,) in tables
    )
    connection.execute(f"create table meta.row_counts as {counts}")


def _age(one: Listed) -> tuple[bool, str, str]:
    made = one.facts.created_at.isoformat(timespec="microseconds") if one.facts else ""
    return (one.facts is not None, made, one.snapshot_id)


def _fallback(wanted: str, shown: Facts) -> Text:
    return Text(
        f"当前快照 {wanted} 缺失或已损坏，现显示快照 {shown.snapshot_id}（数据截至 {shown.as_of}）。",
        f"The current snapshot {wanted} is missing or damaged; this is snapshot"
        f" {shown.snapshot_id} (data to {shown.as_of}).",
    )
