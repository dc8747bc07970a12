"""One snapshot: an immutable DuckDB file, opened so that nothing but reading it is possible."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from audit_models import durable
from audit_models.errors import Refused
from audit_models.text import Text

if TYPE_CHECKING:
    # The check of a finished file runs in a process of its own, which pandas would make slow.
    import pandas as pd

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

Connection = duckdb.DuckDBPyConnection
Parameters = Sequence[object] | dict[str, object]
Row = dict[str, Any]
Answer = TypeVar("Answer")

SNAPSHOT_ID = re.compile(r"[0-9a-f]{8}")


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

    def query(self, sql: str, params: Parameters = ()) -> "pd.DataFrame":
        """The rows of one statement as a frame, for what is computed with.

        Raises:
            Refused: an older version of the program made the snapshot, without a relation that is named.
        """
        return self._asked(sql, params, lambda answer: answer.df())

    def rows(self, sql: str, params: Parameters = ()) -> list[Row]:
        """The rows of one statement by column name, for what is shown line by line: a small frame takes
        longer to put together and to take apart than DuckDB to answer. No value is None, a day a `date`.

        Raises:
            Refused: as for `query`.
        """
        return self._asked(sql, params, _by_name)

    def _asked(self, sql: str, params: Parameters, read: Callable[[Connection], Answer]) -> Answer:
        try:
            with self.connection.cursor() as cursor:
                return read(cursor.execute(sql, params))
        except duckdb.CatalogException as error:
            if "Table with name" not in str(error):
                raise
            raise outdated(self.id) from error

    def open_beside(self, snapshot_id: str) -> "Snapshot":
        """Another snapshot of the same home.

        Raises:
            Refused: there is none of this id, or its file is damaged.
        """
        if self.home is None:
            raise Refused("没有其他快照。", "There are no other snapshots.")
        return open_published(path_of(self.home, snapshot_id))


def _by_name(answer: Connection) -> list[Row]:
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def outdated(snapshot_id: str) -> Refused:
    """What is said where a snapshot lacks a relation that this version of the program reads."""
    return Refused(
        f"快照 {snapshot_id} 由较早的版本生成，没有这里要用的数据；请运行 python app.py run 重新计算。",
        f"Snapshot {snapshot_id} was made by an older version and lacks the data used here;"
        " compute it again with python app.py run.",
    )


def path_of(home: Path, snapshot_id: str) -> Path:
    """Where the file of a snapshot is.

    Raises:
        Refused: there is none of this id.
    """
    path = home / "snapshots" / f"{snapshot_id}.duckdb"
    if not SNAPSHOT_ID.fullmatch(snapshot_id) or not path.exists():
        raise Refused(
            f"没有编号为 {snapshot_id} 的快照；请用 snapshots list 查看现有快照。",
            f"There is no snapshot {snapshot_id}; see snapshots list.",
        )
    return path


def open_published(path: Path) -> Snapshot:
    """Open a finished snapshot whose bytes are still those that were published.

    Raises:
        Refused: it is damaged, incomplete, or was changed.
    """
    try:
        digest = digest_path(path).read_text(encoding="utf-8").partition(" ")[0]
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


def facts_or_none(path: Path) -> Facts | None:
    """What a file says of itself, without the check of its bytes; None where it cannot be read."""
    with suppress(duckdb.Error), duckdb.connect(path, read_only=True, config=READER) as connection:
        return _facts(connection)
    return None


def digest_path(path: Path) -> Path:
    """Where the SHA-256 of a published file is written down."""
    return path.with_suffix(".sha256")
