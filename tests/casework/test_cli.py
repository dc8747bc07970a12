"""Accounts and the trail on the command line, as whoever keeps the server uses them."""

import os
from pathlib import Path

import pytest

from audit_models.casework import accounts, sessions
from audit_models.casework.store import open_casework
from audit_models.cli import main
from audit_models.errors import Refused
from audit_models.settings import Settings


class Command:
    """`python app.py …` in the test's own process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(lambda *_: None, list(arguments))
        return code, *self.capsys.readouterr()


@pytest.fixture
def command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setenv("AUDIT_HOME", str(tmp_path / "home"))
    return Command(capsys)


def add(command: Command, login: str = "wang") -> str:
    code, out, _ = command("users", "add", login, "--name", "王", "--role", "inspector", "--unit", "D1")  # fmt: skip
    assert code == 0
    return out.partition("One-time password of wang: ")[2].partition(" ")[0]


def test_an_account_from_its_opening_to_its_end(command: Command) -> None:
    assert command("users")[1].strip().endswith("There are no accounts yet.")
    password = add(command)
    store = open_casework(Settings())
    sessions.sign_in(store, "wang", password)

    assert command("users", "disable", "wang")[0] == 0
    with pytest.raises(Refused):
        sessions.sign_in(store, "wang", password)
    assert command("users", "enable", "wang")[0] == 0
    assert command("users", "grant", "wang", "--role", "auditor", "--unit", "P")[0] == 0
    assert command("users", "reset", "wang")[0] == 0

    with pytest.raises(Refused):
        sessions.sign_in(store, "wang", password)
    listed = command("users", "list")[1]
    assert listed.split()[:2] == ["wang", "王"]
    assert "审计员 Auditor  P" in listed
    assert accounts.existing(store, "wang").must_change


def test_an_account_is_bound_where_a_provider_is_configured(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(command)
    bind = ("users", "bind", "wang", "--subject", "7f3")
    assert command(*bind)[0] == 1
    monkeypatch.setenv("AUDIT_OIDC_ISSUER", "https://id.office.example")

    assert command(*bind)[0] == 0
    assert "bound to 7f3" in command("users", "list")[1]
    assert command("users", "unbind", "wang")[0] == 0
    assert "bound" not in command("users", "list")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("users", "add", "wang", "--name", "王", "--role", "inspector", "--unit", "D1"),
        ("users", "add", "li", "--name", "李", "--role", "inspector"),
        ("users", "disable", "nobody"),
        ("users", "grant", "wang", "--role", "system_administrator", "--unit", "D1"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    command: Command, arguments: tuple[str, ...]
) -> None:
    add(command)

    code, out, err = command(*arguments)

    assert (code, out) == (1, "")
    assert "Traceback" not in err


def test_the_trail_is_verified_and_the_first_bad_entry_named(command: Command) -> None:
    add(command)
    command("users", "disable", "wang")
    assert command("verify-trail")[:2] == (0, "审计日志完好，共 2 条。 / The trail is intact: 2 entries.\n")  # fmt: skip

    with open_casework(Settings()).engine.begin() as connection:
        connection.exec_driver_sql("drop trigger trail_no_delete")
        connection.exec_driver_sql("delete from trail where seq = 2")

    code, _, err = command("verify-trail")
    assert code == 1
    assert "entry 2, this entry and those after it were removed" in err
    refused = command("users", "enable", "wang")
    assert refused[0] == 1
    assert "only reads" in refused[2]

    code, out, _ = command("verify-trail", "--accept", "an old backup was put back")

    assert (code, "answered for in entry 3" in out) == (0, True)
    assert command("users", "enable", "wang")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_key_open_to_others_stops_every_command(command: Command, tmp_path: Path) -> None:
    add(command)
    (tmp_path / "home" / "secret.key").chmod(0o644)

    for arguments in (("users",), ("verify-trail",), ("serve", "--port", "1")):
        code, _, err = command(*arguments)
        assert code == 1
        assert "open to other users" in err
