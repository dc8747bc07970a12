"""Whether nobody sees, does, loses or hides what he must not: the goals of protection, measured anew.

    python -m benchmarks goals [--only G13 …] [--out goals.json]

Three kinds of measurement. Tests that record what they counted are run once, and their numbers added
up. What a test does a few times is tried hundreds of times (`goal_trials`). Then each goal's twin is
sabotaged (`goal_twins`): where a protection is taken away, the same measurement must turn red, or it
proved nothing. Prints a line a goal and ends with 1 where one is not met. Half an hour or so on two
cores; `--only` takes a few.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from audit_models import __version__
from benchmarks.goal_trials import TRIALS, Measured, Watch
from benchmarks.goal_twins import TWINS

ROOT = Path(__file__).parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108 - only what `tempfile` makes in it
"""Where the tests write: a quarter of their time was waiting for a disk that nothing is measured of."""
PROBES = "tests/dashboard/test_probes.py"
GATE = "tests/dashboard/test_gate.py"


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
         (f"{PROBES}::test_every_callback_and_route", f"{GATE}::test_every_callback"), "doors"),
    Goal("G3", "probes are shown what is their own", 10, "twins", (PROBES,), "twins"),
    Goal("G4", "hostile statements refused", 44, "statements",
         ("tests/test_warehouse.py::test_a_reader_refuses",)),
    Goal("G5", "nothing passes from one account to the next", 30, "orders",
         (f"{PROBES}::test_what_one_was_answered",), "orders"),
    Goal("G6", "sessions, cookies and other sites", 30, "cases",
         (GATE, "tests/dashboard/test_sign_in.py", "tests/casework/test_accounts.py")),
    Goal("G7", "payloads that come alive: none of", 60, "payloads",
         ("tests/documents/test_payloads.py", "tests/dashboard/test_findings.py::test_markup"),
         "payloads"),
    Goal("G12", "damaged snapshots that are not shown", 200, "damages",
         ("tests/test_warehouse.py::test_any_changed_byte",), "damages"),
    Goal("G14", "changes that leave a whole entry", 100, "changes",
         (PROBES, "tests/dashboard/test_sign_in.py", "tests/casework/test_accounts.py",
          "tests/casework/test_administration.py", "tests/casework/test_leads.py",
          "tests/casework/campaigns", "tests/casework/findings/test_path.py",
          "tests/casework/findings/test_merge.py", "tests/casework/findings/test_undo.py")),
    Goal("G19", "hostile files refused within two seconds", 25, "files",
         ("tests/intake/test_hostile_files.py::test_a_hostile_workbook",
          "tests/intake/test_hostile_files.py::test_a_csv_that_is_something_else")),
    Goal("G20", "backups restored with equal hashes, or refused", 10, "cases",
         ("tests/test_backup.py",)),
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

    def of(self, goal: Goal) -> Measured:
        """The number of a goal, and the tests of it that failed."""
        failed = [node for node in self.failed if node.startswith(goal.tests)]
        if goal.counted is None:
            number = sum(node.startswith(goal.tests) for node in self.passed)
        else:
            number = sum(
                count
                for node, name, count in self.recorded
                if name == goal.counted and node.startswith(goal.tests)
            )
        asked = f"{goal.what} at least {goal.at_least:,} {goal.unit}"
        why = f"failed: {', '.join(failed[:3])}" if failed else ""
        return Measured(goal.name, asked, number, number >= goal.at_least and not failed, why)


def run_tests(goals: Sequence[Goal]) -> tuple[Results, Watch]:
    """Every test of the goals, once, while the watch looks for changes without an entry."""
    results, watch = Results(), Watch()
    places = {test.split("::")[0] for goal in goals for test in goal.tests}
    if places:
        # PostgreSQL is tried in CI; measured is what an office has by default.
        arguments = ["-q", "-p", "no:cacheprovider", "-k", "not postgresql", *sorted(places)]
        with watch.looking():
            pytest.main(arguments, plugins=[results])
    return results, watch


def measured(wanted: frozenset[str]) -> Iterator[Measured]:
    """What each goal comes to."""
    goals = [goal for goal in GOALS if goal.name in wanted]
    results, watch = run_tests(goals)
    for goal in goals:
        found = results.of(goal)
        yield watch.judged(found, goal.at_least) if goal.name == "G14" else found
    for name in sorted(wanted & TRIALS.keys()):
        started = perf_counter()
        # How fast the trail is written is measured on the disk.
        place = None if name == "G13" or not MEMORY.is_dir() else MEMORY
        with tempfile.TemporaryDirectory(dir=place) as folder:
            yield from TRIALS[name](Path(folder))
        print(f"     {name} took {perf_counter() - started:.0f} s", file=sys.stderr)


def with_twin(found: Measured) -> Measured:
    """The same, and whether its measurement turns red where the protection is taken away."""
    twin = TWINS.get(found.goal)
    return found if twin is None else replace(found, twin=twin.what, is_twin_red=twin.is_red())


def main(arguments: Sequence[str]) -> int:
    names = {goal.name for goal in GOALS} | TRIALS.keys()
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks goals",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=sorted(names), help="these goals alone")
    parser.add_argument("--out", type=Path, help="a JSON file for what was measured")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    if MEMORY.is_dir():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    lines = [with_twin(one) for one in measured(frozenset(given.only or names))]
    lines.sort(key=lambda line: int(line.goal[1:]))
    for line in lines:
        print(line)
    if given.out:
        report = {
            "version": __version__,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "goals": [asdict(line) for line in lines],
        }
        given.out.write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0 if all(line.is_met and line.is_twin_red is not False for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
