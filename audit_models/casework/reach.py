"""Who asks, and over which units: every read and write of casework is narrowed by this."""

from dataclasses import dataclass
from typing import Any, Literal

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
    seed: int | Literal["any"] | None = "any"
    """The seed of the data that is looked at, None for real data: matters of the two never meet."""

    @property
    def actor(self) -> Actor:
        return Actor.of(self.principal, self.address)

    def covers(self, unit_code: str | None) -> bool:
        return self.units is None or unit_code in self.units

    def same_data(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """The condition that a matter was made on the kind of data that is looked at."""
        if self.seed == "any":
            return sa.true()
        return column.is_(None) if self.seed is None else column == self.seed

    def within(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """The condition that a row belongs to one of the person's units."""
        return sa.true() if self.units is None else column.in_(sorted(self.units))
