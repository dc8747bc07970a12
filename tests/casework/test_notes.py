"""Notes pinned to a number: who writes them, who sees them, and what stays of one taken back."""

from datetime import date
from pathlib import Path

import pytest

from audit_models.access import Principal, Role
from audit_models.casework import notes
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings

TODAY = date(2026, 3, 31)
MARCH = date(2026, 3, 1)
WHOLE = Reach(Principal(1, "w", "吴", Role.INSPECTOR, "P"), None, seed=None)
COUNTY = Reach(Principal(2, "c", "陈", Role.UNIT_OFFICER, "D1"), frozenset({"D1"}), seed=None)
SAME_COUNTY = Reach(Principal(3, "d", "邓", Role.INSPECTOR, "D1"), frozenset({"D1"}), seed=None)
OTHER = Reach(Principal(4, "e", "冯", Role.INSPECTOR, "D2"), frozenset({"D2"}), seed=None)


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    return open_casework(Settings(home=tmp_path))


def write(casework: Casework, reach: Reach, unit: str, text: str, month: date = MARCH) -> None:
    notes.write(casework, reach, "I01", unit, month, text, seed=None, today=TODAY)


def said(casework: Casework, reach: Reach, units: frozenset[str] | None = None) -> list[str]:
    return [one.text for one in notes.about(casework, reach, "I01", units)]


def test_a_note_is_seen_from_above_and_not_from_beside(casework: Casework) -> None:
    write(casework, COUNTY, "D1", "变压器到货晚")
    write(casework, WHOLE, "P", "全省停电检修", month=date(2026, 2, 1))

    assert said(casework, WHOLE) == ["变压器到货晚", "全省停电检修"]
    assert said(casework, WHOLE, frozenset({"C1", "D1", "D2"})) == ["变压器到货晚"]
    assert said(casework, COUNTY) == ["变压器到货晚"]
    assert said(casework, OTHER) == []
    # What is written about a demonstration is not seen on real data, nor the reverse.
    demonstration = Reach(WHOLE.principal, None, seed=7)
    assert said(casework, demonstration) == []
    assert notes.about(casework, WHOLE, "I02", None) == []


def test_writing_again_puts_the_new_note_in_the_place_of_the_own_one(casework: Casework) -> None:
    write(casework, COUNTY, "D1", "初稿")
    write(casework, SAME_COUNTY, "D1", "另一人")
    write(casework, COUNTY, "D1", "定稿")

    assert said(casework, WHOLE) == ["另一人", "定稿"]


def test_only_its_author_takes_a_note_back_and_the_trail_has_it_all(casework: Casework) -> None:
    write(casework, COUNTY, "D1", "变压器到货晚")
    with pytest.raises(Refused, match="by who wrote it"):
        notes.withdraw(casework, SAME_COUNTY, "I01", "D1", MARCH, seed=None, today=TODAY)
    notes.withdraw(casework, COUNTY, "I01", "D1", MARCH, seed=None, today=TODAY)

    assert said(casework, WHOLE) == []
    with casework.read() as connection:
        kept = connection.exec_driver_sql("select text, withdrawn_on from notes").all()
        trail = connection.exec_driver_sql(
            "select action, object_id from trail order by seq desc limit 2"
        ).all()
    assert [(text, str(day)) for text, day in kept] == [("变压器到货晚", "2026-03-31")]
    assert [tuple(row) for row in trail] == [
        ("withdraw_note", "I01"),
        ("write_note", "I01"),
    ]


@pytest.mark.parametrize(
    ("reach", "unit", "text"),
    [
        pytest.param(OTHER, "D1", "别人的单位", id="another unit"),
        pytest.param(COUNTY, "C1", "上级单位", id="the unit above"),
        pytest.param(COUNTY, "D1", "  ", id="no words"),
        pytest.param(COUNTY, "D1", "长" * 501, id="too many words"),
        pytest.param(
            Reach(Principal(5, "s", "沈", Role.SYSTEM_ADMINISTRATOR, None), None, seed=None),
            "D1",
            "无权",
            id="no right",
        ),
    ],
)
def test_what_may_not_be_written_is_refused(
    casework: Casework, reach: Reach, unit: str, text: str
) -> None:
    with pytest.raises(Refused):
        write(casework, reach, unit, text)

    assert said(casework, WHOLE) == []
