"""The pages of the system and of the security administrator, from the form to the store."""

import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from dash import Dash
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.casework import accounts, identities, sessions, trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.conftest import window
from tests.dashboard.words import CHINESE, heard
from tests.handmade import publish_generation

CALLBACK = "/_dash-update-component"


@pytest.fixture
def casework(tmp_path: Path) -> Casework:
    """Accounts of these tests alone."""
    return open_casework(Settings(home=tmp_path / "home"))


@pytest.fixture
def app(warehouse: Warehouse, casework: Casework) -> Dash:
    made = create_app(warehouse, casework)
    made.server.test_client().get("/")
    return made


@pytest.fixture
def system(app: Dash, casework: Casework) -> FlaskClient:
    return sign_in_as(app, casework, Role.SYSTEM_ADMINISTRATOR, None)


@pytest.fixture
def security(app: Dash, casework: Casework) -> FlaskClient:
    return sign_in_as(app, casework, Role.SECURITY_ADMINISTRATOR, None)


def press(app: Dash, client: FlaskClient, button: str, search: str = "", **values: Any) -> Any:
    """Send what a browser sends when a button is pressed; `values` by input id, - written as _."""
    output, declared = next(
        (output, one)
        for output, one in app.callback_map.items()
        if any(given["id"] == button for given in one["inputs"])
    )
    known = {"shell-location": search or "?lang=en", button: 1}
    known |= {name.replace("_", "-"): value for name, value in values.items()}
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    filled = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in names]
    body = {
        "output": output,
        "outputs": filled if output.startswith("..") else filled[0],
        "inputs": [{**one, "value": known.get(one["id"])} for one in declared["inputs"]],
        "state": [{**one, "value": known.get(one["id"])} for one in declared["state"]],
        "changedPropIds": [f"{button}.n_clicks"],
    }
    answer = client.post(CALLBACK, json=body)
    return json.dumps(answer.get_json(), ensure_ascii=False) if answer.is_json else answer


def shown(app: Dash, client: FlaskClient, page: str, search: str = "?lang=en") -> str:
    output = f"{page}-body.children"
    values = [f"/{page}", search]
    given = app.callback_map[output]["inputs"]
    body = {
        "output": output,
        "outputs": {"id": f"{page}-body", "property": "children"},
        "inputs": [{**one, "value": v} for one, v in zip(given, values, strict=True)],
        "state": [],
        "changedPropIds": ["shell-location.pathname"],
    }
    return json.dumps(client.post(CALLBACK, json=body).get_json(), ensure_ascii=False)


def test_an_account_is_opened_by_one_and_granted_by_another(
    app: Dash, casework: Casework, system: FlaskClient, security: FlaskClient
) -> None:
    told = press(app, system, "admin-open", admin_login="Li", admin_name="李",
                 admin_role="auditor", admin_unit="D1")  # fmt: skip

    password = told.partition("One-time password of li: ")[2].partition(" ")[0]
    assert "Waits for its grant" in shown(app, system, "admin")
    with pytest.raises(Refused):
        sessions.sign_in(casework, "li", password)
    press(app, security, "grants-do", "?lang=en&id=li", grants_role="inspector", grants_unit="C1")
    sessions.sign_in(casework, "li", password)
    assert accounts.existing(casework, "li").unit_code == "C1"


def test_a_password_is_reset_and_an_account_disabled(
    app: Dash, casework: Casework, system: FlaskClient
) -> None:
    inspector = sign_in_as(app, casework, Role.INSPECTOR, "D1")
    assert inspector.get("/").status_code == 200

    told = press(app, system, "admin-reset", "?lang=en&id=inspector.d1")

    assert "One-time password of inspector.d1: " in told
    assert inspector.get("/").status_code in {303, 401}
    press(app, system, "admin-switch", "?lang=en&id=inspector.d1")
    assert accounts.existing(casework, "inspector.d1").is_disabled


def test_a_refusal_is_said_beside_the_form(
    app: Dash, system: FlaskClient, security: FlaskClient
) -> None:
    told = press(app, system, "admin-open", admin_login="Li", admin_name="李",
                 admin_role="auditor", admin_unit="D9")  # fmt: skip
    assert "no unit D9" in told
    assert "Choose a role" in press(app, system, "admin-open", admin_login="Li", admin_name="李")
    own = "?lang=en&id=security-administrator.none"
    told = press(app, security, "grants-do", own, grants_role="auditor", grants_unit="P")
    assert "Nobody changes his own account" in told


def test_a_scope_is_looked_at_without_its_data_and_on_record(
    app: Dash, security: FlaskClient, casework: Casework
) -> None:
    asked = {"grants_sim_role": "executive", "grants_sim_unit": "C1"}

    said = press(app, security, "grants-sim-show", **asked)

    assert all(one in said for one in ("Yi City", "Ding County", "Wu County", "Approve imports"))
    assert not any(one in said for one in ("Bing City", "Jia Province", "Reveal personal data"))
    assert "There is no unit D9" in press(
        app, security, "grants-sim-show", **asked | {"grants_sim_unit": "D9"}
    )
    with casework.read() as connection:
        (entry,) = trail.search(connection, "simulate")
    assert (entry["object_kind"], entry["object_id"]) == ("scope", "executive C1")


def test_an_identity_is_bound_on_the_page(
    app: Dash, security: FlaskClient, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add_account(
        casework, Actor.system(), login="lin", name="林", role=Role.INSPECTOR, unit_code="D1"
    )
    assert "grants-bind" not in shown(app, security, "grants", "?lang=en&id=lin")
    monkeypatch.setenv("AUDIT_OIDC_ISSUER", "https://id.office.example")
    assert "grants-bind" in shown(app, security, "grants", "?lang=en&id=lin")

    assert "7a" in press(app, security, "grants-bind", "?lang=en&id=lin", grants_subject="7a")

    assert identities.subjects(casework) == {"lin": "7a"}
    press(app, security, "grants-unbind", "?lang=en&id=lin")
    assert identities.subjects(casework) == {}


@pytest.mark.parametrize("role", list(Role))
def test_others_are_shown_neither_page_and_cannot_use_them(
    app: Dash, casework: Casework, role: Role
) -> None:
    unit = None if role in {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR} else "P"  # fmt: skip
    client = sign_in_as(app, casework, role, unit)
    sign_in_as(app, casework, Role.UNIT_OFFICER, "D2")
    before = accounts.list_accounts(casework)

    search = "?lang=en&id=unit-officer.d2"
    for button, owner in (
        ("admin-open", Role.SYSTEM_ADMINISTRATOR),
        ("admin-reset", Role.SYSTEM_ADMINISTRATOR),
        ("admin-switch", Role.SYSTEM_ADMINISTRATOR),
        ("grants-do", Role.SECURITY_ADMINISTRATOR),
    ):
        if role is not owner:
            answer = press(app, client, button, search, admin_login="x1", admin_name="x",
                           admin_role="auditor", admin_unit="P", grants_role="executive",
                           grants_unit="P")  # fmt: skip
            assert answer.status_code == 403

    assert accounts.list_accounts(casework) == before


def test_a_demonstration_session_ends_when_real_data_is_shown(
    tmp_path: Path,
) -> None:
    home = tmp_path / "world"
    publish_generation(home, 1)  # no seed: real data
    casework = open_casework(Settings(home=home))
    accounts.add_account(casework, Actor.system(), login="demo", name="演",
                         role=Role.AUDITOR, unit_code="P", is_demonstration=True)  # fmt: skip
    client = create_app(Warehouse(home), casework).server.test_client()
    client.set_cookie("audit-session", sessions.sign_in_demonstration(casework, "demo"))

    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.SYSTEM_ADMINISTRATOR, "/admin"),
        (Role.SECURITY_ADMINISTRATOR, "/grants"),
        (Role.AUDIT_ADMINISTRATOR, "/trail"),
    ],
    ids=["admin", "grants", "trail"],
)
def test_an_administrators_page_is_for_everybody_and_fits_a_phone(
    browser: Browser, server: str, role: Role, path: str
) -> None:
    opened = window(browser, server, width=390, role=role, unit=None)
    screen = next(opened)
    screen.open(f"{path}?lang=en")

    assert [text for text in heard(screen.page, leaving_out="zh-CN") if CHINESE.search(text)] == []
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(screen.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"critical", "serious"}] == []
    next(opened, None)
