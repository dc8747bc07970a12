"""Handing in extracts: tried first, approved by a second person, published, or refused in plain words."""

import io
import time
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from audit_models.access import Principal, Role
from audit_models.casework import uploads
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, open_casework
from audit_models.casework.uploads import Upload, clean_name
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from dashboard.data.uploads import Tray
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.world import publish_world_with_many_rules

PROJECTS = (
    "project_id,customer_id,unit_code,service,customer_class,supply_sources,applied_at,accepted_at,status\n"
    "late_comer,c9,D1,new,hv,1,2026-03-02 09:00,2026-03-02 10:00,open\n"
)
PATIENCE_S = 120


@pytest.fixture
def office(home: Path) -> tuple[Dash, Casework, Warehouse]:
    publish_world_with_many_rules(home)
    warehouse, casework = Warehouse(home), open_casework(Settings(home=home))
    return create_app(warehouse, casework), casework, warehouse


def hand_in(client: FlaskClient, name: str, content: str) -> int:
    files = {"files": (io.BytesIO(content.encode()), name)}
    return client.post("/data/upload", data=files).status_code


def settled(casework: Casework, *, after: str) -> Upload:
    """The one upload, when it has left the state `after`."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        (found,) = uploads.list_uploads(casework)
        if found.state != after:
            return found
        time.sleep(0.1)
    raise AssertionError(f"still {after}")


def test_an_extract_is_tried_approved_by_another_and_published(
    office: tuple[Dash, Casework, Warehouse],
) -> None:
    app, casework, warehouse = office
    before = warehouse.current_id()
    auditor = sign_in_as(app, casework, Role.AUDITOR, "P")
    executive = sign_in_as(app, casework, Role.EXECUTIVE, "P")

    assert hand_in(auditor, "client_projects.csv", PROJECTS) == 303
    tried = settled(casework, after="received")

    assert (tried.state, tried.refusal) == ("tried", None)
    assert tried.report is not None
    (table,) = tried.report["tables"]
    assert (table["table_name"], table["rows_read"], table["rows_added"]) == (
        "client_projects",
        1,
        1,
    )
    assert warehouse.current_id() == before, "trying changes nothing"
    # The extract has a new project of March: only the density of hits of its units can move.
    changes = tried.report["changes"]
    assert {row["indicator_id"] for row in changes["rows"]} <= {"I22"}
    assert changes["values"] == len(changes["rows"])
    # It has no rejected row to take along, and the empty workbook is for who hands data in.
    assert auditor.get(f"/data/rejects/{tried.upload_id}").status_code == 404
    assert auditor.get("/data/template/complaints").data[:2] == b"PK"
    assert auditor.get("/data/template/no_table").status_code == 404
    assert executive.get("/data/template/complaints").status_code == 404

    # Who handed it in may not approve it: the role does not have it, and the rule forbids it as well.
    form = {"upload": tried.upload_id}
    assert auditor.post("/data/approve", data=form).status_code == 403
    assert executive.post("/data/approve", data=form).status_code == 303
    published = settled(casework, after="approved")

    assert published.state == "published"
    assert published.snapshot_id == warehouse.current_id() != before
    found = warehouse.current().query("select 1 from core.projects where project_id = 'late_comer'")
    assert len(found) == 1
    assert not (warehouse.home / "uploads" / tried.upload_id).exists()


def test_rejected_rows_are_taken_along_with_their_reasons(
    office: tuple[Dash, Casework, Warehouse],
) -> None:
    app, casework, _ = office
    auditor = sign_in_as(app, casework, Role.AUDITOR, "P")
    bad = PROJECTS.splitlines()[1].replace("hv", "uhv").replace("late_comer", "=bad")

    assert hand_in(auditor, "client_projects.csv", PROJECTS + bad + "\n") == 303
    refused = settled(casework, after="received")

    assert refused.refusal is not None
    assert "/" not in refused.refusal.zh, "no path of the server"
    file = auditor.get(f"/data/rejects/{refused.upload_id}?lang=en").data
    heading, row = (
        CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    )
    assert (heading[2], heading[-1]) == ("Project id", "Reason")
    assert (row[1], row[2]) == (3, "=bad")
    assert "Customer class" in row[-1]
    assert sign_in_as(app, casework, Role.EXECUTIVE, "P").get(
        f"/data/rejects/{refused.upload_id}"
    ).status_code == 404  # fmt: skip


def test_a_bad_file_is_refused_with_its_reason_and_changes_nothing(
    office: tuple[Dash, Casework, Warehouse],
) -> None:
    app, casework, warehouse = office
    before = warehouse.current_id()
    auditor = sign_in_as(app, casework, Role.AUDITOR, "P")

    assert hand_in(auditor, "client_projects.csv", "project_id\n1,2,3\n") == 303
    refused = settled(casework, after="received")

    assert refused.state == "refused"
    assert refused.refusal is not None
    assert "client_projects.csv" in refused.refusal.en
    assert warehouse.current_id() == before


def test_more_than_is_taken_is_said_in_the_form(
    office: tuple[Dash, Casework, Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, casework, _ = office
    monkeypatch.setattr("dashboard.data.uploads.MOST_BODY_BYTES", 100)
    files = {"files": (io.BytesIO(b"x" * 1000), "client_projects.csv")}

    answer = sign_in_as(app, casework, Role.AUDITOR, "P").post("/data/upload?lang=en", data=files)

    assert answer.status_code == 400
    assert "At most 1 GB" in answer.text
    assert uploads.list_uploads(casework) == []


def test_what_is_no_extract_is_not_kept(office: tuple[Dash, Casework, Warehouse]) -> None:
    app, casework, warehouse = office
    auditor = sign_in_as(app, casework, Role.AUDITOR, "P")

    assert hand_in(auditor, "macro.xlsm", "x") == 400
    assert hand_in(auditor, "", "x") == 400

    assert uploads.list_uploads(casework) == []
    folder = warehouse.home / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("role", "unit", "code"),
    [
        (Role.INSPECTOR, "P", 403),
        (Role.UNIT_OFFICER, "P", 403),
        (Role.EXECUTIVE, "P", 403),
        (Role.AUDITOR, "C1", 400),
        (Role.AUDITOR, "D1", 400),
    ],
)
def test_who_may_not_hand_in_is_refused(
    office: tuple[Dash, Casework, Warehouse], role: Role, unit: str, code: int
) -> None:
    """An extract holds every unit's rows, so a city's or a county's auditor hands in nothing either."""
    app, casework, warehouse = office
    client = sign_in_as(app, casework, role, unit)

    assert hand_in(client, "client_projects.csv", PROJECTS) == code
    assert client.get("/data/upload").status_code == 404
    assert not any((warehouse.home / "uploads").glob("*"))
    assert uploads.list_uploads(casework) == []


def test_an_upload_of_the_company_is_no_countys_matter(
    office: tuple[Dash, Casework, Warehouse],
) -> None:
    app, casework, _ = office
    hand_in(sign_in_as(app, casework, Role.AUDITOR, "P"), "client_projects.csv", PROJECTS)
    tried = settled(casework, after="received")
    body = {
        "output": "data-uploads.children",
        "outputs": {"id": "data-uploads", "property": "children"},
        "inputs": [{"id": "data-poll", "property": "n_intervals", "value": 1}],
        "state": [{"id": "shell-location", "property": "search", "value": "?lang=en"}],
        "changedPropIds": ["data-poll.n_intervals"],
    }

    for unit, is_shown in (("P", True), ("C1", False)):
        client = sign_in_as(app, casework, Role.EXECUTIVE, unit)
        answer = client.post("/_dash-update-component", json=body)
        assert ("client_projects.csv" in answer.text) is is_shown
    form = {"upload": tried.upload_id}
    assert client.post("/data/approve", data=form).status_code == 400
    assert settled(casework, after="received").state == "tried"


def test_an_import_that_fails_for_a_fault_of_ours_is_not_waited_for(
    office: tuple[Dash, Casework, Warehouse],
) -> None:
    _, casework, warehouse = office
    who = Reach(Principal(1, "x", "审", Role.AUDITOR, "P"), None)
    upload_id = uploads.receive(
        casework, warehouse.home, who, [("work_orders.csv", io.BytesIO(b"x"))]
    )

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    Tray(warehouse, casework).submit(broken, who.actor, upload_id)

    found = settled(casework, after="received")
    assert found.state == "refused"
    assert found.refusal is not None
    assert "imported nothing" in found.refusal.en


def test_an_upload_is_taken_back_once(office: tuple[Dash, Casework, Warehouse]) -> None:
    app, casework, warehouse = office
    auditor = sign_in_as(app, casework, Role.AUDITOR, "P")
    hand_in(auditor, "client_projects.csv", PROJECTS)
    tried = settled(casework, after="received")

    assert auditor.post("/data/withdraw", data={"upload": tried.upload_id}).status_code == 303
    assert auditor.post("/data/withdraw", data={"upload": tried.upload_id}).status_code == 400
    assert auditor.post("/data/withdraw", data={"upload": "no such"}).status_code == 400

    assert settled(casework, after="tried").state == "withdrawn"
    assert not (warehouse.home / "uploads" / tried.upload_id).exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("work_orders.csv", "work_orders.csv"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\data\\工单.xlsx", "工单.xlsx"),
        ("a\x00b\u202ecsv.exe.csv", "abcsv.exe.csv"),
        ('x<y>:"|?*.csv', "x_y______.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_file_name_means_nothing_to_the_file_system(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", "/", "\x00"])
def test_a_name_of_nothing_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        clean_name(given)
