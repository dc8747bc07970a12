"""What a rule finds in a worked example, beside what the example expects."""

import json
from datetime import date, datetime
from typing import Any, NamedTuple

import duckdb

from audit_models.contract import load_contract
from audit_models.definitions import Rule
from audit_models.evaluate import definition_search_path
from audit_models.evaluate.relations import create_months, create_params, read_supplied
from audit_models.evaluate.rules import examine_subjects
from audit_models.records import records
from audit_models.worked_examples.world import World, read_pipes

SUBJECT_TABLES = {
    "project": "client_projects",
    "contract": "contracts",
    "contractor": "contractors",
    "employee": "employees",
    "tender": "tenders",
    "material": "materials",
    "grid_project": "grid_projects",
    "unit": "org_units",
    "outage": "outages",
    "feeder": "outages.feeder_id",
    "disclosure": "disclosures",
    "complaint": "complaints",
}
"""Where every subject of a type is listed, so that one that a rule forgot is noticed.

By the table's key, or by the column that is named."""


class Deviation(NamedTuple):
    """Something that came out otherwise than expected."""

    subject: str
    """A subject, one of its columns (`subject.column`), or unit and month of a coverage row."""
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.subject}: expected {self.expected}, found {self.found}"


NONE = "not_applicable"
"""How a subject without a row is called: the rule does not apply to it."""


def expected_states(rule: Rule, world: World) -> dict[str, str]:
    """Every subject of a world with the state that is expected of it: hit, clean, not_applicable, or what is
    missing. Whom `expect` does not name must be clean."""
    table, _, column = SUBJECT_TABLES[rule.subject].partition(".")
    key = column or load_contract()[table].key[0]
    expected = {row[key]: "clean" for row in world.tables.get(table, [])}
    expected |= dict.fromkeys(world.expect["hits"] or {}, "hit")
    expected |= world.expect.get("undecided") or {}
    return expected | dict.fromkeys(world.expect.get("not_applicable") or [], NONE)


def deviations(con: duckdb.DuckDBPyConnection, rule: Rule, world: World) -> list[Deviation]:
    """What the rule, evaluated on `con`, found otherwise than the world expects; empty when all is as expected.

    `hits` {subject: {column: value}}, `undecided` {subject: missing}, `not_applicable` [subject]; all other
    subjects must be clean. `coverage`: pipe table; a unit and month that is not in it must be not_applicable.
    """
    found = []
    if "hits" in world.expect:
        found += _compare_states(con, rule, world)
        found += _compare_hits(con, world)
    return found + (_compare_coverage(con, world) if "coverage" in world.expect else [])


def subject_states(con: duckdb.DuckDBPyConnection, rule: Rule) -> dict[str, str]:
    """Every subject that the rule tested: hit, clean, or what is missing."""
    with definition_search_path(con):
        create_months(con)
        create_params(con, rule)
        examine_subjects(con, rule, supplied=read_supplied(con))
    rows = con.execute(
        "select subject_id, case when is_hit then 'hit' when is_hit = false then 'clean' else missing end"
        " from temp.tested"
    ).fetchall()
    return dict(rows)


def _compare_states(con: duckdb.DuckDBPyConnection, rule: Rule, world: World) -> list[Deviation]:
    states = subject_states(con, rule)
    return [
        Deviation(subject, state, states.get(subject, NONE))
        for subject, state in expected_states(rule, world).items()
        if states.get(subject, NONE) != state
    ]


def _compare_hits(con: duckdb.DuckDBPyConnection, world: World) -> list[Deviation]:
    rows = records(con.execute("select * from result.rule_hits").df())
    hits = {row["subject_id"]: {**json.loads(row["evidence"]), **row} for row in rows}
    expected = world.expect["hits"] or {}
    found = [Deviation(row["subject_id"], "one hit", "another") for row in rows[len(hits) :]]
    found += [Deviation(subject, "no hit", "hit") for subject in hits.keys() - expected.keys()]
    for subject, columns in expected.items():
        for column, value in (columns or {}).items():
            actual = hits.get(subject, {}).get(column, "no such column")
            if not is_same(actual, value):
                found.append(Deviation(f"{subject}.{column}", str(value), str(actual)))
    return found


def _compare_coverage(con: duckdb.DuckDBPyConnection, world: World) -> list[Deviation]:
    nothing = {"state": NONE, "checked": "0", "hits": "0", "missing": ""}
    expected = {(row["unit"], row["month"]): row for row in read_pipes(world.expect["coverage"])}
    rows = con.execute(
        "select unit_code, strftime(month, '%Y-%m'), state, checked, hits, missing from result.rule_coverage"
    ).fetchall()
    found = []
    for unit, month, *values in rows:
        want = expected.pop((unit, month), nothing)
        for column, value in zip(nothing, values, strict=True):
            if column in want and not is_same(value, want[column]):
                found.append(Deviation(f"{unit} {month} {column}", want[column], str(value)))
    return found + [Deviation(f"{unit} {month}", "a row", "none") for unit, month in expected]


def is_same(actual: Any, expected: Any) -> bool:
    """Whether two cells say the same, whatever type they have."""
    left, right = plain(actual), plain(expected)
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) < 1e-9
    return bool(left == right)


def plain(value: Any) -> Any:
    """Dates as ISO text, numbers as float, text that is a number too, JSON as dict, missing as None."""
    if value is None or value != value or str(value) in ("NaT", "<NA>", ""):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if str(value).startswith("{"):
        return json.loads(value)
    try:
        return float(value)
    except ValueError:
        return str(value)
