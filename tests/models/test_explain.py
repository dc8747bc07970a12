"""A reason as a person reads it: the value with its unit, its peers, and how many times their median."""

import pytest

from audit_models.models.explain import HARMLESS_SIDE, lowers_text, reason_text

AMONG = "construction · 66.0 · ≥1000"


@pytest.mark.parametrize(
    ("feature", "value", "median", "peers", "zh", "en"),
    [
        ("FC12", 45_935_354, 226_593, "*", "合同金额 4,594万元，为全部合同中位数的202.7倍",
         "Contract amount CNY 45.9M, 202.7 × the median of all contracts"),
        # A median comes back from a logarithm, so 21 is 21.000000000000004.
        ("FB01", 0, 21.000000000000004, AMONG,
         "近十二个月合同数 0，同类（施工 66 kV ≥1000 kVA）中位数 21",
         "Contracts in twelve months 0; the median of construction 66 kV ≥1000 kVA is 21"),
        ("FC01", 760.6, 624.2, AMONG,
         "单位容量造价 761 元/kVA，同类（施工 66 kV ≥1000 kVA）中位数 624 元/kVA",
         "Price per kVA CNY 761 per kVA; the median of construction 66 kV ≥1000 kVA is CNY 624 per kVA"),
        ("FC08", 40.2, 10, "*", "超期天数 40.2 天，为全部合同中位数的4.0倍",
         "Days behind plan 40.2 days, 4.0 × the median of all contracts"),
        ("FC05", None, 0.5, "*", "已付比例缺失，按偏高对待",
         "Share paid is missing, which is not taken for normal"),
    ],
)  # fmt: skip
def test_a_reason_has_its_unit_and_its_peers(
    feature: str, value: float | None, median: float, peers: str, zh: str, en: str
) -> None:
    reason = {"feature": feature, "value": value, "median": median, "peers": peers}
    assert reason_text(reason) == (zh, en)


@pytest.mark.parametrize(("value", "is_harmless"), [(0.135, True), (1.2, False), (None, False)])
def test_what_is_too_little_is_not_to_be_lowered(value: float | None, is_harmless: bool) -> None:
    """Much paid is the risky side of FC05: 13.5 % against 98.8 % asks nobody to take money back."""
    reason = {"feature": "FC05", "value": value, "median": 0.988, "peers": "*"}
    assert (lowers_text(reason) == HARMLESS_SIDE) is is_harmless
