"""Legal ground: what may be shown of it, and what was really read."""

from collections import Counter
from pathlib import Path

import pytest

from audit_models.errors import Refused
from audit_models.policy.legal_basis import load_legal_basis
from tests.policy.conftest import policy_with


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


def test_an_article_is_written_in_one_of_two_forms(tmp_path: Path) -> None:
    folder = policy_with(tmp_path, "legal_basis.yaml", "art_61: verified", "clause_61: verified")
    with pytest.raises(Refused, match="clause_61"):
        load_legal_basis(folder)
