"""Accounts and sessions: one answer to every wrong sign-in, and every way in which a session ends."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import Type, extract_parameters

from audit_models.access import Principal, Role
from audit_models.casework import accounts, passwords, sessions, trail
from audit_models.casework.secret import NAME, load_secret
from audit_models.casework.sessions import LOCKED_FOR
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings

BOSS = Actor.system()
NINE = datetime.fromisoformat("2026-03-02T09:00")
IDLE, ABSOLUTE = timedelta(minutes=15), timedelta(hours=12)
GOOD, BETTER = "Kite-27-lamp", "River-58-moss"


@pytest.fixture
def casework(home: Path) -> Casework:
    return open_casework(Settings(home=home))


@pytest.fixture
def token(casework: Casework) -> str:
    """A session of wang, an inspector of D1, begun at nine, after the first change of password."""
    first = accounts.add_account(
        casework, BOSS, login="wang", name="王", role=Role.INSPECTOR, unit_code="D1"
    )
    begun = sessions.sign_in(casework, "wang", first, clock=lambda: NINE)
    return sessions.change_password(
        casework, wang(casework, begun), first, GOOD, clock=lambda: NINE
    )


def wang(casework: Casework, token: str, *, at: datetime = NINE, active: bool = True) -> Principal:
    found = sessions.principal_of(casework, token, is_activity=active, clock=lambda: at)
    assert found is not None
    return found


def is_open(casework: Casework, token: str, at: datetime = NINE) -> bool:
    return sessions.principal_of(casework, token, clock=lambda: at) is not None


def test_the_first_password_has_to_be_changed(casework: Casework) -> None:
    first = accounts.add_account(
        casework, BOSS, login="li", name="李", role=Role.AUDITOR, unit_code="P"
    )
    begun = sessions.sign_in(casework, "li", first)

    assert wang(casework, begun, at=sessions.now()).must_change_password
    fresh = sessions.change_password(
        casework, wang(casework, begun, at=sessions.now()), first, GOOD
    )

    assert not wang(casework, fresh, at=sessions.now()).must_change_password
    with pytest.raises(Refused):
        sessions.sign_in(casework, "li", first)


def test_a_session_speaks_for_its_account(casework: Casework, token: str) -> None:
    assert wang(casework, token) == Principal(1, "wang", "王", Role.INSPECTOR, "D1")


def test_no_token_is_kept(casework: Casework, token: str, home: Path) -> None:
    stored = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())

    assert token.encode() not in stored
    assert GOOD.encode() not in stored


@pytest.mark.parametrize("tried", ["", "x", "ä" * 300, "' or 1=1 --"])
def test_a_made_up_token_opens_nothing(casework: Casework, token: str, tried: str) -> None:
    assert not is_open(casework, tried)
    assert not is_open(casework, token + "x")
    assert not is_open(casework, token[:-1])


def test_a_token_of_another_installation_opens_nothing(
    casework: Casework, token: str, tmp_path: Path
) -> None:
    other = open_casework(Settings(home=tmp_path / "other"))

    assert sessions.principal_of(other, token) is None


def test_every_sign_in_has_a_token_of_its_own(casework: Casework, token: str) -> None:
    again = sessions.sign_in(casework, "wang", GOOD, clock=lambda: NINE)

    assert again != token
    sessions.sign_out(casework, again)  # the program's own clock: long after, so it is over anyway
    assert is_open(casework, token)


def test_sign_out_ends_one_session(casework: Casework, token: str) -> None:
    other = sessions.sign_in(casework, "wang", GOOD)
    here = sessions.sign_in(casework, "wang", GOOD)

    sessions.sign_out(casework, here)

    assert not is_open(casework, here, sessions.now())
    assert is_open(casework, other, sessions.now())


@pytest.mark.parametrize("what", ["disable", "reset", "role", "unit", "password"])
def test_a_change_of_the_account_ends_its_sessions(
    casework: Casework, token: str, what: str
) -> None:
    if what == "disable":
        accounts.set_disabled(casework, BOSS, "wang", is_disabled=True)
    elif what == "reset":
        accounts.reset_password(casework, BOSS, "wang")
    elif what == "role":
        accounts.change_grant(casework, BOSS, "wang", role=Role.EXECUTIVE, unit_code="D1")
    elif what == "unit":
        accounts.change_grant(casework, BOSS, "wang", role=Role.INSPECTOR, unit_code="D2")
    else:
        sessions.change_password(casework, wang(casework, token), GOOD, BETTER)

    assert not is_open(casework, token)


def test_idle_time_runs_from_the_last_activity(casework: Casework, token: str) -> None:
    later = NINE + IDLE - timedelta(seconds=1)

    assert is_open(casework, token, later)
    assert is_open(casework, token, later + IDLE)
    assert not is_open(casework, token, later + IDLE + IDLE + timedelta(seconds=1))


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(casework: Casework, token: str) -> None:
    wang(casework, token, at=NINE + IDLE, active=False)

    assert not is_open(casework, token, NINE + IDLE + timedelta(seconds=1))


def test_a_clock_that_is_set_back_makes_no_session_last_longer(
    casework: Casework, token: str
) -> None:
    """Seen at nine; a second earlier is two machines' clocks, a quarter of an hour is not."""
    assert is_open(casework, token, NINE - timedelta(seconds=1))
    assert not is_open(casework, token, NINE - timedelta(minutes=15))
    assert is_open(casework, token, NINE), "set right again, it goes on"


def test_a_session_ends_after_its_absolute_time_however_busy(
    casework: Casework, token: str
) -> None:
    moment = NINE
    while moment + IDLE <= NINE + ABSOLUTE:
        moment += IDLE
        assert is_open(casework, token, moment)

    assert is_open(casework, token, NINE + ABSOLUTE)
    assert not is_open(casework, token, NINE + ABSOLUTE + timedelta(seconds=1))


def refusal(casework: Casework, login: str, password: str, at: datetime = NINE) -> str:
    with pytest.raises(Refused) as refused:
        sessions.sign_in(casework, login, password, clock=lambda: at)
    return str(refused.value)


def test_every_wrong_sign_in_is_answered_alike(casework: Casework, token: str) -> None:
    accounts.add_account(casework, BOSS, login="gone", name="退", role=Role.AUDITOR, unit_code="P")
    accounts.set_disabled(casework, BOSS, "gone", is_disabled=True)

    answers = {
        refusal(casework, "wang", "wrong"),
        refusal(casework, "nobody", "wrong"),
        refusal(casework, "gone", "wrong"),
        refusal(casework, "' or 1=1 --", "wrong"),
        refusal(casework, "", ""),
    }

    assert len(answers) == 1


def test_five_failures_lock_an_account_for_a_quarter_of_an_hour(
    casework: Casework, token: str
) -> None:
    for _ in range(5):
        refusal(casework, "wang", "wrong")

    refusal(casework, "wang", GOOD)
    refusal(casework, "wang", GOOD, NINE + LOCKED_FOR - timedelta(seconds=1))
    sessions.sign_in(casework, "wang", GOOD, clock=lambda: NINE + LOCKED_FOR)
    assert is_open(casework, token), "a lock-out does not throw out who is in"


def test_four_failures_and_a_success_begin_anew(casework: Casework, token: str) -> None:
    for _ in range(2):
        for _ in range(4):
            refusal(casework, "wang", "wrong")
        sessions.sign_in(casework, "wang", GOOD, clock=lambda: NINE)


def test_an_address_that_guesses_over_all_accounts_has_to_wait(
    casework: Casework, token: str
) -> None:
    for number in range(30):
        with pytest.raises(Refused):
            sessions.sign_in(casework, f"n{number}", "x", address="10.0.0.9", clock=lambda: NINE)

    with pytest.raises(Refused):
        sessions.sign_in(casework, "wang", GOOD, address="10.0.0.9", clock=lambda: NINE)
    sessions.sign_in(casework, "wang", GOOD, address="10.0.0.8", clock=lambda: NINE)


@pytest.mark.parametrize(
    "weak", ["", "short-1A", "alllowercaseletters", "ALLCAPITALS123", "wang-Kite-27", GOOD]
)
def test_a_weak_or_former_password_is_refused(casework: Casework, token: str, weak: str) -> None:
    with pytest.raises(Refused):
        sessions.change_password(casework, wang(casework, token), GOOD, weak, clock=lambda: NINE)

    sessions.sign_in(casework, "wang", GOOD, clock=lambda: NINE)


def test_a_password_comes_back_after_five_others_and_not_before(
    casework: Casework, token: str
) -> None:
    held, last = token, GOOD
    for number in range(4):
        new = f"Other-{number}-word"
        held = sessions.change_password(
            casework, wang(casework, held), last, new, clock=lambda: NINE
        )
        last = new
    with pytest.raises(Refused):
        sessions.change_password(casework, wang(casework, held), last, GOOD, clock=lambda: NINE)

    held = sessions.change_password(
        casework, wang(casework, held), last, "Fifth-5-word", clock=lambda: NINE
    )
    sessions.change_password(
        casework, wang(casework, held), "Fifth-5-word", GOOD, clock=lambda: NINE
    )


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.INSPECTOR, None), (Role.SYSTEM_ADMINISTRATOR, "P"), (Role.AUDIT_ADMINISTRATOR, "D1")],
)
def test_a_business_role_has_a_unit_and_an_administrator_none(
    casework: Casework, role: Role, unit: str | None
) -> None:
    with pytest.raises(Refused):
        accounts.add_account(casework, BOSS, login="new", name="新", role=role, unit_code=unit)

    assert accounts.list_accounts(casework) == []


@pytest.mark.parametrize("login", ["", "A B", "王", "x", "../etc", "a" * 51])
def test_what_is_no_login_is_refused(casework: Casework, login: str) -> None:
    with pytest.raises(Refused):
        accounts.add_account(
            casework, BOSS, login=login, name="新", role=Role.AUDITOR, unit_code="P"
        )


def test_what_an_account_was_granted_stays_on_record(casework: Casework, token: str) -> None:
    accounts.change_grant(casework, BOSS, "wang", role=Role.EXECUTIVE, unit_code="C1")

    with casework.read() as connection:
        rows = connection.execute(
            sa.select(accounts.grants.c.role, accounts.grants.c.unit_code).order_by(
                accounts.grants.c.grant_id
            )
        ).all()
    assert [tuple(row) for row in rows] == [("inspector", "D1"), ("executive", "C1")]


def test_the_first_start_makes_one_administrator_once(casework: Casework) -> None:
    password = accounts.first_administrator(casework)

    assert password is not None
    assert [one.role for one in accounts.list_accounts(casework)] == [Role.SYSTEM_ADMINISTRATOR]
    assert accounts.first_administrator(casework) is None
    sessions.sign_in(casework, "admin", password)


def test_a_demonstration_account_has_no_password_to_sign_in_with(casework: Casework) -> None:
    accounts.add_account(casework, BOSS, login="demo", name="演", role=Role.AUDITOR, unit_code="P",
                         is_demonstration=True)  # fmt: skip

    refusal(casework, "demo", "")
    assert is_open(casework, sessions.sign_in_demonstration(casework, "demo"), sessions.now())


def test_an_ordinary_account_is_not_opened_as_a_demonstration(
    casework: Casework, token: str
) -> None:
    with pytest.raises(Refused):
        sessions.sign_in_demonstration(casework, "wang")


def test_every_attempt_is_in_the_trail(casework: Casework, token: str) -> None:
    refusal(casework, "wang", "wrong")
    refusal(casework, "nobody", "wrong")
    sessions.sign_in(casework, "wang", GOOD, clock=lambda: NINE)

    with casework.read() as connection:
        rows = connection.execute(sa.select(trail.entries).order_by(trail.entries.c.seq)).all()
    last = [(row.action, row.login, trail.content_of(row)["result"]) for row in rows][-3:]
    assert last == [
        ("sign_in", "wang", "denied"),
        ("sign_in", "nobody", "denied"),
        ("sign_in", "wang", "done"),
    ]


@pytest.mark.parametrize("key", [b"", b"secret", b"\0" * 32, b"changeme" * 4, b"x" * 100])
def test_a_weak_key_stops_the_start(home: Path, key: bytes) -> None:
    home.mkdir()
    (home / NAME).write_bytes(key)
    (home / NAME).chmod(0o600)

    with pytest.raises(Refused, match="too short or not random"):
        open_casework(Settings(home=home))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_key_that_others_may_read_stops_the_start(home: Path) -> None:
    load_secret(home)
    (home / NAME).chmod(0o644)

    with pytest.raises(Refused, match="open to other users"):
        open_casework(Settings(home=home))


def test_a_database_of_a_newer_version_is_left_alone(home: Path) -> None:
    casework = open_casework(Settings(home=home))
    with casework.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")

    with pytest.raises(Refused, match="newer version"):
        open_casework(Settings(home=home))


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x/y", "sqlite:////no/such/folder/x.db"])
def test_an_address_that_is_none_is_refused_in_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refused, match="AUDIT_CASEWORK_URL"):
        open_casework(Settings(home=tmp_path / "home", casework_url=url))


def test_guessing_the_present_password_locks_the_account(casework: Casework, token: str) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            sessions.change_password(
                casework, wang(casework, token), "wrong", BETTER, clock=lambda: NINE
            )

    refusal(casework, "wang", GOOD)


def test_guesses_made_at_the_same_moment_count_one_by_one(casework: Casework, token: str) -> None:
    with ThreadPoolExecutor(5) as guessing:
        list(guessing.map(lambda number: refusal(casework, "wang", f"wrong-{number}"), range(5)))

    refusal(casework, "wang", GOOD)


def test_the_shipped_hashes_cost_what_rfc_9106_asks_for_with_little_memory() -> None:
    """Three passes over 64 MiB in four lanes; those of the tests are cheaper (see `quick_hashes`)."""
    found = extract_parameters(passwords._HASHER.hash("x"))

    assert (found.type, found.time_cost, found.memory_cost, found.parallelism) == (
        Type.ID, 3, 64 * 1024, 4,
    )  # fmt: skip
