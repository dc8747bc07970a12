"""The coverage matrix: every state where it belongs, and nothing unchecked that looks clean."""

from typing import Any

from audit_models.exports.sheet import Sheet, plain
from audit_models.scope import narrow
from audit_models.text import Lang
from audit_models.warehouse import Warehouse
from dashboard.address import read_address
from dashboard.pages.coverage import sheet
from dashboard.view import View, view_of
from tests.dashboard.screens import Screen

HERE = "unit=P&month=2026-03"


def cell(screen: Screen, rule: str, column: int) -> str:
    """What a screen reader hears of one cell."""
    line = screen.page.locator(".matrix tbody tr", has_text=rule).first
    return " ".join(line.locator("td").nth(column).locator(".only-heard").inner_text().split())


def columns(screen: Screen) -> list[str]:
    return screen.page.locator(".matrix thead th a").all_inner_texts()


def test_a_city_has_the_hits_of_its_counties_and_the_matrix_the_units_below(screen: Screen) -> None:
    screen.open(f"/coverage?{HERE}&lang=en", ready=".matrix")

    assert len(columns(screen)) == 3  # the province, and its two cities
    # CT51 tests all 34 projects in March and hits quick, which is in D1 of C1: 3 projects there.
    assert cell(screen, "CT51", 0) == "Hits 1 hits in 34 checked"
    assert cell(screen, "CT51", 1) == "Hits 1 hits in 3 checked"
    assert cell(screen, "CT51", 2) == "Clean 0 hits in 31 checked"


def test_what_was_not_checked_is_never_clean(screen: Screen) -> None:
    screen.open(f"/coverage?{HERE}&lang=en&family=CT", ready=".matrix")

    assert cell(screen, "CT57", 0) == "Not applicable Not applicable"
    assert cell(screen, "CT58", 0) == "Insufficient data undecided: Contracts"
    assert cell(screen, "CT60", 0).startswith("Error")
    assert screen.page.locator(".matrix tbody").count() == 1


def test_a_county_is_shown_month_by_month_and_a_cell_leads_to_the_rule(screen: Screen) -> None:
    screen.open("/coverage?unit=D1&month=2026-03&lang=en", ready=".matrix")

    assert columns(screen) == ["2026-01", "2026-02", "2026-03"]
    # quick and very_late of D1 were energised in March.
    assert cell(screen, "CT51", 2) == "Hits 1 hits in 2 checked"
    assert cell(screen, "CT51", 0) == "Not applicable Not applicable"

    line = screen.page.locator(".matrix tbody tr", has_text="CT51").first
    line.locator("td a").nth(2).focus()
    screen.page.keyboard.press("Enter")
    screen.settle()
    assert screen.address == "/rules?unit=D1&month=2026-03&lang=en&id=CT51"


def test_the_file_names_what_is_missing_and_counts_no_hits_where_nothing_was_decided(
    warehouse: Warehouse,
) -> None:
    """C1 and its counties D1 … over three months; what C2 has stays out of what a reader of C1 is given."""
    reader = narrow(warehouse.current(), "C1")
    view = view_of(reader, read_address("/coverage", "?unit=C1&month=2026-03&lang=en&family=CT"))

    found = {(row[0], row[3], f"{row[6]:%Y-%m}"): row[7:] for row in written(sheet(view), "en")}

    assert {unit for _, unit, _ in found} == {"C1", *children_of_c1(view)}
    assert {month for *_, month in found} == {"2026-01", "2026-02", "2026-03"}
    assert found["CT51", "C1", "2026-03"] == ["Hits", 3, 1, ""]
    assert found["CT54", "C1", "2026-03"] == ["Clean", 3, 0, ""]
    assert found["CT57", "C1", "2026-03"] == ["Not applicable", 0, "", ""]
    assert found["CT58", "C1", "2026-03"] == ["Insufficient data", 0, "", "Contracts"]
    assert found["CT60", "C1", "2026-03"][:3] == ["Error", 0, ""]


def children_of_c1(view: View) -> set[str]:
    return {unit.code for unit in view.catalogue.children(view.unit)}


def written(made: Sheet, lang: Lang) -> list[list[Any]]:
    """The cells as a file holds them."""
    return [[plain(cell, lang) for cell in row] for row in made.rows]
