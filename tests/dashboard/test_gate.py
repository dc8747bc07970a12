"""The gate: what is not expected goes no further, and nothing of a page is in what everybody gets."""

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, html
from flask.testing import FlaskClient

from audit_models.access import Role
from audit_models.casework import trail
from audit_models.casework.store import Casework, open_casework
from audit_models.settings import Settings
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from dashboard.gate import page_names
from dashboard.page import FAILED, Page, find_pages, register_page
from tests.dashboard.accounts import sign_in_as
from tests.dashboard.world import CANARY_PHONE
from tests.handmade import publish_generation

CALLBACK = "/_dash-update-component"
BODY: dict[str, Any] = {
    "output": "scorecard-body.children",
    "outputs": {"id": "scorecard-body", "property": "children"},
    "inputs": [
        {"id": "shell-location", "property": "pathname", "value": "/"},
        {"id": "shell-location", "property": "search", "value": "?unit=P&month=2026-03"},
    ],
    "state": [],
    "changedPropIds": ["shell-location.pathname"],
}
CANARIES = ("very_late", "waits_for_customer", "丁县供电公司", "Ding County", CANARY_PHONE)


def post(client: FlaskClient, body: Any, **headers: str) -> int:
    return client.post(CALLBACK, json=body, headers=headers).status_code


def test_the_honest_callback_is_answered_with_the_unit(client: FlaskClient) -> None:
    answer = client.post(CALLBACK, json=BODY)

    assert answer.status_code == 200
    assert (
        "甲省供电公司"
        in json.loads(answer.text)["response"]["scorecard-body"]["children"].__repr__()
    )


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-dependencies", "/monitor?unit=D1"])
def test_what_everybody_gets_holds_no_data(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert [canary for canary in CANARIES if canary in answer.text] == []
    assert "validation_layout" not in answer.text


@pytest.mark.parametrize(
    "output",
    [
        "secret-body.children",
        "..scorecard-body.children...secret-body.children..",
        "x",
        "",
        '{"type":"x"}.y',
    ],
)
def test_a_callback_of_no_page_is_denied(client: FlaskClient, output: str) -> None:
    assert post(client, {**BODY, "output": output}) == 403


def test_a_callback_that_a_page_does_not_have_is_denied(client: FlaskClient) -> None:
    assert post(client, {**BODY, "output": "scorecard-secret.children"}) == 403


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"output": 5},
        {**BODY, "inputs": "x"},
        {**BODY, "inputs": [None]},
        {**BODY, "inputs": BODY["inputs"][:1]},
        {**BODY, "inputs": [{**BODY["inputs"][0], "id": "shell-other"}, BODY["inputs"][1]]},
        {**BODY, "inputs": [*BODY["inputs"], BODY["inputs"][0]]},
        {**BODY, "state": [{"id": "a", "property": "b", "value": 1}]},
        {**BODY, "changedPropIds": None},
        {**BODY, "changedPropIds": [{"a": 1}, 5]},
        {name: value for name, value in BODY.items() if name != "outputs"},
        {**BODY, "outputs": [BODY["outputs"]]},
        {**BODY, "outputs": {"id": "admin-body", "property": "children"}},
        {**BODY, "outputs": [[1]]},
        {**BODY, "outputs": 5},
    ],
)
def test_a_malformed_body_is_400_and_never_500(client: FlaskClient, body: Any) -> None:
    assert post(client, body) == 400


@pytest.mark.parametrize("data", [b"{", b"[" * 20_000 + b"]" * 20_000, b"\xff\xfe"],
                         ids=["cut", "deep", "bytes"])  # fmt: skip
def test_a_body_that_is_not_json_is_400(client: FlaskClient, data: bytes) -> None:
    answer = client.post(CALLBACK, data=data, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


def test_a_forged_body_is_in_the_trail(client: FlaskClient, casework: Casework) -> None:
    assert post(client, {**BODY, "inputs": []}) == 400

    with casework.read() as connection:
        (last,) = trail.search(connection, "denied", lines=1)
    assert (last["object_kind"], last["object_id"]) == ("callback", BODY["output"])
    assert (last["result"], last["reason"]) == ("denied", "forged: 400")


def test_a_script_that_there_is_not_is_404(client: FlaskClient) -> None:
    for path in ("nothing/x.js", "dash/nothing.js", "dash/../../etc/passwd"):
        assert client.get(f"/_dash-component-suites/{path}").status_code == 404


@pytest.mark.parametrize(
    "value", [None, 5, [], {"a": 1}, "?unit=' or 1=1", "?month=9999-99", "?unit=" + "x" * 5000]
)
def test_a_hostile_address_is_answered_in_plain_words(client: FlaskClient, value: Any) -> None:
    inputs = [BODY["inputs"][0], {**BODY["inputs"][1], "value": value}]

    assert post(client, {**BODY, "inputs": inputs}) == 200


def test_a_body_beyond_measure_is_refused(client: FlaskClient) -> None:
    assert post(client, {**BODY, "padding": "x" * 2_000_000}) in {400, 413}


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost", "null"])
def test_a_foreign_origin_is_refused(client: FlaskClient, origin: str) -> None:
    assert post(client, BODY, Origin=origin) == 403


def test_our_own_origin_is_not_refused(client: FlaskClient) -> None:
    assert post(client, BODY, Origin="http://localhost", **{"Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_makes_a_browser_send_is_refused(client: FlaskClient, site: str) -> None:
    assert post(client, BODY, **{"Sec-Fetch-Site": site}) == 403
    assert client.get("/_dash-layout", headers={"Sec-Fetch-Site": site}).status_code == 403


def test_a_link_followed_from_another_site_opens_the_page(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.9:8050"])
def test_another_host_name_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8050", "127.0.0.1", "[::1]:8050"])
def test_the_machine_itself_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    assert getattr(client, method)("/").status_code == 405


def test_every_answer_forbids_other_hosts(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "http" not in policy
    assert "unsafe-eval" not in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script


def test_what_one_reader_sees_is_not_kept_for_another(client: FlaskClient) -> None:
    assert client.post(CALLBACK, json=BODY).headers["Cache-Control"] == "no-store"


def test_there_is_no_other_door(warehouse: Warehouse, casework: Casework) -> None:
    rules = {str(rule) for rule in create_app(warehouse, casework).server.url_map.iter_rules()}

    assert [rule for rule in rules if "mcp" in rule or "_dash-ws" in rule] == []


def test_every_output_of_a_callback_is_looked_at() -> None:
    assert page_names("..a-x.p...b-y.q..") == ["a", "b"]
    assert page_names("shell-location.href@1a2b") == ["shell"]


def test_two_apps_in_one_process_do_not_share_callbacks(
    warehouse: Warehouse, casework: Casework
) -> None:
    for _ in range(2):
        client = sign_in_as(create_app(warehouse, casework), casework, Role.INSPECTOR, "P")
        assert post(client, BODY) == 200


def test_every_callback_belongs_to_a_page(warehouse: Warehouse, casework: Casework) -> None:
    app = create_app(warehouse, casework)
    app.server.test_client().get("/")
    pages = {"shell", *(page.name for page in find_pages())}

    assert {name for output in app.callback_map for name in page_names(output)} <= pages


def test_a_snapshot_that_lacks_what_a_page_reads_is_said_to_be_old(home: Path) -> None:
    publish_generation(home, 1)  # a snapshot without units, months and definitions

    casework = open_casework(Settings(home=home))
    client = sign_in_as(create_app(Warehouse(home), casework), casework, Role.INSPECTOR, "P")
    answer = client.post(CALLBACK, json=BODY)

    assert answer.status_code == 200
    assert "由较早的版本生成" in shown(answer, "scorecard-body")


def test_a_page_that_fails_says_so_and_shows_nothing_stale(warehouse: Warehouse) -> None:
    def broken(_: Any) -> Any:
        raise ZeroDivisionError

    app = Dash(suppress_callback_exceptions=True)
    app.layout = html.Div
    page = Page("broken", "/", Text("坏", "Broken"), 1, "x", broken, shows_snapshot=False)
    register_page(app, warehouse, page)
    client = app.server.test_client()
    client.get("/")
    fills = {"id": "broken-body", "property": "children"}

    answer = client.post(
        CALLBACK, json={**BODY, "output": "broken-body.children", "outputs": fills}
    )

    assert answer.status_code == 200
    assert FAILED.zh in shown(answer, "broken-body")


def shown(answer: Any, name: str) -> str:
    return repr(answer.get_json()["response"][name]["children"])
