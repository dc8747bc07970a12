"""Sign-in as a person meets it: pages, cookies, refusals, and the way back to where he wanted to go."""

from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from dash import Dash
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from audit_models.access import Role
from audit_models.casework import accounts, trail
from audit_models.casework.store import Actor, Casework
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from dashboard.sign_in import inner_path
from tests.dashboard.accounts import COOKIE, PASSWORD, sign_in_as, token_of
from tests.dashboard.conftest import STORES, window
from tests.dashboard.world import CANARY_PHONE

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


@pytest.fixture
def app(warehouse: Warehouse, casework: Casework) -> Dash:
    return create_app(warehouse, casework)


@pytest.fixture
def anonymous(app: Dash) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client


def test_who_is_not_signed_in_is_led_there_and_back(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/monitor?unit=C1&lang=en", headers=NAVIGATION)

    assert answer.status_code == 303
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/sign-in"
    assert parse_qs(where.query) == {"next": ["/monitor?unit=C1&lang=en"]}


def test_a_part_of_a_page_is_refused_outright(anonymous: FlaskClient) -> None:
    assert anonymous.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/monitor?unit=C1", "/monitor?unit=C1"),
        ("//evil.example/x", "/?lang=zh"),
        ("https://evil.example", "/?lang=zh"),
        ("/\\evil.example", "/?lang=zh"),
        ("/x\r\nSet-Cookie: a=b", "/?lang=zh"),
        ("", "/?lang=zh"),
        (None, "/?lang=zh"),
    ],
)
def test_the_way_back_never_leads_elsewhere(app: Dash, wanted: str | None, path: str) -> None:
    with app.server.test_request_context("/sign-in"):
        assert inner_path(wanted) == path


def test_sign_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get(
    anonymous: FlaskClient, casework: Casework
) -> None:
    token_of(casework, Role.INSPECTOR, "P")

    answer = anonymous.post("/sign-in", data={"login": "inspector.p", "password": PASSWORD})

    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host(
    anonymous: FlaskClient, casework: Casework
) -> None:
    token_of(casework, Role.INSPECTOR, "P")

    answer = anonymous.post(
        "/sign-in",
        data={"login": "inspector.p", "password": PASSWORD},
        base_url="https://localhost",
    )

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-audit-session=")
    assert "Secure" in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_a_cookie_that_was_there_before_is_not_kept(
    anonymous: FlaskClient, casework: Casework
) -> None:
    token_of(casework, Role.INSPECTOR, "P")
    anonymous.set_cookie(COOKIE, "planted")

    answer = anonymous.post("/sign-in", data={"login": "inspector.p", "password": PASSWORD})

    assert "planted" not in answer.headers["Set-Cookie"]


def test_a_wrong_password_is_said_in_plain_words_and_gives_no_cookie(
    anonymous: FlaskClient,
) -> None:
    answer = anonymous.post("/sign-in?lang=en", data={"login": "nobody", "password": "x"})

    assert answer.status_code == 401
    assert "is not right" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_sign_out_ends_the_session_on_the_server(app: Dash, casework: Casework) -> None:
    client = sign_in_as(app, casework, Role.EXECUTIVE, "C2")
    token = client.get_cookie(COOKIE).value  # type: ignore[union-attr]
    assert client.get("/_dash-layout").status_code == 200

    client.post("/sign-out")

    client.set_cookie(COOKIE, token)
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/password", "/data/upload"])
def test_no_other_site_sends_our_forms(app: Dash, casework: Casework, path: str) -> None:
    client = sign_in_as(app, casework, Role.AUDITOR, "P")

    assert client.post(path, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post(path, headers={"Origin": "null"}).status_code == 403
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_until_the_first_password_is_changed_nothing_else_opens(
    app: Dash, casework: Casework
) -> None:
    first = accounts.add_account(
        casework, Actor.system(), login="fresh", name="新", role=Role.AUDITOR, unit_code="P"
    )
    client = app.server.test_client()
    client.post("/sign-in", data={"login": "fresh", "password": first})

    assert client.get("/", headers=NAVIGATION).headers["Location"] == "/password"
    assert client.get("/_dash-layout").status_code == 401
    assert client.get("/password").status_code == 200
    differ = {"old": first, "new": "Cloud-41-pine", "again": "Cloud-41-pinE"}
    assert client.post("/password", data=differ).status_code == 400
    same = {"old": first, "new": "Cloud-41-pine", "again": "Cloud-41-pine"}
    assert client.post("/password", data=same).status_code == 303
    assert client.get("/_dash-layout").status_code == 200


def test_demonstration_accounts_open_nothing_on_real_data(
    anonymous: FlaskClient, casework: Casework
) -> None:
    """The hand-made province has no seed, so it counts as real."""
    if "demo-real" not in {one.login for one in accounts.list_accounts(casework)}:
        accounts.add_account(casework, Actor.system(), login="demo-real", name="演",
                             role=Role.AUDITOR, unit_code="P", is_demonstration=True)  # fmt: skip

    answer = anonymous.post("/sign-in/demonstration", data={"login": "demo-real"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert "demo-real" not in anonymous.get("/sign-in").text


def test_what_was_denied_is_in_the_trail(app: Dash, casework: Casework) -> None:
    client = sign_in_as(app, casework, Role.AUDIT_ADMINISTRATOR, None)
    client.get("/")
    body = {
        "output": "scorecard-body.children",
        "outputs": {"id": "scorecard-body", "property": "children"},
        "inputs": [
            {"id": "shell-location", "property": "pathname", "value": "/"},
            {"id": "shell-location", "property": "search", "value": "?unit=D1"},
        ],
        "state": [],
        "changedPropIds": ["shell-location.pathname"],
    }

    assert client.post("/_dash-update-component", json=body).status_code == 403

    assert client.post("/data/upload").status_code == 403

    with casework.read() as connection:
        form, callback = trail.search(connection, "denied", lines=2)
    for one in (form, callback):
        assert (one["login"], one["result"]) == ("audit-administrator.none", "denied")
    assert (callback["object_kind"], callback["object_id"]) == ("callback", body["output"])
    assert (form["object_kind"], form["object_id"]) == ("form", "/data/upload")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_person_signs_in_and_out_with_the_keyboard(
    browser: Browser, server: str, width: int
) -> None:
    token_of(STORES[server], Role.INSPECTOR, "C1")
    for shown in window(browser, server, width=width, role=None):
        page = shown.page
        page.goto(f"{server}/monitor?lang=en")
        assert page.locator("h1").inner_text() == "Sign in"

        page.keyboard.type("inspector.c1")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("#shell-rail a").first.wait_for()
        shown.settle()

        assert shown.address == "/monitor?lang=en"
        assert "Yi City" in shown.text("#shell-crumbs")
        assert "Bing City" not in shown.text("body")
        page.locator(".account summary").click()
        page.locator("#shell-sign-out").click()
        page.locator("#login").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_session_that_ended_leads_to_the_sign_in_page_and_back(
    browser: Browser, server: str
) -> None:
    for shown in window(browser, server, width=1440, role=Role.UNIT_OFFICER, unit="D2"):
        shown.open("/?month=2026-03&lang=en")
        with STORES[server].engine.begin() as connection:
            connection.exec_driver_sql("delete from sessions")

        shown.page.locator("#shell-rail a").nth(1).click()
        shown.page.locator("#login").wait_for()

        assert "next=%2Fmonitor" in shown.page.url
        shown.errors = [one for one in shown.errors if "401" not in one]


def test_personal_data_is_shown_for_a_case_number_and_on_record(
    browser: Browser, server: str
) -> None:
    for shown in window(browser, server, width=1440, role=Role.INSPECTOR, unit="D1"):
        shown.open("/project?id=quick&lang=en")
        assert CANARY_PHONE not in shown.text("main")

        shown.page.locator("#project-case").fill("x")
        shown.go("#project-reveal")
        assert CANARY_PHONE not in shown.text("main")
        shown.page.locator("#project-case").fill("督〔2026〕12")
        shown.go("#project-reveal")

        assert CANARY_PHONE in shown.text("#project-revealed")
    with STORES[server].read() as connection:
        rows = connection.execute(
            sa.select(trail.entries).where(trail.entries.c.action == "personal_data")
        ).all()
    assert [(row.login, row.object_id) for row in rows][-1] == ("inspector.d1", "quick")
    assert trail.content_of(rows[-1])["reason"] == "督〔2026〕12"


def test_a_role_that_may_not_see_personal_data_is_not_asked(browser: Browser, server: str) -> None:
    for shown in window(browser, server, width=1440, role=Role.UNIT_OFFICER, unit="D1"):
        shown.open("/project?id=quick&lang=en")

        assert shown.page.locator("#project-case").count() == 0


def test_the_audit_administrator_reads_the_trail_and_nothing_else(
    browser: Browser, server: str
) -> None:
    for shown in window(browser, server, width=1440, role=Role.AUDIT_ADMINISTRATOR, unit=None):
        shown.open("/?lang=en", ready=".empty-text")
        assert shown.page.locator("#shell-rail a").all_inner_texts() == ["Trail"]

        shown.go("main a.button")
        assert "entries intact" in shown.text("main")
        shown.page.locator("#trail-text").fill("sign_in")
        shown.page.keyboard.press("Enter")
        shown.settle()

        assert shown.address.endswith("id=sign_in")
        assert shown.page.locator("main tbody tr").count() > 0
