"""The scorecard: its numbers, a line a family of rules, what changed, and its sheet of paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from audit_models.snapshot import Snapshot
from tests.dashboard.many_rules import FAMILIES
from tests.dashboard.screens import HERE, Screen, listed


def row(screen: Screen, indicator: str) -> list[str]:
    cells = screen.page.locator(f"#scorecard-{indicator} td").all()
    return [cell.inner_text().replace("\n", " ") for cell in cells]


def line(screen: Screen, family: str) -> list[str]:
    """What a family's line of the scorecard says, the states of its rules last."""
    cells = screen.page.locator(f"#scorecard-family-{family} :is(th, td)").all()
    return [" ".join(cell.inner_text().split()) for cell in cells]


def test_the_scorecard_shows_the_numbers_worked_out_by_hand(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")

    # Four cases are too few to be ranked, and three months too few for a signal.
    assert row(screen, "I01")[1:4] == ["16.5 working days", "≤ 40", "■ Met"]
    assert row(screen, "I01")[5:] == [
        "Too few months",
        "Not judged",
        "no peers There is no other unit of this level",
        "4 ✓ complete",
    ]
    assert row(screen, "I02")[1] == "6 working days"
    assert row(screen, "I05")[1] == "50%"


def test_no_number_is_a_dash_with_its_reason_and_never_zero(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert row(screen, "I03")[1] == "—"
    assert "本月无案例" in row(screen, "I03")[3]
    assert row(screen, "I04")[1] == "—"
    assert "数据不足" in row(screen, "I04")[3]
    assert "归档时间" in row(screen, "I04")[8]


def test_the_headline_names_what_was_missed(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=zh")

    assert screen.text("#scorecard-headline").startswith(
        "2026年3月，甲省供电公司的22项指标中3项达标，2项未达标：供电方案答复及时率50%（目标 100%）、"
        "疑点密度829.4每百件（目标 ≤ 5每百件），17项没有数值；规则发现疑点"
    )


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        # Three hits and three clean rules test all 34 projects.
        (
            "P",
            [
                "工程实施 IM",
                "3",
                "204",
                "10条规则 ▲ 3 有疑点 ✓ 3 无疑点 – 1 不适用 ◌ 2 数据不足 ✕ 1 出错",
            ],
        ),
        ("C2", ["工程实施 IM", "0", "186", "10条规则 ✓ 6 无疑点 – 1 不适用 ◌ 2 数据不足 ✕ 1 出错"]),
        ("D4", ["工程实施 IM", "—", "—", "10条规则 – 7 不适用 ◌ 2 数据不足 ✕ 1 出错"]),
    ],
)
def test_the_scorecard_has_a_line_a_family(screen: Screen, unit: str, words: list[str]) -> None:
    screen.open(f"/?unit={unit}&month=2026-03&lang=zh")

    assert line(screen, "IM") == words
    reported = screen.page.locator("#scorecard-reported").all_inner_texts()
    assert reported == {
        "P": ["2/2地市已报"],
        # No project of D4 was accepted, energised or archived in March, nor anything else.
        "C2": ["1/2区县已报 · 没有本月案例：庚县供电公司"],
        "D4": [],
    }.get(unit)
    assert screen.page.locator(".families tbody").count() == len(FAMILIES)


def test_a_family_line_leads_to_the_rules_of_that_family_unit_and_month(screen: Screen) -> None:
    screen.open("/?unit=D1&month=2026-03&lang=en")
    screen.go("#scorecard-family-CT th a")

    assert screen.address == "/rules?unit=D1&month=2026-03&lang=en&family=CT"
    assert listed(screen) == [*(f"CT{number}" for number in range(51, 61)), "CT62"]
    assert screen.page.locator(".register tbody").count() == 1


def test_a_state_on_a_family_line_leads_to_the_rules_in_it(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")
    screen.go("#scorecard-family-NW .tally a")

    assert screen.address == f"/rules?{HERE}&lang=en&family=NW&state=hit"
    assert listed(screen) == ["NW51", "NW52", "NW53", "NW61"]


def test_since_last_month_is_short_and_counts_the_rest(screen: Screen) -> None:
    screen.open(f"/?{HERE}&lang=en")

    # Six rules of each family, CT62 and NW61 became hits or clean, CP02 found something undecided;
    # I01, I02, I05, I06 and I22 got numbers.
    states = screen.page.locator(".changes:not(.news) > li:visible")
    assert states.count() == 5
    assert screen.text(".rest summary") == "and 39 more"
    screen.go(".rest summary")
    assert states.count() == 44
    # Three hits of each family, the 45 of CT62, and two of NW61: one without a unit is the root's.
    news = [" ".join(text.split()) for text in screen.page.locator(".news > li").all_inner_texts()]
    assert news == [f"Hits this month {3 * len(FAMILIES) + 45 + 2}, last month 0"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scorecard_prints_on_one_sheet_that_names_its_snapshot(
    screen: Screen, snapshot: Snapshot, lang: str
) -> None:
    screen.open(f"/?{HERE}&lang={lang}")
    sheets = PdfReader(
        BytesIO(screen.page.pdf(prefer_css_page_size=True, print_background=True))
    ).pages

    assert len(sheets) == 1
    assert snapshot.id in sheets[0].extract_text()
    assert round(float(sheets[0].mediabox.width)) == 842  # A4 across, in points


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_rules_a_ribbon_and_all_that_was_unfolded_still_print_on_one_sheet(
    demonstration: Screen, lang: str
) -> None:
    demonstration.open(f"/?{HERE}&lang={lang}")
    demonstration.go(".rest summary")
    sheets = PdfReader(BytesIO(demonstration.page.pdf(prefer_css_page_size=True))).pages

    assert len(sheets) == 1
    assert "CT" in sheets[0].extract_text()
