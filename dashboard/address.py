"""A page's whole state is its address: `/monitor?unit=210100&month=2026-10&lang=zh&id=I01`."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

from audit_models.text import LANGS, Lang

PAGE = re.compile(r"[1-9][0-9]{0,5}")
OF_ONE_PAGE = (
    "days", "id", "family", "state", "severity", "stage", "contractor", "selected", "pinned", "before", "level", "measure",
)  # fmt: skip
"""What means something on one page only."""
DAYS = re.compile(r"[1-9][0-9]{0,2}")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Address:
    """Where the reader is. What is None was not asked for: the page takes its own default."""

    path: str = "/"
    unit: str | None = None
    month: date | None = None
    lang: Lang = "zh"
    id: str | None = None
    """The thing shown: an indicator, a rule, a project or a table."""
    family: str | None = None
    state: str | None = None
    severity: str | None = None
    """What the list of rules is narrowed by, one by one."""
    stage: str | None = None
    contractor: str | None = None
    """What the hits of rules are narrowed by."""
    selected: str | None = None
    """The unit that stands out among its peers in every chart of a page; several with commas between."""
    pinned: str | None = None
    """The units that are set side by side, as their codes with commas between."""
    level: str | None = None
    """The level whose units are compared with each other."""
    measure: str | None = None
    """What of an indicator is compared: its cases, or these a working day; None: the indicator itself."""
    peers: str | None = None
    """The group of comparable units that a page is narrowed to; None: that of the unit, or all of the level."""
    before: str | None = None
    """The earlier snapshot that the current one is compared with."""
    days: int | None = None
    """Inspector-days at hand, for the list of risks."""
    page: int = 1
    """Which page of a list."""

    @property
    def search(self) -> str:
        """The query string, question mark included."""
        asked = {
            "unit": self.unit,
            "month": self.month.isoformat()[:7] if self.month else None,
            "lang": self.lang,
            "family": self.family,
            "state": self.state,
            "severity": self.severity,
            "stage": self.stage,
            "contractor": self.contractor,
            "id": self.id,
            "days": str(self.days) if self.days else None,
            "sel": self.selected,
            "pin": self.pinned,
            "level": self.level,
            "by": self.measure,
            "peers": self.peers,
            "before": self.before,
            "page": str(self.page) if self.page > 1 else None,
        }
        # Not urlencode, which is ten times slower: a page has up to two thousand links.
        given = [f"{name}={quote(value, safe='')}" for name, value in asked.items() if value]
        return "?" + "&".join(given)

    @property
    def href(self) -> str:
        return self.path + self.search

    def to(self, **changes: Any) -> "Address":
        """Another address that differs in these parts; another path drops the thing shown and what
        its list was narrowed by, another unit drops those selected and pinned below it, and whatever
        changes but the language begins its list anew."""
        if set(changes) - {"lang"}:
            changes = {"page": 1, **changes}
        if changes.get("path", self.path) != self.path:
            changes = {**dict.fromkeys(OF_ONE_PAGE), **changes}
        elif changes.get("unit", self.unit) != self.unit:
            changes = {"selected": None, "pinned": None, **changes}
        return replace(self, **changes)


def read_address(path: object, search: object) -> Address:
    """The address in the browser's bar. Never raises: what cannot be read was not asked for."""
    given = dict(parse_qsl(search.removeprefix("?"))) if isinstance(search, str) else {}
    lang = given.get("lang")
    return Address(
        path=path if isinstance(path, str) and path.startswith("/") else "/",
        unit=given.get("unit"),
        month=read_month(given.get("month")),
        lang="en" if lang == "en" else LANGS[0],
        id=given.get("id"),
        family=given.get("family"),
        state=given.get("state"),
        severity=given.get("severity"),
        stage=given.get("stage"),
        contractor=given.get("contractor"),
        selected=given.get("sel"),
        pinned=given.get("pin"),
        level=given.get("level"),
        measure=given.get("by"),
        peers=given.get("peers"),
        before=given.get("before"),
        days=int(given["days"]) if DAYS.fullmatch(given.get("days", "")) else None,
        page=int(page) if PAGE.fullmatch(page := given.get("page", "1")) else 1,
    )


def read_month(text: str | None) -> date | None:
    """`2026-10` as the first of October; None for anything else."""
    found = MONTH.fullmatch(text or "")
    if not found or found[1] == "0000":
        return None
    return date(int(found[1]), int(found[2]), 1)
