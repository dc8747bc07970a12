"""Who asks, and over which units: every read and write of casework is narrowed by this."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from audit_models.access import Principal
from audit_models.casework.store import Actor


@dataclass(frozen=True)
class Reach:
    """A person and the units whose matters are his."""

    principal: Principal
    units: frozenset[str] | None
    """None: all units, and what belongs to no unit."""
    address: str = ""

    @property
    def actor(self) -> Actor:
        return Actor.of(self.principal, self.address)

    def covers(self, unit_code: str | None) -> bool:
        return self.units is None or unit_code in self.units

    def within(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """The condition that a row belongs to one of the person's units."""
        return sa.true() if self.units is None else column.in_(sorted(self.units))
