"""Each test on a handful of rows whose answer is worked out on paper."""

from datetime import date
from math import log10

import pandas as pd
import pytest

from audit_models.audit_tests import ageing, benford, duplicates, gaps, joined, strata


def test_duplicates_agree_in_every_column_and_missing_agrees_with_nothing() -> None:
    rows = pd.DataFrame(
        {"id": list("abcde"), "who": ["x", "x", "y", None, None], "cny": [1, 1, 1, 2, 2]}
    )
    found = duplicates(rows, ["who", "cny"])

    assert list(found["id"]) == ["a", "b"]
    assert list(found["copies"]) == [2, 2]


def test_gaps_lie_within_one_sequence_and_doubles_are_none() -> None:
    numbers = ["HT-01", "HT-02", "HT-02", "HT-05", "XX-09", "XX-10", None, "without"]
    found = gaps(pd.DataFrame({"no": numbers}), "no")

    assert found.to_dict("records") == [{"prefix": "HT-", "after": 2, "before": 5, "missing": 2}]


def test_benford_of_two_ones_a_two_and_a_nine() -> None:
    # Shares .5, .25 and .25 against log10(1 + 1/d); χ² = 4 Σ (share − e)²/e.
    found = benford(pd.Series([1.0, -19.5, 0.0021, 900, 0, None]))
    shares = {1: 0.5, 2: 0.25, 9: 0.25}
    off = {d: shares.get(d, 0) - log10(1 + 1 / d) for d in range(1, 10)}

    assert found.n == 4
    assert list(found.digits["count"]) == [2, 1, 0, 0, 0, 0, 0, 0, 1]
    assert found.chi_square == pytest.approx(
        sum(4 * x**2 / log10(1 + 1 / d) for d, x in off.items())
    )
    assert found.mean_absolute_deviation == pytest.approx(sum(abs(x) for x in off.values()) / 9)
    assert found.conformity == "none"
    assert found.warning is not None
    assert "4" in found.warning.en


@pytest.mark.parametrize(
    ("digits", "cells", "zero"), [("second", 10, 0.11968), ("first_two", 90, 0.04139)]
)
def test_benford_of_further_digits(digits: str, cells: int, zero: float) -> None:
    # The published share of a second digit 0 is 11.968 %; that of 10 as the first two is log10(1.1).
    found = benford(pd.Series([100, 1.0, 255] * 100), digits)  # type: ignore[arg-type]

    assert len(found.digits) == cells
    assert found.digits["expected"].iloc[0] == pytest.approx(zero, abs=5e-6)
    assert found.digits["expected"].sum() == pytest.approx(1)
    assert found.digits["count"].iloc[0] == 200
    assert found.warning is None


def test_ageing_puts_a_bound_into_the_band_below_and_adds_up() -> None:
    days = ["2026-10-31", "2026-10-01", "2026-09-30", "2020-01-01", "2026-11-01", None]
    found = ageing(
        pd.DataFrame({"on": days, "cny": [1, 2, 4, 8, 16, 32]}),
        "on",
        as_of=date(2026, 10, 31),
        bounds=(30, 60),
        amount="cny",
    ).set_index("band")

    assert found["rows"].to_dict() == {"0–30": 2, "31–60": 1, "61+": 1, "future": 1, "undated": 1}
    assert found["amount"].to_dict() == {
        "0–30": 3,
        "31–60": 4,
        "61+": 8,
        "future": 16,
        "undated": 32,
    }


def test_strata_put_a_bound_into_the_stratum_above() -> None:
    found = strata(pd.DataFrame({"cny": [-1, 9, 10, 99, 100, None]}), "cny", (10, 100))

    assert found["stratum"].tolist() == ["< 10", "10 – < 100", "≥ 100", "missing"]
    assert found["rows"].tolist() == [2, 2, 1, 1]
    assert found["total"].tolist()[:3] == [8, 109, 100]
    assert found["share_of_total"].tolist()[0] == pytest.approx(8 / 217)


def test_a_join_shows_what_found_no_partner() -> None:
    left = pd.DataFrame({"id": [1, 2, 2, None], "l": list("abcd")})
    right = pd.DataFrame({"id": [2, 3, None], "r": list("xyz")})
    found = joined(left, right, ["id"])

    assert list(found.matched["l"]) == ["b", "c"]
    assert list(found.only_left["l"]) == ["a", "d"]
    assert list(found.only_right["r"]) == ["y", "z"]
    assert found.repeated_keys.to_dict("records") == [{"id": 2, "left": 2, "right": 1}]


def test_numbers_without_a_digit_have_no_gaps() -> None:
    assert gaps(pd.DataFrame({"no": ["a", "b"]}), "no").empty


def test_no_amounts_at_all_give_no_digits() -> None:
    found = benford(pd.Series([], dtype=float))
    assert found.n == 0
    assert found.warning is not None
