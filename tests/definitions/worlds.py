"""Worked examples: a case file holds small worlds, each a YAML document.

    world: one sentence about what it shows
    as_of, from: day and first month of the run
    defaults: {table: {column: value}}      what every row has; {n} is the row's number
    given: {table: pipe table}              a table without rows was delivered empty
    absent: [table.column]                  never delivered, although the table was
    params: {name: [{from, value}]}         in place of the definition's own
    targets: pipe table from|target|floor   in place of the indicator's own, each up to the next
    rules: [id]                             run before an indicator that counts what they found
    expect: see `compare`

`tests/cases/world.yaml` holds the units and the defaults that all worlds share. A table that is not
given was never delivered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from audit_models.calendar import load_days
from audit_models.contract import load_contract
from audit_models.definitions import AnyDefinition, Dated, Indicator, Rule, load_rules
from audit_models.evaluate import definition_search_path, evaluate_definitions
from audit_models.evaluate.relations import create_months, create_params, read_supplied
from audit_models.evaluate.rules import examine_subjects
from audit_models.policy.dated import OPEN_END
from audit_models.policy.tables import load_policy
from audit_models.prepare import prepare

CASES = Path(__file__).parent.parent / "cases"

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


@dataclass(frozen=True)
class World:
    """One document of a case file."""

    file: str
    index: int
    name: str
    as_of: date
    first_month: date
    tables: dict[str, list[dict[str, Any]]]
    absent: tuple[str, ...]
    params: dict[str, tuple[Dated, ...]] = field(hash=False)
    expect: dict[str, Any] = field(hash=False)
    rules: tuple[str, ...] = ()
    targets: tuple[tuple[date, float, float], ...] = ()
    """From when on which target and floor hold for the indicator of the file."""

    def __hash__(self) -> int:
        return hash((self.file, self.index))

    @property
    def id(self) -> str:
        return f"{Path(self.file).stem}-{self.index}"


def read_pipes(text: str) -> list[dict[str, str]]:
    """Rows of a pipe table, all text. The first line names the columns; `#` begins a comment line."""
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    for row in rows:
        assert len(row) == len(names), f"{len(row)} cells in {row}, {len(names)} columns"
    return [dict(zip(names, row, strict=True)) for row in rows]


@cache
def _shared() -> dict[str, Any]:
    return yaml.safe_load((CASES / "world.yaml").read_text(encoding="utf-8"))


@cache
def load_worlds(kind: str, definition_id: str) -> tuple[World, ...]:
    """The worlds of one definition, in the order of its case file."""
    path = CASES / kind / f"{definition_id}.yaml"
    documents = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    return tuple(_world(path, index, document) for index, document in enumerate(documents))


def _world(path: Path, index: int, document: dict[str, Any]) -> World:
    known = {"world", "as_of", "from", "defaults", "params", "targets", "rules", "given", "absent",
             "expect"}  # fmt: skip
    assert set(document) <= known, f"{path}: unknown keys {set(document) - known}"
    given = {**_shared()["given"], **document["given"]}
    tables = {}
    for name, text in given.items():
        defaults = {
            **_shared()["defaults"].get(name, {}),
            **document.get("defaults", {}).get(name, {}),
        }
        tables[name] = [
            {
                **_numbered(defaults, number),
                **{column: _cell(cell) for column, cell in row.items() if cell},
            }
            for number, row in enumerate(read_pipes(text), start=1)
        ]
    return World(
        file=str(path),
        index=index,
        name=document["world"],
        as_of=document["as_of"],
        first_month=date.fromisoformat(f"{document['from']}-01"),
        tables=tables,
        absent=tuple(document.get("absent", ())),
        params={
            name: tuple(Dated.model_validate(dated) for dated in values)
            for name, values in document.get("params", {}).items()
        },
        expect=document["expect"],
        rules=tuple(document.get("rules", ())),
        targets=tuple(
            (date.fromisoformat(row["from"]), float(row["target"]), float(row["floor"]))
            for row in read_pipes(document.get("targets", "from"))
        ),
    )


def _cell(cell: str) -> str | None:
    """An empty cell takes the default; NULL is missing in spite of a default."""
    return None if cell == "NULL" else cell


def _numbered(defaults: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {k: v.format(n=number) if isinstance(v, str) else v for k, v in defaults.items()}


MOST_OPEN = 120
"""Worlds that stay open: more than the rules that share a step have. All there are would take 5 GB."""
_built: dict[World, duckdb.DuckDBPyConnection] = {}


def build(world: World) -> duckdb.DuckDBPyConnection:
    """The world as a prepared stage file in memory; definitions may be run on it again and again."""
    con = _built.pop(world, None) or _prepared(world)
    _built[world] = con
    for oldest in list(_built)[:-MOST_OPEN]:
        _built.pop(oldest).close()
    return con


def close_worlds() -> None:
    """Close what `build` opened."""
    for con in _built.values():
        con.close()
    _built.clear()


def _prepared(world: World) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("set threads = 1")
    for schema in ("source", "core", "meta", "result"):
        con.execute(f"create schema {schema}")
    con.execute("create table meta.supplied (table_name varchar, column_name varchar)")
    con.execute(
        "create table meta.snapshot as select 'world' as snapshot_id, timestamp '2026-01-01' as created_at,"
        " ?::date as as_of, ?::date as data_from, '0' as app_version, '' as definitions_hash,"
        " null::bigint as seed",
        [world.as_of, world.first_month],
    )
    for name, table in load_contract().items():
        con.execute(table.ddl())
        if name in world.tables:
            _supply(con, name, world)
    load_days(con)
    load_policy(con)
    _judge_by(con, world)
    prepare(con)
    return con


def _judge_by(con: duckdb.DuckDBPyConnection, world: World) -> None:
    """Put the world's own targets in place of those of the default scheme."""
    if not world.targets:
        return
    indicator = Path(world.file).stem
    con.execute("delete from core.targets where indicator_id = ?", [indicator])
    ends = [*(since - timedelta(days=1) for since, _, _ in world.targets[1:]), OPEN_END]
    for (since, target, floor), end in zip(world.targets, ends, strict=True):
        con.execute(
            "insert into core.targets values (?, ?, ?, 1, ?, ?, 'own')",
            [indicator, target, floor, since, end],
        )


def _supply(con: duckdb.DuckDBPyConnection, name: str, world: World) -> None:
    table = load_contract()[name]
    for row in world.tables[name]:
        unknown = set(row) - set(table.columns)
        assert not unknown, f"{world.file}: {name} has no columns {unknown}"
        marks = ", ".join(f"cast(? as {table.columns[column].sql_type})" for column in row)
        con.execute(
            f"insert into source.{name} ({', '.join(row)}) values ({marks})", list(row.values())
        )
    columns = [column for column in table.columns if f"{name}.{column}" not in world.absent]
    con.executemany(
        "insert into meta.supplied values (?, ?)", [(name, column) for column in columns]
    )


def difference(definition: AnyDefinition, world: World) -> list[str]:
    """What came out otherwise than the world expects, one line each; empty when all is as expected.

    Of a rule: `hits` {subject: {column: value}}, `undecided` {subject: missing}, `not_applicable`
    [subject]; all other subjects must be clean. `coverage`: pipe table; a unit and month that is not
    in it must be not_applicable.
    Of an indicator: `cases`: all of them, as a pipe table; `values`: pipe table of the rows that matter.
    """
    con = build(world)
    definition = definition.model_copy(update={"params": {**definition.params, **world.params}})
    notices = evaluate_definitions(con, [*rules_of(world), definition])
    found = [f"failed: {notice.en}" for notice in notices if "failed" in notice.en]
    if isinstance(definition, Indicator):
        return found + _compare_cases(con, world) + _compare_values(con, world)
    states = {} if found or "hits" not in world.expect else subject_states(con, definition)
    return found + _compare_subjects(con, definition, world, states) + _compare_coverage(con, world)


def rules_of(world: World) -> list[Rule]:
    """The rules whose hits an indicator of this world counts."""
    return [rule for rule in load_rules() if rule.id in world.rules]


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


def _compare_subjects(
    con: duckdb.DuckDBPyConnection, rule: Rule, world: World, states: dict[str, str]
) -> list[str]:
    if "hits" not in world.expect:
        return []
    table, _, column = SUBJECT_TABLES[rule.subject].partition(".")
    key = column or load_contract()[table].key[0]
    expected = {row[key]: "clean" for row in world.tables.get(table, [])}
    expected |= dict.fromkeys(world.expect["hits"] or {}, "hit")
    expected |= world.expect.get("undecided") or {}
    expected |= dict.fromkeys(world.expect.get("not_applicable") or [], "not applicable")
    found = [
        f"{subject}: expected {state}, found {states.get(subject, 'not applicable')}"
        for subject, state in expected.items()
        if states.get(subject, "not applicable") != state
    ]
    return found + _compare_hits(con, world)


def _compare_hits(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    rows = con.execute("select * from result.rule_hits").df().to_dict("records")
    hits = {row["subject_id"]: {**json.loads(row["evidence"]), **row} for row in rows}
    expected = world.expect["hits"] or {}
    found = [f"a second hit on {row['subject_id']}" for row in rows[len(hits) :]]
    found += [f"unexpected hit on {subject}" for subject in hits.keys() - expected.keys()]
    for subject, columns in expected.items():
        for column, value in (columns or {}).items():
            actual = hits.get(subject, {}).get(column, "no such column")
            if not _same(actual, value):
                found.append(f"{subject}.{column}: expected {value}, found {actual}")
    return found


def _compare_coverage(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    if "coverage" not in world.expect:
        return []
    nothing = {"state": "not_applicable", "checked": "0", "hits": "0", "missing": ""}
    expected = {(row["unit"], row["month"]): row for row in read_pipes(world.expect["coverage"])}
    rows = con.execute(
        "select unit_code, strftime(month, '%Y-%m'), state, checked, hits, missing from result.rule_coverage"
    ).fetchall()
    found = []
    for unit, month, *values in rows:
        want = expected.pop((unit, month), nothing)
        for column, value in zip(nothing, values, strict=True):
            if column in want and not _same(value, want[column]):
                found.append(f"{unit} {month} {column}: expected {want[column]}, found {value}")
    return found + [f"no coverage of {unit} in {month}" for unit, month in expected]


def _compare_cases(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    if "cases" not in world.expect:
        return []
    columns = ("indicator", "subject", "unit", "month", "numerator", "denominator")
    rows = con.execute(
        "select indicator_id, subject_id, unit_code, strftime(month, '%Y-%m'), numerator, denominator"
        " from result.indicator_cases"
    ).fetchall()
    actual = sorted(str(tuple(_plain(value) for value in row)) for row in rows)
    wanted = read_pipes(world.expect["cases"] or "|".join(columns))
    expected = sorted(str(tuple(_plain(row[column]) for column in columns)) for row in wanted)
    return _multiset_difference(expected, actual)


def _multiset_difference(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    left = list(actual)
    found = []
    for case in expected:
        if case in left:
            left.remove(case)
        else:
            found.append(f"case missing: {case}")
    return found + [f"case not expected: {case}" for case in left]


def _compare_values(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    found = []
    for want in read_pipes(world.expect.get("values") or "indicator"):
        row = con.execute(
            "select * from result.indicator_values"
            " where indicator_id = ? and unit_code = ? and strftime(month, '%Y-%m') = ?",
            [want["indicator"], want["unit"], want["month"]],
        ).df()
        name = f"{want['indicator']} {want['unit']} {want['month']}"
        if len(row) != 1:
            found.append(f"{name}: {len(row)} rows")
            continue
        actual = row.to_dict("records")[0]
        for column in want.keys() - {"indicator", "unit", "month"}:
            if not _same(actual[column], want[column]):
                found.append(f"{name} {column}: expected {want[column]}, found {actual[column]}")
    return found


def _same(actual: Any, expected: Any) -> bool:
    left, right = _plain(actual), _plain(expected)
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) < 1e-9
    return left == right


def _plain(value: Any) -> Any:
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
