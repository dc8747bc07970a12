"""Which group a page is narrowed to: the one asked for, the unit's own, or none."""

from datetime import date
from typing import Any, cast

import pandas as pd
import pytest

from audit_models.catalogue import Catalogue, PeerGroup, Unit
from audit_models.text import Text
from dashboard.address import Address
from dashboard.peer_groups import ALL, group_of, in_group, option, options
from dashboard.view import View

NO_NAME = Text("", "")
PARENTS = {"P": None, "A": "P", "B": "P", "A1": "A", "A2": "A", "B1": "B"}
LEVELS = {"P": "province", "A": "city", "B": "city"}
ALWAYS = (date(1900, 1, 1), date(9999, 12, 31))
SPRING, SUMMER = date(2026, 6, 1), date(2026, 7, 1)
GROUPS = (
    PeerGroup("port", "city", Text("港口市", "Ports"), NO_NAME, (("B", *ALWAYS),)),
    # A1 leaves the hills in mid-year.
    PeerGroup(
        "hills",
        "county",
        Text("山区县", "Hills"),
        NO_NAME,
        (("A1", date(1900, 1, 1), date(2026, 6, 30)), ("B1", *ALWAYS)),
    ),
)


def view(unit: str, *, month: date = SPRING, peers: str | None = None) -> View:
    units = {
        code: Unit(code, NO_NAME, LEVELS.get(code, "county"), parent)
        for code, parent in PARENTS.items()
    }
    known = Catalogue(units, (SPRING, SUMMER), {}, {}, None, GROUPS)
    return View(cast(Any, None), known, Address(peers=peers), units[unit], month)


def chosen(view: View) -> str | None:
    group = group_of(view)
    return group.id if group else None


@pytest.mark.parametrize(
    ("unit", "month", "peers", "expected"),
    [
        ("P", SPRING, None, None),
        ("P", SPRING, "port", "port"),
        ("P", SPRING, "hills", "hills"),
        ("A", SPRING, "hills", "hills"),
        ("A", SUMMER, "hills", None),
        ("A", SPRING, "port", None),
        ("A1", SPRING, None, "hills"),
        ("A1", SUMMER, None, None),
        ("A1", SPRING, ALL, None),
        ("A1", SPRING, "no such group", None),
        ("A2", SPRING, None, None),
    ],
)
def test_the_group_that_narrows_a_page(
    unit: str, month: date, peers: str | None, expected: str | None
) -> None:
    assert chosen(view(unit, month=month, peers=peers)) == expected


def test_only_units_of_the_group_s_level_are_narrowed() -> None:
    counties, cities = (pd.DataFrame({"unit_code": codes}) for codes in (["A1", "A2"], ["A", "B"]))
    of_hills = view("P", peers="hills")

    assert in_group(counties, of_hills)["unit_code"].tolist() == ["A1"]
    assert in_group(cities, of_hills)["unit_code"].tolist() == ["A", "B"]
    assert in_group(cities, view("P", peers="port"))["unit_code"].tolist() == ["B"]


def test_the_picker_offers_what_lies_below_and_nothing_where_there_are_no_groups() -> None:
    assert [one["value"] for one in options(view("P"))] == [ALL, "port", "hills"]
    assert [one["label"] for one in options(view("A1"))] == ["本级全部单位", "山区县"]
    assert option(view("A1")) == "hills"
    assert options(view("A", month=SUMMER)) == []
