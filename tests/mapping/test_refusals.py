"""A mapping that cannot work is refused when it is loaded, in one sentence that says where."""

import pytest

from audit_models.errors import Refused
from audit_models.mapping import load_mapping, shipped

GOOD = """
title: {zh: 试, en: try}
description: {zh: 试, en: try}
input: {kind: csv}
tables:
  employees:
    blocks:
      - columns:
          employee_id: Id
          unit_code: {constant: U}
"""


def refusal(tmp_path, text: str) -> str:
    path = tmp_path / "tried.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_mapping(str(path))
    assert "tried.yaml" in refused.value.text.en
    assert "tried.yaml" in refused.value.text.zh
    assert "\n" not in refused.value.text.zh + refused.value.text.en
    return refused.value.text.en


def test_the_mapping_that_all_refusals_are_made_of_is_accepted(tmp_path):
    path = tmp_path / "tried.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_mapping(str(path)).name == "tried"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("employees:", "employes:", "there is no table employes; tables are"),
        ("employees:", "findings:", "there is no table findings"),
        (
            "employee_id: Id",
            "employee: Id",
            "table employees has no column employee (under columns)",
        ),
        ("          unit_code: {constant: U}\n", "", "does not fill the required unit_code"),
        ("    blocks:", "    distinct: id\n    blocks:", "no column id (under distinct)"),
        (
            "constant: U",
            "konstant: U",
            "unknown key konstant at tables.employees.blocks.0.columns.unit_code",
        ),
        ("constant: U", "konstant: U", "known there are from, constant, template, first_of"),
        (
            "kind: csv",
            "kind: csv, enc: auto",
            "unknown key enc at input.enc; known there are kind, encoding",
        ),
        (
            "tables:",
            "optionals: []\ntables:",
            "unknown key optionals at optionals; known there are title",
        ),
        ("kind: csv", "kind: pdf", "input.kind.0 is wrong (pdf)"),
        ("kind: csv", "kind: [json_lines, csv]", "json_lines cannot share a mapping"),
        ("kind: csv", "kind: csv, unwrap: data", "unwrap is only for json_lines"),
        ("input: {kind: csv}\n", "", "input is missing"),
        ("constant: U", "constant: U, from: Id", "exactly one of"),
        ("constant: U", "otherwise: empty, from: Id", "translate is missing"),
        ("constant: U", "from: Id, translate: {No: x}", "False must be written in quotes"),
        ("constant: U", "from: Id, where: {Id: {}}", "a condition needs one of"),
        (
            "constant: U",
            "from: Id, where: {Id: {equals: 1}}",
            "known there are is, in, not, filled, same_as",
        ),
        (
            "constant: U",
            "from: Id, format: '%Y-%m-%dT%H:%M:%S%z'",
            "an offset (%z) stays in the text",
        ),
        ("constant: U", "from: Id, format: 'iso'", "'iso' is no date format"),
        ("constant: U", "from: Id, scale: 0", "scale is wrong (0)"),
        ("constant: U", "template: 'no header'", "needs at least one {header}"),
        ("constant: U", "template: '{Id'", "every brace closed"),
        (
            "constant: U",
            "earliest: {of: {rank: {within: Id, by: Id}}, within: Id}",
            "cannot hold one another",
        ),
        (
            "- columns:",
            "- each: {x: y}\n        columns:",
            "each in employees, block 1 is only for json_lines",
        ),
        (
            "employee_id: Id",
            "employee_id: Id\n          employee_id: No",
            "'employee_id' is written twice",
        ),
        ("zh: 试, en: try}\ninput", "zh: 试}\ninput", "a text needs zh and en"),
        (GOOD, "", "holds no mapping"),
        (GOOD, "a: [", "not valid YAML"),
        ("title:", "name: x\ntitle:", "named after its file"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(tmp_path, old, new, says):
    assert old in GOOD
    assert says in refusal(tmp_path, GOOD.replace(old, new))


def test_an_unknown_name_is_refused_with_the_names_that_are_shipped():
    with pytest.raises(Refused) as refused:
        load_mapping("event_logs")
    assert all(name in refused.value.text.en for name in shipped())


def test_every_shipped_mapping_loads():
    assert [load_mapping(name).name for name in shipped()] == shipped()
    assert {"connections_pjm", "event_log", "ocds_releases"} <= set(shipped())
