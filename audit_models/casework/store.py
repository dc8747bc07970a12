"""The casework store: SQLite by default, PostgreSQL by URL; no change without its trail entry.

Tables are declared next to the code that uses them, on the one `metadata`; Alembic brings an existing
database up to date when it is opened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa

from audit_models.access import Principal
from audit_models.casework import read_only, trail
from audit_models.casework.engine import BUSY_MS, begin_alone, make_engine
from audit_models.casework.secret import load_secret
from audit_models.errors import Refused
from audit_models.settings import Settings

metadata = trail.metadata


@dataclass(frozen=True)
class Actor:
    """Who does something, as the trail names him."""

    account_id: int | None
    login: str
    role: str
    address: str

    @classmethod
    def of(cls, principal: Principal, address: str = "") -> "Actor":
        return cls(principal.account_id, principal.login, principal.role.value, address)

    @classmethod
    def system(cls) -> "Actor":
        """The program itself: deadlines, first accounts, work that was interrupted."""
        return cls(None, "system", "system", "")


class NoTrail(RuntimeError):
    """A change was about to be made without an entry in the trail; it was rolled back."""


@dataclass
class Change:
    """A change under way."""

    connection: sa.Connection
    actor: Actor
    secret: bytes
    entries: list[trail.Entry] = field(default_factory=list)

    def record(
        self,
        action: str,
        *,
        object_kind: str,
        object_id: str,
        unit_code: str | None = None,
        result: str = "done",
        before: Any = None,
        after: Any = None,
        reason: str | None = None,
        seq: int | None = None,
    ) -> None:
        """Enter into the trail what this change does; `seq` as for `trail.append`."""
        content = {
            "account_id": self.actor.account_id,
            "login": self.actor.login,
            "role": self.actor.role,
            "address": self.actor.address,
            "action": action,
            "object_kind": object_kind,
            "object_id": object_id,
            "unit_code": unit_code,
            "result": result,
            "before": before,
            "after": after,
            "reason": reason,
        }
        self.entries.append(trail.append(self.connection, self.secret, content, seq=seq))


class Casework:
    """One store; one object serves all threads of a process."""

    def __init__(
        self,
        url: str,
        *,
        home: Path,
        anchor: Path | None = None,
        idle: timedelta = timedelta(minutes=15),
        absolute: timedelta = timedelta(hours=12),
    ) -> None:
        self.home = home
        self.idle = idle
        """After so long without activity a session ends."""
        self.absolute = absolute
        """After so long a session ends, however busy."""
        self.secret = load_secret(home)
        self.anchor = anchor or home / "anchor" / "trail.anchor"
        self.engine = make_engine(url)
        self._queue = Lock()
        self.granted_until: date | None = None
        """The day up to which this process has put grants in force."""

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection to read with."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor, *, although_broken: bool = False) -> Iterator[Change]:
        """A transaction that happens whole, with its trail entries, or not at all.

        `although_broken`: what goes on while the trail is broken, so that people can look and be seen:
        signing in and out, an account's end, entries for what changes nothing.

        Raises:
            NoTrail: nothing was recorded.
            ReadOnly: the trail is broken.
        """
        with trail.anchoring(self.anchor) as anchor, self.engine.connect() as connection:
            with self._turn():
                begin_alone(connection)
                change = Change(connection, actor, self.secret)
                try:
                    self._look_back(connection, although_broken)
                    yield change
                    if not change.entries:
                        raise NoTrail("a change without an entry in the trail")
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
            # The next change is on its way while this one waits for the disk a second time.
            anchor(change.entries[-1])

    def _look_back(self, connection: sa.Connection, although_broken: bool) -> None:
        """Nothing is built on a head that is not as it was left."""
        read_only.declare(self.home, trail.verify_head(connection, self.secret, self.anchor))
        if not although_broken and read_only.found(self.home):
            raise read_only.ReadOnly

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Threads of this process queue here: those that wait for SQLite sleep, longer every time,
        while the database stands idle. After `BUSY_MS` it is left to the database to refuse."""
        is_mine = self._queue.acquire(timeout=BUSY_MS / 1000)
        try:
            yield
        finally:
            if is_mine:
                self._queue.release()

    def note(
        self, actor: Actor, action: str, *, object_kind: str, object_id: str, **more: Any
    ) -> None:
        """One entry for something that changes nothing: a read, an export, a denial."""
        with self.write(actor, although_broken=True) as change:
            change.record(action, object_kind=object_kind, object_id=object_id, **more)


def open_casework(settings: Settings) -> Casework:
    """The store of an installation, its schema brought up to date.

    Raises:
        Refused: the database cannot be reached, or is newer than this program.
    """
    # Imported when a store is opened: Alembic takes half a second, and most commands open none.
    from audit_models.casework.migrate import upgrade

    settings.home.mkdir(parents=True, exist_ok=True)
    url = settings.casework_url or f"sqlite:///{settings.home.absolute() / 'casework.db'}"
    casework = _connect(url, settings)
    try:
        upgrade(casework.engine)
    except sa.exc.OperationalError as error:
        raise Refused(
            f"无法打开业务数据库（{error.orig}）；请检查 AUDIT_CASEWORK_URL 和磁盘权限。",
            f"The casework database cannot be opened ({error.orig}); check AUDIT_CASEWORK_URL and the"
            " rights on the disk.",
        ) from error
    return casework


@contextmanager
def casework_if_any(settings: Settings) -> Iterator[Casework | None]:
    """The store of an installation for who makes a snapshot, closed at the end; None where there is none yet,
    as reading makes none.

    Raises:
        Refused: as `open_casework`.
    """
    if settings.casework_url is None and not (settings.home / "casework.db").exists():
        yield None
        return
    casework = open_casework(settings)
    try:
        yield casework
    finally:
        casework.engine.dispose()


def _connect(url: str, settings: Settings) -> Casework:
    try:
        return Casework(
            url,
            home=settings.home,
            anchor=settings.trail_anchor,
            idle=timedelta(minutes=settings.idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
        )
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        raise Refused(
            f"AUDIT_CASEWORK_URL 不可用（{error}）；PostgreSQL 还需安装驱动（如 pg8000，地址写作 postgresql+pg8000://…）。",
            f"AUDIT_CASEWORK_URL cannot be used ({error}); PostgreSQL needs a driver installed too (such as pg8000: postgresql+pg8000://…).",
        ) from error
