"""The connection process of the hand-made province: see `world.py`.

March: quick (plan_reply), waits_for_customer (design), very_late (accept › survey › plan_reply › energise),
promptly and 30 shops without any task. very_late waits 1 working day before the survey, 33 before the
reply (18 in January, 15 in February with the Saturday 14 worked) and 14 before energising.
"""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from audit_models import views
from audit_models.comparisons import Effect
from audit_models.process.bunching import bunching
from audit_models.snapshot import Snapshot
from dashboard.process.compared import DAYS, SILENT, line
from tests.dashboard.screens import Screen

MARCH = date(2026, 3, 1)
HERE = "/process?unit=P&month=2026-03"


def test_totals_count_what_has_no_recorded_stage(snapshot: Snapshot) -> None:
    row = views.process_totals(snapshot, "P", MARCH, None).iloc[0]

    assert (row["cases"], row["without_way"], row["repeated"]) == (34, 31, 0)


def test_a_month_without_connections_has_no_row(snapshot: Snapshot) -> None:
    assert views.process_totals(snapshot, "D4", MARCH, None).empty
    assert views.process_totals(snapshot, "D1", MARCH, "lv_resident").empty


def test_waits_come_from_the_histogram_of_the_subtree(snapshot: Snapshot) -> None:
    edges = views.process_edges(snapshot, "C1", MARCH, "hv").dropna(
        subset=["from_stage", "to_stage"]
    )

    assert edges.set_index("to_stage")["median_wait"].to_dict() == {
        "survey": 1, "plan_reply": 33, "energise": 14,
    }  # fmt: skip


def test_the_cases_of_a_passage(snapshot: Snapshot) -> None:
    asked = ("survey>plan_reply", "P", MARCH, None)

    assert views.count_passage_cases(snapshot, *asked) == 1
    found = views.passage_cases(snapshot, *asked, offset=0, limit=10)
    assert list(found["project_id"]) == ["very_late"]


def test_the_excess_is_what_a_parabola_through_the_other_days_leaves() -> None:
    # The parabola through constant counts is that constant.
    margins = pd.DataFrame({"days_left": range(-5, 11), "replies": [4] * 5 + [20] + [4] * 10})
    found = bunching(margins)

    assert found is not None
    assert (found.on_last_day, found.replies) == (20, 80)
    assert found.expected == pytest.approx(4)
    assert found.excess == pytest.approx(16)
    assert found.half_width == pytest.approx(1.96 * 20**0.5)
    assert bunching(margins.head(5)) is None


@pytest.mark.parametrize(("lang", "words"), [("zh", "办结 34 件"), ("en", "34 completed")])
def test_the_page_in_both_languages(screen: Screen, lang: str, words: str) -> None:
    screen.open(f"{HERE}&lang={lang}&id=survey%3Eplan_reply")

    assert words in screen.text()
    assert "very_late" in screen.text()


def test_without_contracts_too_little_is_alike_to_be_compared(screen: Screen) -> None:
    screen.open(f"{HERE}&lang=en")

    assert screen.text().count("fewer than 5 alike") == 3


def test_a_comparison_is_told_so_that_positive_is_worse_for_others() -> None:
    # Affiliates' failures name no clause in 20 points less of the cases.
    silent = Effect(estimate=-0.2, low=-0.35, high=-0.05, ours=40, others=1200, left_out=3)
    view = SimpleNamespace(say=lambda text: text.en)

    assert line(SILENT, silent, -100, view) == [
        "Points more of failures that name no clause", "20", "5 … 35", "beyond chance", "40", "1,200",
    ]  # fmt: skip
    may_be = Effect(estimate=1.5, low=-1, high=4, ours=5, others=6, left_out=0)
    assert line(DAYS, may_be, 1, view)[1:4] == ["1.5", "-1 … 4", "may be chance"]


def test_nothing_completed_is_said_and_not_drawn(screen: Screen) -> None:
    screen.open("/process?unit=D4&month=2026-03&lang=zh&family=hv")

    assert "本月没有办结的高压工程。" in screen.text()


def test_who_chose_the_contractor_tells_missing_from_unknown(snapshot: Snapshot) -> None:
    # No contract was ever delivered; the plan of promptly was never replied to.
    replied = views.choice_steps(snapshot, "very_late").set_index("step")["state"].to_dict()
    silent = views.choice_steps(snapshot, "promptly").set_index("step")["state"].to_dict()

    assert replied == {
        "plan_reply": "found", "design": "unknown", "construction": "unknown",
        "entrustment": "unknown", "bids": "unknown",
    }  # fmt: skip
    assert silent["plan_reply"] == "missing"


def test_what_stands_out_and_another_unit_are_in_the_address(screen: Screen) -> None:
    """C1 made 3 connections in March, two of them without a recorded way; C2 made 31, none with one."""
    screen.open(
        "/process?unit=C1&month=2026-03&lang=en&state=late_entry&sel=C2", ready="#process-waits"
    )

    text = screen.text()
    assert "Recorded more than 1 working day after it happened" in text
    measures = screen.page.locator("table", has_text="Nine in ten within")
    line = measures.locator("tr", has_text="Completed")
    assert line.locator("td").all_inner_texts() == ["Completed", "3", "31"]
    assert line.page.locator("a.choice.is-current", has_text="Recorded late").count() == 1

    screen.page.locator("summary", has_text="Choose a unit to compare with").click()
    screen.go("text=Stop comparing")
    assert "sel=" not in screen.address
    assert screen.page.locator("#process-waits").count() == 0


def test_the_slider_says_how_much_of_the_ways_is_drawn_and_history_keeps_it(screen: Screen) -> None:
    screen.open(f"{HERE}&lang=en")
    # Drawing the page moves nothing: the address has no share until somebody asks for one.
    assert screen.address == f"{HERE}&lang=en"
    thumb = screen.page.locator("#process-coverage [role=slider]")
    assert thumb.get_attribute("aria-valuenow") == "95"
    thumb.focus()
    thumb.press("ArrowLeft")
    screen.page.wait_for_url("**state=90**")
    screen.settle()
    assert (
        screen.page.locator("#process-coverage [role=slider]").get_attribute("aria-valuenow")
        == "90"
    )
    screen.page.go_back()
    screen.settle()
    assert screen.address == f"{HERE}&lang=en"
