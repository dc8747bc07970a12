"""The command line as scripts use it: exit codes, one sentence on stderr, one line a table."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit_models.cli import main
from audit_models.settings import PROJECT
from audit_models.warehouse import Warehouse
from tests.tiny import write_projects, write_tiny

APRIL = "april,c4,D,new,hv,2026-04-01 09:00:00,2026-04-02 10:00:00,,open,"
UNKNOWN_UNIT = "nowhere,c7,X,new,hv,2026-03-01 09:00:00,2026-03-02 10:00:00,,open,"


class Command:
    """`python app.py …` inside the test's own process and home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = main(lambda warehouse: warehouse, [str(argument) for argument in arguments])
        return code, *self.capsys.readouterr()


@pytest.fixture
def command(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setenv("AUDIT_HOME", str(home))
    return Command(home, capsys)


def assert_refused(answer: tuple[int, str, str], sentence: str) -> None:
    code, _, err = answer
    assert code == 1
    assert sentence in err
    assert re.search(r"[\u4e00-\u9fff]", err), "the sentence is in Chinese too"
    assert "Traceback" not in err


def test_an_import_ends_with_one_line_a_table(command: Command, tmp_path: Path) -> None:
    code, out, _ = command(
        "import", write_tiny(tmp_path / "in", UNKNOWN_UNIT), "--max-reject-share", "0.5"
    )
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines()[-3:]}
    assert set(lines) == {"org_units", "client_projects", "work_orders"}
    projects = lines["client_projects"]
    for part in ("read 4", "accepted 3", "rejected 1", "added 3", "control total 120.50"):
        assert part in projects
    assert "control total -" in lines["work_orders"]


def test_an_import_names_the_snapshot_and_the_rejected_rows(
    command: Command, tmp_path: Path
) -> None:
    _, out, _ = command(
        "import", write_tiny(tmp_path / "in", UNKNOWN_UNIT), "--max-reject-share", "0.5"
    )
    snapshot_id = Warehouse(command.home).current().id
    assert f"Published snapshot {snapshot_id}" in out
    assert f"{snapshot_id}.rejects.csv" in out


def test_the_same_import_again_does_nothing_and_says_so(command: Command, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "in")
    command("import", folder)
    before = Warehouse(command.home).current().id
    code, out, _ = command("import", folder)
    assert code == 0
    assert "nothing was done" in out
    assert [one.snapshot_id for one in Warehouse(command.home).list()] == [before]


def test_a_dry_run_publishes_nothing(command: Command, tmp_path: Path) -> None:
    code, out, _ = command("import", write_tiny(tmp_path / "in"), "--dry-run")
    assert code == 0
    assert "Dry run: nothing was published" in out
    assert "client_projects" in out.splitlines()[-2] + out.splitlines()[-3] + out.splitlines()[-1]
    assert Warehouse(command.home).list() == ()


def test_dates_of_an_import_are_given_in_options(command: Command, tmp_path: Path) -> None:
    command("import", write_tiny(tmp_path / "in"), "--as-of", "2026-03-15", "--from", "2026-02")
    facts = Warehouse(command.home).current().facts
    assert (str(facts.as_of), str(facts.data_from)) == ("2026-03-15", "2026-02-01")


def test_files_can_be_given_one_by_one(command: Command, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "in")
    code, _, _ = command("import", *sorted(folder.glob("*.csv")))
    assert code == 0
    assert Warehouse(command.home).current().facts.seed is None


def test_a_run_makes_a_new_snapshot(command: Command, tmp_path: Path) -> None:
    command("import", write_tiny(tmp_path / "in"))
    before = Warehouse(command.home).current().id
    code, out, _ = command("run", "--as-of", "2026-03-20")
    after = Warehouse(command.home).current()
    assert code == 0
    assert after.id != before
    assert after.id in out
    assert str(after.facts.as_of) == "2026-03-20"


def test_snapshots_are_listed_chosen_and_pruned(command: Command, tmp_path: Path) -> None:
    command("import", write_tiny(tmp_path / "in"))
    older = Warehouse(command.home).current().id
    command("import", write_projects(tmp_path / "april", APRIL))
    newer = Warehouse(command.home).current().id

    _, listed, _ = command("snapshots")
    assert [line.split()[0] for line in listed.splitlines()] == ["*", older]
    assert newer in listed.splitlines()[0]
    assert "2026-01 … 2026-04-30" in listed.splitlines()[0]

    assert command("snapshots", "use", older)[0] == 0
    assert command("snapshots", "list")[1].splitlines()[1].startswith(f"* {older}")

    code, out, _ = command("snapshots", "prune", "--keep", "1")
    assert code == 0
    assert "Snapshots deleted: 0" in out, "the newest and the current one stay"
    command("snapshots", "use", newer)
    assert older in command("snapshots", "prune", "--keep", "1")[1]


def test_there_may_be_no_snapshots_yet(command: Command) -> None:
    assert command("snapshots", "list") == (0, "还没有快照。 / There are no snapshots yet.\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "no-such-folder"], "no-such-folder"),
        (["import", ".", "--mapping", "no_such_mapping"], "no_such_mapping"),
        (["run"], "run import or demo first"),
        (["snapshots", "use", "12345678"], "There is no snapshot 12345678"),
        (["serve", "--host", "0.0.0.0"], "Cannot listen on 0.0.0.0"),  # noqa: S104 - refused
        (["serve", "--host", "audit.example.com"], "put a TLS proxy before this server"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_is_one_sentence_and_exit_code_1(
    command: Command, arguments: list[str], sentence: str
) -> None:
    assert_refused(command(*arguments), sentence)


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["import"],
        ["import", ".", "--as-of", "31.12.2026"],
        ["import", ".", "--from", "2026-13"],
        ["import", ".", "--max-reject-share", "2"],
        ["demo", "--scale", "country"],
        ["demo", "--seed", "x"],
        ["serve", "--port", "0"],
        ["snapshots", "use"],
        ["--no-such-option"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_code_2_and_points_to_the_help(
    command: Command, arguments: list[str]
) -> None:
    code, _, err = command(*arguments)
    assert code == 2
    assert "See --help" in err
    assert "Traceback" not in err


def test_a_setting_that_cannot_be_read_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_PORT", "eighty")
    assert_refused(command("snapshots", "list"), "AUDIT_PORT")


def test_a_fault_of_ours_is_one_sentence_and_its_traceback_goes_to_a_file(
    command: Command, tmp_path: Path
) -> None:
    folder = write_tiny(tmp_path / "in")
    (folder / "demonstration.json").write_text("{", encoding="utf-8")
    assert_refused(command("import", folder), "last-error.txt")
    assert "Traceback" in (command.home / "last-error.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [[], ["serve"], ["demo"], ["import"], ["run"], ["snapshots"], ["snapshots", "prune"]],
)
def test_every_command_has_help_in_both_languages(command: Command, arguments: list[str]) -> None:
    code, out, _ = command(*arguments, "--help")
    assert code == 0
    assert re.search(r"[\u4e00-\u9fff].* / [A-Z]", out)


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server that is killed at the end: one that outlived a failed test would hold up the whole run."""
    with subprocess.Popen(
        [sys.executable, "app.py", "serve", "--port", str(port)],
        cwd=PROJECT,
        env={**os.environ, "AUDIT_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A test run that was started in the background ignores the interrupt, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_prints_its_address_and_answers(command: Command, tmp_path: Path) -> None:
    command("import", write_tiny(tmp_path / "in"))
    port = free_port()
    with serving(command.home, port) as server:
        assert server.stdout is not None
        assert "account admin, one-time password" in server.stdout.readline()
        assert f"Serving at http://127.0.0.1:{port}" in server.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30) as answer:
            assert answer.status == 200
        with serving(command.home, port) as second:
            _, err = second.communicate(timeout=60)
            assert second.returncode == 1
        assert f"Cannot listen on 127.0.0.1:{port}" in err
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0


def test_importing_app_for_a_wsgi_server_makes_it_once_and_only_when_asked(
    command: Command, tmp_path: Path
) -> None:
    command("import", write_tiny(tmp_path / "in"))
    script = (
        "import sys, app; assert 'dash' not in sys.modules;"
        " from app import server; import app as again; assert again.server is server;"
        " print(type(server).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env={**os.environ, "AUDIT_HOME": str(command.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Flask\n"


@pytest.mark.slow
def test_the_smallest_demonstration_is_built_marked_and_served_again(command: Command) -> None:
    code, out, _ = command("demo", "--scale", "county", "--seed", "7")
    assert code == 0
    assert "client_projects" in out
    assert (command.home / "demonstration" / "county-7" / "client_projects.csv").exists()
    facts = Warehouse(command.home).current().facts
    assert facts.seed == 7
    assert "demonstration 7" in command("snapshots", "list")[1]
    again = command("demo", "--scale", "county", "--seed", "7")
    assert "nothing was done" in again[1]
    assert len(Warehouse(command.home).list()) == 1
