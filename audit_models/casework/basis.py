"""What the newest snapshot says about the office in which casework happens: days, units, the data's kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from audit_models.calendar import WorkingDays
from audit_models.china_time import CHINA
from audit_models.records import records
from audit_models.snapshot import Snapshot


@dataclass(frozen=True)
class Basis:
    """The day it is, its calendar, and the tree of units."""

    today: date
    days: WorkingDays
    parents: Mapping[str, str | None]
    snapshot_id: str
    seed: int | None
    """The seed of demonstration data; matters of demonstration and of real data never meet."""

    def line(self, unit_code: str | None) -> Iterator[str]:
        """A unit and every unit above it."""
        while unit_code is not None:
            yield unit_code
            unit_code = self.parents.get(unit_code)


def basis_of(snapshot: Snapshot, today: date | None = None) -> Basis:
    """The basis that a snapshot gives; `snapshot` is the whole one, not a reader's part of it."""
    days, parents = _read(snapshot)
    day = today or datetime.now(CHINA).date()
    return Basis(day, days, parents, snapshot.id, snapshot.facts.seed)


@lru_cache(maxsize=4)
def _read(snapshot: Snapshot) -> tuple[WorkingDays, dict[str, str | None]]:
    days = snapshot.query("select day, is_workday from core.days order by day")
    units = snapshot.query("select unit_code, parent_code from core.units")
    known = {day.date(): bool(is_on) for day, is_on in zip(*map(days.get, days), strict=True)}
    parents = {
        row["unit_code"]: row["parent_code"] if isinstance(row["parent_code"], str) else None
        for row in records(units)
    }
    return WorkingDays(known), parents
