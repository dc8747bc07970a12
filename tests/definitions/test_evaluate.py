"""The engine itself, with definitions made for the purpose on a world of three counties."""

import json
from datetime import date
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from audit_models.definitions import AnyDefinition, Indicator, Rule, load_rules, read_definition
from audit_models.evaluate import choose, evaluate, evaluate_definitions
from audit_models.text import Text
from audit_models.worked_examples.world import World
from tests.definitions.worlds import build

UNITS = ("city_a", "city_b", "county_a1", "county_a2", "county_b1", "province")


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """February and March 2025; no contracts were delivered."""
    world = World(
        file="evaluate",
        index=0,
        name="",
        as_of=date(2025, 3, 20),
        first_month=date(2025, 2, 1),
        tables={"org_units": ORG_UNITS, "client_projects": [], "work_orders": []},
        absent=("client_projects.archived_at",),
        params={},
        expect={},
    )
    return build(world)


ORG_UNITS = [
    {"unit_code": code, "name_zh": code, "level": level, "parent_code": parent}
    for code, level, parent in (
        ("province", "province", None),
        ("city_a", "city", "province"),
        ("city_b", "city", "province"),
        ("county_a1", "county", "city_a"),
        ("county_a2", "county", "city_a"),
        ("county_b1", "county", "city_b"),
    )
]


def rule(folder: Path, subjects: str, **header: str) -> Rule:
    """A rule whose query lists its subjects: id, unit, test date, is_hit, missing."""
    return read_definition(
        Rule, _write(folder, "ZZ01_rule.sql", RULE, header, SUBJECTS.format(dedent(subjects)))
    )


def indicator(folder: Path, cases: str, **header: str) -> Indicator:
    """An indicator whose query lists its cases: id, unit, month, numerator, denominator, companion."""
    return read_definition(
        Indicator,
        _write(folder, "ZZ02_indicator.sql", INDICATOR, header, CASES.format(dedent(cases))),
    )


def _write(folder: Path, name: str, head: str, header: dict[str, str], sql: str) -> Path:
    extra = "".join(f"{key}: {value}\n" for key, value in header.items())
    path = folder / name
    path.write_text(f"/* ---\n{head}{extra}--- */\n{sql}", encoding="utf-8")
    return path


RULE = """\
id: ZZ01
title: {zh: 规则, en: Rule}
says: {zh: "{subject_id}", en: "{subject_id}"}
why: {zh: 为何, en: Why}
innocent: {zh: 无辜, en: Innocent}
ground: [own_practice]
severity: M
subject: project
hit_key: [subject_id]
status: active
"""
SUBJECTS = """
select
    subject_id,
    unit_code,
    cast(tested_on as date) as tested_on,
    is_hit,
    missing,
    cast(tested_on as date) as happened_on,
    cast(1.50 as decimal(18, 2)) as amount_cny,
    'seen' as proof
from (values {}) as listed (subject_id, unit_code, tested_on, is_hit, missing)
"""
INDICATOR = """\
id: ZZ02
title: {zh: 指标, en: Indicator}
kind: share
unit: percent
better: higher
chart: p
ground: [own_practice]
definition: {zh: 定义, en: Definition}
"""
CASES = """
select subject_id, unit_code, cast(month as date) as month, numerator, denominator, companion
from (values {}) as listed (subject_id, unit_code, month, numerator, denominator, companion)
"""

CLEAN = "('c', 'county_a1', '2025-03-05', false, null)"
UNDECIDED = "('u', 'county_a1', '2025-03-05', null, 'contracts.amount_cny')"
OUTSIDE = "('o', 'county_a1', '2025-03-05', null, 'calendar')"
HIT = "('h', 'county_a1', '2025-03-05', true, null)"


def coverage(con: duckdb.DuckDBPyConnection, unit: str, month: str) -> tuple:
    rows = con.execute(
        "select state, checked, hits, missing from result.rule_coverage"
        " where rule_id = 'ZZ01' and unit_code = ? and month = ?::date",
        [unit, f"{month}-01"],
    ).fetchall()
    assert len(rows) == 1
    state, checked, hits, missing = rows[0]
    return state, checked, hits, json.loads(missing) if missing else {}


def values(
    con: duckdb.DuckDBPyConnection, indicator_id: str = "ZZ02"
) -> dict[tuple[str, str], tuple]:
    rows = con.execute(
        "select unit_code, strftime(month, '%Y-%m'), value, numerator, denominator, n, status, missing"
        " from result.indicator_values where indicator_id = ?",
        [indicator_id],
    ).fetchall()
    return {(unit, month): tuple(rest) for unit, month, *rest in rows}


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        ([CLEAN], ("clean", 1, 0, {})),
        ([CLEAN, UNDECIDED], ("insufficient_data", 1, 0, {"contracts.amount_cny": 1})),
        ([CLEAN, UNDECIDED, OUTSIDE], ("error", 1, 0, {"contracts.amount_cny": 1, "calendar": 1})),
        (
            [CLEAN, UNDECIDED, OUTSIDE, HIT],
            ("hit", 2, 1, {"contracts.amount_cny": 1, "calendar": 1}),
        ),
        ([UNDECIDED], ("insufficient_data", 0, 0, {"contracts.amount_cny": 1})),
        ([OUTSIDE], ("error", 0, 0, {"calendar": 1})),
        ([HIT], ("hit", 1, 1, {})),
    ],
)
def test_a_month_is_a_hit_else_an_error_else_undecided_else_clean(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, subjects: list[str], expected: tuple
) -> None:
    evaluate_definitions(con, [rule(tmp_path, ", ".join(subjects))])
    for unit in ("county_a1", "city_a", "province"):
        assert coverage(con, unit, "2025-03") == expected
    for unit, month in (("county_a1", "2025-02"), ("county_a2", "2025-03"), ("city_b", "2025-03")):
        assert coverage(con, unit, month) == ("not_applicable", 0, 0, {})


def test_results_roll_up_but_a_subject_stays_with_its_own_unit(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    subjects = """
        ('a1', 'county_a1', '2025-03-05', true, null),
        ('a2', 'county_a2', '2025-03-05', null, 'contracts.amount_cny'),
        ('city', 'city_a', '2025-03-05', false, null),
        ('b1', 'county_b1', '2025-03-05', false, null),
        ('nowhere', null, '2025-03-05', true, null)
    """
    evaluate_definitions(con, [rule(tmp_path, subjects)])
    assert coverage(con, "city_a", "2025-03") == ("hit", 2, 1, {"contracts.amount_cny": 1})
    assert coverage(con, "city_b", "2025-03") == ("clean", 1, 0, {})
    # What has no unit counts on the root alone: else a province with such a hit could look clean.
    assert coverage(con, "province", "2025-03") == ("hit", 4, 2, {"contracts.amount_cny": 1})
    hits = con.execute("select subject_id, unit_code from result.rule_hits order by 1").fetchall()
    assert hits == [("a1", "county_a1"), ("nowhere", None)]


def test_every_unit_and_month_has_a_row_of_coverage(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    evaluate_definitions(con, [rule(tmp_path, CLEAN)])
    rows = con.execute(
        "select unit_code, strftime(month, '%Y-%m') from result.rule_coverage"
    ).fetchall()
    assert sorted(rows) == sorted(
        (unit, month) for unit in UNITS for month in ("2025-02", "2025-03")
    )


def test_a_subject_without_test_date_counts_at_as_of_and_one_after_it_not_at_all(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    subjects = """
        ('undated', 'county_a1', null, false, null),
        ('on_the_day', 'county_a1', '2025-03-20', false, null),
        ('too_late', 'county_a1', '2025-03-21', true, null),
        ('before_the_first_month', 'county_a1', '2025-01-31', true, null)
    """
    evaluate_definitions(con, [rule(tmp_path, subjects)])
    assert coverage(con, "county_a1", "2025-03") == ("clean", 2, 0, {})
    assert coverage(con, "county_a1", "2025-02") == ("not_applicable", 0, 0, {})
    # What happened before the reported months is still a hit; it has no month of coverage.
    [hit] = con.execute("select subject_id, month from result.rule_hits").fetchall()
    assert hit == ("before_the_first_month", date(2025, 1, 1))


def test_a_hit_carries_its_proof_and_the_hash_of_the_definition(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    made = rule(tmp_path, HIT)
    evaluate_definitions(con, [made])
    rows = con.execute(
        "select rule_id, subject_type, severity, amount_cny::varchar, evidence::varchar, definition_hash from result.rule_hits"
    ).fetchall()
    assert rows == [("ZZ01", "project", "M", "1.50", '{"proof":"seen"}', made.hash)]


def test_a_rule_may_have_subjects_of_several_types(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The header's type holds unless a column says another; only projects and contracts count as checked."""
    one = rule(tmp_path, HIT)
    others = f"select 'unit' as subject_type, * replace ('u' as subject_id) from ({one.sql})"
    mixed = one.model_copy(
        update={"sql": f"{others} union all select 'project', * from ({one.sql})"}
    )
    assert evaluate_definitions(con, [mixed]) == ()
    hits = con.execute(
        "select subject_type, subject_id, evidence::varchar from result.rule_hits"
    ).fetchall()
    assert sorted(hits) == [
        ("project", "h", '{"proof":"seen"}'), ("unit", "u", '{"proof":"seen"}'),
    ]  # fmt: skip
    checked = con.execute("select subject_type, subject_id from temp.checked_subjects").fetchall()
    assert checked == [("project", "h")]


@pytest.mark.parametrize(
    "broken",
    [
        "('h', 'county_a1', '2025-03-05', true, null), ('h', 'county_a1', '2025-03-06', true, null)",
        "('u', 'county_a1', '2025-03-05', null, null)",
        "('h', 'county_a1', null, true, null)",
        "('h', 'county_a1', 'not a date', true, null)",
    ],
    ids=[
        "doubled hit key",
        "silent about what is missing",
        "hit without a day",
        "fails while it runs",
    ],
)
def test_a_rule_that_fails_is_an_error_everywhere_and_leaves_nothing_behind(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, broken: str
) -> None:
    [cp01] = [found for found in load_rules() if found.id == "CP01"]
    notices = evaluate_definitions(con, [rule(tmp_path, broken), cp01])
    assert [notice.en.startswith("ZZ01 failed") for notice in notices] == [True]
    found = [coverage(con, unit, month) for unit in UNITS for month in ("2025-02", "2025-03")]
    assert found == [("error", 0, 0, {})] * 12
    assert con.execute("select count(*) from result.rule_hits").fetchall() == [(0,)]
    recorded = con.execute(
        "select id, error is not null from result.definitions order by id"
    ).fetchall()
    assert recorded == [("CP01", False), ("ZZ01", True)]
    states = con.execute(
        "select distinct state from result.rule_coverage where rule_id = 'CP01'"
    ).fetchall()
    assert states == [("not_applicable",)]


def test_an_indicator_that_fails_is_an_error_everywhere(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    made = indicator(
        tmp_path, "('x', 'county_a1', 'not a month', 1, 1, null)", companions=COMPANION
    )
    [notice] = evaluate_definitions(con, [made])
    assert "ZZ02" in notice.zh
    assert "ZZ02" in notice.en
    for indicator_id in ("ZZ02", "ZZ02.extra"):
        found = values(con, indicator_id)
        assert len(found) == 12
        assert set(found.values()) == {(None, None, None, 0, "error", None)}
    assert con.execute("select count(*) from result.indicator_cases").fetchall() == [(0,)]


COMPANION = "{extra: {title: {zh: 另, en: Other}, kind: count, unit: count, better: none}}"


def test_a_rate_of_a_city_is_that_of_its_cases(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    cases = """
        ('a', 'county_a1', '2025-03-01', 1, 1, null),
        ('b', 'county_a1', '2025-03-01', 1, 1, null),
        ('c', 'county_a1', '2025-03-01', 1, 1, null),
        ('d', 'county_a2', '2025-03-01', 0, 1, null),
        ('e', 'county_b1', '2025-03-01', null, 1, null),
        ('f', 'county_a1', '2025-01-01', 1, 1, null),
        ('g', 'county_a1', '2025-04-01', 1, 1, null)
    """
    evaluate_definitions(con, [indicator(tmp_path, cases, companions=COMPANION)])
    found = values(con)
    assert found["county_a1", "2025-03"] == (100, 3, 3, 3, "ok", None)
    assert found["county_a2", "2025-03"] == (0, 0, 1, 1, "ok", None)
    assert found["city_a", "2025-03"] == (75, 3, 4, 4, "ok", None)
    assert found["city_b", "2025-03"] == (None, None, 1, 1, "error", "calendar")
    assert found["province", "2025-03"] == (None, None, 5, 5, "error", "calendar")
    assert found["county_a1", "2025-02"] == (None, 0, 0, 0, "no_cases", None)
    assert len(found) == 12
    assert values(con, "ZZ02.extra")["city_a", "2025-03"] == (0, 0, None, 0, "ok", None)
    months = con.execute(
        "select count(*) from result.indicator_cases where month <> '2025-03-01'"
    ).fetchall()
    assert months == [(0,)], "cases outside the reported months are nobody's"


@pytest.mark.parametrize("order", [(0.1, 0.2, 0.3), (0.3, 0.2, 0.1), (0.2, 0.3, 0.1)])
def test_a_number_does_not_depend_on_the_order_of_its_cases(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, order: tuple[float, ...]
) -> None:
    """Added as doubles, 0.1 + 0.2 + 0.3 is 0.6000000000000001."""
    units = ("county_a1", "county_a2", "county_b1")
    cases = ", ".join(
        f"('{unit}{n}', '{unit}', '2025-03-01', {amount}, {amount}, null)"
        for unit in units
        for n, amount in enumerate(order)
    )
    evaluate_definitions(con, [indicator(tmp_path, cases)])
    found = values(con)
    assert found["county_a1", "2025-03"][1:3] == (0.6, 0.6)
    assert found["province", "2025-03"][1:3] == (1.8, 1.8)


def test_a_column_that_was_never_delivered_leaves_no_number_and_no_verdict(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    needs = "[client_projects.archived_at, contracts.amount_cny, contracts.signed_on]"
    made: list[AnyDefinition] = [
        rule(tmp_path, HIT, needs=needs),
        indicator(tmp_path, "('a', 'county_a1', '2025-03-01', 1, 1, null)", needs=needs),
    ]
    assert evaluate_definitions(con, made) == ()
    expected = {"client_projects.archived_at": None, "contracts": None}
    assert {coverage(con, unit, "2025-03")[0] for unit in UNITS} == {"insufficient_data"}
    assert coverage(con, "county_a1", "2025-03") == ("insufficient_data", 0, 0, expected)
    assert con.execute("select count(*) from result.rule_hits").fetchall() == [(0,)]
    assert set(values(con).values()) == {
        (None, None, None, 0, "insufficient_data", "client_projects.archived_at, contracts")
    }


def test_without_what_is_needed_to_clear_a_hit_stands_and_nothing_is_clean(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    other = "('d', 'county_a2', '2025-03-05', false, null)"
    evaluate_definitions(
        con, [rule(tmp_path, f"{CLEAN}, {HIT}, {OUTSIDE}, {other}", needs_to_clear="[contracts]")]
    )
    assert coverage(con, "county_a1", "2025-03") == ("hit", 1, 1, {"contracts": 1, "calendar": 1})
    assert coverage(con, "county_a2", "2025-03") == ("insufficient_data", 0, 0, {"contracts": 1})


def test_what_is_optional_is_named_and_changes_nothing_else(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    evaluate_definitions(
        con,
        [
            rule(tmp_path, CLEAN, optional_needs="[contracts.amount_cny, client_projects.status]"),
            indicator(
                tmp_path,
                "('a', 'county_a1', '2025-03-01', 1, 1, null)",
                optional_needs="[contracts.amount_cny]",
            ),
        ],
    )
    assert coverage(con, "county_a1", "2025-03") == ("clean", 1, 0, {"contracts": 0})
    assert values(con)["county_a1", "2025-03"] == (100, 1, 1, 1, "ok", "contracts")


def test_dates_outside_the_calendar_are_told_once_with_its_first_and_last_day(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    fine = evaluate_definitions(con, [rule(tmp_path, CLEAN)])
    assert fine == ()
    unknown = indicator(
        tmp_path, "('a', 'county_a1', '2025-03-01', cast(null as integer), 1, null)"
    )
    [notice] = evaluate_definitions(con, [rule(tmp_path, OUTSIDE), unknown])
    for text in notice:
        assert text.startswith("2 ")
        assert "2004-01-01" in text
        assert "2026-12-31" in text


def test_parameters_are_in_force_from_their_day_to_the_day_before_the_next(tmp_path: Path) -> None:
    made = rule(
        tmp_path,
        CLEAN,
        params="{days: [{from: 2018-06-01, value: 4}, {from: 2000-01-01, value: 2}], share: [{from: 2010-01-01, value: 0.5}]}",
    )
    assert [tuple(period) for period in made.periods] == [
        (date(2000, 1, 1), date(2009, 12, 31), {"days": 2, "share": None}),
        (date(2010, 1, 1), date(2018, 5, 31), {"days": 2, "share": 0.5}),
        (date(2018, 6, 1), date(9999, 12, 31), {"days": 4, "share": 0.5}),
    ]


def test_only_the_chosen_definitions_are_run_and_progress_is_told(
    con: duckdb.DuckDBPyConnection,
) -> None:
    told = []

    class Listener:
        def step(self, text: Text, done: int, total: int) -> None:
            told.append((done, total))

    assert evaluate(con, only=["CP01", "I01"], progress=Listener()) == ()
    assert con.execute("select kind, id from result.definitions order by id").fetchall() == [
        ("rule", "CP01"),
        ("indicator", "I01"),
    ]
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_retired_rule_is_not_run(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    retired = rule(tmp_path, HIT).model_copy(
        update={"status": "retired", "reason": Text("旧", "Old")}
    )
    monkeypatch.setattr("audit_models.evaluate.load_rules", lambda: (retired,))
    assert choose(["ZZ01"]) == []


def test_the_connection_is_left_as_it_was(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    before = con.execute("select current_setting('search_path')").fetchall()
    evaluate_definitions(con, [rule(tmp_path, HIT)])
    assert con.execute("select current_setting('search_path')").fetchall() == before
