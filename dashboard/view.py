"""What a page is asked to show: one snapshot, one unit, one month, one language.

Everything in an address is untrusted: a unit or a month that the snapshot does not have ends in a
plain sentence, the same for what does not exist and for what may not be seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.access import Permission
from audit_models.errors import Refused
from audit_models.scope import ScopedSnapshot
from audit_models.text import Lang, Text
from audit_models.warehouse import Snapshot, Warehouse
from dashboard import session
from dashboard.address import Address

Row = Mapping[Any, Any]
"""One row of a query by column name."""

LEVELS = {
    "province": Text("省级", "Province"),
    "city": Text("市级", "City"),
    "county": Text("县级", "County"),
}

NOT_FOUND = Text(
    "没有找到：它不存在，或不在您可以查看的范围内。",
    "Not found: it does not exist, or you may not see it.",
)
NO_BUSINESS = Text(
    "您的角色不查看业务数据。",
    "Your role does not look at business data.",
)
NO_MONTH = Text("{month}的数据尚未导入。", "The data of {month} has not been imported yet.")


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
class Catalogue:
    """What hardly any page can do without; read once per snapshot."""

    units: dict[str, Unit]
    months: tuple[date, ...]
    indicators: dict[str, Definition]
    rules: dict[str, Definition]
    calendar_until: date | None

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


class Nothing(Exception):
    """There is nothing to show; the text says why, and `to` leads somewhere that has something."""

    def __init__(self, text: Text, *, to: Address | None = None, label: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.to, self.label = text, to, label


@dataclass(frozen=True)
class View:
    """One request: `address` holds the unit and month that are really shown."""

    snapshot: Snapshot
    catalogue: Catalogue
    address: Address
    unit: Unit
    month: date

    @property
    def lang(self) -> Lang:
        return self.address.lang

    @property
    def units(self) -> frozenset[str] | None:
        """The reader's units; None: all of the company."""
        return self.snapshot.units if isinstance(self.snapshot, ScopedSnapshot) else None

    def say(self, text: Text) -> str:
        return text.in_(self.lang)

    def href(self, **changes: Any) -> str:
        return self.address.to(**changes).href


@lru_cache(maxsize=64)
def catalogue(snapshot: Snapshot) -> Catalogue:
    """The units, months and definitions of a snapshot, which never change."""
    found = [
        Definition(row["kind"], row["id"], row["header"], row["sql"], row["hash"])
        for row in views.definitions(snapshot).to_dict("records")
    ]
    return Catalogue(
        units={row["unit_code"]: _unit(row) for row in views.units(snapshot).to_dict("records")},
        months=tuple(day.date() for day in views.months(snapshot)["month"]),
        indicators={one.id: one for one in found if one.kind == "indicator"},
        rules={one.id: one for one in found if one.kind == "rule"},
        calendar_until=views.calendar_until(snapshot),
    )


def _unit(row: Row) -> Unit:
    parent = row["parent_code"] if fmt.is_number(row["parent_code"]) else None
    return Unit(row["unit_code"], name_of(row), row["level"], parent)


def name_of(row: Row) -> Text:
    """A unit's name; in English its Chinese name where it has no other."""
    return Text(row["name_zh"], row["name_en"] if fmt.is_number(row["name_en"]) else row["name_zh"])


def open_view(warehouse: Warehouse, address: Address) -> View:
    """The view that an address asks for, as the request's account sees it.

    Raises:
        Nothing: no business data for this role, no snapshot, no such unit, or no data of that month.
    """
    if not session.may(Permission.READ):
        raise Nothing(NO_BUSINESS)
    try:
        snapshot = session.narrowed(warehouse.current())
    except Refused as refused:
        raise Nothing(refused.text) from refused
    return view_of(snapshot, address)


def view_of(snapshot: Snapshot, address: Address) -> View:
    """The view of one snapshot that an address asks for; notebooks choose the snapshot themselves.

    Raises:
        Nothing: no such unit, or no data of that month.
    """
    known = catalogue(snapshot)
    unit = known.units.get(address.unit) if address.unit else known.root
    if unit is None:
        top = address.to(unit=None, path="/")
        raise Nothing(NOT_FOUND, to=top, label=Text("回到首页", "Back to the start"))
    month = address.month or known.months[-1]
    if month not in known.months:
        latest = address.to(month=known.months[-1])
        raise Nothing(
            Text(
                NO_MONTH.zh.format(month=fmt.month(month, "zh")),
                NO_MONTH.en.format(month=fmt.month(month, "en")),
            ),
            to=latest,
            label=Text(
                f"最近可用：{fmt.month(known.months[-1], 'zh')}",
                f"Latest available: {fmt.month(known.months[-1], 'en')}",
            ),
        )
    return View(snapshot, known, replace(address, unit=unit.code, month=month), unit, month)
