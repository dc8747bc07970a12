"""Work of a person that takes longer than a request should: how far it is, what came out, and how to end it.

Each is one thread with a database connection of its own. A person has one at a time: the next ends the one
before. Nothing outlives the process, as nothing here is a result.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import duckdb
import pandas as pd

from audit_models.errors import Refused

Opened = Callable[[duckdb.DuckDBPyConnection], None]
"""Told the connection that the work runs on, before its first long statement."""
Work = Callable[[Opened], pd.DataFrame]

MOST_RUNNING = 2
"""Of all people together: each may take a gigabyte and two threads."""


class Trial:
    """One piece of work, running or ended."""

    def __init__(self, owner: int, work: Work) -> None:
        self.owner = owner
        self._ended = Event()
        self._cancelled = Event()
        self._con: duckdb.DuckDBPyConnection | None = None
        self._found: pd.DataFrame | None = None
        self._failure: Exception | None = None
        Thread(target=self._run, args=(work,), daemon=True).start()

    @property
    def is_running(self) -> bool:
        return not self._ended.is_set()

    @property
    def percent(self) -> float | None:
        """How much of the statement is done, as the engine estimates it; None where it does not say."""
        con = self._con
        if con is None or not self.is_running:
            return None
        try:
            found = float(con.query_progress())
        except duckdb.ConnectionException:
            # The work closed it in this moment.
            return None
        return found if found >= 0 else None

    def wait(self, seconds: float) -> None:
        """Until it has ended, at most so long."""
        self._ended.wait(seconds)

    def cancel(self) -> None:
        """End it; what it was computing is given up."""
        self._cancelled.set()
        con = self._con
        if con is not None and self.is_running:
            # What has been closed in this moment has ended by itself.
            with suppress(duckdb.ConnectionException):
                con.interrupt()

    def outcome(self) -> pd.DataFrame:
        """What came out.

        Raises:
            Refused: it was cancelled, or the work was refused.
        """
        if self._cancelled.is_set():
            raise Refused("已取消，没有改变任何结果。", "Cancelled; no result was changed.")
        if self._failure is not None:
            raise self._failure
        if self._found is None:
            raise RuntimeError("still running")
        return self._found

    def _opened(self, con: duckdb.DuckDBPyConnection) -> None:
        con.execute("set enable_progress_bar = true")
        con.execute("set enable_progress_bar_print = false")
        self._con = con
        if self._cancelled.is_set():
            raise duckdb.InterruptException("cancelled before it began")

    def _run(self, work: Work) -> None:
        try:
            self._found = work(self._opened)
        except Exception as failure:
            self._failure = failure
        finally:
            self._con = None
            self._ended.set()


class Trials:
    """The work of everybody, by a name that only its owner learns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, Trial] = {}

    def start(self, owner: int, work: Work) -> str:
        """Begin, in place of what this person had running.

        Raises:
            Refused: others have as much running as the machine is to bear.
        """
        with self._lock:
            for name, one in list(self._known.items()):
                if one.owner == owner:
                    one.cancel()
                    del self._known[name]
            if sum(one.is_running for one in self._known.values()) >= MOST_RUNNING:
                raise Refused(
                    "其他人正在试算，请稍后再试。",
                    "Others are trying something; try again in a moment.",
                )
            name = secrets.token_urlsafe(12)
            self._known[name] = Trial(owner, work)
            return name

    def find(self, name: Any, owner: int) -> Trial | None:
        """The work of this name, if it is this person's."""
        found = self._known.get(name) if isinstance(name, str) else None
        return found if found is not None and found.owner == owner else None
