"""What people found counts in the next snapshot: I20, the deduction, the labels; worked out by hand."""

from dataclasses import replace
from datetime import date

import duckdb
import pandas as pd
import pytest

from audit_models.build import import_sources
from audit_models.casework.campaigns import tables
from audit_models.casework.findings.take_up import observe
from audit_models.casework.write_back import write_back
from audit_models.contract import load_contract
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.casework.findings.path import step, suspected, taken_to
from tests.casework.office import Office, open_office
from tests.dashboard.many_rules import chosen_rules
from tests.dashboard.world import publish_world_with_many_rules

IMPORTED = """\
result_id,subject_type,subject_id,inspected_on,verdict,is_random_sample
r1,contract,K1,2026-02-10,cleared,true
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Five findings in D1, then results imported from a file.

    CP51 (high) closed on 2 March, due on the 11th · CP52 (medium) due on the 31st as settled, open ·
    CP53 (low) cleared · IM51 verified on 1 April, after the data's last day · IM52 only a lead.
    """
    home = tmp_path_factory.mktemp("write_back") / "home"
    publish_world_with_many_rules(home)
    office = open_office(Warehouse(home).current(), home)
    taken_to(office, suspected(office), "countersign")
    finding = taken_to(office, suspected(office, "CP52"), "confirm")
    fields = {"characterisation": "x", "ground": "y", "requirement": "z", "due_on": "2026-03-31"}
    step(office, finding, "executive_c1", "determine", fields)
    finding = taken_to(office, suspected(office, "CP53"), "answer")
    step(office, finding, "auditor_c1", "clear", note="登记有误")
    finding = taken_to(office, suspected(office, "IM51"), "answer")
    step(office, finding, "auditor_c1", "confirm", {"verdict": "confirmed"}, "属实",
         today=date(2026, 4, 1))  # fmt: skip
    suspected(office, "IM52")
    file = home.parent / "results" / "inspection_results.csv"
    file.parent.mkdir()
    file.write_text(IMPORTED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_models.evaluate.load_rules", lambda: chosen_rules(home.parent))
        import_sources(Settings(home=home), [file])
    return Warehouse(home).current()


def test_findings_verified_by_the_day_of_the_data(written: Snapshot) -> None:
    found = written.query("select * from source.findings order by finding_id")

    assert list(found["finding_id"]) == ["F00000001", "F00000002", "F00000003"]
    assert list(found["verdict"]) == ["confirmed", "confirmed", "cleared"]
    assert list(found["severity"]) == ["high", "medium", "low"]
    assert [pd.isna(day) for day in found["closed_on"]] == [False, True, True]
    assert list(found["due_on"].dt.day.fillna(0)) == [11, 31, 0]
    assert set(found["unit_code"]) == {"D1"}


def test_rectified_on_time_is_computed(written: Snapshot) -> None:
    """Two were due in March, one of them was closed by then."""
    found = written.query(
        "select value, n, status from result.indicator_values where indicator_id = 'I20'"
        " and month = '2026-03-01' and unit_code in ('D1', 'C1') order by unit_code"
    )

    assert found.to_dict("list") == {
        "value": [50.0, 50.0], "n": [2, 2], "status": ["ok", "ok"],
    }  # fmt: skip


def test_the_assessment_deducts_what_was_confirmed(written: Snapshot) -> None:
    """High 3.0 and medium 1.0; what was cleared costs nothing."""
    found = written.query(
        "select distinct deduction from result.assessments where unit_code = 'D1'"
        " and month = '2026-03-01'"
    )

    assert list(found["deduction"]) == [4.0]


def test_outcomes_are_labels_beside_the_imported_ones(written: Snapshot) -> None:
    found = written.query(
        "select result_id, subject_type, subject_id, verdict, is_random_sample"
        " from source.inspection_results order by result_id"
    )

    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("casework/F00000001", "project", "quick", "confirmed", False),
        ("casework/F00000002", "project", "quick", "confirmed", False),
        ("casework/F00000003", "project", "quick", "cleared", False),
        ("r1", "contract", "K1", "cleared", True),
    ]


@pytest.fixture
def stage() -> duckdb.DuckDBPyConnection:
    """A snapshot in the making as it is before anything is computed, judged on 31 March 2026."""
    con = duckdb.connect()
    con.execute("create schema source; create schema meta")
    for name in ("findings", "inspection_results"):
        con.execute(load_contract()[name].ddl())
    con.execute("create table meta.supplied (table_name varchar, column_name varchar)")
    con.execute(
        "create table meta.snapshot as select date '2026-03-31' as as_of, null::bigint as seed"
    )
    return con


def contents(con: duckdb.DuckDBPyConnection) -> list[object]:
    return [
        con.execute(f"select * from {name} order by all").fetchall()
        for name in ("source.findings", "source.inspection_results", "meta.supplied")
    ]


def test_without_a_store_nothing_is_said_to_be_supplied(
    stage: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    write_back(stage, settings)

    assert contents(stage) == [[], [], []]
    # A database elsewhere is opened to see that it is empty; a file is not made to be looked into.
    assert settings.home.exists() == (settings.casework_url is not None)


def test_written_twice_is_written_once(stage: duckdb.DuckDBPyConnection, office: Office) -> None:
    taken_to(office, suspected(office), "countersign")
    settings = Settings(home=office.casework.home)

    write_back(stage, settings)
    first = contents(stage)
    write_back(stage, settings)

    assert contents(stage) == first
    assert [len(rows) for rows in first[:2]] == [1, 1]
    supplied = {f"findings.{name}" for name in load_contract()["findings"].columns}
    assert {f"{table}.{column}" for table, column in first[2]} >= supplied


def test_demonstration_findings_stay_out_of_real_data(
    stage: duckdb.DuckDBPyConnection, office: Office
) -> None:
    basis = replace(office.basis(), seed=7)
    fields = {"unit_code": "D1", "description": "x", "severity": "low"}
    observe(office.casework, office.people["inspector_p"], basis, fields)

    write_back(stage, Settings(home=office.casework.home))
    assert contents(stage) == [[], [], []]

    # Of its own kind it is the beginning of a ledger: nothing verified yet, and that is known.
    stage.execute("update meta.snapshot set seed = 7")
    write_back(stage, Settings(home=office.casework.home))
    assert contents(stage)[0] == []
    assert contents(stage)[2] != []


def test_what_was_cleared_on_site_is_a_label_too(
    stage: duckdb.DuckDBPyConnection, office: Office
) -> None:
    """Two items of a sample were looked at and cleared, one of them after the day of the data."""
    campaign = {
        "campaign_id": "C000001", "version": 1, "state": "onsite", "unit_code": "C1",
        "name": "三指定专项", "basis": "x", "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 4, 30), "planner_id": 2,
    }  # fmt: skip
    item = {"campaign_id": "C000001", "subject_type": "project", "unit_code": "D1",
            "is_random": True, "is_cleared": True}  # fmt: skip
    with office.casework.write(office.people["inspector_c1"].actor) as change:
        change.connection.execute(tables.campaigns.insert().values(**campaign))
        for number, day in enumerate((date(2026, 3, 31), date(2026, 4, 1)), start=1):
            change.connection.execute(
                tables.items.insert().values(
                    **item, item_no=number, subject_id=f"p{number}", inspected_on=day
                )
            )
        change.record("test", object_kind="campaign", object_id="C000001")

    write_back(stage, Settings(home=office.casework.home))

    found = stage.execute(
        "select result_id, campaign, subject_id, verdict, is_random_sample"
        " from source.inspection_results"
    ).fetchall()
    assert found == [("casework/C000001/1", "三指定专项", "p1", "cleared", True)]
