"""A log of four cases, small enough that every number can be worked out on paper.

case  events (hour of 2 March 2026, a Monday; finish = start unless given)
a     A 8–9   B 10–11   C 14
b     A 8–9   B 11–12   C 14
c     A 8     C 9       A 10     C 12        rework: A and C twice
d     B 8     A 8                            a tie: A before B by the tie breaker
"""

import duckdb
import pytest

from audit_models import process
from audit_models.process import EventLog

EVENTS = """
    values
    ('a', 'A', '08:00', '09:00', 'x', 1), ('a', 'B', '10:00', '11:00', 'y', 2), ('a', 'C', '14:00', '14:00', 'y', 3),
    ('b', 'A', '08:00', '09:00', 'x', 4), ('b', 'B', '11:00', '12:00', 'y', 5), ('b', 'C', '14:00', '14:00', 'x', 6),
    ('c', 'C', '12:00', '12:00', null, 10), ('c', 'A', '08:00', '08:00', 'x', 7),
    ('c', 'C', '09:00', '09:00', 'y', 8), ('c', 'A', '10:00', '10:00', 'x', 9),
    ('d', 'B', '08:00', '08:00', 'x', 12), ('d', 'A', '08:00', '08:00', 'x', 11),
    ('e', 'A', null, null, 'x', 13), (null, 'A', '08:00', '08:00', 'x', 14), ('e', null, '08:00', '08:00', 'x', 15)
"""


@pytest.fixture
def log() -> EventLog:
    con = duckdb.connect()
    con.execute(
        f"""
        create table events as
        select c, act, res, n, '2026-03-02 ' || s as s, '2026-03-02 ' || f as f
        from ({EVENTS}) as listed (c, act, s, f, res, n)
        """
    )
    return process.open_log(
        con,
        "events",
        case="c",
        activity="act",
        started="cast(s as timestamp)",
        finished="cast(f as timestamp)",
        resource="res",
        tie_breaker="n",
    )


def rows(frame: object, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))  # type: ignore[index]


def test_variants_with_cumulative_share(log: EventLog) -> None:
    assert rows(process.variants(log), "variant", "steps", "cases", "cumulative_share") == [
        ("A › B › C", 3, 2, 0.5),
        ("A › B", 2, 1, 0.75),
        ("A › C › A › C", 4, 1, 1.0),
    ]


def test_starts_and_ends(log: EventLog) -> None:
    assert rows(process.start_activities(log), "activity", "cases") == [("A", 4)]
    assert rows(process.end_activities(log), "activity", "cases") == [("C", 3), ("B", 1)]


def test_durations_run_from_the_first_start_to_the_last_finish(log: EventLog) -> None:
    hours = process.durations(log)
    assert [(c, s / 3600) for c, s in rows(hours, "case_id", "seconds")] == [
        ("a", 6), ("b", 6), ("c", 4), ("d", 0),
    ]  # fmt: skip


def test_the_graph_counts_passages_and_waits_from_finish_to_start(log: EventLog) -> None:
    # A→B waits 1 h (a), 2 h (b), 0 h (d); B→C 3 h and 2 h; A→C 1 h and 2 h in one case.
    found = process.directly_follows(log).assign(
        mean=lambda f: f["mean_seconds"] / 3600, median=lambda f: f["median_seconds"] / 3600
    )
    assert rows(found, "from_activity", "to_activity", "passages", "cases", "mean", "median") == [
        ("A", "B", 3, 3, 1.0, 1.0),
        ("A", "C", 2, 1, 1.5, 1.5),
        ("B", "C", 2, 2, 2.5, 2.5),
        ("C", "A", 1, 1, 1.0, 1.0),
    ]


def test_bottlenecks_come_by_all_the_waiting_in_them(log: EventLog) -> None:
    # B→C 5 h, A→B 3 h, A→C 3 h, C→A 1 h: 12 h in all.
    found = process.bottlenecks(log)
    assert rows(found, "from_activity", "to_activity") == [
        ("B", "C"), ("A", "B"), ("A", "C"), ("C", "A"),
    ]  # fmt: skip
    assert found["share"].iloc[0] == pytest.approx(5 / 12)


def test_rework_counts_visits_after_the_first(log: EventLog) -> None:
    assert rows(process.rework(log), "activity", "cases", "share", "repeats") == [
        ("A", 1, 0.25, 1),
        ("C", 1, pytest.approx(1 / 3), 1),
    ]


def test_handover_is_a_change_of_hands(log: EventLog) -> None:
    # a: x→y · b: x→y, y→x · c: x→y, y→x, then nobody · d: x only
    assert rows(process.handovers(log), "from_resource", "to_resource", "passages", "cases") == [
        ("x", "y", 3, 3),
        ("y", "x", 2, 2),
    ]


def test_what_cannot_be_placed_is_listed_with_its_reason(log: EventLog) -> None:
    assert rows(log.unplaced.fillna("-"), "case_id", "activity", "reason") == [
        ("e", "A", "no_time"),
        ("e", "-", "no_activity"),
        ("-", "A", "no_case"),
    ]


def test_the_usual_time_of_every_pair(log: EventLog) -> None:
    # A→C: a 5 h, b 5 h; c 1, 4 and 2 h: mean 3.4, sum of squares about it 13.2, sd √3.3
    found = process.temporal_profile(log).set_index(["from_activity", "to_activity"])
    assert found.loc[("A", "C"), "pairs"] == 5
    assert found.loc[("A", "C"), "mean_seconds"] / 3600 == pytest.approx(3.4)
    assert found.loc[("A", "C"), "sd_seconds"] / 3600 == pytest.approx(3.3**0.5)
    assert found.loc[("C", "C"), "sd_seconds"] == 0


def test_deviations_lie_outside_k_standard_deviations(log: EventLog) -> None:
    # A→C of c's first A to its first C: (3.4 − 1)/√3.3 = 1.32; A→B: 0, 1, 2 h, sd 1, never beyond 1.2.
    found = process.temporal_deviations(log, k=1.2)
    assert rows(found, "case_id", "from_activity", "to_activity") == [("c", "A", "C")]
    assert found["deviations"].iloc[0] == pytest.approx(2.4 / 3.3**0.5)


def test_waits_in_working_days() -> None:
    con = duckdb.connect()
    con.execute(
        "create table days as select * from (values (date '2026-03-06', 5), (date '2026-03-09', 6))"
        " as listed (day, workday)"
    )
    weekend = (
        "(select * from (values (1, 'A', timestamp '2026-03-06 17:00'),"
        " (1, 'B', timestamp '2026-03-09 08:00')) as listed (c, a, t))"
    )
    log = process.open_log(con, weekend, case="c", activity="a", finished="t", days="days")

    found = process.directly_follows(log)
    assert (found["median_workdays"].iloc[0], found["median_seconds"].iloc[0] / 3600) == (1, 63)


def test_a_wait_that_touches_a_day_outside_the_calendar_is_not_taken_for_none() -> None:
    con = duckdb.connect()
    con.execute("create table days as select date '2026-03-06' as day, 5 as workday")
    events = (
        "(select * from (values (1, 'A', timestamp '2026-03-06 17:00'),"
        " (1, 'B', timestamp '2026-03-09 08:00')) as listed (c, a, t))"
    )
    log = process.open_log(con, events, case="c", activity="a", finished="t", days="days")

    assert process.directly_follows(log)["median_workdays"].isna().all()


def test_the_same_activities_in_another_order_are_another_variant() -> None:
    con = duckdb.connect()
    ways = ["ABCD", "ACBD", "BACD", "DCBA", "ABCD"]
    values = ", ".join(
        f"({case}, '{activity}', timestamp '2026-03-02' + to_hours({hour}))"
        for case, way in enumerate(ways)
        for hour, activity in enumerate(way)
    )
    relation = f"(select * from (values {values}) as listed (c, a, t))"
    found = process.variants(process.open_log(con, relation, case="c", activity="a", finished="t"))

    assert rows(found, "variant", "cases") == [
        ("A › B › C › D", 2), ("A › C › B › D", 1), ("B › A › C › D", 1), ("D › C › B › A", 1),
    ]  # fmt: skip
