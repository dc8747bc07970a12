"""What holds for every definition."""

import hashlib
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import exp, parse

from audit_models.definitions import (
    PACKAGE,
    AnyDefinition,
    Indicator,
    Rule,
    load_features,
    load_indicators,
    load_rules,
    read_definition,
)
from audit_models.evaluate import create_results, definition_search_path, evaluate_definitions
from audit_models.evaluate.relations import create_found_by_rules, create_months, create_params
from audit_models.evaluate.rules import FIXED_COLUMNS, OPTIONAL_COLUMNS
from audit_models.evaluate.stepped import statistics_of
from audit_models.policy.legal_basis import load_legal_basis
from audit_models.words import evidence_name
from audit_models.worked_examples.world import CASES, World, load_worlds, read_pipes
from tests.definitions.worlds import build, rules_of

INDICATORS, RULES = load_indicators(), load_rules()
DEFINITIONS = [*INDICATORS, *RULES]
ALWAYS_SUPPLIED = {"org_units", "client_projects", "work_orders"}
BORDER = ("exactly", "on_the_day", "at_the_same_second")
"""How a subject is named that stands exactly at a limit."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MAKE_UP_SATURDAY = date(2025, 2, 8)
"""A Saturday that was worked to make up for the Spring Festival (`tests/cases/world.yaml`)."""
CASE_COLUMNS = {"subject_id", "unit_code", "month", "numerator", "denominator", "companion"}


def every(definitions: list) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("definition", definitions, ids=lambda found: found.id)


def worlds_of(definition: AnyDefinition) -> tuple[World, ...]:
    return load_worlds(
        "indicators" if isinstance(definition, Indicator) else "rules", definition.id
    )


def output_columns(definition: AnyDefinition) -> list[str]:
    con = build(worlds_of(definition)[0])
    with definition_search_path(con):
        create_results(con)
        create_months(con)
        create_found_by_rules(con)
        create_params(con, definition)
        found = [row[0] for row in con.execute(f"describe {definition.sql}").fetchall()]
    return found + (statistics_of(definition) if isinstance(definition, Rule) else [])


@every(DEFINITIONS)
def test_a_definition_is_one_select_and_touches_nothing(definition: AnyDefinition) -> None:
    statements = parse(definition.sql, dialect="duckdb")
    assert len(statements) == 1
    assert isinstance(statements[0], exp.Select | exp.Union)
    assert not list(statements[0].find_all(exp.DML, exp.DDL, exp.Command, exp.ReadCSV))


@every(DEFINITIONS)
def test_the_file_itself_runs_unchanged_with_its_header(definition: AnyDefinition) -> None:
    [path] = PACKAGE.rglob(f"{definition.id}_*.sql")
    con = build(worlds_of(definition)[0])
    with definition_search_path(con):
        create_results(con)
        create_months(con)
        create_found_by_rules(con)
        create_params(con, definition)
        con.execute(path.read_text(encoding="utf-8"))


@every(DEFINITIONS)
def test_every_declared_parameter_is_used_and_every_used_one_declared(
    definition: AnyDefinition,
) -> None:
    [query] = parse(definition.sql, dialect="duckdb")
    used = {column.name for column in query.find_all(exp.Column) if column.table == "params"}
    assert used - {"valid_from", "valid_to"} == set(definition.params)
    assert not used or {"valid_from", "valid_to"} <= used, (
        "a parameter is joined by the case's own date"
    )


@every(DEFINITIONS)
def test_every_optional_table_that_is_read_is_named_as_needed(definition: AnyDefinition) -> None:
    [query] = parse(definition.sql, dialect="duckdb")
    ctes = {cte.alias for cte in query.find_all(exp.CTE)}
    con = build(worlds_of(definition)[0])
    source = {
        row[0]
        for row in con.execute(
            "select table_name from duckdb_tables() where schema_name = 'source'"
        ).fetchall()
    }
    read = {table.name for table in query.find_all(exp.Table)} - ctes
    needed = {need.partition(".")[0] for need in definition.all_needs}
    assert (read & source) - ALWAYS_SUPPLIED <= needed


@every(INDICATORS)
def test_an_indicator_returns_cases(definition: Indicator) -> None:
    assert set(output_columns(definition)) == CASE_COLUMNS


def rows_of(world: World) -> list[dict[str, Any]]:
    return [row for table in world.tables.values() for row in table]


def touches_the_saturday(row: dict[str, Any]) -> bool:
    """Whether something happened on the make-up Saturday, or lasted over it within a week."""
    found = [str(value)[:10] for value in row.values() if DAY.match(str(value))]
    days = sorted(date.fromisoformat(day) for day in found)
    return MAKE_UP_SATURDAY in days or any(
        before < MAKE_UP_SATURDAY < after and (after - before).days < 7
        for before, after in combinations(days, 2)
    )


@every(INDICATORS)
def test_an_indicator_has_worked_examples_of_every_kind(definition: Indicator) -> None:
    """A month without cases, a missing column, a make-up Saturday, and another limit from some month on."""
    worlds = worlds_of(definition)
    found = [
        row
        for world in worlds
        for row in read_pipes(world.expect.get("values") or "indicator")
        if row["indicator"] == definition.id
    ]
    states = {row.get("status") for row in found}
    # A rate over known customers is 0 without events; I22 counts what rules found and needs no column.
    nothing = {"ok"} if definition.kind == "per_customer" else {"no_cases"}
    assert {row["status"] for row in found if row.get("n") == "0"} >= nothing
    assert "insufficient_data" in states or not definition.all_needs
    assert any(touches_the_saturday(row) for world in worlds for row in rows_of(world))
    changed = [world for world in worlds if world.targets]
    judged = {
        (row["value"], row["target"], row["score"])
        for world in changed
        for row in read_pipes(world.expect["values"])
        if row["indicator"] == definition.id and row["value"]
    }
    # One number before and after, judged in two ways.
    assert len(judged) > len({value for value, _, _ in judged})


@every(INDICATORS)
def test_an_indicator_has_cases_of_exactly_the_companions_it_declares(
    definition: Indicator,
) -> None:
    own = {suffix for suffix, companion in definition.companions.items() if companion.has_own_cases}
    found = set()
    for world in worlds_of(definition):
        con = build(world)
        evaluate_definitions(con, [*rules_of(world), definition])
        ids = con.execute("select distinct indicator_id from result.indicator_cases").fetchall()
        found |= {name.partition(".")[2] for (name,) in ids}
    assert found == own | {""}


@every(RULES)
def test_a_rule_returns_subjects(definition: Rule) -> None:
    columns = output_columns(definition)
    assert set(FIXED_COLUMNS) <= set(columns)
    assert set(definition.hit_key) <= set(columns)


@every(RULES)
def test_the_sentence_about_a_hit_uses_output_columns_in_both_languages(definition: Rule) -> None:
    assert definition.placeholders <= set(output_columns(definition))
    zh, en = (
        definition.model_copy(update={"says": (text,)}).placeholders for text in definition.says
    )
    # A language may name a thing in its own words, by a column of its own.
    assert {name.removesuffix("_zh") for name in zh} == {name.removesuffix("_en") for name in en}
    assert "subject_id" in zh


@every(RULES)
def test_every_column_of_evidence_has_a_name_in_both_languages(definition: Rule) -> None:
    """`data/codelists/evidence_columns.csv`, or the contract's own columns."""
    found = set(output_columns(definition)) - set(FIXED_COLUMNS + OPTIONAL_COLUMNS)
    shown = {name for name in found if not name.endswith(("_zh", "_en"))}
    shown |= {name.removesuffix("_zh") for name in found if name.endswith("_zh")}
    assert [name for name in shown if evidence_name(name, "zh") == name] == []
    assert [name for name in shown if evidence_name(name, "en") == name] == []


@every(DEFINITIONS)
def test_some_ground_is_still_in_force(definition: AnyDefinition) -> None:
    basis = load_legal_basis()
    assert any(basis[ground].document.valid_to is None for ground in definition.ground)


@every(RULES)
def test_a_rule_has_worked_examples_of_every_kind(definition: Rule) -> None:
    expectations = [world.expect for world in worlds_of(definition)]
    hits = {subject for expect in expectations for subject in expect.get("hits") or {}}
    tables = [table for world in worlds_of(definition) for table in world.tables.values()]
    subjects = {value for table in tables for row in table for value in row.values()}
    assert hits
    assert hits < subjects
    assert any("coverage" in expect for expect in expectations)
    assert any("undecided" in expect for expect in expectations)


@every(DEFINITIONS)
def test_a_worked_example_stands_exactly_at_the_border(definition: AnyDefinition) -> None:
    tables = [table for world in worlds_of(definition) for table in world.tables.values()]
    names = {str(value) for table in tables for row in table for value in row.values()}
    assert [name for name in names if any(word in name for word in BORDER)]


def test_every_case_file_belongs_to_a_definition() -> None:
    files = {path.stem for path in CASES.glob("*/*.yaml")}
    assert files == {definition.id for definition in (*DEFINITIONS, *load_features())}


@every(DEFINITIONS)
def test_two_runs_give_the_same_rows(definition: AnyDefinition) -> None:
    def results(con: duckdb.DuckDBPyConnection, world: World) -> list:
        evaluate_definitions(con, [*rules_of(world), definition])
        tables = ("indicator_values", "indicator_cases", "rule_hits", "rule_coverage")
        return [con.execute(f"select * from result.{table}").fetchall() for table in tables]

    for world in worlds_of(definition):
        con = build(world)
        assert results(con, world) == results(con, world)


def test_a_hit_keeps_its_id_across_snapshots() -> None:
    """A finding is tied to this id: rule and hit key, joined by the unit separator, and nothing else."""
    [rule] = [rule for rule in RULES if rule.id == "CP01"]
    con = build(worlds_of(rule)[0])
    evaluate_definitions(con, [rule])
    [(hit_id,)] = con.execute(
        "select hit_id from result.rule_hits where subject_id = 'one_day_over'"
    ).fetchall()
    assert hit_id == hashlib.sha256(b"CP01\x1fone_day_over").hexdigest()[:24]


RULE = """/* ---
id: ZZ01
title: {zh: 标题, en: Title}
says: {zh: "{subject_id}", en: "{subject_id}"}
why: {zh: 为何, en: Why}
innocent: {zh: 无辜, en: Innocent}
ground: [own_practice]
severity: M
subject: project
hit_key: [subject_id]
status: active
--- */
select 1
"""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("status: active", "status: active\ncolour: red"), "colour"),
        (("en: Title", "en: ''"), "needs zh and en"),
        (("{zh: 标题, en: Title}", "{zh: 标题}"), "needs zh and en"),
        (("id: ZZ01", "id: ZZ02"), "not the beginning of the file name"),
        (("own_practice", "no_such_law"), "no_such_law"),
        (
            ("status: active", "status: active\nneeds: [contracts.no_such_column]"),
            "contracts.no_such_column",
        ),
        (("status: active", "status: active\nneeds: [no_such_table]"), "no_such_table"),
        (("status: active", "status: retired"), "retired"),
        (("severity: M", "severity: X"), "severity"),
        (("status: active", "status: active\nsteps: [no_such]\nhit_when: 'true'"), "no such step"),
        (("status: active", "status: active\nsteps: [holm]"), "hit_when"),
        (("status: active", "status: active\nhit_when: 'true'"), "hit_when"),
        (("ground: [own_practice]", "ground: []"), "ground"),
        (("status: active", "status: active\nparams: {days: []}"), "params"),
        (("--- */", ""), "header"),
    ],
)
def test_a_header_that_is_not_in_order_is_refused_with_the_file_named(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    path = tmp_path / "ZZ01_example.sql"
    path.write_text(RULE, encoding="utf-8")
    assert read_definition(Rule, path).id == "ZZ01"
    path.write_text(RULE.replace(*change), encoding="utf-8")
    with pytest.raises(ValueError, match=complaint) as refused:
        read_definition(Rule, path)
    assert str(path) in str(refused.value)


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for family in ("one", "two"):
        (tmp_path / family).mkdir()
        (tmp_path / family / f"ZZ01_{family}.sql").write_text(RULE, encoding="utf-8")
    with pytest.raises(ValueError, match="ZZ01"):
        load_rules(tmp_path)
