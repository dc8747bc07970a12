"""Sign-in by the office's identity provider, against one that really runs, and every way to cheat at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from audit_models.access import Role
from audit_models.casework import accounts, identities, trail
from audit_models.casework.oidc import ANSWER_PATH, Provider, client_secret, open_provider
from audit_models.casework.store import Actor, Casework
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard import conftest
from tests.dashboard.accounts import COOKIE
from tests.dashboard.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, running

HERE = "http://127.0.0.1:8050"
START = "/sign-in/oidc?next=%2Fmonitor%3Flang%3Den"
BY = Actor.system()


@pytest.fixture(scope="module")
def office(casework: Casework) -> Iterator[IdentityProvider]:
    """The provider, which knows the one who is bound here as 7 and one who is disabled here as 8."""
    with running(HERE + ANSWER_PATH) as provider:
        for login, subject in (("lin.oidc", "7"), ("gone.oidc", "8")):
            accounts.add_account(
                casework, BY, login=login, name=login, role=Role.INSPECTOR, unit_code="C1"
            )
            identities.bind(casework, BY, login, issuer=provider.issuer, subject=subject)
        accounts.set_disabled(casework, BY, "gone.oidc", is_disabled=True)
        yield provider


@pytest.fixture
def idp(office: IdentityProvider) -> Iterator[IdentityProvider]:
    """The same, honest again after each test."""
    before = dict(vars(office))
    yield office
    vars(office).update(before)


def settings(issuer: str, **more: Any) -> Settings:
    return Settings(
        oidc_issuer=issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=SecretStr(CLIENT_SECRET),
        public_url=HERE, **more,
    )  # fmt: skip


def visitor(
    warehouse: Warehouse, casework: Casework, idp: IdentityProvider, **more: Any
) -> FlaskClient:
    """A browser that nobody has signed in from yet."""
    provider = open_provider(settings(idp.issuer, **more))
    app = create_app(warehouse, casework, provider=provider)
    made: FlaskClient = app.server.test_client()
    return made


@pytest.fixture
def client(warehouse: Warehouse, casework: Casework, idp: IdentityProvider) -> FlaskClient:
    return visitor(warehouse, casework, idp)


def sent_back(client: FlaskClient) -> str:
    """Begin at our door, go to the provider, and come back: the path and query to answer at."""
    away = client.get(START)
    assert away.status_code == 303
    back = requests.get(away.headers["Location"], allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    return back.headers["Location"].removeprefix(HERE)


def is_in(client: FlaskClient) -> bool:
    return client.get("/_dash-layout").status_code == 200


def last_entry(casework: Casework) -> dict[str, Any]:
    with casework.read() as connection:
        return trail.search(connection, lines=1)[0]


def test_who_the_provider_vouches_for_is_led_to_where_he_wanted(
    client: FlaskClient, casework: Casework
) -> None:
    answer = client.get(sent_back(client))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/monitor?lang=en")
    assert is_in(client)
    entry = last_entry(casework)
    assert (entry["action"], entry["login"], entry["result"]) == (
        "sign_in_oidc",
        "lin.oidc",
        "done",
    )


def test_what_is_asked_for_has_pkce_a_state_a_nonce_and_no_host_of_the_request(
    client: FlaskClient, idp: IdentityProvider
) -> None:
    away = client.get(START)

    asked = {n: v[0] for n, v in parse_qs(urlsplit(away.headers["Location"]).query).items()}
    assert away.headers["Location"].startswith(f"{idp.issuer}/authorize?")
    assert asked["redirect_uri"] == HERE + ANSWER_PATH
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    assert "HttpOnly" in away.headers["Set-Cookie"]
    assert asked["state"] not in away.headers["Set-Cookie"].partition(";")[2]


def other_key(idp: IdentityProvider) -> None:
    idp.signs_with = RSAKey.generate_key(2048, {"kid": "first"})


def says(**changed: Any) -> Any:
    def lie(idp: IdentityProvider) -> None:
        idp.lie = lambda claims: {
            name: value for name, value in (claims | changed).items() if value is not None
        }

    return lie


LIES = {
    "the nonce of another": says(nonce="x" * 48),
    "no nonce": says(nonce=None),
    "for another client": says(aud="payroll"),
    "for another client too, acting for that one": says(aud=[CLIENT_ID, "payroll"], azp="payroll"),
    "for several clients, acting for nobody": says(aud=[CLIENT_ID, "payroll"]),
    "no audience": says(aud=None),
    "another issuer": says(iss="http://127.0.0.1:1"),
    "expired": says(exp=1_000_000_000),
    "never expires": says(exp=None),
    "issued in the future": says(iat=4_000_000_000),
    "no subject": says(sub=None),
    "a subject that is no text": says(sub=7),
    "nobody whom we know": says(sub="nobody"),
    "a login of ours": says(sub="lin.oidc"),
    "somebody who is disabled here": says(sub="8"),
    "the hash of another access token": says(at_hash="x" * 22),
    "unsigned": lambda idp: setattr(idp, "algorithm", "none"),
    "signed with the client's secret": lambda idp: setattr(idp, "algorithm", "HS256"),
    "signed with another key": other_key,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_word_that_does_not_hold_opens_nothing(
    client: FlaskClient, idp: IdentityProvider, lie: str
) -> None:
    LIES[lie](idp)

    answer = client.get(sent_back(client))

    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert not is_in(client)


def test_an_answer_serves_once_and_only_who_asked(client: FlaskClient) -> None:
    back = sent_back(client)
    stranger: FlaskClient = client.application.test_client()
    assert stranger.get(back).status_code == 401, "an answer that this browser did not ask for"

    assert client.get(back).status_code == 303
    client.delete_cookie(COOKIE)
    assert client.get(back).status_code == 401, "a second time"

    begun = client.get(START)
    assert begun.status_code == 303
    again = client.get(back)
    assert again.status_code == 401, "an earlier answer at a later attempt: the state differs"
    assert not is_in(client)
    assert not is_in(stranger)


def test_a_code_that_was_used_opens_nothing(client: FlaskClient, idp: IdentityProvider) -> None:
    back = sent_back(client)
    idp.codes.clear()

    assert client.get(back).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize(
    "change",
    [
        lambda back: back.partition("?")[0],
        lambda back: back.replace("state=", "state=x"),
        lambda back: back.replace("code=", "error=access_denied&x="),
        lambda back: back.replace("iss=", "iss=x"),
        lambda back: back.replace("code=", "code=%00%ff"),
    ],
    ids=["nothing", "state", "declined", "another provider", "code"],
)
def test_an_answer_that_was_tampered_with_opens_nothing(client: FlaskClient, change: Any) -> None:
    assert client.get(change(sent_back(client))).status_code == 401
    assert not is_in(client)


def test_a_cookie_of_another_installation_or_too_old_is_none(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = sent_back(client)
    monkeypatch.setattr("dashboard.oidc.AWAY_S", -1)
    assert client.get(back).status_code == 401
    client.set_cookie("audit-oidc", "eyJzdGF0ZSI6IngifQ.aaaa.bbbb")

    assert client.get(back).status_code == 401


def test_new_keys_of_the_provider_are_fetched(client: FlaskClient, idp: IdentityProvider) -> None:
    assert client.get(sent_back(client)).status_code == 303
    client.delete_cookie(COOKIE)
    idp.turn_key()

    assert client.get(sent_back(client)).status_code == 303


def test_disabling_ends_the_session_as_any_other(client: FlaskClient, casework: Casework) -> None:
    assert client.get(sent_back(client)).status_code == 303
    assert is_in(client)

    accounts.set_disabled(casework, BY, "lin.oidc", is_disabled=True)
    try:
        assert not is_in(client)
    finally:
        accounts.set_disabled(casework, BY, "lin.oidc", is_disabled=False)


def test_a_provider_that_is_away_or_another_is_said_in_plain_words(
    warehouse: Warehouse, casework: Casework, idp: IdentityProvider
) -> None:
    idp.called = "http://127.0.0.1:1"
    assert visitor(warehouse, casework, idp).get(START).status_code == 503

    idp.issuer = "http://127.0.0.1:9"
    answer = visitor(warehouse, casework, idp).get(f"{START}&lang=en")

    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


@pytest.mark.parametrize(
    ("passwords", "inspector", "administrator"),
    [("everyone", 303, 303), ("administrators", 401, 303), ("nobody", 401, 401)],
)
def test_who_may_still_use_a_password_is_configured(
    warehouse: Warehouse, casework: Casework, idp: IdentityProvider, passwords: str,
    inspector: int, administrator: int,
) -> None:  # fmt: skip
    codes = []
    for role, unit in ((Role.INSPECTOR, "P"), (Role.SYSTEM_ADMINISTRATOR, None)):
        conftest.token_of(casework, role, unit)
        login = f"{role.value.replace('_', '-')}.{(unit or 'none').lower()}"
        browser = visitor(warehouse, casework, idp, oidc_passwords=passwords)
        form = {"login": login, "password": "Kite-27-lamp"}
        codes.append(browser.post("/sign-in", data=form).status_code)
        assert ('name="password"' in browser.get("/sign-in").text) == (passwords != "nobody")

    assert codes == [inspector, administrator]


def test_without_a_provider_there_is_no_trace_of_one(
    warehouse: Warehouse, casework: Casework
) -> None:
    app = create_app(warehouse, casework)
    client = app.server.test_client()

    assert "oidc" not in client.get("/sign-in").text
    assert not [rule for rule in app.server.url_map.iter_rules() if "oidc" in str(rule)]
    assert client.get("/sign-in/oidc").status_code == 401
    assert open_provider(Settings()) is None


FIT = Settings(
    oidc_issuer="https://id.office.example", oidc_client_id="supervision",
    oidc_client_secret=SecretStr(CLIENT_SECRET),
)  # fmt: skip


@pytest.mark.parametrize(
    "unfit",
    [
        {"oidc_issuer": "http://id.office.example"},
        {"oidc_issuer": "ftp://127.0.0.1"},
        {"oidc_client_id": None},
        {"oidc_client_secret": None},
        {"oidc_client_secret": SecretStr("short-1aB")},
        {"oidc_client_secret": SecretStr("aB1" * 12)},
        {"oidc_client_secret": SecretStr("my-client-secret-0123456789")},
        {"oidc_client_secret_file": Path("both.txt")},
        {"oidc_client_secret": None, "oidc_client_secret_file": Path("missing.txt")},
    ],
    ids=str,
)
def test_settings_that_are_unsafe_or_incomplete_stop_the_start(unfit: dict[str, Any]) -> None:
    assert isinstance(open_provider(FIT), Provider)

    with pytest.raises(Refused):
        open_provider(FIT.model_copy(update=unfit))


def test_the_secret_comes_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    path = tmp_path / "client"
    path.write_text(f"{CLIENT_SECRET}\n", encoding="utf-8")
    kept = FIT.model_copy(update={"oidc_client_secret": None, "oidc_client_secret_file": path})
    path.chmod(0o600)
    assert client_secret(kept) == CLIENT_SECRET
    assert CLIENT_SECRET not in repr(FIT)

    path.chmod(0o640)

    with pytest.raises(Refused, match="chmod 600"):
        client_secret(kept)
