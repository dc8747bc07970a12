"""Limits, targets and legal ground, by facts picked from the policy by hand."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER
from audit_models.policy.legal_basis import load_legal_basis
from audit_models.policy.limits import load_limits
from audit_models.policy.tables import load_policy
from audit_models.policy.targets import load_schemes


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds nothing but the policy."""
    with duckdb.connect() as connection:
        load_policy(connection)
        yield connection


def in_force(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    sources: int,
    yardstick: str,
    day: str,
) -> list[tuple[int, bool]]:
    """(days, verified) of every limit that holds on a day: at most one may."""
    return con.execute(
        "select limit_days, is_verified from core.limits where parameter = ? and customer_class = ?"
        " and ? between min_sources and max_sources and yardstick = ?"
        " and ?::date between valid_from and valid_to",
        [parameter, customer_class, sources, yardstick, day],
    ).fetchall()


@pytest.mark.parametrize(
    ("parameter", "customer_class", "sources", "yardstick", "day", "days"),
    [
        ("plan_reply", "hv", 1, "law", "2009-12-31", None),
        ("plan_reply", "hv", 1, "law", "2010-01-01", 20),
        ("plan_reply", "hv", 1, "law", "2024-05-31", 20),
        ("plan_reply", "hv", 1, "law", "2024-06-01", 10),
        ("plan_reply", "hv", 2, "law", "2024-05-31", 45),
        ("plan_reply", "hv", 2, "law", "2024-06-01", 20),
        ("plan_reply", "hv", 3, "law", "2026-11-24", 20),
        ("plan_reply", "hv", 1, "promise", "2010-12-31", None),
        ("plan_reply", "hv", 1, "promise", "2011-01-01", 15),
        ("plan_reply", "hv", 1, "promise", "2022-12-31", 15),
        ("plan_reply", "hv", 1, "promise", "2023-01-01", 10),
        ("plan_reply", "hv", 2, "promise", "2022-12-31", 30),
        ("plan_reply", "hv", 2, "promise", "2023-01-01", 20),
        ("plan_reply", "lv_nonresident", 1, "law", "2024-05-31", 8),
        ("plan_reply", "lv_nonresident", 1, "law", "2024-06-01", 3),
        ("plan_reply", "lv_nonresident", 1, "promise", "2022-12-31", 7),
        ("plan_reply", "lv_nonresident", 1, "promise", "2023-01-01", None),
        ("plan_reply", "lv_resident", 1, "law", "2026-01-01", 3),
        ("plan_reply", "lv_resident", 2, "promise", "2005-01-01", 3),
        ("design_review", "hv", 1, "law", "2025-01-01", 20),
        ("design_review", "hv", 2, "promise", "2005-01-01", 10),
        ("design_review", "lv_nonresident", 1, "law", "2025-01-01", None),
        ("mid_check", "hv", 1, "law", "2025-01-01", 5),
        ("mid_check", "hv", 1, "promise", "2025-01-01", 5),
        ("final_check", "hv", 1, "law", "2025-01-01", 7),
        ("final_check", "hv", 1, "promise", "2025-01-01", 5),
        ("meter_energise", "hv", 1, "law", "2025-01-01", 7),
        ("meter_energise", "hv", 1, "promise", "2025-01-01", 5),
        ("meter_energise", "lv_nonresident", 1, "law", "2025-01-01", 5),
        ("meter_energise", "lv_nonresident", 1, "promise", "2025-01-01", None),
        ("meter_energise", "lv_resident", 1, "law", "2025-01-01", 3),
        ("accept_energise", "hv", 1, "law", "2025-01-01", None),
        ("accept_energise", "lv_nonresident", 1, "law", "2025-01-01", 20),
        ("accept_energise", "lv_resident", 1, "law", "2025-01-01", 2),
        ("accept_energise", "lv_nonresident", 1, "promise", "2019-12-31", None),
        ("accept_energise", "lv_nonresident", 1, "promise", "2020-01-01", 15),
        ("accept_energise", "lv_resident", 1, "promise", "2020-01-01", 5),
        ("average_connection", "hv", 2, "promise", "2025-01-01", 40),
        ("average_connection", "lv_nonresident", 1, "promise", "2025-01-01", 20),
        ("average_connection", "lv_resident", 1, "promise", "2025-01-01", 2),
        ("three_zero_total", "lv_nonresident", 1, "law", "2022-12-30", None),
        ("three_zero_total", "lv_nonresident", 1, "law", "2022-12-31", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2021-06-29", None),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2021-06-30", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2022-11-29", 15),
        ("three_zero_total", "lv_nonresident", 1, "promise", "2022-11-30", 12),
    ],
)
def test_the_limit_in_force_on_a_day(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    sources: int,
    yardstick: str,
    day: str,
    days: int | None,
) -> None:
    found = in_force(con, parameter, customer_class, sources, yardstick, day)
    assert [limit for limit, _ in found] == ([] if days is None else [days])


@pytest.mark.parametrize(
    ("parameter", "customer_class", "yardstick", "day", "is_verified"),
    [
        ("plan_reply", "hv", "law", "2024-06-01", True),
        ("plan_reply", "hv", "promise", "2022-12-31", True),
        ("plan_reply", "lv_nonresident", "law", "2024-06-01", False),
        ("accept_energise", "lv_nonresident", "promise", "2020-01-01", False),
        ("accept_energise", "lv_resident", "promise", "2020-01-01", False),
        ("plan_reply", "hv", "promise", "2023-01-01", False),
        ("average_connection", "hv", "promise", "2025-01-01", True),
    ],
)
def test_a_value_that_was_not_read_is_marked(
    con: duckdb.DuckDBPyConnection,
    parameter: str,
    customer_class: str,
    yardstick: str,
    day: str,
    is_verified: bool,
) -> None:
    [(_, found)] = in_force(con, parameter, customer_class, 1, yardstick, day)
    assert found is is_verified


@pytest.mark.parametrize(
    ("is_urban", "day", "kva"),
    [
        (True, "2021-06-29", None),
        (True, "2021-06-30", 160),
        (False, "2021-06-30", 100),
        (False, "2022-11-29", 100),
        (False, "2022-11-30", 160),
        (True, "2022-11-30", 160),
    ],
)
def test_the_three_zero_ceiling_in_force_on_a_day(
    con: duckdb.DuckDBPyConnection, is_urban: bool, day: str, kva: int | None
) -> None:
    found = con.execute(
        "select limit_kva from core.three_zero_ceilings"
        " where is_urban = ? and ?::date between valid_from and valid_to",
        [is_urban, day],
    ).fetchall()
    assert found == ([] if kva is None else [(kva,)])


def test_no_two_periods_of_one_limit_overlap(con: duckdb.DuckDBPyConnection) -> None:
    limits = con.execute(
        "select parameter, customer_class, yardstick, min_sources, max_sources, valid_from, valid_to"
        " from core.limits"
    ).fetchall()
    for one, other in combinations(limits, 2):
        same = one[:3] == other[:3] and one[3] <= other[4] and other[3] <= one[4]
        assert not (same and one[5] <= other[6] and other[5] <= one[6]), (one, other)


def test_an_open_end_is_the_last_day_of_9999(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select max(valid_to) from core.limits").fetchall() == [
        (date(9999, 12, 31),)
    ]


@pytest.mark.parametrize(
    ("indicator", "target", "floor", "weight"),
    [
        ("I01", 40, 80, 10),
        ("I02", 20, 40, 8),
        ("I03", 2, 6, 7),
        ("I04", 98, 80, 8),
        ("I05", 100, 85, 5),
        ("I06", 100, 80, 4),
        ("I07", 2, 5, 3),
        ("I08", 90, 60, 4),
        ("I09", 100, 90, 5),
        ("I10", 95, 70, 6),
        ("I11", 1, 5, 6),
        ("I12", 0.3, 1.5, 4),
        ("I13", 10, 60, 4),
        ("I14", 30, 80, 3),
        ("I15", 80, 30, 3),
        ("I16", 100, 80, 3),
        ("I17", 100, 80, 4),
        ("I18", 2, 10, 4),
        ("I19", 98, 85, 4),
        ("I20", 95, 80, 3),
        ("I21", None, None, 0),
        ("I22", 5, 50, 2),
    ],
)
def test_target_floor_and_weight_of_an_indicator(
    con: duckdb.DuckDBPyConnection,
    indicator: str,
    target: float | None,
    floor: float | None,
    weight: float,
) -> None:
    found = con.execute(
        "select target, floor, weight from core.targets"
        " where indicator_id = ? and date '2026-10-01' between valid_from and valid_to",
        [indicator],
    ).fetchall()
    assert found == [(target, floor, weight)]


def test_the_weights_of_the_22_indicators_sum_to_100(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select count(*), sum(weight) from core.targets").fetchall() == [(22, 100)]


def test_targets_of_averages_are_the_same_in_both_files(con: duckdb.DuckDBPyConnection) -> None:
    averages = con.execute(
        "select customer_class, limit_days from core.limits where parameter = 'average_connection'"
    ).fetchall()
    targets = dict(con.execute("select indicator_id, target from core.targets").fetchall())
    assert dict(averages) == {
        "hv": targets["I01"],
        "lv_nonresident": targets["I02"],
        "lv_resident": targets["I03"],
    }


def test_every_limit_names_a_ground_that_holds_while_the_limit_does(
    con: duckdb.DuckDBPyConnection,
) -> None:
    outside = con.execute(
        "select limits.* from core.limits left join core.legal_basis using (ground)"
        " where legal_basis.ground is null or limits.valid_from < legal_basis.valid_from"
        " or limits.valid_to > legal_basis.valid_to"
    ).fetchall()
    assert outside == []


@pytest.mark.parametrize(
    "ground",
    [
        "policy_paper.sec_2_5",  # I01, I02, I03
        "power_supply_supervision_measures",  # I04, I05, CP02
        "power_supply_business_rules_2024",
        "acceptance_promise",  # CP01
        "regulator_cases_2020",  # CP04
        "tendering_law.art_3",  # CT01
        "tendering_law.art_49",
        "mandatory_tender_rules_2018.art_5",
        "mandatory_tender_rules_2000",
        "tendering_law.art_24",  # CT04
        "internal_control",  # IM01
    ],
)
def test_a_ground_that_definitions_name_exists(ground: str) -> None:
    assert ground in load_legal_basis()


def test_a_verified_article_is_shown_with_its_document() -> None:
    ground = load_legal_basis()["tendering_law.art_24"]
    assert ground.is_article_verified
    assert ground.label.zh == "中华人民共和国招标投标法第24条"
    assert ground.label.en == "Tendering and Bidding Law, Article 24"


def test_an_article_or_number_that_is_to_be_verified_is_never_shown() -> None:
    grounds = load_legal_basis()
    assert grounds["tendering_law.art_3"].label.zh == "中华人民共和国招标投标法"
    assert grounds["mandatory_tender_rules_2018.art_5"].label.zh == "必须招标的工程项目规定"
    for ground in grounds.values():
        number, article = ground.document.number, ground.article
        if number and not number.is_verified:
            assert number.text not in ground.label.zh
        if article and not ground.is_article_verified:
            assert article.zh not in ground.label.zh
            assert article.en not in ground.label.en


def test_a_section_of_the_policy_paper_is_shown_as_such() -> None:
    label = load_legal_basis()["policy_paper.sec_2_5"].label
    assert label.zh.endswith("（刘冰飞、马凌云） §2.5")
    assert label.en.endswith("(Liu, Ma), §2.5")


def test_a_number_that_was_read_is_shown() -> None:
    label = load_legal_basis()["power_supply_supervision_measures"].label
    assert label.zh == "供电监管办法（国家电力监管委员会令第27号）"


VERIFIED_ARTICLES = {
    "tendering_law": {4, 12, 24, 28, 46, 48, 49, 58, 59},
    "tendering_regulation": {26, 34, 39, 40, 41, 57, 58},
    "power_supply_and_use_regulation": {28, 37, 39},
    "construction_law": {24, 26, 28, 29, 61},
    "construction_quality_regulation": {16, 40, 49, 51, 78},
    "sme_payment_regulation": {9, 10, 12, 13, 17},
    "business_environment_regulation": {28},
    "administrative_discipline_law": {33, 34, 38, 39},
    "state_assets_law": {43, 44, 45, 46},
}
"""Articles whose text was read. Anything beyond needs the text first, then an entry here."""


def test_no_article_is_verified_beyond_those_whose_text_was_read() -> None:
    found: dict[str, set[int]] = {}
    for ground in load_legal_basis().values():
        document, _, article = ground.id.partition(".art_")
        if article and ground.is_article_verified:
            found.setdefault(document, set()).add(int(article))
    assert found == VERIFIED_ARTICLES


def test_names_of_documents_are_not_used_twice() -> None:
    documents = {id(g.document): g.document.name for g in load_legal_basis().values()}
    for lang in ("zh", "en"):
        counts = Counter(name.in_(lang) for name in documents.values())
        assert [name for name, count in counts.items() if count > 1] == []


def test_the_tables_of_the_policy_have_the_columns_that_definitions_rely_on(
    con: duckdb.DuckDBPyConnection,
) -> None:
    def columns(table: str) -> list[str]:
        return [row[0] for row in con.execute(f"describe core.{table}").fetchall()]

    assert columns("limits") == [
        "parameter",
        "customer_class",
        "min_sources",
        "max_sources",
        "yardstick",
        "valid_from",
        "valid_to",
        "limit_days",
        "is_verified",
        "ground",
    ]
    assert columns("targets") == [
        "indicator_id",
        "target",
        "floor",
        "weight",
        "valid_from",
        "valid_to",
        "scheme_id",
    ]
    assert columns("stages") == ["stage", "position", "name_zh", "name_en", "default_clock"]


def test_stages_are_those_of_the_contract_in_their_order(con: duckdb.DuckDBPyConnection) -> None:
    stages = con.execute("select stage, position from core.stages order by position").fetchall()
    assert [stage for stage, _ in stages] == list(
        load_contract()["work_orders"].columns["stage"].codes
    )
    assert [position for _, position in stages] == list(range(1, 20))


def test_design_construction_and_fee_run_on_the_customers_clock(
    con: duckdb.DuckDBPyConnection,
) -> None:
    clocks = con.execute("select stage, default_clock from core.stages").fetchall()
    assert {stage for stage, clock in clocks if clock == "customer"} == {
        "design",
        "construct",
        "fee",
    }
    assert {clock for _, clock in clocks} == {"customer", "utility"}


def policy_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of the policy in which one passage of one file is changed."""
    for path in POLICY_FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.name == name:
            assert text.count(old) == 1, f"{old} occurs {text.count(old)} times"
            text = text.replace(old, new)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


FIRST_LIMIT = "{parameter: plan_reply, classes: [lv_resident], yardstick: law, days: 3, "


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIRST_LIMIT, FIRST_LIMIT.replace("days: 3", "days: 0"), "greater than 0"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("days", "day"), "day"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("plan_reply", "plan_answer"), "plan_reply"),
        (FIRST_LIMIT, FIRST_LIMIT.replace("lv_resident", "lv_nonresident"), "2010-01-01"),
        (FIRST_LIMIT, FIRST_LIMIT + "valid_to: 2009-12-31, ", "before valid_from"),
        (
            "ground: policy_paper.sec_2_5}\n\n  - {parameter: three",
            "ground: nowhere}\n\n  - {parameter: three",
            "nowhere",
        ),
        ("area: urban", "area: rural", "rural on"),
    ],
)
def test_limits_that_are_not_in_order_are_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = policy_with(tmp_path, "limits.yaml", old, new)
    with pytest.raises(Refused, match=r"limits\.yaml") as refused:
        load_limits(folder)
    assert told in refused.value.text.en
    assert told in refused.value.text.zh


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("floor: 80, weight: 10", "floor: 80, weight: 11", "sum to 101"),
        ("I21: {weight: 0}", "I21: {target: 50, weight: 0}", "come together"),
        ("{target: 1, floor: 5,", "{target: 5, floor: 5,", "the same"),
    ],
)
def test_targets_that_are_not_in_order_are_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = policy_with(tmp_path, "targets.yaml", old, new)
    with pytest.raises(Refused) as refused:
        load_schemes(folder)
    assert told in refused.value.text.en


def test_two_schemes_on_one_day_are_refused(tmp_path: Path) -> None:
    text = (POLICY_FOLDER / "targets.yaml").read_text(encoding="utf-8")
    scheme = text[text.index("  - id: default") :]
    path = tmp_path / "targets.yaml"
    early = scheme.replace("    name:", "    valid_to: 2025-12-31\n    name:", 1)
    late = scheme.replace("    name:", "    valid_from: 2026-01-01\n    name:", 1)
    path.write_text("schemes:\n" + early + late, encoding="utf-8")
    assert [s.valid_from for s in load_schemes(tmp_path)] == [date(1900, 1, 1), date(2026, 1, 1)]

    overlapping = tmp_path / "overlapping"
    overlapping.mkdir()
    late = late.replace("2026-01-01", "2025-12-31")
    (overlapping / "targets.yaml").write_text("schemes:\n" + early + late, encoding="utf-8")
    with pytest.raises(Refused, match="2025-12-31"):
        load_schemes(overlapping)


def test_an_article_is_written_in_one_of_two_forms(tmp_path: Path) -> None:
    folder = policy_with(tmp_path, "legal_basis.yaml", "art_61: verified", "clause_61: verified")
    with pytest.raises(Refused, match="clause_61"):
        load_legal_basis(folder)
