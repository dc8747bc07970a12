"""A reason as a person reads it: the value with its unit, its peers, and how many times their median."""

import pytest

from audit_models.models.explain import (
    HARMLESS_SIDE,
    TO_RECORD,
    lowers_text,
    members_text,
    reason_text,
)

AMONG = "construction · 66.0 · ≥1000"


@pytest.mark.parametrize(
    ("feature", "value", "median", "peers", "zh", "en"),
    [
        ("FC12", 45_935_354, 226_593, "*", "合同金额 4,594万元，为全部合同中位数的202.7倍",
         "Contract amount: CNY 45.9M, 202.7 × the median of all contracts"),
        # A median comes back from a logarithm, so 21 is 21.000000000000004.
        ("FB01", 0, 21.000000000000004, AMONG,
         "承包商近十二个月合同数 0，同类（施工 66 kV ≥1000 kVA）中位数 21",
         "Contractor's contracts in twelve months: 0; the median of construction 66 kV ≥1000 kVA is 21"),
        ("FC01", 760.6, 624.2, AMONG,
         "单位容量造价 761 元/kVA，同类（施工 66 kV ≥1000 kVA）中位数 624 元/kVA",
         "Price per kVA: CNY 761/kVA; the median of construction 66 kV ≥1000 kVA is CNY 624/kVA"),
        ("FC08", 40.2, 10, "*", "超期天数 40.2 天，为全部合同中位数的4.0倍",
         "Days behind plan: 40.2 days, 4.0 × the median of all contracts"),
        ("FC05", None, 0.5, "*", "已付比例没有记录，全部合同中位数 50.0%；没有记录本身即抬高分数",
         "Share paid: not on record; the median of all contracts is 50.0%. The gap itself raises the score"),
        # 7,305 days are 20 years of 365.25 days; a group without a size band holds all of them.
        ("FB02", 7305, 3652.5, "construction · 35.0", "承包商成立时长 20 年，为同类（施工 35 kV 各容量）中位数的2.0倍",
         "Age of the contractor: 20 years, 2.0 × the median of construction 35 kV of any capacity"),
        ("FC02", 0.98, 0.9, "testing · ? · ?", "合同价与预算之比 98.0%，同类（试验 电压未登记 容量未登记）中位数 90.0%",
         "Price to estimate: 98.0%; the median of testing of unknown voltage of unknown capacity is 90.0%"),
    ],
)  # fmt: skip
def test_a_reason_has_its_unit_and_its_peers(
    feature: str, value: float | None, median: float, peers: str, zh: str, en: str
) -> None:
    reason = {"feature": feature, "value": value, "median": median, "peers": peers}
    assert reason_text(reason) == (zh, en)


@pytest.mark.parametrize(
    ("peers", "zh", "en"),
    [
        (AMONG, "对照：施工 66 kV ≥1000 kVA，1,274份合同",
         "Compared with 1,274 contracts: construction 66 kV ≥1000 kVA"),
        ("construction", "对照：施工 各电压 各容量，1,274份合同；更细的同类不足30份，故放宽",
         "Compared with 1,274 contracts: construction of any voltage of any capacity;"
         " a narrower kind has fewer than 30"),
        ("*", "对照：全部合同，1,274份合同；更细的同类不足30份，故放宽",
         "Compared with 1,274 contracts: all contracts; a narrower kind has fewer than 30"),
    ],
)  # fmt: skip
def test_whom_a_reason_compares_with_is_counted_and_a_wider_kind_is_said(
    peers: str, zh: str, en: str
) -> None:
    assert members_text({"peers": peers, "members": 1274}) == (zh, en)


@pytest.mark.parametrize(("value", "is_harmless"), [(0.135, True), (1.2, False)])
def test_what_is_too_little_is_not_to_be_lowered(value: float, is_harmless: bool) -> None:
    """Much paid is the risky side of FC05: 13.5 % against 98.8 % asks nobody to take money back."""
    reason = {"feature": "FC05", "value": value, "median": 0.988, "peers": "*"}
    assert (lowers_text(reason) == HARMLESS_SIDE) is is_harmless


def test_a_gap_is_to_be_filled_and_not_tendered_again() -> None:
    reason = {"feature": "FT01", "value": None, "median": 4, "peers": "*"}
    assert lowers_text(reason) == TO_RECORD
