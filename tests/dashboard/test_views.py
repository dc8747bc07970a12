"""The queries of the pages give the numbers that were worked out by hand in `world.py`."""

from datetime import date

import pandas as pd
import pytest

from audit_models import views
from audit_models.snapshot import Snapshot
from tests.dashboard.many_rules import MANY
from tests.dashboard.world import CANARY_PHONE, SHOPS

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def value(snapshot: Snapshot, indicator: str, unit: str) -> tuple[str, float | None, int]:
    found = views.unit_values(snapshot, unit, MARCH, count=1).set_index("indicator_id")
    row = found.loc[indicator]
    number = None if pd.isna(row["value"]) else round(float(row["value"]), 4)
    return str(row["status"]), number, int(row["n"])


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("D1", ("ok", 6.0, 2)),
        ("D2", ("ok", 50.0, 1)),
        ("C1", ("ok", 20.6667, 3)),
        ("C2", ("ok", 4.0, 1)),
        ("D4", ("no_cases", None, 0)),
        ("P", ("ok", 16.5, 4)),
    ],
)
def test_each_level_has_the_mean_of_its_cases(
    snapshot: Snapshot, unit: str, expected: tuple[str, float | None, int]
) -> None:
    assert value(snapshot, "I01", unit) == expected


def test_what_was_not_supplied_is_insufficient_data_and_has_no_number(snapshot: Snapshot) -> None:
    assert value(snapshot, "I04", "P")[:2] == ("insufficient_data", None)


def test_children_are_the_units_directly_below(snapshot: Snapshot) -> None:
    found = views.children_values(snapshot, "I01", "P")

    assert set(found["unit_code"]) == {"C1", "C2"}
    assert len(found) == 2 * 3  # January, February, March


def test_the_window_ends_with_the_month_asked_for(snapshot: Snapshot) -> None:
    found = views.unit_values(snapshot, "P", date(2026, 2, 1), count=13)

    assert sorted(found["month"].dt.month.unique()) == [1, 2]


def test_cases_come_by_page_and_are_never_more_than_asked_for(snapshot: Snapshot) -> None:
    page = {"largest_first": True, "limit": 25}
    first = views.cases(snapshot, "I02", "P", MARCH, offset=0, **page)
    rest = views.cases(snapshot, "I02", "P", MARCH, offset=25, **page)

    assert views.count_cases(snapshot, "I02", "P", MARCH) == SHOPS
    assert (len(first), len(rest)) == (25, 5)
    assert not set(first["subject_id"]) & set(rest["subject_id"])


def test_no_page_is_longer_than_the_bound(snapshot: Snapshot) -> None:
    found = views.cases(snapshot, "I02", "P", MARCH, offset=0, limit=10_000_000, largest_first=True)

    assert len(found) <= views.PAGE_ROWS


def test_the_longest_case_comes_first(snapshot: Snapshot) -> None:
    found = views.cases(snapshot, "I01", "P", MARCH, offset=0, limit=5, largest_first=True)

    assert list(found["subject_id"]) == ["very_late", "waits_for_customer", "promptly", "quick"]
    assert list(found["numerator"]) == [50, 8, 4, 4]


def test_cases_of_a_county_are_its_own(snapshot: Snapshot) -> None:
    found = views.cases(snapshot, "I01", "D1", MARCH, offset=0, limit=5, largest_first=True)

    assert set(found["subject_id"]) == {"quick", "waits_for_customer"}


def test_a_hit_stands_in_the_month_that_its_coverage_counts_it_in(snapshot: Snapshot) -> None:
    covered = views.coverage(snapshot, "P", JANUARY).set_index("rule_id")

    assert (covered.loc["CP02", "state"], covered.loc["CP02", "hits"]) == ("hit", 1)
    assert views.count_hits(snapshot, "CP02", "P", JANUARY) == (1, 0)
    assert views.count_hits(snapshot, "CP02", "P", MARCH) == (0, 0)


def test_a_hit_brings_its_evidence(snapshot: Snapshot) -> None:
    row = views.hits(snapshot, "CP02", "C1", JANUARY, offset=0, limit=5).iloc[0]

    # From 5 January to 2 March: 19 + 16 + 1 working days.
    assert (row["subject_id"], row["evidence"]["days"]) == ("very_late", 36)


def test_another_city_does_not_see_the_hit(snapshot: Snapshot) -> None:
    assert views.count_hits(snapshot, "CP02", "C2", JANUARY) == (0, 0)


def test_a_hit_without_a_unit_stands_last_in_the_list_of_the_root(snapshot: Snapshot) -> None:
    found = views.hits(snapshot, "NW61", "P", MARCH, offset=0, limit=5)

    assert views.count_hits(snapshot, "NW61", "P", MARCH) == (1, 1)
    assert list(found["subject_id"]) == ["quick", "nobody"]
    assert pd.isna(found["unit_code"].iloc[1])


@pytest.mark.parametrize(("unit", "subjects"), [("C1", ["quick"]), ("D1", ["quick"]), ("C2", [])])
def test_a_hit_without_a_unit_stands_in_no_other_list(
    snapshot: Snapshot, unit: str, subjects: list[str]
) -> None:
    found = views.hits(snapshot, "NW61", unit, MARCH, offset=0, limit=5)

    assert views.count_hits(snapshot, "NW61", unit, MARCH) == (len(subjects), 0)
    assert list(found["subject_id"]) == subjects


def test_a_hit_without_a_unit_stands_in_its_own_month_alone(snapshot: Snapshot) -> None:
    assert views.count_hits(snapshot, "NW61", "P", JANUARY) == (0, 0)


def test_the_gravest_hits_of_a_project_come_first(snapshot: Snapshot) -> None:
    found = views.project_hits(snapshot, "quick")

    # A hit of severity H, M and L in each of six families, and the 45 of CT62; NW61 is of employees.
    assert list(found["severity"]) == ["H"] * (6 + MANY) + ["M"] * 6 + ["L"] * 6


def test_a_project_is_masked_before_it_leaves(snapshot: Snapshot) -> None:
    found = views.project(snapshot, "quick")

    assert found["contact_phone"].iloc[0] == "1•••"
    assert CANARY_PHONE not in found.to_csv()


def test_tasks_are_measured_on_both_clocks(snapshot: Snapshot) -> None:
    key = int(views.project(snapshot, "very_late")["project_key"].iloc[0])
    found = views.tasks(snapshot, key).set_index("work_order_id")

    # Friday 6 March after Monday 2 March: 3, 4, 5, 6.
    assert int(found.loc["v3", "late_workdays"]) == 4
    assert bool(found.loc["v1", "is_recorded_early"]) is True


def test_an_unknown_project_is_no_row(snapshot: Snapshot) -> None:
    assert views.project(snapshot, "no_such_project").empty


@pytest.mark.parametrize(
    ("typed", "found"),
    [("丁县", "D1"), ("dx", "D1"), ("dingxian", "D1"), ("D1", "D1"), ("ding county", "D1")],
)
def test_units_are_found_by_name_pinyin_initials_and_code(
    snapshot: Snapshot, typed: str, found: str
) -> None:
    assert found in set(views.find_units(snapshot, typed)["unit_code"])


@pytest.mark.parametrize("typed", ["'; drop table core.units; --", "%", "_", "", "   "])
def test_what_is_typed_is_text_and_no_pattern(snapshot: Snapshot, typed: str) -> None:
    assert views.find_units(snapshot, typed).empty


def test_grounds_come_in_the_order_asked_for(snapshot: Snapshot) -> None:
    asked = ["tendering_law.art_49", "tendering_law.art_4"]

    assert list(views.grounds(snapshot, asked)["ground"]) == asked
