"""The goals that are tried harder than a test does: hundreds of files, kills, swaps and sequences."""

import multiprocessing
import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_models.build import import_sources
from audit_models.casework.store import Actor, Casework, open_casework
from audit_models.errors import Refused
from audit_models.models.findings import FindingClassifier
from audit_models.models.registry import Registry
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse
from tests.casework.findings.test_machine import try_workflow
from tests.casework.office import open_office
from tests.casework.tampering import KINDS, found_at, written
from tests.casework.test_trail import kill_writers
from tests.dashboard.world import publish_world_with_many_rules
from tests.intake import test_accounting as accounting
from tests.intake import test_encodings as encodings
from tests.test_warehouse import swap_under_readers
from tests.tiny import write_projects, write_tiny

FILES, ENCODED, KILLED_IMPORTS, ANSWERS = 300, 200, 100, 10_000
POSITIONS, KILLS, SEQUENCES, STEPS = 100, 50, 2_000, 50
MODEL_PLACES = 20
"""Places in a model's file, and in its manifest, at which it is cut or changed."""
WRITERS, EACH = 4, 100
"""Threads that write at the same time, as those of a server do, and entries of each."""
APRIL = "april,c4,D,new,hv,2026-04-01 09:00:00,2026-04-02 10:00:00,,open,"


@dataclass(frozen=True)
class Measured:
    """What a goal came to, and whether its sabotaged twin turned red; None: it has none."""

    goal: str
    asked: str
    measured: int
    is_met: bool
    why: str = ""
    twin: str | None = None
    is_twin_red: bool | None = None

    def __str__(self) -> str:
        twin = {None: "", True: f"; red when {self.twin}", False: f"; GREEN when {self.twin}"}
        why = f"; {self.why}" if self.why else ""
        verdict = "met    " if self.is_met else "NOT MET"
        return f"{self.goal:4} {verdict} {self.measured:>9,}  {self.asked}{why}{twin[self.is_twin_red]}"


@dataclass(eq=False)
class Watch:
    """Every change of the casework store while it looks: with its entries, or without."""

    changes: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    here: threading.local = field(default_factory=threading.local)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Looks at what goes through `Casework.write`, and for what changes a table beside it."""
        write = Casework.write

        @contextmanager
        def watched(casework: Casework, actor: Any, **more: bool) -> Iterator[Any]:
            self.here.is_changing = True
            try:
                with write(casework, actor, **more) as change:
                    yield change
                self.changes += 1
                self.wrong["a change without an entry"] += not change.entries
            finally:
                self.here.is_changing = False

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Casework, "write", watched)
            sa.event.listen(sa.Engine, "before_cursor_execute", self.statement)
            yield
            sa.event.remove(sa.Engine, "before_cursor_execute", self.statement)

    def statement(
        self, _connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool
    ) -> None:
        verb = sql.split(None, 1)[0].lower() if sql.strip() else ""
        if verb not in ("insert", "update", "delete") or "alembic_version" in sql:
            return
        # When a session was last used is kept without an entry: nothing was changed by a person.
        is_outside = not getattr(self.here, "is_changing", False)
        if is_outside and not sql.lower().startswith("update sessions set seen_at"):
            self.wrong[f"beside a change: {' '.join(sql.split())[:60]}"] += 1
        if sql.lower().startswith("insert into trail"):
            self.wrong.update(_gaps(values))

    def judged(self, found: Measured, at_least: int) -> Measured:
        """What the tests came to, with the number of changes that were seen."""
        wrong = [f"{count} × {said}" for said, count in self.wrong.most_common(3) if count]
        is_met = not found.why and not wrong and self.changes >= at_least
        why = "; ".join(filter(None, [found.why, *wrong]))
        return replace(found, measured=self.changes, is_met=is_met, why=why)


def _gaps(values: Any) -> list[str]:
    """What an entry lacks of actor, object and result."""
    text = str(values)
    wanted = ("login", "role", "action", "object_kind", "object_id", "unit_code", "result")
    return [f"an entry without {name}" for name in wanted if f'"{name}":' not in text]


def _try_many(
    goal: str, asked: str, examples: int, check: Callable[..., None], **strategies: Any
) -> Measured:
    """So many made-up cases; what is measured are those that were tried."""
    tried = 0

    @settings(max_examples=examples, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(**strategies)
    def each(**values: Any) -> None:
        nonlocal tried
        check(**values)
        tried += 1

    asked = f"{asked} at least {examples:,} files"
    try:
        each()
    except AssertionError as broken:
        return Measured(goal, asked, tried, False, str(broken)[:120])
    return Measured(goal, asked, tried, tried >= examples)


def account_for_files(folder: Path) -> Iterator[Measured]:
    """G8: every record accepted or rejected, or the file refused."""
    yield _try_many(
        "G8", "all records accounted for in", FILES,
        lambda **values: accounting.account_for(folder, **values),
        changes=accounting.CHANGES, end=accounting.ENDS,
    )  # fmt: skip


def read_encodings(folder: Path) -> Iterator[Measured]:
    """G9: the right text, or a refusal."""
    yield _try_many(
        "G9", "right text or refused in", ENCODED,
        lambda **values: encodings.come_back_or_are_refused(folder, **values),
        names=encodings.LISTS, encoding=st.sampled_from(sorted(encodings.ENCODINGS)),
    )  # fmt: skip


def kill_imports(folder: Path) -> Iterator[Measured]:
    """G10: whenever an import is killed, the old state stands or the new one, and nothing else."""
    april = write_projects(folder / "april", APRIL)
    import_sources(Settings(home=folder / "old"), [write_tiny(folder / "in")])
    old = Warehouse(folder / "old").current_id()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["audit_models.build"])
    chance = random.Random(20261124)  # noqa: S311 - moments to kill at, not secrets
    longest, in_flight, new, torn = 0.0, 0, 0, []
    while in_flight < KILLED_IMPORTS:
        home = folder / "home"
        shutil.copytree(folder / "old", home)
        process = processes.Process(target=import_sources, args=(Settings(home=home), [april]))
        started = perf_counter()
        process.start()
        process.join(chance.random() * longest if longest else None)
        if process.exitcode == 0:
            # One that came to its end says how long the others have; the first also had to load.
            longest = min(longest or 60.0, perf_counter() - started)
        process.kill()
        process.join()
        in_flight += process.exitcode != 0
        warehouse = Warehouse(home)
        warehouse.tidy()
        shown = warehouse.current()
        projects = set(shown.query("select project_id from source.client_projects")["project_id"])
        is_new = shown.id != old
        left = {path.name.partition(".")[0] for path in (home / "snapshots").iterdir()}
        kept = {one.snapshot_id for one in warehouse.list()}
        if shown.notice or ("april" in projects) != is_new or left != {"CURRENT", *kept}:
            torn.append(f"after {perf_counter() - started:.1f} s")
        new += is_new
        shutil.rmtree(home)
    why = f"{new} had published" + (f"; torn: {', '.join(torn[:3])}" if torn else "")
    asked = f"neither old nor new after one of {in_flight} kills in an import: none"
    yield Measured("G10", asked, len(torn), not torn, why)


def swap_snapshots(folder: Path) -> Iterator[Measured]:
    """G11: no answer of two generations."""
    asked = f"answers of one generation each under 50 swaps, at least {ANSWERS:,}"
    try:
        answers = swap_under_readers(folder / "home", readers=8, swaps=50, pause=0.005)
    except AssertionError as mixed:
        yield Measured("G11", asked, 0, False, str(mixed)[:120])
        return
    yield Measured("G11", asked, answers, answers >= ANSWERS)


def falsify_trail(folder: Path) -> Iterator[Measured]:
    """G13: every falsification found at every position; nothing acknowledged lost; entries a second."""
    made = folder / "made"
    written(made, POSITIONS + 1)
    positions = range(1, POSITIONS + 1)
    tried = [
        found_at(made, folder, kind, seq, POSITIONS + 1) for kind in KINDS for seq in positions
    ]
    tried += [found_at(made, folder, "cut off", seq, POSITIONS + 1, again=2) for seq in positions]
    found = sum(tried)
    yield Measured("G13", f"falsifications found, of {len(tried)}", found, found == len(tried))
    lost, acknowledged = 0, 0
    for _ in range(KILLS):
        home = folder / "killed"
        written(home, 0)
        told, after = kill_writers(home)
        acknowledged += told
        lost += max(0, told - after.count) + (after.first_bad_seq is not None)
        shutil.rmtree(home)
    asked = f"entries lost of {acknowledged:,} acknowledged, in {2 * KILLS} kills: none"
    yield Measured("G13", asked, lost, lost == 0)
    speed = int(WRITERS * EACH / _seconds_to_write(open_casework(Settings(home=folder / "speed"))))
    yield Measured(
        "G13", f"entries a second of {WRITERS} at once, at least 100", speed, speed >= 100
    )


def _seconds_to_write(casework: Casework) -> float:
    def write() -> None:
        for number in range(EACH):
            casework.note(Actor.system(), "read", object_kind="project", object_id=str(number))

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    started = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return perf_counter() - started


def try_steps(folder: Path) -> Iterator[Measured]:
    """G15: whatever people try, in whatever order, no promise of the workflow is broken."""
    publish_world_with_many_rules(folder / "home")
    office = open_office(Warehouse(folder / "home").current(), folder / "casework")
    asked = f"promises broken in {SEQUENCES:,} sequences of up to {STEPS} steps: none"
    try:
        entries = try_workflow(office, sequences=SEQUENCES, steps=STEPS)
    except AssertionError as broken:
        yield Measured("G15", asked, 1, False, str(broken)[:120])
        return
    yield Measured("G15", asked, 0, True, f"{entries:,} entries")


def alter_models(folder: Path) -> Iterator[Measured]:
    """G16: no model file is opened that is not, to the byte, what was signed; one that is scores as before."""
    values = np.random.default_rng(16).normal(size=(200, 3))
    label = (values[:, 0] > 0).astype(float)
    model = FindingClassifier((1, 0, 0)).fit(
        values, label, groups=np.arange(200) % 20, weight=np.ones(200)
    )
    registry = Registry(folder)
    name = registry.save(model, {"features": {}, "as_of": "2026-03-31"})
    is_equal = np.array_equal(registry.load(name).log_odds(values), model.log_odds(values))
    opened, tried = 0, 0
    for path in sorted(registry.folder.iterdir()):
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // MODEL_PLACES)):
            for bad in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
                path.write_bytes(bad)
                tried += 1
                opened += _is_opened(registry, name)
        path.write_bytes(whole)
    why = "" if is_equal else "a model read again scores differently"
    asked = f"model files opened of {tried} altered or cut ones: none"
    yield Measured("G16", asked, opened, opened == 0 and is_equal, why)


def _is_opened(registry: Registry, name: str) -> bool:
    try:
        registry.load(name)
    except Refused:
        return False
    except Exception:
        # It was not turned away at the door: something inside stumbled over it.
        return True
    return True


TRIALS: Mapping[str, Callable[[Path], Iterator[Measured]]] = {
    "G8": account_for_files,
    "G9": read_encodings,
    "G10": kill_imports,
    "G11": swap_snapshots,
    "G13": falsify_trail,
    "G15": try_steps,
    "G16": alter_models,
}
