"""Whether nobody sees, does or hides what he must not: the goals of protection, measured anew.

    python -m benchmarks goals

Runs the generated probes, tables and corpora of the tests and adds up what they measured, then tries the
trail and the workflow harder than a test does: falsified at a hundred places, writers killed, thousands
of sequences of steps. Prints a line a goal and ends with 1 where one is not met. Takes some minutes.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy as sa

from audit_models.casework.store import Casework
from audit_models.warehouse import Warehouse
from tests.casework.findings.test_machine import try_workflow
from tests.casework.office import open_office
from tests.casework.tampering import KINDS, found_at, written
from tests.casework.test_trail import kill_writers
from tests.dashboard.world import publish_world_with_many_rules

ROOT = Path(__file__).parent.parent
PROBES = "tests/dashboard/test_probes.py"
POSITIONS, KILLS, SEQUENCES, STEPS, ROWS = 100, 50, 2_000, 50, 300


@dataclass(frozen=True)
class Goal:
    """What is asked; the number is that of a property which tests record, or of tests that passed."""

    name: str
    what: str
    at_least: int
    unit: str
    tests: tuple[str, ...] = ()
    counted: str | None = None


GOALS = (
    Goal("G1", "probes that leak or act: none of", 2_000, "probes", (PROBES,), "probes"),
    Goal("G2", "callbacks, routes and files all probed", 100, "doors",
         (f"{PROBES}::test_every_callback_and_route", "tests/dashboard/test_gate.py::test_every_callback"),
         "doors"),
    Goal("G3", "probes are shown what is their own", 10, "twins", (PROBES,), "twins"),
    Goal("G4", "hostile statements refused", 44, "statements",
         ("tests/test_warehouse.py::test_a_reader_refuses",)),
    Goal("G5", "nothing passes from one account to the next", 30, "orders",
         (f"{PROBES}::test_what_one_was_answered",), "orders"),
    Goal("G6", "sessions, cookies and other sites", 30, "cases",
         ("tests/dashboard/test_gate.py", "tests/dashboard/test_sign_in.py",
          "tests/casework/test_accounts.py")),
    Goal("G7", "payloads that come alive: none of", 60, "payloads",
         ("tests/documents/test_payloads.py", "tests/dashboard/test_findings.py::test_markup"),
         "payloads"),
)  # fmt: skip
G14 = Goal(
    "G14", "changes that leave a whole entry", 100, "changes",
    (PROBES, "tests/dashboard/test_sign_in.py", "tests/casework/test_accounts.py",
     "tests/casework/test_administration.py", "tests/casework/test_leads.py",
     "tests/casework/campaigns", "tests/casework/findings/test_path.py",
     "tests/casework/findings/test_merge.py", "tests/casework/findings/test_undo.py"),
)  # fmt: skip


@dataclass(eq=False)
class Results:
    """What the tests said: passed and failed by their place, and what they recorded."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    recorded: list[tuple[str, str, int]] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.append(report.nodeid)
        if report.when == "call":
            self.recorded += [
                (report.nodeid, str(k), int(str(v))) for k, v in report.user_properties
            ]

    def of(self, goal: Goal) -> tuple[int, list[str]]:
        """The number of a goal, and the tests of it that failed."""
        failed = [node for node in self.failed if node.startswith(goal.tests)]
        if goal.counted is None:
            return sum(node.startswith(goal.tests) for node in self.passed), failed
        return sum(
            number
            for node, name, number in self.recorded
            if name == goal.counted and node.startswith(goal.tests)
        ), failed


@dataclass(eq=False)
class Watch:
    """Every change of the casework store while it looks: with its entries, or without."""

    changes: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    here: local = field(default_factory=local)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Looks at what goes through `Casework.write`, and for what changes a table beside it."""
        write = Casework.write

        @contextmanager
        def watched(casework: Casework, actor: Any) -> Iterator[Any]:
            self.here.is_changing = True
            try:
                with write(casework, actor) as change:
                    yield change
                self.count(change)
            finally:
                self.here.is_changing = False

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Casework, "write", watched)
            sa.event.listen(sa.Engine, "before_cursor_execute", self.statement)
            yield
            sa.event.remove(sa.Engine, "before_cursor_execute", self.statement)

    def count(self, change: Any) -> None:
        self.changes += 1
        if not change.entries:
            self.wrong["a change without an entry"] += 1

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


def _gaps(values: Any) -> list[str]:
    """What an entry lacks of actor, object and result."""
    text = str(values)
    wanted = ("login", "role", "action", "object_kind", "object_id", "unit_code", "result")
    return [f"an entry without {name}" for name in wanted if f'"{name}":' not in text]


def run_tests() -> tuple[Results, Watch]:
    """Every test of the goals, once, while the watch looks."""
    results, watch = Results(), Watch()
    places = {test.split("::")[0] for goal in (*GOALS, G14) for test in goal.tests}
    # PostgreSQL is tried in CI; measured is what an office has by default.
    arguments = ["-q", "-p", "no:cacheprovider", "-k", "not postgresql", *sorted(places)]
    with watch.looking():
        pytest.main(arguments, plugins=[results])
    return results, watch


def try_trail(folder: Path) -> Iterator[tuple[str, str, int, bool]]:
    """G13: every falsification found at every position; nothing acknowledged lost; entries a second."""
    made = folder / "made"
    written(made, POSITIONS + 1)
    positions = range(1, POSITIONS + 1)
    tried = [
        found_at(made, folder, kind, seq, POSITIONS + 1) for kind in KINDS for seq in positions
    ]
    tried += [found_at(made, folder, "cut off", seq, POSITIONS + 1, again=2) for seq in positions]
    found = sum(tried)
    yield "G13", f"falsifications found, of {len(tried)}", found, found == len(tried)
    lost = 0
    for _ in range(KILLS):
        home = folder / "killed"
        acknowledged, after = kill_writers(home)
        lost += max(0, acknowledged - after.count) + (after.first_bad_seq is not None)
        shutil.rmtree(home)
    yield "G13", f"entries lost in {2 * KILLS} kills", lost, lost == 0
    start = perf_counter()
    written(folder / "speed", ROWS)
    speed = int(ROWS / (perf_counter() - start))
    yield "G13", "entries a second, at least 100", speed, speed >= 100


def try_steps(folder: Path) -> tuple[str, str, int, bool]:
    """G15: whatever people try, in whatever order, no promise of the workflow is broken."""
    publish_world_with_many_rules(folder / "home")
    office = open_office(Warehouse(folder / "home").current(), folder / "casework")
    try:
        entries = try_workflow(office, sequences=SEQUENCES, steps=STEPS)
    except AssertionError as broken:
        return "G15", f"a promise was broken: {str(broken)[:120]}", 1, False
    what = (
        f"promises broken in {SEQUENCES:,} sequences of up to {STEPS} steps ({entries:,} entries)"
    )
    return "G15", what, 0, True


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks goals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(arguments)
    os.chdir(ROOT)
    results, watch = run_tests()
    lines = [_line_of(goal, results) for goal in GOALS]
    lines.append(_line_of_watch(results, watch))
    with tempfile.TemporaryDirectory() as folder:
        lines += try_trail(Path(folder) / "trail")
        lines.append(try_steps(Path(folder) / "steps"))
    for name, what, number, is_met in sorted(lines, key=lambda line: int(line[0][1:])):
        print(f"{name:4} {'met    ' if is_met else 'NOT MET'} {number:>9,}  {what}")
    return 0 if all(line[3] for line in lines) else 1


def _line_of(goal: Goal, results: Results) -> tuple[str, str, int, bool]:
    number, failed = results.of(goal)
    what = f"{goal.what} {goal.at_least:,} {goal.unit} or more"
    if failed:
        what += f"; failed: {', '.join(failed[:3])}"
    return goal.name, what, number, number >= goal.at_least and not failed


def _line_of_watch(results: Results, watch: Watch) -> tuple[str, str, int, bool]:
    name, what, _, is_met = _line_of(G14, results)
    wrong = "; ".join(f"{count} × {said}" for said, count in watch.wrong.most_common(3))
    is_met = is_met and watch.changes >= G14.at_least and not watch.wrong
    return name, f"{what}{'; ' + wrong if wrong else ''}", watch.changes, is_met


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
