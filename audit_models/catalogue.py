"""What a snapshot was computed with, and of whom: its units, months, indicators and rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from audit_models.views.peer_groups import peer_groups


@dataclass(frozen=True)
class Unit:
    """One supply unit."""

    code: str
    name: Text
    level: str
    parent: str | None


@dataclass(frozen=True)
class Definition:
    """An indicator or a rule as the snapshot was computed with it."""

    kind: str
    id: str
    header: dict[str, Any]
    sql: str
    hash: str

    def text(self, key: str) -> Text:
        """One of the header's texts; empty where the definition has none."""
        value = self.header.get(key) or {"zh": "", "en": ""}
        return Text(value["zh"], value["en"])

    @property
    def title(self) -> Text:
        return self.text("title")

    @property
    def unit(self) -> str:
        return str(self.header.get("unit", ""))

    @property
    def better(self) -> str:
        return str(self.header.get("better", "none"))


@dataclass(frozen=True)
class PeerGroup:
    """Units of one level that are compared with each other."""

    id: str
    level: str
    name: Text
    criterion: Text
    members: tuple[tuple[str, date, date], ...]
    """Unit, and the first and last day on which it belongs to the group."""

    def units(self, month: date) -> frozenset[str]:
        """The units of a month: those that belong on its first day."""
        return frozenset(unit for unit, first, last in self.members if first <= month <= last)


@dataclass(frozen=True)
class Catalogue:
    """What hardly any page or document can do without; read once per snapshot."""

    units: dict[str, Unit]
    months: tuple[date, ...]
    indicators: dict[str, Definition]
    rules: dict[str, Definition]
    calendar_until: date | None
    groups: tuple[PeerGroup, ...] = ()

    @property
    def root(self) -> Unit:
        """The highest unit that the reader sees."""
        return next(unit for unit in self.units.values() if unit.parent is None)

    def ancestors(self, unit: Unit) -> list[Unit]:
        """The unit with all above it, the root first."""
        above = self.ancestors(self.units[unit.parent]) if unit.parent else []
        return [*above, unit]

    def children(self, unit: Unit) -> list[Unit]:
        return [child for child in self.units.values() if child.parent == unit.code]


@lru_cache(maxsize=64)
def catalogue(snapshot: Snapshot) -> Catalogue:
    """The units, months and definitions of a snapshot, which never change."""
    found = [
        Definition(row["kind"], row["id"], row["header"], row["sql"], row["hash"])
        for row in records(views.definitions(snapshot))
    ]
    return Catalogue(
        units={row["unit_code"]: _unit(row) for row in records(views.units(snapshot))},
        months=tuple(day.date() for day in views.months(snapshot)["month"]),
        indicators={one.id: one for one in found if one.kind == "indicator"},
        rules={one.id: one for one in found if one.kind == "rule"},
        calendar_until=views.calendar_until(snapshot),
        groups=tuple(_groups(records(peer_groups(snapshot)))),
    )


def _groups(rows: Sequence[Mapping[Any, Any]]) -> Iterator[PeerGroup]:
    for group, of_group in groupby(rows, key=lambda row: row["peer_group"]):
        first, *more = of_group
        yield PeerGroup(
            group,
            first["level"],
            Text(first["name_zh"], first["name_en"]),
            Text(first["criterion_zh"], first["criterion_en"]),
            tuple(
                (
                    row["unit_code"],
                    *(date.fromisoformat(row[end]) for end in ("valid_from", "valid_to")),
                )
                for row in (first, *more)
            ),
        )


def name_of(row: Mapping[Any, Any]) -> Text:
    """A unit's name; in English its Chinese name where it has no other."""
    return Text(row["name_zh"], row["name_en"] if fmt.is_number(row["name_en"]) else row["name_zh"])


def _unit(row: Mapping[Any, Any]) -> Unit:
    parent = row["parent_code"] if fmt.is_number(row["parent_code"]) else None
    return Unit(row["unit_code"], name_of(row), row["level"], parent)
