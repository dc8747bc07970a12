"""Company names: what is one company in two spellings, and what is not."""

import pytest

from audit_models.networks import name_key, sound_key

ONE_COMPANY = [
    ("宏达电力工程有限公司", "宏达电力工程有限责任公司"),
    ("宏达（南京）电力工程有限公司", "宏达(南京)电力工程有限公司"),
    ("宏达（南京）电力工程有限公司", "宏达南京电力工程有限责任公司"),
    ("宏达电力ABC有限公司", "宏达电力ａｂｃ有限公司"),
    ("宏达 电力　工程有限公司", "宏达电力工程有限公司"),
    ("【宏达】电力·工程有限公司", "宏达电力工程有限公司"),
]
TWO_COMPANIES = [
    ("宏达电力工程有限公司", "宏达电力工程股份有限公司"),
    ("宏达（南京）电力有限公司", "宏达（苏州）电力有限公司"),
    ("宏达电力工程有限公司", "宏达电力设计有限公司"),
    ("演示电力设计002100有限公司", "演示电力设计002101有限公司"),
]


@pytest.mark.parametrize(("one", "other"), ONE_COMPANY)
def test_one_company_in_two_spellings(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) is not None


@pytest.mark.parametrize(("one", "other"), TWO_COMPANIES)
def test_two_companies_are_not_taken_for_one(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
    assert sound_key(one) != sound_key(other)


def test_homophones_sound_alike_and_are_not_the_same_name() -> None:
    assert name_key("宏达电力工程有限公司") != name_key("鸿达电力工程有限责任公司")
    assert sound_key("宏达电力工程有限公司") == sound_key("鸿达电力工程有限责任公司")


@pytest.mark.parametrize("name", [None, "", "（）", "有限公司"])
def test_nothing_left_matches_nothing(name: str | None) -> None:
    assert name_key(name) is None
    assert sound_key(name) is None


def test_short_names_are_not_compared_by_sound() -> None:
    assert sound_key("宏达有限公司") is None
