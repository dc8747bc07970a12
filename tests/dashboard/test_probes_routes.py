"""Generated probes of the routes beside the callbacks: each has a row of policy, and keeps to it for everybody."""

import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from dash import Dash
from flask.testing import FlaskClient

from audit_models.access import PERMISSIONS, Role
from audit_models.casework import trail
from audit_models.casework.basis import basis_of
from audit_models.casework.findings import evidence, take_up
from audit_models.casework.reach import Reach
from audit_models.casework.sessions import principal_of
from audit_models.casework.store import Casework
from audit_models.scope import narrow
from audit_models.warehouse import Warehouse
from dashboard import gate
from dashboard.application import create_app, routes_of
from dashboard.findings import evidence_files
from dashboard.page import find_pages
from tests.casework.office import MONDAY
from tests.dashboard.accounts import sign_in_as, token_of
from tests.dashboard.conftest import casework_of
from tests.dashboard.test_probes import ACCOUNTS, ADMINISTRATORS, SUBTREES

ROUTES = routes_of(find_pages())
PHOTO = b"\xff\xd8\xff" + b"CNRY-D1" * 200_000
"""Larger than a callback's body may be."""
EVERYBODY = [*ACCOUNTS, *((role, None) for role in ADMINISTRATORS)]


@dataclass
class Office:
    """A finding of county D1 with one file, and the app that shows it."""

    app: Dash
    casework: Casework
    finding_id: str
    evidence_id: str

    def client(self, role: Role, unit: str | None) -> FlaskClient:
        return sign_in_as(self.app, self.casework, role, unit)

    @property
    def file(self) -> str:
        return f"{evidence_files.FORM_PATH}/{self.evidence_id}"

    def form(self, finding_id: str | None = None) -> str:
        return f"{evidence_files.FORM_PATH}?id={finding_id or self.finding_id}&lang=en"

    def kept(self) -> int:
        folder = self.casework.home / "evidence"
        return sum(path.is_file() for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def office(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("routes") / "home"
    shutil.copytree(warehouse.home / "snapshots", home / "snapshots")
    own = Warehouse(home)
    casework, whole = casework_of(own), own.current()
    principal = principal_of(casework, token_of(casework, Role.INSPECTOR, "P"))
    assert principal is not None
    part, reach = narrow(whole, "P"), Reach(principal, None)
    hit_id = part.query("select hit_id from result.rule_hits where rule_id = 'CP52'")["hit_id"][0]
    (made,) = take_up.take_up(casework, reach, basis_of(whole, MONDAY), part, [hit_id]).made
    assert made.unit_code == "D1"
    kept = evidence.add(casework, reach, made.finding_id, "现场.jpg", io.BytesIO(PHOTO))
    yield Office(create_app(own, casework), casework, made.finding_id, kept)
    casework.engine.dispose()


def photo(content: bytes = PHOTO, name: str = "现场.jpg") -> dict[str, tuple[io.BytesIO, str]]:
    return {"file": (io.BytesIO(content), name)}


def test_every_route_beside_dashs_own_has_a_row_of_policy(office: Office) -> None:
    """A new one that nobody put a permission to fails here."""
    of_dash = {str(rule) for rule in Dash("bare").server.url_map.iter_rules()}
    of_dash |= {
        str(rule) for rule in office.app.server.url_map.iter_rules() if "_dash" in str(rule)
    }
    ours = {str(rule) for rule in office.app.server.url_map.iter_rules()} - of_dash

    assert ours - gate.OPEN - gate.OWN - {"/<path:path>", "/"} == set(ROUTES)


@pytest.mark.parametrize(("role", "unit"), EVERYBODY)
def test_a_route_serves_who_may_and_is_not_there_for_anybody_else(
    office: Office, role: Role, unit: str | None
) -> None:
    client, permitted = office.client(role, unit), PERMISSIONS[role]
    is_own = unit is not None and "D1" in SUBTREES[unit]
    before, methods = office.kept(), dict[str, set[str]]()
    for one in office.app.server.url_map.iter_rules():
        methods.setdefault(str(one), set()).update(one.methods or ())
    for rule, enough in ROUTES.items():
        if not permitted & enough:
            path = rule.replace("<evidence_id>", office.evidence_id)
            for method in {"GET", "POST"} & methods[rule]:
                code = client.open(path, method=method).status_code
                assert (rule, code) == (rule, 404 if method == "GET" else 403)

    found = client.get(office.file)
    assert (b"CNRY-D1" in found.data) == (found.status_code == 200) == is_own
    may_send = is_own and bool(permitted & evidence.WRITERS)
    assert (client.get(office.form()).status_code == 200) == may_send
    sent = client.post(office.form(), data=photo())
    assert (sent.status_code == 303) == may_send
    assert sent.status_code in {303, 403, 404}
    assert office.kept() == before + may_send


@pytest.mark.parametrize(
    "wrong",
    ["", "0" * 32, "../../casework.db", "%2e%2e%2fcasework.db", "' or 1=1 --", "%00", "x" * 5000],
)
def test_an_id_that_is_none_is_not_found(office: Office, wrong: str) -> None:
    client = office.client(Role.INSPECTOR, "P")

    for path in (f"{evidence_files.FORM_PATH}/{wrong}", f"{evidence_files.FORM_PATH}?id={wrong}"):
        answer = client.get(path)
        assert answer.status_code in {404, 200}, path
        # What is no route of ours is the empty frame that everybody gets.
        assert b"CNRY" not in answer.data
        assert client.post(path, data=photo()).status_code in {404, 405}


def test_a_file_leaves_as_it_came_and_no_browser_runs_it(office: Office) -> None:
    answer = office.client(Role.UNIT_OFFICER, "D1").get(office.file)

    assert hashlib.sha256(answer.data).digest() == hashlib.sha256(PHOTO).digest()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    sent_as = answer.headers["Content-Disposition"]
    assert sent_as.startswith("attachment")
    assert "现场.jpg" in unquote(sent_as)
    with office.casework.read() as connection:
        entry = trail.search(connection, lines=1)[0]
    assert (entry["action"], entry["object_id"]) == ("evidence_read", office.evidence_id)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_no_other_site_sends_a_file(office: Office, headers: dict[str, str]) -> None:
    before = office.kept()

    answer = office.client(Role.UNIT_OFFICER, "D1").post(
        office.form(), data=photo(), headers=headers
    )

    assert (answer.status_code, office.kept()) == (403, before)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<svg onload=alert(1)>", "a.svg", "of no kind"),
        (b"MZ", "a.jpg", "not what its name says"),
        (b"", "a.jpg", "is empty"),
        (b"\xff\xd8\xff", "", "Choose one file"),
    ],
)
def test_what_is_not_kept_is_said_in_the_form_and_leaves_nothing(
    office: Office, content: bytes, name: str, said: str
) -> None:
    before = office.kept()

    answer = office.client(Role.UNIT_OFFICER, "D1").post(office.form(), data=photo(content, name))

    assert (answer.status_code, office.kept()) == (400, before)
    assert said in answer.text


def test_a_body_beyond_the_limit_is_said_before_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(evidence_files, "ROUND_A_FILE_BYTES", 0)

    answer = office.client(Role.UNIT_OFFICER, "D1").post(office.form(), data=photo())

    assert answer.status_code == 400
    assert "larger than 1 MB" in answer.text


def test_a_name_is_cleaned_before_it_is_anywhere(office: Office) -> None:
    client = office.client(Role.UNIT_OFFICER, "D1")
    name = "../../etc/\u202egpj.<b>|x\x1b y.jpg"
    assert client.post(office.form(), data=photo(name=name)).status_code == 303

    with office.casework.read() as connection:
        added = trail.search(connection, "evidence_add", lines=1)[0]["after"]
    answer = client.get(f"{evidence_files.FORM_PATH}/{added['evidence_id']}")

    assert not set(added["file_name"]) & set("/<>|\x1b\u202e")
    assert answer.status_code == 200
