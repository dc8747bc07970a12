"""Backup and restoration: equal hashes on an empty home, and no half-restored one."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from audit_models import durable
from audit_models.backup import MANIFEST, back_up, restore
from audit_models.casework import trail
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from tests.handmade import publish_generation


@pytest.fixture
def used(home: Path) -> Path:
    """A home with two snapshots and people's work."""
    publish_generation(home, 1)
    publish_generation(home, 2)
    with closing(sqlite3.connect(home / "casework.db")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table findings (id text)")
        database.execute("insert into findings values ('F1')")
        database.commit()
    (home / "evidence").mkdir()
    (home / "evidence" / "photo.jpg").write_bytes(b"photo")
    (home / "import.lock").touch()
    (home / "snapshots" / "stage-ffffffff.duckdb").write_bytes(b"half")
    return home


def test_a_backup_is_restored_on_an_empty_home_with_equal_hashes(
    used: Path, tmp_path: Path
) -> None:
    copy = back_up(used, tmp_path / "backups")
    new = tmp_path / "new"

    count = restore(copy, new)

    files = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert count == len(files)
    assert {name: durable.digest(new / name) for name in files} == files
    assert Warehouse(new).current_id() == Warehouse(used).current_id()
    assert Warehouse(new).current().id == Warehouse(used).current().id
    with closing(sqlite3.connect(new / "casework.db")) as database:
        assert database.execute("select id from findings").fetchall() == [("F1",)]


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_no_other_user_of_the_machine_looks_into_a_backup(used: Path, tmp_path: Path) -> None:
    copy = back_up(used, tmp_path / "backups")

    assert stat.S_IMODE(copy.stat().st_mode) == 0o700


def test_an_upload_that_is_published_meanwhile_does_not_spoil_the_backup(
    used: Path, tmp_path: Path
) -> None:
    for folder in ("uploads/1", "evidence"):
        (used / folder).mkdir(parents=True, exist_ok=True)
        (used / folder / "z.csv").write_text("gone soon", encoding="utf-8")

    class Publishing:
        """Takes the upload away as soon as the backup has begun."""

        def __init__(self, gone: str) -> None:
            self.gone = used / gone

        def step(self, *_: object) -> None:
            self.gone.unlink(missing_ok=True)

    copy = back_up(used, tmp_path / "backups", progress=Publishing("uploads/1/z.csv"))
    assert "z.csv" not in {path.name for path in (copy / "uploads").rglob("*")}
    assert restore(copy, tmp_path / "new") > 0

    with pytest.raises(FileNotFoundError):
        back_up(used, tmp_path / "others", progress=Publishing("evidence/z.csv"))


def test_what_is_passing_or_half_written_stays_behind(used: Path, tmp_path: Path) -> None:
    copy = back_up(used, tmp_path / "backups")

    names = {path.name for path in copy.rglob("*")}
    assert "photo.jpg" in names
    assert names & {"import.lock", "stage-ffffffff.duckdb", "casework.db-wal"} == set()


def test_a_backup_while_somebody_writes_is_one_moment(used: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(used / "casework.db")) as database:
        database.execute("begin immediate")
        database.execute("insert into findings values ('F2')")

        copy = back_up(used, tmp_path / "backups")

    with closing(sqlite3.connect(copy / "casework.db")) as database:
        assert database.execute("select id from findings").fetchall() == [("F1",)]


class Busy:
    """Somebody works while files are copied: after each of them, one more entry in the trail."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework

    def step(self, text: Text, done: int, total: int) -> None:
        self.casework.note(Actor.system(), "read", object_kind="file", object_id=str(done))


def test_the_trail_of_a_backup_made_at_work_is_intact(home: Path, tmp_path: Path) -> None:
    publish_generation(home, 1)
    casework = open_casework(Settings(home=home))
    casework.note(Actor.system(), "read", object_kind="file", object_id="0")

    restore(back_up(home, tmp_path / "backups", progress=Busy(casework)), tmp_path / "new")

    restored = open_casework(Settings(home=tmp_path / "new"))
    with restored.read() as connection:
        found = trail.verify(connection, restored.secret, restored.anchor)
    assert found.first_bad_seq is None
    assert found.count >= 1


def test_a_damaged_backup_restores_nothing(used: Path, tmp_path: Path) -> None:
    copy = back_up(used, tmp_path / "backups")
    (copy / "evidence" / "photo.jpg").write_bytes(b"phot0")

    with pytest.raises(Refused, match=r"photo\.jpg"):
        restore(copy, tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_an_interrupted_backup_is_not_restored(used: Path, tmp_path: Path) -> None:
    copy = back_up(used, tmp_path / "backups")
    (copy / MANIFEST).unlink()

    with pytest.raises(Refused, match=MANIFEST):
        restore(copy, tmp_path / "new")


def test_a_home_that_is_in_use_is_not_overwritten(used: Path, tmp_path: Path) -> None:
    copy = back_up(used, tmp_path / "backups")

    with pytest.raises(Refused, match="not empty"):
        restore(copy, used)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd"])
def test_a_manifest_that_leads_outside_is_refused(used: Path, tmp_path: Path, name: str) -> None:
    copy = back_up(used, tmp_path / "backups")
    (copy / MANIFEST).write_text(json.dumps({"files": {name: "0"}}), encoding="utf-8")

    with pytest.raises(Refused, match="path"):
        restore(copy, tmp_path / "new")


@pytest.mark.parametrize("place", [".", "backups"])
def test_a_backup_does_not_lie_within_what_it_copies(used: Path, place: str) -> None:
    with pytest.raises(Refused):
        back_up(used, used / place)


def test_there_is_nothing_to_back_up_in_an_empty_home(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing to back up"):
        back_up(tmp_path / "home", tmp_path / "backups")
