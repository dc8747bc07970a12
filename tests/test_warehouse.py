"""Snapshots: all or nothing when written, one generation when read, nothing else in reach."""

import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from filelock import FileLock

from audit_models.errors import Refused
from audit_models.settings import PROJECT
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.handmade import ROWS, publish_generation

PUBLISHING_STEPS = 6

HOSTILE = (PROJECT / "tests" / "hostile.sql").read_text(encoding="utf-8").split(";\n")


def generation_of(snapshot: Snapshot) -> int:
    """The one generation of a snapshot's rows, read from both of its result tables."""
    answer = snapshot.query(
        "select min(v.generation) as low, max(h.generation) as high, count(*) as rows"
        " from result.indicator_values as v join result.rule_hits as h using (row)"
    ).iloc[0]
    assert answer["low"] == answer["high"]
    assert answer["rows"] == ROWS
    return int(answer["low"])


def in_another_process(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.handmade", *map(str, arguments)]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, **options
    )


def files_of(home: Path) -> set[str]:
    return {path.name for path in (home / "snapshots").iterdir()}


# Publishing


def test_a_published_snapshot_is_current_and_leaves_only_its_own_files(home: Path) -> None:
    snapshot_id = publish_generation(home, 1)
    warehouse = Warehouse(home)
    assert warehouse.current().id == snapshot_id
    assert warehouse.current().notice is None
    assert generation_of(warehouse.current()) == 1
    own = {f"{snapshot_id}.duckdb", f"{snapshot_id}.sha256", f"{snapshot_id}.rejects.csv"}
    assert files_of(home) == {"CURRENT", *own}


def test_a_published_file_is_read_only(home: Path) -> None:
    snapshot_id = publish_generation(home, 1)
    assert Warehouse(home).path(snapshot_id).stat().st_mode & 0o222 == 0


def test_without_any_snapshot_the_reader_is_told_what_to_run(home: Path) -> None:
    with pytest.raises(Refused, match="run import or demo first"):
        Warehouse(home).current()


def test_a_stage_that_is_not_published_leaves_nothing(home: Path) -> None:
    with Warehouse(home).stage() as stage:
        stage.connection.execute("create table t as select 1 as i")
    assert files_of(home) == set()


def test_an_error_while_staging_leaves_the_old_snapshot_and_no_stage_file(home: Path) -> None:
    publish_generation(home, 1)
    before = files_of(home)
    with pytest.raises(ZeroDivisionError), Warehouse(home).stage():
        raise ZeroDivisionError
    assert files_of(home) == before
    assert generation_of(Warehouse(home).current()) == 1


def publish_only_the_name(warehouse: Warehouse, snapshot_id: str | None = None) -> None:
    """Publish a file that says which snapshot it is, and holds nothing else."""
    with warehouse.stage() as stage:
        stage.connection.execute("create schema meta")
        stage.connection.execute(
            "create table meta.snapshot as select ? as snapshot_id", [snapshot_id or stage.id]
        )
        warehouse.publish(stage)


def test_a_file_without_the_contracts_tables_is_not_published(home: Path) -> None:
    publish_generation(home, 1)
    before = files_of(home)
    with pytest.raises(Refused, match=r"source\.client_projects is missing"):
        publish_only_the_name(Warehouse(home))
    assert files_of(home) == before


def test_a_file_that_names_another_snapshot_is_not_published(home: Path) -> None:
    with pytest.raises(Refused, match="not the one row of"):
        publish_only_the_name(Warehouse(home), "ffffffff")
    assert files_of(home) == set()


# Crashes, full disks, two at once


@pytest.mark.parametrize("step", range(1, PUBLISHING_STEPS + 1))
def test_killed_at_any_step_of_publishing_the_old_or_the_new_state_stands(
    home: Path, step: int
) -> None:
    publish_generation(home, 1)
    assert in_another_process(home, 2, step).returncode == -9
    found = generation_of(Warehouse(home).current())
    assert found == (2 if step == PUBLISHING_STEPS else 1)


@pytest.mark.parametrize("step", range(1, PUBLISHING_STEPS + 1))
def test_the_next_start_removes_what_a_killed_import_left(home: Path, step: int) -> None:
    in_another_process(home, 1, step)
    Warehouse(home).tidy()
    finished = {path.stem for path in (home / "snapshots").glob("*.duckdb")}
    assert len(finished) == (1 if step >= 5 else 0)
    assert {name.partition(".")[0] for name in files_of(home)} - {"CURRENT"} == finished


def test_a_running_import_keeps_its_stage_file_when_another_process_starts(home: Path) -> None:
    with Warehouse(home).stage() as stage:
        Warehouse(home).tidy()
        assert stage.path.exists()


def test_a_second_import_is_refused_at_once(home: Path) -> None:
    with Warehouse(home).stage():
        second = in_another_process(home, 2)
    assert second.returncode == 1
    assert "Another import is running" in second.stderr


def test_a_full_disk_leaves_the_old_snapshot_serving(home: Path) -> None:
    publish_generation(home, 1)
    before = files_of(home)
    size = Warehouse(home).path(Warehouse(home).current().id).stat().st_size

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))

    failed = in_another_process(home, 2, preexec_fn=little_room)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert files_of(home) == before
    assert generation_of(Warehouse(home).current()) == 1


# Readers


@pytest.mark.slow
def test_readers_never_mix_generations_while_snapshots_are_swapped(home: Path) -> None:
    assert swap_under_readers(home, readers=4, swaps=20, pause=0.1) > 100


def swap_under_readers(home: Path, *, readers: int, swaps: int, pause: float) -> int:
    """How many answers were given while snapshots were swapped, each of one generation, none of them
    older than the one before it, and the last of the newest."""
    publish_generation(home, 0)
    warehouse = Warehouse(home)
    seen: list[list[int]] = [[] for _ in range(readers)]
    failures: list[BaseException] = []
    over = threading.Event()

    def read(mine: list[int]) -> None:
        try:
            while not (over.is_set() or mine[-1:] == [swaps]):
                snapshot = warehouse.current()
                first = generation_of(snapshot)
                assert generation_of(snapshot) == first
                mine.append(first)
                time.sleep(pause)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for thread in threads:
        thread.start()
    try:
        for generation in range(1, swaps + 1):
            publish_generation(home, generation)
        for thread in threads:
            thread.join(timeout=30)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert all(mine == sorted(mine) and mine[-1] == swaps for mine in seen)
    return sum(map(len, seen))


def test_a_reader_that_holds_a_snapshot_keeps_its_generation_though_it_is_pruned(
    home: Path,
) -> None:
    publish_generation(home, 1)
    warehouse = Warehouse(home)
    held = warehouse.current()
    publish_generation(home, 2)
    warehouse.prune(keep=1)
    assert generation_of(held) == 1
    assert generation_of(warehouse.current()) == 2


@pytest.fixture(scope="module")
def two_generations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("two")
    publish_generation(home, 1)
    publish_generation(home, 2)
    return home


@pytest.fixture
def two(two_generations: Path, home: Path) -> Path:
    shutil.copytree(two_generations, home)
    return home


def current_file(home: Path) -> Path:
    return home / "snapshots" / f"{(home / 'snapshots' / 'CURRENT').read_text().strip()}.duckdb"


def assert_falls_back(home: Path) -> None:
    shown = Warehouse(home).current()
    assert generation_of(shown) == 1
    assert shown.notice is not None
    assert "missing or damaged" in shown.notice.en
    assert shown.id in shown.notice.zh


def test_any_changed_byte_makes_readers_fall_back(
    two: Path, record_property: Callable[[str, object], None]
) -> None:
    file = current_file(two)
    file.chmod(0o600)
    good = file.read_bytes()
    chance = random.Random(20261124)  # noqa: S311 - places to damage, not secrets
    flips = 200
    for _ in range(flips):
        place = chance.randrange(len(good))
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(bytes([good[place] ^ (1 << chance.randrange(8))]))
        assert_falls_back(two)
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(good[place : place + 1])
    assert generation_of(Warehouse(two).current()) == 2
    record_property("damages", flips)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
def test_a_file_that_was_cut_off_makes_readers_fall_back(two: Path, share: float) -> None:
    file = current_file(two)
    file.chmod(0o600)
    os.truncate(file, int(file.stat().st_size * share))
    assert_falls_back(two)


def test_a_file_that_is_damaged_while_it_is_open_makes_readers_fall_back(two: Path) -> None:
    warehouse = Warehouse(two)
    assert generation_of(warehouse.current()) == 2
    current_file(two).unlink()
    shown = warehouse.current()
    assert generation_of(shown) == 1
    assert shown.notice is not None


def test_a_missing_file_makes_readers_fall_back(two: Path) -> None:
    current_file(two).unlink()
    assert_falls_back(two)


def test_a_log_left_beside_a_snapshot_makes_readers_fall_back(two: Path) -> None:
    current_file(two).with_name(f"{current_file(two).name}.wal").write_bytes(b"stale" * 100)
    assert_falls_back(two)


@pytest.mark.parametrize("content", [None, b"", b"../../etc/passwd", b"\xff\xfe\x00", b"0000"])
def test_a_pointer_that_names_nothing_shows_the_newest_good_snapshot(
    two: Path, content: bytes | None
) -> None:
    pointer = two / "snapshots" / "CURRENT"
    pointer.unlink()
    if content is not None:
        pointer.write_bytes(content)
    shown = Warehouse(two).current()
    assert generation_of(shown) == 2
    assert shown.notice is not None


@pytest.mark.parametrize("statement", HOSTILE, ids=lambda sql: " ".join(sql.split())[:60])
def test_a_reader_refuses(two_generations: Path, statement: str) -> None:
    with pytest.raises((duckdb.Error, Refused)):
        Warehouse(two_generations).current().query(statement)


def test_a_reader_does_not_see_the_callers_variables(two_generations: Path) -> None:
    secret = pd.DataFrame({"column": ["not for SQL"]})
    with pytest.raises(duckdb.CatalogException):
        Warehouse(two_generations).current().connection.execute("select * from secret")
    assert len(secret) == 1


def test_a_reader_answers_an_ordinary_question(two_generations: Path) -> None:
    answer = Warehouse(two_generations).current().query("select ? as given", ["'; drop table x"])
    assert answer["given"].tolist() == ["'; drop table x"]


def test_a_query_beyond_the_memory_limit_is_an_error_and_the_reader_lives(
    two_generations: Path,
) -> None:
    snapshot = Warehouse(two_generations).current()
    with pytest.raises(duckdb.OutOfMemoryException):
        snapshot.query("select list(range) as everything from range(2000000000)")
    assert generation_of(snapshot) == 2


# Listing, choosing, deleting


def test_the_list_is_newest_first_and_marks_the_current_one(two: Path) -> None:
    first, second = Warehouse(two).list()
    assert (first.is_current, second.is_current) == (True, False)
    assert first.facts is not None
    assert second.facts is not None
    assert first.facts.created_at > second.facts.created_at


def test_the_list_still_names_a_snapshot_that_cannot_be_read(two: Path) -> None:
    damaged = current_file(two)
    damaged.chmod(0o600)
    os.truncate(damaged, 10)
    last = Warehouse(two).list()[-1]
    assert (last.snapshot_id, last.facts, last.is_current) == (damaged.stem, None, True)


def test_an_older_snapshot_can_be_shown_again(two: Path) -> None:
    warehouse = Warehouse(two)
    older = warehouse.list()[1].snapshot_id
    warehouse.use(older)
    assert generation_of(warehouse.current()) == 1
    assert warehouse.current().notice is None


@pytest.mark.parametrize("snapshot_id", ["00000000", "../home", "CURRENT", ""])
def test_only_an_existing_snapshot_can_be_chosen(two: Path, snapshot_id: str) -> None:
    with pytest.raises(Refused, match="There is no snapshot"):
        Warehouse(two).use(snapshot_id)
    assert generation_of(Warehouse(two).current()) == 2


def test_a_damaged_snapshot_cannot_be_chosen(two: Path) -> None:
    warehouse = Warehouse(two)
    older = warehouse.list()[1].snapshot_id
    warehouse.path(older).chmod(0o600)
    os.truncate(warehouse.path(older), 5000)
    with pytest.raises(Refused, match="damaged or incomplete"):
        warehouse.use(older)
    assert generation_of(warehouse.current()) == 2


def test_pruning_keeps_the_newest_and_the_current_one(two: Path) -> None:
    warehouse = Warehouse(two)
    newest, older = (one.snapshot_id for one in warehouse.list())
    warehouse.use(older)
    third, fourth = publish_generation(two, 3), publish_generation(two, 4)
    warehouse.use(older)
    assert set(warehouse.prune(keep=1)) == {newest, third}
    assert {one.snapshot_id for one in warehouse.list()} == {older, fourth}
    assert {name.partition(".")[0] for name in files_of(two)} == {"CURRENT", older, fourth}


@pytest.mark.parametrize("action", ["use", "prune"])
def test_what_is_shown_cannot_be_changed_while_an_import_runs(two: Path, action: str) -> None:
    warehouse = Warehouse(two)
    older = warehouse.list()[1].snapshot_id
    with FileLock(two / "import.lock"), pytest.raises(Refused, match="Another import is running"):
        warehouse.use(older) if action == "use" else warehouse.prune(keep=1)
    assert len(warehouse.list()) == 2
