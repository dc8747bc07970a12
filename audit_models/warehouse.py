"""Snapshots: immutable DuckDB files, and the pointer `CURRENT` that says which one is shown.

A snapshot is written as a stage file, checked by another process, and only then given its name and
pointed at. A path is never used twice and a published file never written again, so a reader always
sees one generation, and a crash at any point leaves the old state or the new one.
"""

import re
import secrets
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from audit_models import durable
from audit_models.errors import Refused
from audit_models.progress import Progress, silent
from audit_models.settings import PROJECT
from audit_models.text import Text

READER: dict[str, Any] = {
    "enable_external_access": False,
    "lock_configuration": True,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "memory_limit": "2GB",
    # No place to spill to: a query that is too large is an error, never a file nor a dead process.
    "temp_directory": "",
}
"""How every reader opens a snapshot: it can read the snapshot, and nothing else on the machine."""

LEFT_BEHIND = ("stage-", "intake-", "CURRENT.")
"""How the names begin of what only a killed import leaves in the folder."""

KEPT_OPEN = 3
NO_POINTER = "CURRENT"
"""Stands for the id where the pointer itself is missing or names nothing."""
_ID = re.compile(r"[0-9a-f]{8}")
_PUBLISHING = Text("检查并发布", "Checking and publishing")
_PUBLISHING_STEPS = 6
_SILENT = silent()


@dataclass(frozen=True)
class Facts:
    """The one row of `meta.snapshot`."""

    snapshot_id: str
    created_at: datetime
    as_of: date
    data_from: date
    app_version: str
    definitions_hash: str
    seed: int | None

    @property
    def is_demonstration(self) -> bool:
        return self.seed is not None


@dataclass(frozen=True)
class Snapshot:
    """One open snapshot; many threads may use it, and it never changes while somebody holds it."""

    facts: Facts
    connection: duckdb.DuckDBPyConnection
    notice: Text | None = None
    """Why this is not the snapshot that `CURRENT` names; pages show it."""
    home: Path | None = None
    """The home folder it came from, where other snapshots of the same office lie."""

    @property
    def id(self) -> str:
        return self.facts.snapshot_id

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> pd.DataFrame:
        """The rows of one statement."""
        with self.connection.cursor() as cursor:
            return cursor.execute(sql, params).df()

    def open_beside(self, snapshot_id: str) -> "Snapshot":
        """Another snapshot of the same home.

        Raises:
            Refused: there is none of this id, or its file is damaged.
        """
        if self.home is None:
            raise Refused("没有其他快照。", "There are no other snapshots.")
        return Warehouse(self.home).open(snapshot_id)


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
        return text if _ID.fullmatch(text) else None

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
        return _open(self._existing(snapshot_id))

    def list(self) -> tuple[Listed, ...]:
        """Every snapshot, newest first, those that cannot be read last."""
        current = self.current_id()
        found = [
            Listed(path.stem, _facts_or_none(path), path.stem == current)
            for path in self.folder.glob("*.duckdb")
            if _ID.fullmatch(path.stem)
        ]
        return tuple(sorted(found, key=_age, reverse=True))

    # Changing which snapshot is shown

    def use(self, snapshot_id: str) -> None:
        """Show this snapshot from now on.

        Raises:
            Refused: there is none of this id, its file is damaged, or an import is running.
        """
        path = self._existing(snapshot_id)
        with self._lock():
            _open(path)
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
            stage.rejects.replace(self.rejects_path(stage.id))
        digest_line = f"{durable.digest(stage.path)}  {stage.id}.duckdb\n"
        durable.write(_digest_path(self.path(stage.id)), digest_line)
        progress.step(_PUBLISHING, 3, _PUBLISHING_STEPS)
        stage.path.chmod(stat.S_IRUSR | stat.S_IRGRP)
        progress.step(_PUBLISHING, 4, _PUBLISHING_STEPS)
        stage.path.rename(self.path(stage.id))
        durable.flush_folder(self.folder)
        progress.step(_PUBLISHING, 5, _PUBLISHING_STEPS)
        self._point_at(stage.id)
        progress.step(_PUBLISHING, 6, _PUBLISHING_STEPS)

    # Inside

    def _existing(self, snapshot_id: str) -> Path:
        path = self.path(snapshot_id)
        if not _ID.fullmatch(snapshot_id) or not path.exists():
            raise Refused(
                f"没有编号为 {snapshot_id} 的快照；请用 snapshots list 查看现有快照。",
                f"There is no snapshot {snapshot_id}; see snapshots list.",
            )
        return path

    def _open_or_newest(self, wanted: str) -> Snapshot:
        if self.path(wanted).exists():
            with suppress(Refused):
                return _open(self.path(wanted))
        for one in self.list():
            with suppress(Refused):
                newest = _open(self.path(one.snapshot_id))
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
            is_companion = _ID.fullmatch(owner) is not None
            if path.name.startswith(LEFT_BEHIND) or (is_companion and owner not in finished):
                durable.remove(path)

    def _remove_all_of(self, snapshot_id: str) -> None:
        # The digest goes first: from then on nobody opens what is left, if this is interrupted.
        for path in (_digest_path(self.path(snapshot_id)), *self.folder.glob(f"{snapshot_id}.*")):
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
        " and schema_name in ('source', 'core', 'meta', 'result') order by 1"
    ).fetchall()
    counts = " union all ".join(
        f"select '{name}' as table_name, count(*) as rows from {name}" for (name,) in tables
    )
    connection.execute(f"create table meta.row_counts as {counts}")


def _open(path: Path) -> Snapshot:
    """Open a finished snapshot whose bytes are still those that were published."""
    try:
        digest = _digest_path(path).read_text(encoding="utf-8").partition(" ")[0]
        log = path.with_name(f"{path.name}.wal")
        if durable.digest(path) != digest or log.exists():
            raise OSError(f"{path.name} is not what was published")
        connection = duckdb.connect(path, read_only=True, config=READER)
        return Snapshot(_facts(connection), connection, home=path.parent.parent)
    except (duckdb.Error, OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"快照 {path.stem} 已损坏或不完整，无法打开；请用 snapshots use 换用另一个快照。",
            f"Snapshot {path.stem} is damaged or incomplete and cannot be opened;"
            " choose another with snapshots use.",
        ) from error


def _facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    columns = ", ".join(Facts.__dataclass_fields__)
    rows = connection.execute(f"select {columns} from meta.snapshot").fetchall()
    if len(rows) != 1:
        raise duckdb.InvalidInputException(f"meta.snapshot has {len(rows)} rows, not one")
    return Facts(*rows[0])


def _facts_or_none(path: Path) -> Facts | None:
    with suppress(duckdb.Error), duckdb.connect(path, read_only=True, config=READER) as connection:
        return _facts(connection)
    return None


def _age(one: Listed) -> tuple[bool, str, str]:
    made = one.facts.created_at.isoformat(timespec="microseconds") if one.facts else ""
    return (one.facts is not None, made, one.snapshot_id)


def _fallback(wanted: str, shown: Facts) -> Text:
    return Text(
        f"当前快照 {wanted} 缺失或已损坏，现显示快照 {shown.snapshot_id}（数据截至 {shown.as_of}）。",
        f"The current snapshot {wanted} is missing or damaged; this is snapshot"
        f" {shown.snapshot_id} (data to {shown.as_of}).",
    )


def _digest_path(path: Path) -> Path:
    return path.with_suffix(".sha256")
