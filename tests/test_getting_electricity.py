"""The published scores come out to one decimal; the index stands exactly at its borders."""

import pytest

from audit_models.getting_electricity import Practices, reliability_index, score

PUBLISHED = {
    # World Bank, Doing Business 2020, Getting Electricity: procedures, days, cost (% of income per
    # capita), index, published score.
    "China": (2, 32, 0.0, 7, 95.4),
    "United Arab Emirates": (2, 7, 0.0, 8, 100.0),
    "Korea, Rep.": (3, 13, 27.5, 8, 99.9),
}

ALL, NONE = Practices(*[True] * 5), Practices(*[False] * 5)


@pytest.mark.parametrize("economy", PUBLISHED)
def test_a_published_score_comes_out_to_one_decimal(economy: str) -> None:
    procedures, days, cost_percent, index, published = PUBLISHED[economy]
    found = score(procedures=procedures, days=days, cost_percent=cost_percent, index=index)
    assert found.total == pytest.approx(published, abs=0.0501)


def test_components_are_linear_between_worst_and_best_and_clipped_beyond() -> None:
    found = score(procedures=6, days=133, cost_percent=4050, index=4)
    assert (found.procedures, found.days, found.cost, found.index, found.total) == (50,) * 5
    assert score(procedures=10, days=300, cost_percent=9000, index=0).total == 0
    assert score(procedures=1, days=5, cost_percent=0, index=8).total == 100


@pytest.mark.parametrize(
    ("saidi", "saifi", "points"),
    [(1, 1, 3), (1.01, 1, 2), (1, 4, 2), (4, 4.01, 1), (12, 12, 1), (12.01, 1, 0), (100, 100, 0)],
)
def test_points_for_supply_need_both_saidi_and_saifi(
    saidi: float, saifi: float, points: int
) -> None:
    assert reliability_index(saidi, saifi, NONE) == points
    assert reliability_index(saidi, saifi, ALL) == points + 5


@pytest.mark.parametrize(("saidi", "saifi"), [(None, 1), (1, None), (100.01, 1), (1, 100.01)])
def test_unmeasured_or_endless_outages_leave_no_index(
    saidi: float | None, saifi: float | None
) -> None:
    assert reliability_index(saidi, saifi, ALL) == 0
