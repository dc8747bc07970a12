"""Notes pinned to a number, one indicator of one unit and month: what a person knows and no row says.

Units above see the notes of those below them; of a month a person has one note, and writing again puts the
new one in its place. None is deleted: what was taken back stays in the table and in the trail.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change, metadata
from audit_models.casework.workflow import NotHere, refuse_without
from audit_models.errors import Refused

LONGEST = 500
"""Letters of a note."""
MOST = 200
"""Notes of one reading."""

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("note_id", sa.Integer, primary_key=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("indicator_id", sa.String(20), nullable=False, index=True),
    sa.Column("unit_code", sa.String(40), nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author_id", sa.Integer, nullable=False),
    sa.Column("author", sa.String(100), nullable=False),
    sa.Column("written_on", sa.Date, nullable=False),
    sa.Column("withdrawn_on", sa.Date),
)
"""`seed`: the demonstration it was written on; what was written there is not seen on real data."""


@dataclass(frozen=True)
class Note:
    """One note that stands."""

    unit_code: str
    month: date
    text: str
    author_id: int
    author: str
    written_on: date


def write(
    casework: Casework,
    reach: Reach,
    indicator_id: str,
    unit_code: str,
    month: date,
    text: str,
    *,
    seed: int | None,
    today: date,
) -> None:
    """Pin a note to a number of the own units, in the place of the own one that is there.

    Raises:
        Refused: no right, another's unit, no words, or too many.
    """
    _require(reach, unit_code)
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Refused(
            f"请写明内容，最多{LONGEST}字。", f"Write the note, in at most {LONGEST} letters."
        )
    pin = {"indicator_id": indicator_id, "unit_code": unit_code, "month": month}
    author = {"author_id": reach.principal.account_id, "author": reach.principal.name}
    with casework.write(reach.actor) as change:
        _take_back(change, reach, pin, seed, today)
        change.connection.execute(
            notes.insert().values(**pin, **author, seed=seed, text=text, written_on=today)
        )
        change.record(
            "write_note",
            object_kind="indicator",
            object_id=indicator_id,
            unit_code=unit_code,
            after={"month": month, "text": text},
        )


def withdraw(
    casework: Casework,
    reach: Reach,
    indicator_id: str,
    unit_code: str,
    month: date,
    *,
    seed: int | None,
    today: date,
) -> None:
    """Take the own note back.

    Raises:
        Refused: no right, another's unit, or no own note there.
    """
    _require(reach, unit_code)
    pin = {"indicator_id": indicator_id, "unit_code": unit_code, "month": month}
    with casework.write(reach.actor) as change:
        if not _take_back(change, reach, pin, seed, today):
            raise Refused(
                "这里没有您写的批注；批注只能由本人撤回。",
                "There is no note of yours here; a note is taken back by who wrote it.",
            )
        change.record(
            "withdraw_note",
            object_kind="indicator",
            object_id=indicator_id,
            unit_code=unit_code,
            before={"month": month},
        )


def about(
    casework: Casework, reach: Reach, indicator_id: str, units: frozenset[str] | None
) -> list[Note]:
    """What stands about an indicator of some units (None: all) in the reader's reach, by month."""
    c = notes.c
    names = [c[name] for name in Note.__dataclass_fields__]
    query = (
        sa.select(*names)
        .where(
            c.indicator_id == indicator_id,
            c.withdrawn_on.is_(None),
            reach.within(c.unit_code),
            reach.same_data(c.seed),
            sa.true() if units is None else c.unit_code.in_(sorted(units)),
        )
        .order_by(c.month.desc(), c.note_id)
        .limit(MOST)
    )
    with casework.read() as connection:
        return [Note(**row) for row in connection.execute(query).mappings()]


def _require(reach: Reach, unit_code: str) -> None:
    refuse_without(Permission.NOTE, reach.principal)
    if not reach.covers(unit_code):
        raise NotHere


def _take_back(
    change: Change, reach: Reach, pin: dict[str, object], seed: int | None, today: date
) -> bool:
    """Whether the person had a note there."""
    c = notes.c
    taken_back = change.connection.execute(
        notes.update()
        .where(
            *(c[name] == value for name, value in pin.items()),
            c.seed.is_(None) if seed is None else c.seed == seed,
            c.author_id == reach.principal.account_id,
            c.withdrawn_on.is_(None),
        )
        .values(withdrawn_on=today)
    )
    return bool(taken_back.rowcount)
