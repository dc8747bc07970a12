"""Evidence in words: names of the reader's language, and never a label of another table's column."""

import csv

import pytest

from audit_models.text import Lang, Text
from audit_models.words import EVIDENCE_COLUMNS, column_name, evidence_facts, rule_sentence


def test_evidence_is_told_in_one_language() -> None:
    evidence = {"kind_zh": "单位", "kind_en": "unit", "rejected_percent": 15.4, "scope": "design"}
    assert evidence_facts(evidence, "zh") == [
        ("类别", "单位"), ("否决率（%）", "15.4"), ("合同范围", "设计"),
    ]  # fmt: skip
    assert evidence_facts(evidence, "en")[:2] == [("Kind", "unit"), ("Disqualified (%)", "15.4")]


def test_a_key_is_called_as_its_own_table_calls_it() -> None:
    """Subcontracts have a contractor, too, and call him otherwise."""
    assert column_name("contractor_id", "zh") == "承包商编号"


def test_the_list_of_names_is_in_order_and_names_nothing_twice() -> None:
    with EVIDENCE_COLUMNS.open(encoding="utf-8", newline="") as lines:
        names = [row["column"] for row in csv.DictReader(lines)]
    assert names == sorted(set(names))


SAYS = Text(
    "{subject_id}：{is_late:?逾期；}[首个是{stage_zh}，]{finished_on:尚未完成}，{share:%}，{p_value:p}",
    "{subject_id}: {is_late:?late; }[first {stage_en}, ]{finished_on:not yet}, {share:%}, {p_value:p}",
)


@pytest.mark.parametrize(
    ("evidence", "lang", "said"),
    [
        (
            {"subject_id": "a", "is_late": True, "stage_zh": "装表", "stage_en": "Metering"}
            | {"finished_on": "2025-03-02 00:00:00", "share": 0.025, "p_value": 0.0004},
            "zh",
            "a：逾期；首个是装表，2025-03-02，2.5%，p<0.001",
        ),
        (
            {"subject_id": "a", "is_late": False, "stage_en": None, "finished_on": None}
            | {"share": 0.9, "p_value": 0.0125},
            "en",
            "a: not yet, 90%, p=0.013",
        ),
        (
            {"subject_id": "a", "stage_en": "Metering", "finished_on": "2025-03-02 09:14:18"}
            | {"share": None, "p_value": None},
            "en",
            "a: first Metering, 2025-03-02 09:14:18, —, —",
        ),
    ],
)
def test_a_sentence_says_in_words_what_is_missing(
    evidence: dict[str, object], lang: Lang, said: str
) -> None:
    assert rule_sentence(SAYS, evidence, lang) == said


def test_a_small_number_is_never_shown_as_none() -> None:
    """A limit of 0.0005 is not 0, and 2.5 % of a price is not 3 %."""
    facts = evidence_facts({"max_difference": 0.0005, "min_rate": 0.025, "days": 2.0}, "en")
    assert [value for _, value in facts] == ["0.0005", "0.025", "2"]
