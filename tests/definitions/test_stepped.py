"""Rules with statistical steps, made for the purpose: what is added, what decides, what a failure does."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from audit_models.definitions import Rule, read_definition
from audit_models.evaluate import evaluate_definitions
from audit_models.worked_examples.world import World
from tests.definitions.worlds import build

HEADER = """/* ---
id: ZZ03
title: {zh: 规则, en: Rule}
says: {zh: "{subject_id}：{p_value}", en: "{subject_id}: {p_value}"}
why: {zh: 为何, en: Why}
innocent: {zh: 无辜, en: Innocent}
ground: [own_practice]
severity: M
subject: unit
hit_key: [subject_id]
steps: [fisher_two_sided]
hit_when: p_value < 0.05
status: active
--- */
"""
SUBJECTS = """
select
    subject_id,
    'county_a1' as unit_code,
    cast('2025-03-05' as date) as tested_on,
    is_hit,
    missing,
    cast('2025-03-05' as date) as happened_on,
    cast(1.50 as decimal(18, 2)) as amount_cny,
    a_yes, a_no, b_yes, b_no,
    cast('2025-03-01' as date) as window_from
from (values {}) as listed (subject_id, is_hit, missing, a_yes, a_no, b_yes, b_no)
"""


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return build(
        World(
            file="stepped",
            index=0,
            name="",
            as_of=date(2025, 3, 31),
            first_month=date(2025, 3, 1),
            tables={
                "org_units": [{"unit_code": "county_a1", "name_zh": "县", "level": "county"}],
                "client_projects": [],
                "work_orders": [],
            },
            absent=(),
            params={},
            expect={},
        )
    )


def rule(folder: Path, subjects: str, header: str = HEADER) -> Rule:
    path = folder / "ZZ03_rule.sql"
    path.write_text(header + SUBJECTS.format(subjects), encoding="utf-8")
    return read_definition(Rule, path)


def test_a_hit_needs_the_query_and_the_statistic(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """5 of 5 against 0 of 5: two tables of 252 are as extreme. 3 of 4 against 1 of 4: p = 34/70."""
    subjects = """
        ('both', true, null, 5, 0, 0, 5), ('likely_by_chance', true, null, 3, 1, 1, 3),
        ('not_by_the_query', false, null, 5, 0, 0, 5), ('undecided', null, 'contracts', null, 0, 0, 5)
    """
    assert evaluate_definitions(con, [rule(tmp_path, subjects)]) == ()
    hits = con.execute("select subject_id, amount_cny::varchar, evidence from result.rule_hits")
    [(subject, amount, evidence)] = hits.fetchall()
    assert (subject, amount) == ("both", "1.50")
    assert f'"p_value":{round(2 / 252, 9)}' in evidence
    assert '"window_from":"2025-03-01"' in evidence
    coverage = con.execute("select state, checked, hits, missing from result.rule_coverage")
    assert coverage.fetchall() == [("hit", 3, 1, '{"contracts":1}')]


@pytest.mark.parametrize(
    ("header", "subjects"),
    [
        (HEADER, "('no_number', true, null, null, 0, 0, 5)"),
        (
            HEADER.replace("steps: [fisher", "steps: [mann_whitney, fisher"),
            "('a', true, null, 5, 0, 0, 5)",
        ),
        (HEADER.replace("p_value < 0.05", "no_such < 0.05"), "('a', true, null, 5, 0, 0, 5)"),
    ],
    ids=["a hit without its statistic", "a step without its column", "an unknown column decides"],
)
def test_what_cannot_be_computed_is_an_error_and_never_clean(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, header: str, subjects: str
) -> None:
    [notice] = evaluate_definitions(con, [rule(tmp_path, subjects, header)])
    assert "ZZ03 failed" in notice.en
    assert con.execute("select distinct state from result.rule_coverage").fetchall() == [("error",)]
