"""Kept views: a name and an address of one person, and nobody else's."""

from datetime import date
from pathlib import Path

import pytest

from audit_models.access import Principal, Role
from audit_models.casework import saved_views
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings

TODAY = date(2026, 3, 31)
MINE = Reach(Principal(1, "w", "吴", Role.INSPECTOR, "P"), None)
OTHERS = Reach(Principal(2, "c", "陈", Role.EXECUTIVE, "P"), None)
ADMINISTRATOR = Reach(Principal(3, "s", "沈", Role.SYSTEM_ADMINISTRATOR, None), frozenset())


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    return open_casework(Settings(home=tmp_path))


def save(casework: Casework, reach: Reach, name: str, address: str) -> None:
    saved_views.save(casework, reach, name, address, today=TODAY)


def test_a_view_is_its_owners_and_one_of_the_same_name_takes_its_place(casework: Casework) -> None:
    save(casework, MINE, "月会", "/?lang=zh")
    save(casework, OTHERS, "月会", "/rules?lang=zh")
    save(casework, MINE, " 月会 ", "/monitor?lang=zh&id=I01")

    found = saved_views.of_person(casework, MINE)
    assert [(one.name, one.address) for one in found] == [("月会", "/monitor?lang=zh&id=I01")]
    saved_views.remove(casework, MINE, "月会")
    assert saved_views.of_person(casework, MINE) == []
    assert [one.address for one in saved_views.of_person(casework, OTHERS)] == ["/rules?lang=zh"]
    with pytest.raises(Refused):
        saved_views.remove(casework, MINE, "月会")


@pytest.mark.parametrize(
    ("reach", "name", "address"),
    [
        (MINE, "  ", "/"),
        (MINE, "长" * 61, "/"),
        (MINE, "外站", "//elsewhere.example/"),
        (MINE, "外站", "https://elsewhere.example/"),
        (MINE, "过长", "/" + "x" * 1000),
        (ADMINISTRATOR, "无权", "/"),
    ],
    ids=["no name", "long name", "another host", "another site", "long address", "no right"],
)
def test_what_cannot_be_kept_is_refused(
    casework: Casework, reach: Reach, name: str, address: str
) -> None:
    with pytest.raises(Refused):
        save(casework, reach, name, address)

    assert saved_views.of_person(casework, reach) == []
