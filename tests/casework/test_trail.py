"""The trail: every way to falsify it is found and named, and no change happens without an entry."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from audit_models.casework import trail
from audit_models.casework.store import Actor, NoTrail, open_casework
from audit_models.casework.trail import Verified
from audit_models.settings import Settings
from tests.casework.tampering import KINDS, checked, falsify, found_at, written

ENTRIES = 12
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("trail") / "home"
    written(home, ENTRIES)
    return home


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def test_an_untouched_trail_is_intact(made: Path) -> None:
    assert checked(made) == Verified(ENTRIES)


@pytest.mark.parametrize("seq", [1, 7, ENTRIES - 1])
@pytest.mark.parametrize("kind", KINDS)
def test_a_falsified_entry_is_named(made: Path, tmp_path: Path, kind: str, seq: int) -> None:
    assert found_at(made, tmp_path, kind, seq, ENTRIES)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("edited", "changed"), ("removed", "missing"), ("cut off", "cut off")],
)
def test_the_reason_is_given(copy: Path, kind: str, reason: str) -> None:
    falsify(copy, *KINDS[kind](7, ENTRIES))

    assert checked(copy) == Verified(6, 7, reason)


def test_a_changed_hash_is_named(copy: Path) -> None:
    falsify(copy, "update trail set hash = replace(hash, substr(hash, 1, 1), 'x') where seq = 7")

    assert checked(copy) == Verified(6, 7, "changed")


@pytest.mark.parametrize("left", [0, 5, ENTRIES - 1])
def test_a_cut_off_end_is_found_by_the_anchor(copy: Path, left: int) -> None:
    falsify(copy, f"delete from trail where seq > {left}")

    assert checked(copy) == Verified(left, left + 1, "cut off")


@pytest.mark.parametrize("left", [1, 6, ENTRIES - 1])
def test_a_cut_off_end_that_was_written_on_is_found(copy: Path, left: int) -> None:
    """Also where so much is written that the number of entries is the old one again."""
    falsify(copy, f"delete from trail where seq > {left}")
    written(copy, ENTRIES - left)

    assert checked(copy) == Verified(left, left + 1, "differs from the anchor")


def test_a_trail_written_anew_with_another_key_is_found(copy: Path) -> None:
    key, anchor = (copy / "secret.key").read_bytes(), (copy / "anchor").rename(copy / "kept")
    for name in ("secret.key", "casework.db"):
        (copy / name).unlink()
    written(copy, ENTRIES)
    (copy / "secret.key").write_bytes(key)
    shutil.rmtree(copy / "anchor")
    anchor.rename(copy / "anchor")

    assert checked(copy).first_bad_seq == 1


def test_a_trail_written_anew_with_the_right_key_differs_from_the_anchor(copy: Path) -> None:
    anchor = (copy / "anchor").rename(copy / "kept")
    (copy / "casework.db").unlink()
    written(copy, ENTRIES)
    shutil.rmtree(copy / "anchor")
    anchor.rename(copy / "anchor")

    assert checked(copy) == Verified(0, 1, "differs from the anchor")


def test_a_database_from_an_old_backup_is_found(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    written(home, 4)
    shutil.copy(home / "casework.db", tmp_path / "old.db")
    written(home, 3)
    shutil.copy(tmp_path / "old.db", home / "casework.db")

    assert checked(home) == Verified(4, 5, "cut off")


def test_a_missing_anchor_is_not_taken_for_an_intact_trail(copy: Path) -> None:
    shutil.rmtree(copy / "anchor")

    assert checked(copy) == Verified(0, 1, "the anchor is missing")


def test_a_head_that_a_full_disk_cut_short_is_no_head_and_spoils_no_other(home: Path) -> None:
    casework = written(home, 2)
    with casework.anchor.open("a", encoding="utf-8") as anchor:
        anchor.write("\n1")  # before the 3 of the next entry it would be the 13th
    written(home, 1)

    assert checked(home) == Verified(3)
    falsify(home, "delete from trail where seq = 3")
    assert checked(home) == Verified(2, 3, "cut off")


@pytest.mark.parametrize("statement", ["update trail set login = 'x'", "delete from trail"])
def test_the_program_itself_cannot_touch_an_entry(home: Path, statement: str) -> None:
    casework = written(home, 1)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), casework.engine.begin() as con:
        con.exec_driver_sql(statement)


def test_postgresql_does_not_empty_the_trail_either(home: Path) -> None:
    casework = written(home, 1)
    if casework.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such statement")

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), casework.engine.begin() as con:
        con.exec_driver_sql("truncate trail")


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["update trail set content = replace(content, 'wang', 'zhou') where seq = 3"],
         Verified(2, 3, "changed")),
        (["delete from trail where seq = 4"], Verified(3, 4, "missing")),
        (["update trail set seq = 9 where seq = 2", "update trail set seq = 2 where seq = 4",
          "update trail set seq = 4 where seq = 9"], Verified(1, 2, "changed")),
        (["delete from trail where seq > 3"], Verified(3, 4, "cut off")),
    ],
    ids=["edited", "removed", "swapped", "cut"],
)  # fmt: skip
def test_a_falsification_is_named_on_either_database(
    home: Path, statements: list[str], found: Verified
) -> None:
    written(home, 5)

    falsify(home, *statements)

    assert checked(home) == found


def test_a_trail_that_was_written_on_is_found_on_either_database(home: Path) -> None:
    written(home, 5)
    falsify(home, "delete from trail where seq > 2")
    written(home, 3)

    assert checked(home) == Verified(2, 3, "differs from the anchor")


@pytest.mark.parametrize("login", ["\0", "\ud800", "x" * 500], ids=["nul", "half", "long"])
def test_what_a_database_may_not_keep_is_entered_nonetheless(home: Path, login: str) -> None:
    casework = open_casework(Settings(home=home))

    casework.note(Actor(None, login, "", ""), "sign_in", object_kind="account", object_id=login)

    with casework.read() as connection:
        rows = trail.search(connection, "sign_in")
        assert trail.verify(connection, casework.secret, casework.anchor) == Verified(1)
    assert rows[0]["login"] == login


def test_entries_keep_their_order_whatever_the_clock_says(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set ahead, then back by a day, in a zone with summer time: numbers go on, times are of UTC."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    casework = open_casework(Settings(home=home))
    noon = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 there, which that night came twice

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return noon.astimezone(tz)

    monkeypatch.setattr(trail, "datetime", Clock)
    for hours in (0, 24, -23, -1):
        noon += timedelta(hours=hours)
        casework.note(Actor.system(), "read", object_kind="x", object_id=str(hours))

    with casework.read() as connection:
        rows = trail.search(connection)
        found = trail.verify(connection, casework.secret, casework.anchor)
    monkeypatch.undo()
    time.tzset()
    assert found == Verified(4)
    assert [(row["seq"], row["happened_at"]) for row in reversed(rows)] == [
        (1, "2026-11-01T05:30:00+00:00"), (2, "2026-11-02T05:30:00+00:00"),
        (3, "2026-11-01T06:30:00+00:00"), (4, "2026-11-01T05:30:00+00:00"),
    ]  # fmt: skip


def test_a_change_without_an_entry_does_not_happen(home: Path) -> None:
    casework = open_casework(Settings(home=home))

    with pytest.raises(NoTrail), casework.write(Actor.system()) as change:
        change.connection.exec_driver_sql("create table kept (id integer)")

    assert not sa.inspect(casework.engine).has_table("kept")


REFUSE = {
    "sqlite": "create trigger f before insert on trail begin select raise(abort, 'disk full'); end",
    "postgresql": "alter table trail add constraint f check (seq < 0) not valid",
}


def refuse_entries(home: Path) -> None:
    engine = open_casework(Settings(home=home)).engine
    with engine.begin() as database:
        database.exec_driver_sql(REFUSE[engine.dialect.name])


def block_anchor(home: Path) -> None:
    shutil.rmtree(home / "anchor", ignore_errors=True)
    (home / "anchor").write_text("a file where the folder should be", encoding="utf-8")


@pytest.mark.parametrize("prevent", [refuse_entries, block_anchor])
def test_what_cannot_be_entered_does_not_happen(
    home: Path, prevent: Callable[[Path], None]
) -> None:
    casework = open_casework(Settings(home=home))
    prevent(home)

    def make() -> None:
        with casework.write(Actor.system()) as change:
            change.connection.exec_driver_sql("create table kept (id integer)")
            change.record("make", object_kind="table", object_id="kept")

    with pytest.raises((sa.exc.SQLAlchemyError, OSError)):
        make()

    assert not sa.inspect(casework.engine).has_table("kept")


HOSTILE = st.text(min_size=0, max_size=60) | st.sampled_from(
    ["line\r\nseq 99", "\x1b[31m", "' or 1=1 --", '"},{"x":"', "𠮷", "x" * 5000]
)


@trials(max_examples=8, deadline=None)
@given(values=st.lists(HOSTILE, min_size=1, max_size=3))
def test_whatever_is_entered_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    home = tmp_path_factory.mktemp("hostile") / "home"
    casework = open_casework(Settings(home=home))
    usable = [value.encode("utf-8", "replace").decode() for value in values]
    for value in usable:
        casework.note(Actor(1, "wang", "inspector", "::1"), "read", object_kind="project",
                      object_id="p", reason=value)  # fmt: skip

    with casework.read() as connection:
        rows = connection.execute(sa.select(trail.entries).order_by(trail.entries.c.seq)).all()
        found = trail.verify(connection, casework.secret, casework.anchor)

    assert found == Verified(len(usable))
    assert [trail.content_of(row)["reason"] for row in rows] == usable


WRITER = """
    import sys
    from pathlib import Path
    from threading import Thread
    from audit_models.casework.store import Actor, open_casework
    from audit_models.settings import Settings
    casework = open_casework(Settings(home=Path(sys.argv[1])))
    def write():
        for number in range(int(sys.argv[2])):
            casework.note(Actor.system(), "read", object_kind="x", object_id=str(number))
            print(f"{number}\\n", end="", flush=True)
    threads = [Thread(target=write) for _ in range(int(sys.argv[3]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def writers(
    home: Path, *, processes: int, each: int, threads: int = 2
) -> list[subprocess.Popen[str]]:
    """Processes whose threads write so many entries each, and a line for each that was acknowledged."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(home), str(each), str(threads)]
    return [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(processes)
    ]


def test_four_processes_that_start_at_once_write_one_chain(home: Path) -> None:
    """The first of them makes the database; the others wait for it."""

    told = [
        process.communicate(timeout=120)[0].count("\n")
        for process in writers(home, processes=4, each=5)
    ]

    assert told == [10, 10, 10, 10]
    assert checked(home) == Verified(40)


def kill_writers(home: Path) -> tuple[int, Verified]:
    """Two writers killed while they write: what they had been told was kept, and what the check finds."""
    first, second = writers(home, processes=2, each=10_000)
    acknowledged = 0
    for _ in range(20):
        assert first.stdout is not None
        first.stdout.readline()
        acknowledged += 1
    for process in (first, second):
        os.kill(process.pid, signal.SIGKILL)
        rest, _ = process.communicate(timeout=60)
        acknowledged += rest.count("\n")
    return acknowledged, checked(home)


def test_an_acknowledged_entry_outlives_a_killed_process(home: Path) -> None:
    written(home, 0)

    acknowledged, found = kill_writers(home)

    assert found.first_bad_seq is None
    assert found.count >= acknowledged
