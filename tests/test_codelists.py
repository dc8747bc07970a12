"""The supply units of Liaoning that the demonstration starts from."""

import csv
from collections import Counter

import pytest

from audit_models.contract import CODELIST_FOLDER, load_contract

with (CODELIST_FOLDER / "units.csv").open(encoding="utf-8", newline="") as _lines:
    UNITS = {row["unit_code"]: row for row in csv.DictReader(_lines)}


def test_liaoning_has_one_province_14_cities_and_100_counties() -> None:
    assert Counter(unit["level"] for unit in UNITS.values()) == {
        "province": 1,
        "city": 14,
        "county": 100,
    }


def test_columns_are_columns_of_the_contract() -> None:
    columns = list(next(iter(UNITS.values())))
    assert columns == ["unit_code", "name_zh", "name_en", "level", "parent_code"]
    assert set(columns) <= set(load_contract()["org_units"].columns)


def test_a_city_lies_in_the_province_and_a_county_in_the_city_of_its_code() -> None:
    for code, unit in UNITS.items():
        parent = {"province": "", "city": "210000", "county": code[:4] + "00"}[unit["level"]]
        assert unit["parent_code"] == parent
        assert parent in UNITS or unit["level"] == "province"


def test_every_unit_has_a_name_in_both_languages() -> None:
    assert [u for u in UNITS.values() if not u["name_zh"].strip() or not u["name_en"].strip()] == []


@pytest.mark.parametrize(
    ("code", "name_zh"),
    [
        ("210000", "辽宁省"),
        ("210100", "沈阳市"),
        ("211000", "辽阳市"),
        ("211400", "葫芦岛市"),
        ("211402", "连山区"),
        ("211403", "龙港区"),
        ("211404", "南票区"),
        ("211421", "绥中县"),
        ("211422", "建昌县"),
        ("211481", "兴城市"),
    ],
)
def test_a_unit_has_its_official_code(code: str, name_zh: str) -> None:
    assert UNITS[code]["name_zh"] == name_zh
