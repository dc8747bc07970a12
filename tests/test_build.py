"""An import from files to a published snapshot: what it covers, what it builds on, what breaks it."""

import csv
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from audit_models.build import AFTER_AS_OF, definitions_hash, import_sources, recompute
from audit_models.errors import Refused
from audit_models.settings import PROJECT, Settings
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from tests.tiny import write_projects, write_tiny

APRIL = "april,c4,D,new,hv,2026-04-01 09:00:00,2026-04-02 10:00:00,,open,"
MARCH_ENERGISED = (
    "march,c3,D,new,lv_nonresident,2026-03-09 09:00:00,2026-03-10 10:00:00,"
    "2026-04-07 10:00:00,energised,20"
)
FUTURE = "typing_error,c5,D,new,hv,2062-04-01 09:00:00,2062-04-02 10:00:00,,open,"
LONG_AGO = "long_ago,c6,D,new,hv,2010-04-01 09:00:00,2010-04-02 10:00:00,,open,"
UNKNOWN_UNIT = "nowhere,=c7,X,new,hv,2026-03-01 09:00:00,2026-03-02 10:00:00,,open,"

RESULTS = ("indicator_values", "indicator_cases", "rule_hits", "rule_coverage", "definitions")


class Counting:
    """A progress that remembers how often it was called."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, text: Text, done: int, total: int) -> None:
        self.steps += 1


class Waiting:
    """A progress at whose first report the work waits to be let on."""

    def __init__(self) -> None:
        self.reached, self.let_on = threading.Event(), threading.Event()

    def step(self, text: Text, done: int, total: int) -> None:
        self.reached.set()
        assert self.let_on.wait(60)


def shown(settings: Settings) -> Snapshot:
    return Warehouse(settings.home).current()


def files_of(settings: Settings) -> set[str]:
    return {path.name for path in (settings.home / "snapshots").iterdir()}


def projects_in(snapshot: Snapshot) -> set[str]:
    return set(snapshot.query("select project_id from source.client_projects")["project_id"])


def make_demonstration(folder: Path, seed: int) -> Path:
    note = json.dumps({"scale": "county", "seed": seed})
    (folder / "demonstration.json").write_text(note, encoding="utf-8")
    return folder


# What a snapshot says of itself


def test_the_row_of_a_snapshot_has_the_columns_of_the_contract(
    settings: Settings, tmp_path: Path
) -> None:
    outcome = import_sources(settings, [write_tiny(tmp_path / "in")])
    row = shown(settings).query("select * from meta.snapshot")
    assert list(row.columns) == [
        "snapshot_id",
        "created_at",
        "as_of",
        "data_from",
        "app_version",
        "definitions_hash",
        "seed",
    ]
    assert row["snapshot_id"].tolist() == [outcome.snapshot_id]
    assert shown(settings).facts.seed is None


def test_a_run_goes_to_the_end_of_the_last_month_with_an_accepted_project(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in")])
    assert shown(settings).facts.as_of == date(2026, 3, 31)
    assert shown(settings).facts.data_from == date(2026, 1, 1)


def test_a_run_covers_at_most_36_months(settings: Settings, tmp_path: Path) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in", LONG_AGO)])
    assert shown(settings).facts.data_from == date(2023, 4, 1)


def test_the_dates_that_were_asked_for_are_kept(settings: Settings, tmp_path: Path) -> None:
    import_sources(
        settings,
        [write_tiny(tmp_path / "in")],
        as_of=date(2026, 3, 15),
        data_from=date(2026, 2, 1),
    )
    assert shown(settings).facts.as_of == date(2026, 3, 15)
    assert shown(settings).facts.data_from == date(2026, 2, 1)


def test_a_first_month_after_the_last_day_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="change --from or --as-of"):
        import_sources(settings, [write_tiny(tmp_path / "in")], data_from=date(2026, 4, 1))
    assert files_of(settings) == set()


def test_a_date_typed_far_ahead_is_counted_as_odd_and_does_not_move_the_run(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in", FUTURE)])
    assert shown(settings).facts.as_of == date(2026, 3, 31)
    odd = shown(settings).query(
        "select table_name, count, example_key from meta.oddities where kind = ?", [AFTER_AS_OF]
    )
    assert odd.values.tolist() == [["client_projects", 1, "typing_error"]]


# What an import builds on


def test_a_later_month_is_added_and_replaces_by_key(settings: Settings, tmp_path: Path) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in")])
    import_sources(settings, [write_projects(tmp_path / "april", MARCH_ENERGISED, APRIL)])
    assert projects_in(shown(settings)) == {"january", "february", "march", "april"}
    assert shown(settings).facts.as_of == date(2026, 4, 30)
    changed = shown(settings).query(
        "select key, column_name, old_value, new_value from meta.changes order by column_name"
    )
    assert changed["key"].tolist() == ["march", "march"]
    assert changed["column_name"].tolist() == ["energised_at", "status"]
    assert changed["new_value"].tolist()[1] == "energised"


def test_the_same_files_again_do_nothing_and_say_so(settings: Settings, tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "in")
    first = import_sources(settings, [folder])
    before = files_of(settings)
    again = import_sources(settings, [folder])
    assert again.snapshot_id is None
    assert files_of(settings) == before
    assert shown(settings).id == first.snapshot_id
    assert "nothing was done" in again.notices[-1].en


def test_the_same_files_for_another_day_make_a_new_snapshot_of_the_same_sources(
    settings: Settings, tmp_path: Path
) -> None:
    folder = write_tiny(tmp_path / "in")
    import_sources(settings, [folder])
    import_sources(settings, [folder], as_of=date(2026, 3, 20))
    assert shown(settings).facts.as_of == date(2026, 3, 20)
    assert projects_in(shown(settings)) == {"january", "february", "march"}


def test_real_data_never_build_on_a_demonstration(settings: Settings, tmp_path: Path) -> None:
    import_sources(settings, [make_demonstration(write_tiny(tmp_path / "demo"), 7)])
    assert shown(settings).facts.seed == 7
    import_sources(settings, [write_tiny(tmp_path / "real", APRIL)])
    assert shown(settings).facts.seed is None
    added = shown(settings).query("select count(*) as files from meta.imports")["files"]
    assert added.tolist() == [3]


def test_real_data_build_on_the_last_real_snapshot_though_a_demonstration_is_shown(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "real")])
    import_sources(settings, [make_demonstration(write_tiny(tmp_path / "demo"), 7)])
    assert shown(settings).facts.seed == 7
    import_sources(settings, [write_projects(tmp_path / "april", APRIL)])
    assert projects_in(shown(settings)) == {"january", "february", "march", "april"}


def test_a_demonstration_of_another_day_starts_anew(settings: Settings, tmp_path: Path) -> None:
    folder = make_demonstration(write_tiny(tmp_path / "demo"), 7)
    import_sources(settings, [folder], as_of=date(2026, 3, 31))
    write_projects(folder, APRIL)
    (folder / "work_orders.csv").write_text(
        "work_order_id,project_id,stage,unit_code,started_at\n"
        "w9,april,accept,D,2026-04-02 10:00:00\n"
    )
    import_sources(settings, [folder], as_of=date(2026, 4, 30))
    assert projects_in(shown(settings)) == {"april"}


def test_real_and_demonstration_data_together_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    demo = make_demonstration(write_tiny(tmp_path / "demo"), 7)
    with pytest.raises(Refused, match="import them apart"):
        import_sources(settings, [demo, write_projects(tmp_path / "real", APRIL)])


def test_an_import_does_not_build_on_an_older_snapshot_in_silence(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in")])
    import_sources(settings, [write_projects(tmp_path / "april", APRIL)])
    damaged = Warehouse(settings.home).path(shown(settings).id)
    damaged.chmod(0o600)
    damaged.write_bytes(b"")
    with pytest.raises(Refused, match=f"{damaged.stem} is damaged"):
        import_sources(settings, [write_projects(tmp_path / "march", MARCH_ENERGISED)])


# A dry run, a new run, rejected rows


def test_a_dry_run_reports_and_publishes_nothing(settings: Settings, tmp_path: Path) -> None:
    outcome = import_sources(
        settings,
        [write_tiny(tmp_path / "in", UNKNOWN_UNIT)],
        dry_run=True,
        max_reject_share=0.5,
    )
    assert outcome.snapshot_id is None
    assert outcome.report is not None
    counts = {count.table_name: count for count in outcome.report.tables}
    assert counts["client_projects"].rows_read == 4
    assert counts["client_projects"].rows_rejected == 1
    assert files_of(settings) == set()


def test_a_new_run_on_the_same_sources_gives_the_same_results(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in", FUTURE)], as_of=date(2026, 3, 20))
    before = shown(settings)
    recompute(settings)
    after = shown(settings)
    assert after.id != before.id
    assert (after.facts.as_of, after.facts.data_from) == (date(2026, 3, 20), date(2026, 1, 1))
    for name in (*(f"result.{name}" for name in RESULTS), "meta.oddities", "meta.imports",
                 "meta.files", "origin.client_projects"):  # fmt: skip
        rows = f"select * from {name} order by all"
        assert before.query(rows).equals(after.query(rows)), name


def test_a_new_run_can_go_to_another_day(settings: Settings, tmp_path: Path) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in")])
    recompute(settings, as_of=date(2026, 2, 28))
    assert shown(settings).facts.as_of == date(2026, 2, 28)


def test_a_new_run_needs_a_snapshot(settings: Settings) -> None:
    with pytest.raises(Refused, match="run import or demo first"):
        recompute(settings)


def test_two_imports_of_the_same_files_give_the_same_results(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "in")
    homes = [Settings(home=tmp_path / name) for name in ("one", "two")]
    for settings in homes:
        import_sources(settings, [folder])
    for name in RESULTS:
        first, second = (
            shown(settings).query(f"select * from result.{name} order by all") for settings in homes
        )
        assert len(first) > 0 or name == "rule_hits"
        assert first.equals(second), name


def test_rejected_rows_are_beside_the_snapshot_as_excel_reads_them(
    settings: Settings, tmp_path: Path
) -> None:
    outcome = import_sources(
        settings, [write_tiny(tmp_path / "in", UNKNOWN_UNIT)], max_reject_share=0.5
    )
    assert outcome.rejects == settings.home / "snapshots" / f"{outcome.snapshot_id}.rejects.csv"
    assert outcome.rejects.read_bytes().startswith(b"\xef\xbb\xbftable_name,")
    with outcome.rejects.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["table_name"], row["row_number"], row["value"]) == ("client_projects", "5", "X")
    assert "nowhere" in row["row"]


def test_what_a_refused_import_rejected_is_kept_for_whoever_corrects_it(
    settings: Settings, tmp_path: Path
) -> None:
    # Of four projects one names a unit that does not exist: 25 %, more than a fifth.
    with pytest.raises(Refused) as refused:
        import_sources(settings, [write_tiny(tmp_path / "in", UNKNOWN_UNIT)])
    kept = settings.home / "not-imported.rejects.csv"
    assert str(kept) in refused.value.text.zh
    assert str(kept) in refused.value.text.en
    with kept.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row_number"], row["column_name"], row["value"]) for row in rows] == [
        ("5", "unit_code", "X")
    ]


def test_a_dry_run_names_its_rejected_rows_and_the_next_one_without_any_clears_them(
    settings: Settings, tmp_path: Path
) -> None:
    outcome = import_sources(
        settings,
        [write_tiny(tmp_path / "in", UNKNOWN_UNIT)],
        max_reject_share=0.5,
        dry_run=True,
    )
    assert outcome.rejects == settings.home / "not-imported.rejects.csv"
    assert import_sources(settings, [write_tiny(tmp_path / "in")], dry_run=True).rejects is None
    assert not outcome.rejects.exists()


def test_a_rejected_formula_reaches_excel_as_text(settings: Settings, tmp_path: Path) -> None:
    attack = '=cmd|" /C calc"!A1'
    row = f"formula,c8,'{attack}',new,hv,2026-03-01 09:00:00,2026-03-02 10:00:00,,open,"
    row = row.replace(f"'{attack}'", '"' + attack.replace('"', '""') + '"')
    outcome = import_sources(settings, [write_tiny(tmp_path / "in", row)], max_reject_share=0.5)
    assert outcome.rejects is not None
    with outcome.rejects.open(encoding="utf-8-sig", newline="") as file:
        (row_read,) = csv.DictReader(file)
    assert row_read["value"] == "'" + attack


def test_definitions_have_one_hash_on_every_system_and_another_when_they_change(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.sql").write_bytes(b"select\n1\n")
    hashes = [definitions_hash([folder])]
    (folder / "a.sql").write_bytes(b"select\r\n1\r\n")
    hashes.append(definitions_hash([folder]))
    (folder / "a.sql").write_bytes(b"select\n2\n")
    hashes.append(definitions_hash([folder]))
    assert hashes[0] == hashes[1] != hashes[2]


# Crashes, full disks, two at once


def in_another_process(
    settings: Settings, folder: Path, step: int, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.tiny", str(settings.home), str(folder), str(step)]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, preexec_fn=limit
    )


@pytest.mark.slow
def test_killed_anywhere_in_an_import_the_old_or_the_new_state_stands(
    settings: Settings, tmp_path: Path
) -> None:
    start, april = write_tiny(tmp_path / "in"), write_projects(tmp_path / "april", APRIL)
    counting, elsewhere = Counting(), Settings(home=tmp_path / "elsewhere")
    import_sources(elsewhere, [start])
    import_sources(elsewhere, [april], progress=counting)
    import_sources(settings, [start])
    old = shown(settings).id
    for step in sorted({*range(1, counting.steps, counting.steps // 8), counting.steps - 1}):
        assert in_another_process(settings, april, step).returncode == -9, step
        assert shown(settings).id == old
        assert projects_in(shown(settings)) == {"january", "february", "march"}
        Warehouse(settings.home).tidy()
        finished = {one.snapshot_id for one in Warehouse(settings.home).list()}
        left = {name.partition(".")[0] for name in files_of(settings)}
        assert left == {"CURRENT", *finished}
    import_sources(settings, [april])
    assert projects_in(shown(settings)) == {"january", "february", "march", "april"}


def test_a_full_disk_leaves_the_old_snapshot_and_says_so_in_one_sentence(
    settings: Settings, tmp_path: Path
) -> None:
    import_sources(settings, [write_tiny(tmp_path / "in")])
    before, old = files_of(settings), shown(settings).id

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    failed = in_another_process(settings, write_projects(tmp_path / "april", APRIL), 0, little_room)
    assert failed.returncode == 1
    assert "Refused: " in failed.stderr
    assert "nothing was changed" in failed.stderr
    assert files_of(settings) == before
    assert shown(settings).id == old


def test_a_second_import_is_refused_while_the_first_one_ends_well(
    settings: Settings, tmp_path: Path
) -> None:
    folder, waiting = write_tiny(tmp_path / "in"), Waiting()
    first = threading.Thread(
        target=import_sources, args=(settings, [folder]), kwargs={"progress": waiting}
    )
    first.start()
    assert waiting.reached.wait(60)
    second = in_another_process(settings, folder, 0)
    waiting.let_on.set()
    first.join()
    assert second.returncode == 1
    assert "Another import is running" in second.stderr
    assert projects_in(shown(settings)) == {"january", "february", "march"}
