"""The product's own log of one county, worked out by hand.

April 2026: the 3rd is the last working day before Tomb-sweeping (4–6 off), the 7th the next one.

    p1, p2  lv_resident, accept 1 Apr › survey 2 Apr › plan_reply 3 Apr › contract 7 Apr › meter 8 Apr ›
            energise 9 Apr; p2 is surveyed again on 3 Apr (a repeat) and replies on 7 Apr
    p3      made without any task; p4 still open; p5 energised in May without meter
"""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from audit_models import process, views
from audit_models.build import import_sources
from audit_models.mapping.xes import read_log
from audit_models.process.export import write_ocel, write_xes
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.tiny import PROJECT_HEADER, UNITS

PROJECTS = (
    "p1,c1,D,new,lv_resident,2026-04-01 08:00:00,2026-04-01 08:00:00,2026-04-09 10:00:00,energised,",
    "p2,c2,D,new,lv_resident,2026-04-01 08:00:00,2026-04-01 08:00:00,2026-04-09 10:00:00,energised,",
    "p3,c3,D,new,lv_resident,2026-04-01 08:00:00,2026-04-01 08:00:00,2026-04-09 10:00:00,energised,",
    "p4,c4,D,new,lv_resident,2026-04-01 08:00:00,2026-04-01 08:00:00,,open,",
    "p5,c5,C,new,lv_resident,2026-05-06 08:00:00,2026-05-06 08:00:00,2026-05-08 10:00:00,energised,",
)
TASKS = {
    "p1": ("accept 04-01", "survey 04-02", "plan_reply 04-03", "contract 04-07", "meter 04-08", "energise 04-09"),
    "p2": ("accept 04-01", "survey 04-02", "survey 04-03", "plan_reply 04-07", "contract 04-07", "meter 04-08",
           "energise 04-09"),
    "p4": ("accept 04-01",),
    "p5": ("accept 05-06", "plan_reply 05-06", "survey 05-07", "contract 05-07", "energise 05-08"),
}  # fmt: skip
"""Each begins at 8 h plus its number in minutes and takes half a minute."""
FINISHED = {"p2-4": "2026-04-07 08:05:10"}
"""Ends in the minute in which the next one, p2-5, ends."""
RECORDED = {
    "p1-1": "2026-04-02 08:00:00", "p1-2": "2026-04-07 08:00:00",
    "p2-1": "2026-04-01 07:01:29", "p2-2": "2026-04-02 07:02:30",
}  # fmt: skip
"""One and two working days after the fact; an hour and a second, and an hour before it."""


def task_rows() -> list[str]:
    return [
        f"{project}-{n},{project},{stage},D,2026-{day} 08:{n:02}:00,"
        f"{FINISHED.get(f'{project}-{n}', f'2026-{day} 08:{n:02}:30')},{RECORDED.get(f'{project}-{n}', '')}"
        for project, tasks in TASKS.items()
        for n, (stage, day) in enumerate((task.split() for task in tasks), start=1)
    ]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("own")
    files = folder / "files"
    files.mkdir()
    (files / "org_units.csv").write_text(UNITS, encoding="utf-8")
    (files / "client_projects.csv").write_text("\n".join([PROJECT_HEADER, *PROJECTS, ""]))
    header = "work_order_id,project_id,stage,unit_code,started_at,finished_at,recorded_at"
    (files / "work_orders.csv").write_text("\n".join([header, *task_rows(), ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: [])
        import_sources(Settings(home=folder / "home"), [files])
    return Warehouse(folder / "home").current()


def rows(snapshot: Snapshot, sql: str) -> list[tuple[object, ...]]:
    return snapshot.connection.execute(sql).fetchall()


def test_what_is_noted_of_the_times_of_an_event(snapshot: Snapshot) -> None:
    april, may = date(2026, 4, 1), date(2026, 5, 1)
    page = {"offset": 0, "limit": 10}

    def noted(kind: str, month: date) -> list[tuple[str, str, str | None]]:
        found = views.noted_events(snapshot, kind, "P", month, None, **page)
        return [
            (row["project_id"], row["stage"], row["other_stage"])
            for row in found.astype(object).where(found.notna(), None).to_dict("records")
        ]

    assert noted("late_entry", april) == [("p1", "survey", None)]
    assert noted("early_entry", april) == [("p2", "accept", None)]
    assert noted("same_minute", april) == [("p2", "contract", "plan_reply")]
    # p5 was replied to before it was surveyed; p2 was surveyed again before the reply, which is a repeat.
    assert noted("out_of_order", may) == [("p5", "survey", "plan_reply")]
    assert noted("out_of_order", april) == []
    kinds = views.noted_kinds(snapshot, "D", april, "lv_resident").set_index("kind")["cases"]
    assert kinds.to_dict() == {"early_entry": 1, "late_entry": 1, "same_minute": 1}
    assert views.noted_kinds(snapshot, "P", april, "hv").empty
    way = views.process_variants(snapshot, "P", april, None).set_index("path")["variant_id"]
    p2 = way["accept>survey>survey>plan_reply>contract>meter>energise"]
    assert views.noted_variants(snapshot, "same_minute", "P", april, None) == {p2}


def test_a_case_belongs_to_the_month_in_which_it_was_made(snapshot: Snapshot) -> None:
    assert rows(
        snapshot,
        "select project_id, unit_code, month(month), days, variant_id is null"
        " from result.process_cases order by project_id",
    ) == [
        ("p1", "D", 4, 5, False),
        ("p2", "D", 4, 5, False),
        ("p3", "D", 4, 5, True),
        ("p5", "C", 5, 2, False),
    ]


def test_ways_are_told_apart_and_written_out(snapshot: Snapshot) -> None:
    assert rows(
        snapshot,
        "select path, steps, repeats, cases from result.process_variant_counts"
        " join result.process_variants using (variant_id) where unit_code = 'D' order by steps",
    ) == [
        ("accept>survey>plan_reply>contract>meter>energise", 6, 0, 1),
        ("accept>survey>survey>plan_reply>contract>meter>energise", 7, 1, 1),
    ]


def test_waits_are_a_histogram_of_working_days(snapshot: Snapshot) -> None:
    # survey › plan_reply: p1 from the 2nd to the 3rd 1 day, p2 from the 3rd to the 7th 1 day as well.
    edge = "select wait_workdays, passages, first_passages from result.process_edges where unit_code = 'D' and "
    assert rows(snapshot, edge + "from_stage = 'survey' and to_stage = 'plan_reply'") == [(1, 2, 2)]
    # plan_reply › contract: p1 the 3rd to the 7th 1 day, p2 on one day 0.
    waits = rows(snapshot, edge + "from_stage = 'plan_reply' order by 1")
    assert waits == [(0, 1, 1), (1, 1, 1)]
    assert rows(snapshot, edge + "from_stage is null") == [(None, 2, 2)]
    assert rows(snapshot, edge + "to_stage is null") == [(None, 2, 2)]


def test_deviations_from_the_model_of_the_class(snapshot: Snapshot) -> None:
    assert rows(
        snapshot,
        "select project_id, kind, stage, later_stage from result.process_deviations"
        " join result.process_cases using (project_key) where project_id <> 'p3' order by all",
    ) == [("p5", "missing", "meter", None), ("p5", "order", "survey", "plan_reply")]


def test_working_days_left_at_the_reply(snapshot: Snapshot) -> None:
    # The law gives residents 3: p1 takes 2 (2 and 3 April), p2 3, p5 none. What is still open has no reply.
    assert rows(
        snapshot,
        "select unit_code, days_left, replies from result.process_margins where yardstick = 'law' order by all",
    ) == [("C", 3, 1), ("D", 0, 1), ("D", 1, 1)]


def test_an_open_project_is_in_no_picture(snapshot: Snapshot) -> None:
    assert rows(snapshot, "select count(*) from result.process_stages where stage = 'pre'") == [
        (0,)
    ]
    assert rows(
        snapshot, "select sum(visits) from result.process_stages where stage = 'accept'"
    ) == [(3,)]


def test_what_is_exported_as_xes_gives_the_same_numbers_when_read_again(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    file = tmp_path / "log.xes"
    count = write_xes(snapshot, "C", date(2026, 4, 1), date(2026, 5, 1), file)
    headers, records = read_log(file)
    con = duckdb.connect()
    con.register("records", records)
    columns = {header: f"column_{n}" for n, header in enumerate(headers)}
    name, moment = columns["concept:name"], f"cast({columns['time:timestamp']} as timestamp)"
    task = columns["concept:instance"]
    tasks = (
        f"(select {columns['case:concept:name']} as c, any_value({name}) as a, min({moment}) as s,"
        f" max({moment}) as f from records group by c, {task})"
    )
    log = process.open_log(con, tasks, case="c", activity="a", started="s", finished="f")

    assert count == 2 * (6 + 7 + 5)
    ways = process.variants(log)
    assert sorted(way.replace(" › ", ">") for way in ways["variant"]) == sorted(
        path for (path,) in rows(snapshot, "select path from result.process_variants")
    )
    read = {
        (row.from_activity, row.to_activity): row.passages
        for row in process.directly_follows(log).itertuples()
    }
    stored = rows(
        snapshot,
        "select from_stage, to_stage, sum(passages) from result.process_edges"
        " where from_stage is not null and to_stage is not null group by all",
    )
    assert read == {(start, end): passages for start, end, passages in stored}


def test_ocel_relates_every_event_to_objects_that_it_declares(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    file = tmp_path / "log.json"
    assert write_ocel(snapshot, "D", date(2026, 4, 1), date(2026, 4, 1), file) == 13
    log = json.loads(file.read_text(encoding="utf-8"))

    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    declared = {one["id"] for one in log["objects"]}
    assert declared == {"project:p1", "project:p2"}
    assert {r["objectId"] for e in log["events"] for r in e["relationships"]} == declared
    assert {event["type"] for event in log["events"]} == {
        kind["name"] for kind in log["eventTypes"]
    }
    assert log["events"][0]["time"] == "2026-04-01T08:01:30+08:00"
