"""From source files to a published snapshot: the steps of an import, in their order."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from audit_models import __version__, rejected_rows
from audit_models.arrange import arrange
from audit_models.assessment import write_assessments
from audit_models.audit_tests.own import write_audit_tests
from audit_models.calendar import load_days
from audit_models.casework import moved_thresholds, rebased_limits, retired_rules
from audit_models.casework.write_back import write_back
from audit_models.china_time import CHINA
from audit_models.contract import Table, load_contract
from audit_models.demo.peer_groups import write_demonstration_groups
from audit_models.durable import DISK_ERRORS
from audit_models.errors import Refused
from audit_models.evaluate import evaluate
from audit_models.fewer_rows import fewer_rows, refuse_unseen
from audit_models.getting_electricity.results import write_getting_electricity
from audit_models.intake import IntakeReport, intake
from audit_models.intake.checks import key_sql
from audit_models.intake.origins import copy_origins, create_origins, sign_files
from audit_models.mapping import load_mapping
from audit_models.models.score import score_contracts
from audit_models.networks import write_ties
from audit_models.policy.peer_groups import refuse_unknown_units
from audit_models.policy.tables import load_policy
from audit_models.prepare import prepare
from audit_models.process.own import mine_own_log
from audit_models.progress import Progress, silent
from audit_models.published_changes import PublishedChanges, published_changes
from audit_models.ranks import write_ranks
from audit_models.scorecard_lines import write_scorecard_lines
from audit_models.settings import PROJECT, Settings
from audit_models.signals import write_signals
from audit_models.snapshot import Facts
from audit_models.text import Text
from audit_models.warehouse import Stage, Warehouse
from audit_models.worked_examples.check import failing, in_words, write_failed

MOST_MONTHS = 36
"""Months that a run covers unless asked for more, the month of as_of among them."""
AFTER_AS_OF = "after_as_of"
"""The kind of `meta.oddities` that depends on the run: a date later than the day it is judged on."""

DEFINITION_FOLDERS = (
    PROJECT / "audit_models" / "core",
    PROJECT / "audit_models" / "features",
    PROJECT / "audit_models" / "indicators",
    PROJECT / "audit_models" / "rules",
    PROJECT / "audit_models" / "process" / "results",
    PROJECT / "audit_models" / "audit_tests" / "results",
    PROJECT / "data" / "policy",
    PROJECT / "data" / "codelists",
)
"""What decides the results, beside the source data and the program."""

CARRIED_OVER = ("imports", "rejects", "rejected_rows", "oddities", "changes", "supplied")
"""The tables of `meta` that tell of the sources and so stay as they are when results are recomputed."""

_SILENT = silent()


@dataclass(frozen=True)
class ImportOutcome:
    """What an import or a new run did."""

    snapshot_id: str | None
    """The snapshot that was published; None after a dry run, or when there was nothing to do."""
    report: IntakeReport | None
    """What was read; None for a new run on the sources that are already there."""
    rejects: Path | None
    """The rejected rows with their reasons, where there were any."""
    notices: tuple[Text, ...] = ()
    changes: PublishedChanges | None = None
    """What a dry run would change of what is published; None where nothing is."""


@dataclass(frozen=True)
class Span:
    """What a run is asked to cover; None means the default."""

    as_of: date | None
    data_from: date | None

    def is_of(self, facts: Facts) -> bool:
        """Whether a snapshot already covers what is asked."""
        return self.as_of in (None, facts.as_of) and self.data_from in (None, facts.data_from)


def import_sources(
    settings: Settings,
    paths: Sequence[Path],
    *,
    mapping: str | None = None,
    as_of: date | None = None,
    data_from: date | None = None,
    dry_run: bool = False,
    max_reject_share: float = 0.2,
    accepts_fewer: bool = True,
    progress: Progress = _SILENT,
) -> ImportOutcome:
    """Read files or folders into a new snapshot and publish it; a dry run does all but publish.

    The new snapshot holds what the one before it held, with the rows of these files added or, by
    their keys, replaced. Files that were all imported before change nothing. `accepts_fewer`: a person looks
    at months with far fewer rows than usual before this is published; else they are refused.

    Raises:
        Refused: the files, another import that is running, or the disk; nothing was changed.
    """
    warehouse = Warehouse(settings.home)
    span = Span(as_of, data_from and data_from.replace(day=1))
    rules = load_mapping(mapping) if mapping else None
    seed = _demonstration_seed(paths)
    with _staged(warehouse) as stage:
        base = _base(warehouse, seed, paths, span)
        has_base = _attach(stage, warehouse, base)
        try:
            report = intake(
                stage.connection,
                paths,
                mapping=rules,
                has_base=has_base,
                max_reject_share=max_reject_share,
                progress=progress,
            )
        except Refused as refused:
            raise rejected_rows.told_in(refused, rejected_rows.keep(warehouse, stage)) from refused
        if base and report.unchanged:
            if span.is_of(base):
                known = _nothing_new(base, is_shown=base.snapshot_id == warehouse.current_id())
                return ImportOutcome(None, report, None, (*report.notices, known))
            _copy_sources(stage.connection)
        held = fewer_rows(stage.connection) if has_base else ()
        if not (dry_run or accepts_fewer):
            refuse_unseen(held)
        notices = (*report.notices, *held, *_compute(stage, settings, span, seed, progress))
        if dry_run:
            changes = published_changes(stage.connection) if has_base else None
            return ImportOutcome(
                None, report, rejected_rows.keep(warehouse, stage), notices, changes
            )
        rejects = _publish(warehouse, stage, progress)
        return ImportOutcome(stage.id, report, rejects, notices)


def recompute(
    settings: Settings,
    *,
    as_of: date | None = None,
    progress: Progress = _SILENT,
) -> ImportOutcome:
    """Compute every result again on the current snapshot's sources, and publish it as a new one.

    Without dates the new snapshot covers what the current one does.

    Raises:
        Refused: there is no snapshot yet, an import is running, or the disk; nothing was changed.
    """
    warehouse = Warehouse(settings.home)
    with _staged(warehouse) as stage:
        base = warehouse.current().facts
        span = Span(base.as_of, base.data_from)
        if as_of not in (None, base.as_of):
            span = Span(as_of, None)
        _attach(stage, warehouse, base)
        _copy_sources(stage.connection)
        notices = _compute(stage, settings, span, base.seed, progress)
        rejects = _publish(warehouse, stage, progress)
        return ImportOutcome(stage.id, None, rejects, notices)


@contextmanager
def _staged(warehouse: Warehouse) -> Iterator[Stage]:
    """A stage file; a disk that is full, read-only or failing becomes one clear sentence."""
    try:
        with warehouse.stage() as stage:
            yield stage
    except DISK_ERRORS as error:
        reason = str(error).splitlines()[0]
        raise Refused(
            f"读写文件失败（磁盘已满、只读或出错），未作任何更改：{reason}",
            "Reading or writing failed (disk full, read-only or failing);"
            f" nothing was changed: {reason}",
        ) from error


def _demonstration_seed(paths: Sequence[Path]) -> int | None:
    """The seed of demonstration extracts; None for real ones.

    Raises:
        Refused: both kinds are given at once.
    """
    folders = [path if path.is_dir() else path.parent for path in paths]
    notes = [folder / "demonstration.json" for folder in folders]
    seeds = {
        json.loads(note.read_text(encoding="utf-8"))["seed"] if note.exists() else None
        for note in notes
    }
    if len(seeds) > 1:
        raise Refused(
            "演示数据不能与真实数据或另一套演示数据一起导入；请分开导入。",
            "Demonstration data cannot be imported together with real data or another"
            " demonstration; import them apart.",
        )
    return seeds.pop() if seeds else None


def _base(
    warehouse: Warehouse, seed: int | None, paths: Sequence[Path], span: Span
) -> Facts | None:
    """The snapshot that an import builds on: the current one, or the newest of the same kind.

    Demonstration and real data never meet, and a demonstration builds only on itself: folders of
    another scale or date hold another province.
    """
    listed = sorted(warehouse.list(), key=lambda one: not one.is_current)
    if listed and listed[0].is_current and listed[0].facts is None:
        # To build on an older one in silence would lose what was imported since.
        warehouse.open(listed[0].snapshot_id)
    for facts in (one.facts for one in listed if one.facts):
        if facts.seed != seed:
            continue
        if seed is None or _is_same_province(warehouse, facts, paths, span):
            return warehouse.open(facts.snapshot_id).facts
    return None


def _is_same_province(
    warehouse: Warehouse, facts: Facts, paths: Sequence[Path], span: Span
) -> bool:
    folders = [path for path in paths if path.is_dir()]
    units = [folder / "org_units.csv" for folder in folders if (folder / "org_units.csv").exists()]
    known = warehouse.open(facts.snapshot_id).query(
        "select file_sha256 from meta.imports where table_name = 'org_units'"
    )
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in units}
    return digests <= set(known["file_sha256"]) and span.as_of in (None, facts.as_of)


def _attach(stage: Stage, warehouse: Warehouse, base: Facts | None) -> bool:
    if base is None:
        return False
    path = str(warehouse.path(base.snapshot_id)).replace("'", "''")
    stage.connection.execute(f"attach '{path}' as base (read_only)")
    return True


def _copy_sources(con: duckdb.DuckDBPyConnection) -> None:
    """Take over sources and what was noted about them from the base, as they are."""
    for schema in ("source", "meta"):
        con.execute(f"create schema if not exists {schema}")
    create_origins(con, has_base=True)
    for name, table in load_contract().items():
        con.execute(table.ddl().replace("create table", "create or replace table", 1))
        con.execute(f"insert into source.{name} by name select * from base.source.{name}")
        copy_origins(con, table)
    for name in CARRIED_OVER:
        con.execute(f"create or replace table meta.{name} as select * from base.meta.{name}")


def _compute(
    stage: Stage, settings: Settings, span: Span, seed: int | None, progress: Progress
) -> tuple[Text, ...]:
    """Everything that follows from the sources; returns what people should know of it."""
    con = stage.connection
    _write_facts(con, _facts(con, stage.id, span, seed))
    sign_files(con, stage.id)
    write_back(con, settings)
    _count_dates_after_as_of(con)
    load_days(con)
    load_policy(con)
    prepare(con, progress=progress)
    if seed is not None:
        write_demonstration_groups(con)
    refuse_unknown_units(con)
    unsound = failing()
    notices = evaluate(
        con,
        thresholds=moved_thresholds.of_installation(settings, seed),
        retirements=retired_rules.of_installation(settings, seed),
        switched_off=in_words(unsound),
        progress=progress,
    )
    write_failed(con, unsound)
    write_signals(con, rebases=rebased_limits.of_installation(settings, seed), progress=progress)
    write_assessments(con, progress=progress)
    write_ranks(con)
    write_scorecard_lines(con)
    arrange(con)
    write_getting_electricity(con, progress=progress)
    mine_own_log(con, progress=progress)
    write_audit_tests(con, progress=progress)
    write_ties(con)
    return (*notices, *score_contracts(con, stage.path.parents[1]))


def _facts(con: duckdb.DuckDBPyConnection, snapshot_id: str, span: Span, seed: int | None) -> Facts:
    now = datetime.now(CHINA).replace(tzinfo=None)
    # A project accepted in the future is a typing error; it must not move the whole run there.
    first, last = con.execute(
        "select min(accepted_at)::date, max(accepted_at)::date from source.client_projects"
        " where accepted_at < ?",
        [now],
    ).fetchall()[0]
    if last is None:
        raise Refused(
            "没有已受理的业扩项目，无法确定数据截止日期；请检查 client_projects 的 accepted_at。"
            "首次导入真实数据须连同 org_units 和 client_projects 一起提交，不能接在演示数据之后。",
            "No project has been accepted, so there is no date to compute to;"
            " check accepted_at in client_projects. The first real data come together with org_units and"
            " client_projects: they are not added to a demonstration.",
        )
    as_of = span.as_of or _month_start(last, months_later=1) - timedelta(days=1)
    earliest = _month_start(as_of, months_later=1 - MOST_MONTHS)
    data_from = span.data_from or max(_month_start(first), earliest)
    if data_from > as_of:
        raise Refused(
            f"起始月份 {data_from:%Y-%m} 晚于数据截止日期 {as_of}；请更改 --from 或 --as-of。",
            f"The first month {data_from:%Y-%m} is after the date {as_of} that data go to;"
            " change --from or --as-of.",
        )
    return Facts(snapshot_id, now, as_of, data_from, __version__, definitions_hash(), seed)


def _month_start(day: date, *, months_later: int = 0) -> date:
    months = day.year * 12 + day.month - 1 + months_later
    return date(months // 12, months % 12 + 1, 1)


def definitions_hash(folders: Sequence[Path] = DEFINITION_FOLDERS) -> str:
    """One hash of every file that decides results, the same on Linux and on Windows."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".sql", ".yaml", ".csv"):
                total.update(path.relative_to(folder).as_posix().encode())
                total.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()[:16]


def _write_facts(con: duckdb.DuckDBPyConnection, facts: Facts) -> None:
    con.execute("create schema if not exists meta")
    con.execute(
        "create or replace table meta.snapshot (snapshot_id varchar, created_at timestamp,"
        " as_of date, data_from date, app_version varchar, definitions_hash varchar, seed bigint)"
    )
    values = [getattr(facts, name) for name in Facts.__dataclass_fields__]
    con.execute(f"insert into meta.snapshot values ({', '.join('?' * len(values))})", values)


def _count_dates_after_as_of(con: duckdb.DuckDBPyConnection) -> None:
    """Rows that say something happened after the day of the run: accepted, and counted."""
    con.execute("delete from meta.oddities where kind = ?", [AFTER_AS_OF])
    for table in load_contract().values():
        dates = _dates_that_happened(table)
        if dates:
            later = " or ".join(f'cast("{name}" as date) > as_of' for name in dates)
            con.execute(
                "insert into meta.oddities (table_name, kind, count, example_key)"
                f" select ?, ?, count(*), min({key_sql(table)}) from source.{table.name}"
                f" cross join (select as_of from meta.snapshot) where {later}"
                " having count(*) > 0",
                [table.name, AFTER_AS_OF],
            )


def _dates_that_happened(table: Table) -> list[str]:
    moments = ("timestamp", "date", "month")
    return [c.name for c in table.columns.values() if c.type in moments and not c.is_plan]


def _publish(warehouse: Warehouse, stage: Stage, progress: Progress) -> Path | None:
    """Publish the stage; returns where its rejected rows are, if there are any."""
    has_rejects = rejected_rows.write(stage)
    warehouse.publish(stage, progress=progress)
    return warehouse.rejects_path(stage.id) if has_rejects else None


def _nothing_new(base: Facts, *, is_shown: bool) -> Text:
    known = Text(
        f"这些文件此前均已导入快照 {base.snapshot_id}，未作任何更改；",
        f"All of these files are already in snapshot {base.snapshot_id}; nothing was done.",
    )
    if is_shown:
        return Text(f"{known.zh}如需重新计算请用 run。", f"{known.en} To compute again, use run.")
    choose = f"snapshots use {base.snapshot_id}"
    return Text(f"{known.zh}如需显示它请用 {choose}。", f"{known.en} To show it, use {choose}.")
