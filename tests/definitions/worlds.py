"""Worked examples on connections that stay open, and what an indicator finds in one.

The examples themselves, and what a rule finds in them: `audit_models.worked_examples`.
"""

from collections.abc import Sequence

import duckdb

from audit_models.definitions import AnyDefinition, Indicator, Rule, load_rules
from audit_models.evaluate import evaluate_definitions
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.compare import deviations, is_same, plain
from audit_models.worked_examples.world import World, read_pipes

MOST_OPEN = 120
"""Worlds that stay open: more than the rules that share a step have. All there are would take 5 GB."""
_built: dict[World, duckdb.DuckDBPyConnection] = {}


def build(world: World) -> duckdb.DuckDBPyConnection:
    """The world as a prepared stage file in memory; definitions may be run on it again and again."""
    con = _built.pop(world, None) or prepared(world)
    _built[world] = con
    for oldest in list(_built)[:-MOST_OPEN]:
        _built.pop(oldest).close()
    return con


def close_worlds() -> None:
    """Close what `build` opened."""
    for con in _built.values():
        con.close()
    _built.clear()


def difference(definition: AnyDefinition, world: World) -> list[str]:
    """What came out otherwise than the world expects, one line each; empty when all is as expected.

    Of a rule: see `deviations`. Of an indicator: `cases`: all of them, as a pipe table; `values`: pipe table of
    the rows that matter.
    """
    con = build(world)
    definition = definition.model_copy(update={"params": {**definition.params, **world.params}})
    notices = evaluate_definitions(con, [*rules_of(world), definition])
    found = [f"failed: {notice.en}" for notice in notices if "failed" in notice.en]
    if isinstance(definition, Indicator):
        return found + _compare_cases(con, world) + _compare_values(con, world)
    return found or [str(one) for one in deviations(con, definition, world)]


def rules_of(world: World) -> list[Rule]:
    """The rules whose hits an indicator of this world counts."""
    return [rule for rule in load_rules() if rule.id in world.rules]


def _compare_cases(con: duckdb.DuckDBPyConnection, world: World) -> list[str]:
    if "cases" not in world.expect:
        return []
    columns = ("indicator", "subject", "unit", "month", "numerator", "denominator")
    rows = con.execute(
        "select indicator_id, subject_id, unit_code, strftime(month, '%Y-%m'), numerator, denominator"
        " from result.indicator_cases"
    ).fetchall()
    actual = sorted(str(tuple(plain(value) for value in row)) for row in rows)
    wanted = read_pipes(world.expect["cases"] or "|".join(columns))
    expected = sorted(str(tuple(plain(row[column]) for column in columns)) for row in wanted)
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
            if not is_same(actual[column], want[column]):
                found.append(f"{name} {column}: expected {want[column]}, found {actual[column]}")
    return found
