"""Numbers and months as people read them; no number is never 0."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from audit_models import format as fmt
from audit_models.text import Lang


@pytest.mark.parametrize("value", [None, float("nan")])
def test_no_number_is_a_dash_and_never_zero(value: float | None) -> None:
    written = {
        fmt.number(value),
        fmt.fixed(value),
        fmt.count(value),
        fmt.scaled(value, "zh"),
        fmt.money(value, "en"),
        fmt.with_unit(value, "percent", "zh"),
        fmt.with_unit(value, "workdays", "en"),
    }

    assert written == {"—"}


def test_zero_is_a_number() -> None:
    assert (fmt.number(0), fmt.number(-0.01), fmt.count(0)) == ("0", "0", "0")


@pytest.mark.parametrize(
    ("value", "lang", "written"),
    [
        (9_999, "zh", "9,999"),
        (12_000, "zh", "1.2万"),
        (20_000_000, "zh", "2,000万"),
        (345_600_000, "zh", "3.46亿"),
        (999, "en", "999"),
        (12_000, "en", "12k"),
        (3_450_000, "en", "3.45M"),
        (-12_000, "zh", "-1.2万"),
    ],
)
def test_large_numbers_are_scaled_as_the_language_counts(
    value: float, lang: Lang, written: str
) -> None:
    assert fmt.scaled(value, lang) == written


def test_money_names_its_currency() -> None:
    assert (fmt.money(58_500_000, "zh"), fmt.money(58_500_000, "en")) == ("5,850万元", "CNY 58.5M")


def test_units_stand_behind_the_number() -> None:
    assert fmt.with_unit(40, "workdays", "zh") == "40个工作日"
    assert fmt.with_unit(40.25, "workdays", "en") == "40.2 working days"
    assert fmt.with_unit(98, "percent", "zh") == "98%"


def test_months_are_written_out_in_both_languages() -> None:
    assert fmt.month(date(2026, 1, 1), "zh") == "2026年1月"
    assert fmt.month(date(2026, 1, 1), "en") == "Jan 2026"


def test_a_value_never_rounds_to_a_target_that_it_misses() -> None:
    assert fmt.with_unit(2.029, "workdays", "en", target=2.0) == "2.03 working days"
    assert fmt.with_unit(99.996, "percent", "zh", target=100.0) == "99.996%"
    assert fmt.with_unit(2.0, "workdays", "en", target=2.0) == "2 working days"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA], ids=str)
def test_what_is_missing_is_no_number_however_a_frame_writes_it(nothing: Any) -> None:
    assert not fmt.is_number(nothing)
    assert fmt.is_number(0)
