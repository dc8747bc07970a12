"""What the search box finds: units, indicators, rules, contractors, and a project or finding of exactly that id.

Names are found by a part of them in Chinese or English, by pinyin or by its initials: `hyjd` is 恒源机电.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from dash.exceptions import PreventUpdate

from audit_models import views
from audit_models.casework.findings import register
from audit_models.catalogue import Definition, name_of
from audit_models.errors import Refused
from audit_models.pinyin import initials, spelling
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import session
from dashboard.address import Address
from dashboard.casework import reach
from dashboard.view import Nothing, View, open_view

MOST = 8
"""Of one kind in the list."""
OF_ONE_THING = ("/project", "/finding", "/network")
"""Pages that show one thing: a unit that is found there is shown on the scorecard."""
FINDING = Text("问题", "finding")
PROJECT = Text("客户工程", "project")
CONTRACTOR = Text("承包商", "contractor")

Place = dict[str, str]
"""`value`, an address, and `label`."""


def found_places(warehouse: Warehouse, address: Address, text: str) -> list[Place]:
    """Places that a text may mean; the value of each is an address."""
    try:
        view = open_view(warehouse, address.to(unit=None))
    except Nothing:
        raise PreventUpdate from None
    return [
        *_units(view, text),
        *_defined(view.catalogue.indicators.values(), "/indicator", text, view),
        *_defined(view.catalogue.rules.values(), "/rules", text, view),
        *_contractors(view, text),
        *_exact(view, text),
    ]


def unit_path(path: str) -> str:
    """Where a unit is shown: the page the reader is on, unless that shows one thing of its own."""
    return "/" if path in OF_ONE_THING else path


def _units(view: View, text: str) -> Iterator[Place]:
    for row in records(views.find_units(view.snapshot, text, limit=MOST)):
        label = f"{name_of(row).in_(view.lang)}  {row['unit_code']}"
        path = unit_path(view.address.path)
        yield {"value": view.href(unit=row["unit_code"], path=path), "label": label}


def _defined(known: Iterable[Definition], path: str, text: str, view: View) -> Iterator[Place]:
    """Indicators or rules whose id or initials begin with the text, or whose title contains it."""
    asked = text.replace(" ", "").lower()
    found = (one for one in known if _is_meant(one, asked))
    for one in islice(found, MOST):
        label = f"{one.id}  {one.title.in_(view.lang)}"
        yield {"value": view.href(path=path, id=one.id), "label": label}


def _is_meant(one: Definition, asked: str) -> bool:
    pinyin, initials = _spelled(one.title.zh)
    english = one.title.en.replace(" ", "").lower()
    is_part = any(asked in name for name in (one.title.zh.lower(), pinyin, english))
    return is_part or any(name.startswith(asked) for name in (one.id.lower(), initials))


@lru_cache(maxsize=1024)
def _spelled(name: str) -> tuple[str, str]:
    """Pinyin and its initials."""
    return spelling(name), initials(name)


def _contractors(view: View, text: str) -> Iterator[Place]:
    for row in records(views.find_contractors(view.snapshot, text, limit=MOST)):
        label = f"{row['name']}  {view.say(CONTRACTOR)} {row['contractor_id']}"
        to = view.href(path="/network", id=f"contractor:{row['contractor_id']}")
        yield {"value": to, "label": label}


def _exact(view: View, text: str) -> Iterator[Place]:
    if not views.project(view.snapshot, text).empty:
        yield {
            "value": view.href(path="/project", id=text),
            "label": f"{text}  {view.say(PROJECT)}",
        }
    try:
        with session.casework().read() as connection:
            finding = register.get(connection, reach(view), text.upper())
    except Refused:
        return
    yield {
        "value": view.href(path="/finding", id=finding.finding_id),
        "label": f"{finding.finding_id}  {view.say(FINDING)}",
    }
