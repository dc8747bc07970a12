"""Evaluation: every definition is run once on a prepared stage file and fills `result.*`.

A definition that fails makes error rows for itself, in every unit and month, and a notice; it neither
stops the others nor looks clean. A definition whose columns were never delivered is not run, and neither
is a rule that fails its own worked examples.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from audit_models.definitions import AnyDefinition, Indicator, Rule, load_indicators, load_rules
from audit_models.durable import DISK_ERRORS
from audit_models.evaluate import indicators, rules
from audit_models.evaluate.hit_sides import write_hit_sides
from audit_models.evaluate.intervals import write_intervals
from audit_models.evaluate.relations import (
    Supplied,
    create_found_by_rules,
    create_months,
    read_supplied,
)
from audit_models.evaluate.rule_records import write_rule_records
from audit_models.evaluate.verdicts import write_verdicts
from audit_models.progress import Progress, silent
from audit_models.retirements import Retirement, retired
from audit_models.text import Text
from audit_models.thresholds import Threshold, moved

NOTHING: Mapping[str, str] = {}
STEP = Text("计算指标与规则", "Computing indicators and rules")

FAILED = Text(
    "{id} 计算失败，其全部结果记为错误：{why}", "{id} failed; all its results are errors: {why}"
)

OUTSIDE_CALENDAR = Text(
    "{definitions} 个指标和规则涉及工作日历（{first} 至 {last}）以外的日期，相关结果记为错误；"
    "请检查这些日期，或导入 calendar_days 补充日历。",
    "{definitions} indicators and rules met dates outside the working-day calendar ({first} to {last});"
    " the results concerned are errors. Check the dates, or extend the calendar by importing calendar_days.",
)

SEARCH_PATH = "core,source,main"
"""Where definitions find their relations; the functions of the portable subset live in `main`."""

RESULT_TABLES = {
    "definitions": "kind varchar, id varchar, header json, sql varchar, hash varchar, error varchar",
    "indicator_values": (
        "indicator_id varchar, unit_code varchar, level varchar, month date, value double, "
        "numerator double, denominator double, n bigint, target double, score double, "
        "status varchar, missing varchar"
    ),
    "indicator_cases": (
        "indicator_id varchar, unit_code varchar, month date, subject_id varchar, "
        "numerator double, denominator double"
    ),
    "rule_hits": (
        "hit_id varchar, rule_id varchar, subject_type varchar, subject_id varchar, "
        "unit_code varchar, happened_on date, month date, amount_cny decimal(18, 2), "
        "severity varchar, evidence json, definition_hash varchar, tested_on date"
    ),
    "rule_coverage": (
        "rule_id varchar, unit_code varchar, month date, state varchar, "
        "checked bigint, hits bigint, missing json"
    ),
}
"""What evaluation writes. rule_hits.tested_on: the date by which rule_coverage counts the subject."""


def evaluate(
    con: duckdb.DuckDBPyConnection,
    *,
    only: Sequence[str] | None = None,
    thresholds: Sequence[Threshold] = (),
    retirements: Sequence[Retirement] = (),
    switched_off: Mapping[str, str] = NOTHING,
    progress: Progress | None = None,
) -> tuple[Text, ...]:
    """Run all definitions, or those with the ids in `only`, on the prepared relations of `con`.

    `thresholds`: values that the office moved, in place of a rule's own from their days on. `retirements`: what it
    decided about rules. `switched_off`: rules that are not run, and why; they are errors.
    Returns a notice for each definition that failed, and one if dates lie outside the calendar.
    Creates or replaces the tables of `result` that it fills.
    """
    chosen = [
        retired(moved(one, thresholds), retirements) if isinstance(one, Rule) else one
        for one in choose(only)
    ]
    notices = evaluate_definitions(con, chosen, switched_off=switched_off, progress=progress)
    write_verdicts(con)
    write_rule_records(con)
    write_hit_sides(con)
    return notices


def choose(only: Sequence[str] | None = None) -> list[AnyDefinition]:
    """The active rules, then the indicators, one of which counts hits; `only` those with these ids."""
    active = [rule for rule in load_rules() if rule.status == "active"]
    everything: list[AnyDefinition] = [*active, *load_indicators()]
    return [found for found in everything if only is None or found.id in only]


def evaluate_definitions(
    con: duckdb.DuckDBPyConnection,
    definitions: Sequence[AnyDefinition],
    *,
    switched_off: Mapping[str, str] = NOTHING,
    progress: Progress | None = None,
) -> tuple[Text, ...]:
    """Run these definitions; see `evaluate`."""
    progress = progress or silent()
    create_results(con)
    supplied = read_supplied(con)
    notices = []
    with definition_search_path(con):
        create_months(con)
        create_found_by_rules(con)
        for done, definition in enumerate(definitions):
            progress.step(STEP, done, len(definitions))
            failure = _evaluate_one(
                con, definition, supplied=supplied, off=switched_off.get(definition.id)
            )
            if failure:
                notices.append(FAILED.format(id=definition.id, why=failure))
        write_intervals(con)
    progress.step(STEP, len(definitions), len(definitions))
    return (*notices, *_calendar_notices(con))


def create_results(con: duckdb.DuckDBPyConnection) -> None:
    """Empty tables of `result` in place of whatever was there."""
    con.execute("create schema if not exists result")
    for name, columns in RESULT_TABLES.items():
        con.execute(f"create or replace table result.{name} ({columns})")


def _calendar_notices(con: duckdb.DuckDBPyConnection) -> Iterator[Text]:
    row = con.execute(
        """
        with concerned as (
            select split_part(indicator_id, '.', 1) as id from result.indicator_values
            where starts_with(missing, ?)
            union
            select rule_id from result.rule_coverage where json_exists(missing, ?)
        )
        select (select count(*) from concerned), min(day), max(day) from core.days
        """,
        [rules.CALENDAR, f"$.{rules.CALENDAR}"],
    ).fetchone()
    if row and row[0]:
        yield OUTSIDE_CALENDAR.format(definitions=row[0], first=row[1], last=row[2])


@contextmanager
def definition_search_path(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Definitions use unqualified names; the connection's own search path is put back afterwards."""
    row = con.execute("select current_setting('search_path')").fetchone()
    con.execute(f"set search_path = '{SEARCH_PATH}'")
    try:
        yield
    finally:
        con.execute("set search_path = ?", [row[0] if row else ""])


def _evaluate_one(
    con: duckdb.DuckDBPyConnection,
    definition: AnyDefinition,
    *,
    supplied: Supplied,
    off: str | None,
) -> str | None:
    """Run one definition, unless it is switched off, and record it; the reason if it failed."""
    failure = None
    try:
        if off is not None:
            raise rules.Fault(off)
        if isinstance(definition, Indicator):
            indicators.run(con, definition, supplied=supplied)
        else:
            rules.run(con, definition, supplied=supplied)
    except DISK_ERRORS:
        # Not the definition's fault: nothing is published, rather than a failure that never was.
        raise
    except (duckdb.Error, rules.Fault) as error:
        failure = str(error).strip()
        if isinstance(definition, Indicator):
            indicators.run_failed(con, definition)
        else:
            rules.run_failed(con, definition)
    if isinstance(definition, Rule):
        rules.retire(con, definition)
    con.execute(
        "insert into result.definitions values (?, ?, ?, ?, ?, ?)",
        [
            "indicator" if isinstance(definition, Indicator) else "rule",
            definition.id,
            definition.header,
            definition.sql,
            definition.hash,
            failure,
        ],
    )
    return failure
