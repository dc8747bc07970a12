"""The trail on the screen and as a file: the audit administrator's alone."""

import csv
import io
import json
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient

from audit_models.access import Role
from audit_models.casework import trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from dashboard.pages import trail as trail_page
from dashboard.pages.trail import FILE_PATH
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.test_admin import shown

HOSTILE = "=cmd|' /C calc'!A0\r\n<script>"


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    """A trail of these tests alone, with one entry that would like to be more than text."""
    store = open_casework(Settings(home=tmp_path / "home"))
    store.note(Actor(9, "wang", "inspector", "::1"), "read", object_kind="project",
               object_id="p1", reason=HOSTILE)  # fmt: skip
    return store


@pytest.fixture
def app(warehouse: Warehouse, casework: Casework) -> Dash:
    made = create_app(warehouse, casework)
    made.server.test_client().get("/")
    return made


@pytest.fixture
def audit(app: Dash, casework: Casework) -> FlaskClient:
    return sign_in_as(app, casework, Role.AUDIT_ADMINISTRATOR, None)


def test_the_page_shows_entries_and_that_they_are_intact(app: Dash, audit: FlaskClient) -> None:
    page = shown(app, audit, "trail")

    assert "entries intact" in page
    assert "wang" in page
    assert "p1" in page
    assert "What was used in the last 30 days" in page


def test_the_page_is_narrowed_to_a_person(app: Dash, audit: FlaskClient) -> None:
    assert "p1" in shown(app, audit, "trail", "?lang=en&id=wang")
    assert "p1" not in shown(app, audit, "trail", "?lang=en&id=sign_in")


def test_the_page_names_the_first_bad_entry(
    app: Dash, casework: Casework, audit: FlaskClient
) -> None:
    with casework.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger trail_no_update")
        connection.exec_driver_sql("update trail set login = 'zhou' where seq = 1")

    assert "Not intact from entry 1" in shown(app, audit, "trail")
    # From then on the application only reads, and says so on every page.
    output = next(one for one in app.callback_map if "shell-ribbon.children" in one)
    inputs = zip(app.callback_map[output]["inputs"], ["/trail", "?lang=en"], strict=True)
    filled = [one.rsplit(".", 1) for one in output[2:-2].split("...")]
    answer = audit.post("/_dash-update-component", json={
        "output": output,
        "outputs": [{"id": id, "property": of} for id, of in filled],
        "inputs": [{**one, "value": value} for one, value in inputs],
        "state": [],
        "changedPropIds": ["shell-location.pathname"],
    })  # fmt: skip
    assert "this system only reads" in answer.text


def test_the_file_holds_every_entry_as_text_with_its_chain_value(
    casework: Casework, audit: FlaskClient
) -> None:
    answer = audit.get(f"{FILE_PATH}?lang=en")

    assert answer.mimetype == "text/csv"
    heading, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    with casework.read() as connection:
        found = trail.search(connection, lines=None)
    assert heading[-1] == "Chain value"
    assert [line[-1] for line in lines] == [row["hash"] for row in found]
    read = next(line for line in lines if line[2] == "wang")
    assert read[-2] != HOSTILE, "a spreadsheet would run it"
    assert HOSTILE in read[-2]


def test_taking_the_file_is_an_entry_itself(casework: Casework, audit: FlaskClient) -> None:
    audit.get(f"{FILE_PATH}?lang=en&id=wang")

    with casework.read() as connection:
        assert trail.search(connection, "export")[0]["object_id"] == "trail.csv wang"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMINISTRATOR])
def test_nobody_else_gets_either(app: Dash, casework: Casework, role: Role) -> None:
    unit = None if role.value.endswith("administrator") else "P"
    client = sign_in_as(app, casework, role, unit)

    assert client.get(FILE_PATH).status_code == 404
    assert json.loads(shown(app, client, "trail") or "null") is None


def test_a_trail_too_long_for_the_page_is_not_called_intact(
    warehouse: Warehouse, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_page, "MOST_VERIFIED", 0)
    client = sign_in_as(create_app(warehouse, casework), casework, Role.AUDIT_ADMINISTRATOR, None)
    body = {
        "output": "trail-body.children",
        "outputs": {"id": "trail-body", "property": "children"},
        "inputs": [
            {"id": "shell-location", "property": "pathname", "value": "/trail"},
            {"id": "shell-location", "property": "search", "value": "?lang=en"},
        ],
        "state": [],
        "changedPropIds": ["shell-location.pathname"],
    }

    text = client.post("/_dash-update-component", json=body).text

    assert "not verified on this page" in text
    assert "intact" not in text
