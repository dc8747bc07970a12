"""What a page is asked to show: one snapshot, one unit, one month, one language.

Everything in an address is untrusted: a unit or a month that the snapshot does not have ends in a
plain sentence, the same for what does not exist and for what may not be seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from audit_models import format as fmt
from audit_models.access import Permission
from audit_models.catalogue import Catalogue, Unit, catalogue
from audit_models.errors import Refused
from audit_models.scope import ScopedSnapshot
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text
from audit_models.warehouse import Warehouse
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
