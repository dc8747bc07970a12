"""What a rule's page says beside its hits: who answers for it, what it overlaps with, and its worked examples."""

import pandas as pd
import pytest
from playwright.sync_api import Browser

from audit_models import views
from audit_models.definitions import load_rules
from audit_models.snapshot import Snapshot
from dashboard.rules.owner import NOBODY, owner_of
from tests.dashboard.conftest import window
from tests.dashboard.words import english_in, heard


@pytest.mark.parametrize(
    ("rule_id", "owner"),
    [
        ("CT01", "审计部门"),
        ("CP06", "省公司监督部门"),
        ("CP02", "纪检监察部门"),
        ("SV01", "设备管理部门"),
    ],
)
def test_the_owner_is_the_clauses_that_names_the_rule_else_its_family(
    rule_id: str, owner: str
) -> None:
    assert owner_of(rule_id).zh == owner


def test_every_rule_has_an_owner() -> None:
    assert [rule.id for rule in load_rules() if owner_of(rule.id) is NOBODY] == []


def test_an_overlap_counts_subjects_that_both_rules_hit(province: Snapshot) -> None:
    """Against the hits themselves, set by set."""
    month = pd.Timestamp("2026-03-01")
    hits = province.query(
        "select distinct rule_id, subject_type, subject_id from result.rule_hits"
        " join core.unit_tree as tree using (unit_code)"
        " where ancestor_code = 'P' and tested_on between date '2025-04-01' and date '2026-03-31'"
    )
    subjects = {
        rule: set(zip(own["subject_type"], own["subject_id"], strict=True))
        for rule, own in hits.groupby("rule_id")
    }
    found = views.rule_overlaps(province, "P", month.date())
    assert len(found) == sum(
        1
        for one in subjects
        for other in subjects
        if one != other and subjects[one] & subjects[other]
    )
    assert len(found) > 0
    for row in found.to_dict("records"):
        one, other = subjects[row["rule_id"]], subjects[row["other_id"]]
        assert (row["subjects"], row["other_subjects"]) == (len(one), len(other))
        assert row["both"] == len(one & other)
        assert row["jaccard"] == pytest.approx(len(one & other) / len(one | other))


def test_a_page_shows_examples_in_words_and_the_matrix_of_overlaps(
    browser: Browser, shipped_server: str
) -> None:
    for shown in window(browser, shipped_server, width=1440):
        shown.open("/rules?id=CP01&month=2026-03&lang=zh")
        shown.page.get_by_text("申请到受理超过一个工作日为疑点").click()
        words = shown.text("main")
        assert "责任部门：纪检监察部门" in words
        assert "预期结果" in words
        assert "▲ 有疑点" in words
        assert "数据：业扩项目" in words or "数据：" in words
        shown.open("/rules?id=overlaps&month=2026-03&lang=zh")
        assert "规则重叠" in shown.text("h1")
        assert english_in(heard(shown.page, leaving_out="en")) == []
