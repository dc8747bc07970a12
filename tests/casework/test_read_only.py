"""A broken trail: from then on nothing is changed, people look and are seen, until somebody answers for it."""

from pathlib import Path

import pytest

from audit_models.access import Role
from audit_models.casework import accounts, intact, read_only, sessions, trail
from audit_models.casework.read_only import ReadOnly
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.casework.trail import Verified
from audit_models.errors import Refused
from audit_models.settings import Settings
from tests.casework.tampering import KINDS, falsify, written

SYSTEM = Actor.system()


def opened(home: Path) -> Casework:
    return open_casework(Settings(home=home))


def add(casework: Casework, login: str) -> str:
    return accounts.add_account(
        casework, SYSTEM, login=login, name="王", role=Role.INSPECTOR, unit_code="D1"
    )


def actions(casework: Casework) -> list[str]:
    with casework.read() as connection:
        return [row["action"] for row in trail.search(connection, lines=None)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_from_a_break_on_nothing_is_changed_until_somebody_answers_for_it(
    home: Path, kind: str
) -> None:
    """Nine entries and one of an account; the fifth is falsified in one of seven ways."""
    password = add(written(home, 9), "wang")
    falsify(home, *KINDS[kind](5, 10))
    casework = opened(home)

    assert intact.look(casework).first_bad_seq == 5

    with pytest.raises(ReadOnly):
        add(casework, "li")
    assert [one.login for one in accounts.list_accounts(casework)] == ["wang"], "it still reads"
    sessions.sign_out(casework, sessions.sign_in(casework, "wang", password))
    assert actions(casework)[:2] == ["sign_out", "sign_in"], "who looks is seen"
    accounts.set_disabled(casework, SYSTEM, "wang", is_disabled=True)
    with pytest.raises(ReadOnly):
        accounts.set_disabled(opened(home), SYSTEM, "wang", is_disabled=False)

    seq = intact.accept(casework, SYSTEM, "an old backup was put back")

    add(casework, "li")
    found = intact.look(casework)
    assert (found.first_bad_seq, found.accepted) == (None, (5,))
    assert actions(casework)[:2] == ["add_account", trail.ACCEPTED]
    # What was accepted is as it was then; whoever touches it is found like before.
    with casework.engine.begin() as database:
        database.exec_driver_sql(
            f"update trail set content = '{{}}' where seq = (select max(seq) from trail where seq < {seq})"
        )
    assert intact.look(casework).first_bad_seq == 5


@pytest.mark.parametrize(
    "statement",
    [
        "delete from trail where seq > 3",
        "update trail set content = replace(content, 'wang', 'zhou') where seq = 5",
        "update trail set login = 'zhou' where seq = 5",
    ],
    ids=["cut", "edited", "renamed"],
)
def test_a_head_that_is_not_as_it_was_left_is_found_by_the_next_change_itself(
    home: Path, statement: str
) -> None:
    written(home, 5)
    falsify(home, statement)
    casework = opened(home)

    with pytest.raises(ReadOnly):
        add(casework, "li")

    assert read_only.found(home) is not None
    assert not accounts.list_accounts(casework)


def test_a_forged_answer_answers_for_nothing(home: Path) -> None:
    """Whoever has the database but not the key enters that somebody answered."""
    written(home, 5)
    with opened(home).read() as connection:
        digest = trail.stretch(connection, 3, 6).digest
    falsify(
        home,
        "insert into trail (seq, happened_at, content, hash, login, action, object_id) select 6,"
        f" happened_at, '{{\"after\":{{\"digest\":\"{digest}\"}}}}', hash, login, 'accept_break', '3'"
        " from trail where seq = 5",
        "update trail set happened_at = '2020' where seq = 3",
    )

    assert intact.look(opened(home)).first_bad_seq == 3


def test_there_is_nothing_to_answer_for_without_a_break_or_without_a_reason(home: Path) -> None:
    casework = written(home, 2)
    with pytest.raises(Refused, match="intact"):
        intact.accept(casework, SYSTEM, "to be sure")

    falsify(home, "delete from trail where seq = 1")
    with pytest.raises(Refused, match="found out"):
        intact.accept(casework, SYSTEM, " ")
    assert intact.look(casework) == Verified(0, 1, "missing")


def test_it_is_looked_at_again_and_again(home: Path) -> None:
    casework = written(home, 3)
    falsify(home, "update trail set login = 'zhou' where seq = 1")

    is_over = intact.keep_looking(casework, every=intact.timedelta(milliseconds=10))

    try:
        for _ in range(500):
            if read_only.found(home):
                break
            is_over.wait(0.01)
    finally:
        is_over.set()
    assert read_only.found(home) is not None
    with pytest.raises(ReadOnly):
        add(casework, "li")
