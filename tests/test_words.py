"""Evidence in words: names of the reader's language, and never a label of another table's column."""

import csv

from audit_models.words import EVIDENCE_COLUMNS, column_name, evidence_facts


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
