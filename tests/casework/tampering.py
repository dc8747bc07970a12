"""The ways to falsify a trail, each at any position: what is done, and the first entry that is then bad."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from audit_models.casework import trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.casework.trail import Verified
from audit_models.settings import Settings

UNGUARD = {
    "sqlite": ("drop trigger trail_no_update", "drop trigger trail_no_delete"),
    "postgresql": ("drop trigger trail_append_only on trail",),
}


def written(home: Path, count: int) -> Casework:
    """A home with so many entries more."""
    casework = open_casework(Settings(home=home))
    for number in range(1, count + 1):
        casework.note(Actor(1, "wang", "inspector", "::1"), "read", object_kind="project",
                      object_id=f"p{number}", after={"n": number})  # fmt: skip
    casework.engine.dispose()
    return casework


def checked(home: Path) -> Verified:
    """What the check of the trail finds."""
    casework = open_casework(Settings(home=home))
    with casework.read() as connection:
        found = trail.verify(connection, casework.secret, casework.anchor)
    casework.engine.dispose()
    return found


def falsify(home: Path, *statements: str) -> None:
    """What somebody does who has the database and knows SQL."""
    engine = open_casework(Settings(home=home)).engine
    with engine.begin() as database:
        for statement in (*UNGUARD[engine.dialect.name], *statements):
            database.exec_driver_sql(statement)
    engine.dispose()


KINDS: dict[str, Callable[[int, int], Sequence[str]]] = {
    "edited": lambda n, _: [
        f"update trail set content = replace(content, '\"wang\"', '\"zhou\"') where seq = {n}"
    ],
    "moved in time": lambda n, _: [
        f"update trail set happened_at = '2020-01-01T00:00:00+00:00' where seq = {n}"
    ],
    "searched under another name": lambda n, _: [
        f"update trail set login = 'zhou' where seq = {n}"
    ],
    "removed": lambda n, _: [f"delete from trail where seq = {n}"],
    "removed and closed up": lambda n, last: [
        f"delete from trail where seq = {n}",
        *(f"update trail set seq = {after - 1} where seq = {after}"
          for after in range(n + 1, last + 1)),
    ],
    "swapped": lambda n, last: [
        f"update trail set seq = {last + 1} where seq = {n}",
        f"update trail set seq = {n} where seq = {n + 1}",
        f"update trail set seq = {n + 1} where seq = {last + 1}",
    ],
    "cut off": lambda n, _: [f"delete from trail where seq >= {n}"],
}  # fmt: skip
"""What is done to entry n of so many; n is then the first that is not in order."""


def found_at(made: Path, folder: Path, kind: str, seq: int, last: int, *, again: int = 0) -> bool:
    """Whether a copy of a home, falsified at an entry, is found so, by the entry.

    `again`: so many entries are written on after it, as by somebody who hides that it was cut off.
    """
    home = folder / f"{kind}-{seq}-{again}".replace(" ", "_")
    shutil.copytree(made, home)
    falsify(home, *KINDS[kind](seq, last))
    if again:
        written(home, again)
    is_found = checked(home).first_bad_seq == seq
    shutil.rmtree(home)
    return is_found
