"""The sabotaged twins of the goals: a protection taken away, and whether its measurement turns red.

A goal whose twin stays green measures nothing. Each takes away what stands in the product, never in a
test, and runs a few of the very tests that the goal counts.
"""

import codecs
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from dash import Input, Output

from audit_models import answers, backup, durable, scope, snapshot
from audit_models.casework import trail
from audit_models.casework.findings import work
from audit_models.exports import sheet
from audit_models.intake import workbook
from audit_models.signed import Signer
from audit_models.warehouse import Warehouse
from audit_models.workbook_safety import Sheets
from benchmarks.goal_trials import alter_models
from dashboard import gate, session
from tests.casework.findings.test_machine import try_workflow
from tests.casework.office import open_office
from tests.casework.tampering import found_at, written
from tests.dashboard import test_probes
from tests.dashboard.world import publish_world_with_many_rules

PROBES = "tests/dashboard/test_probes.py"
Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Twin:
    """What is taken away, how, and what must then fail: tests, or a check that says whether it did."""

    what: str
    sabotage: Callable[[Patch], None]
    tests: tuple[str, ...] = ()
    fails: Callable[[Path], bool] | None = None

    def is_red(self) -> bool:
        """Whether the measurement fails without the protection."""
        with Patch.context() as patch, tempfile.TemporaryDirectory() as folder:
            self.sabotage(patch)
            if self.fails is not None:
                return self.fails(Path(folder))
            looking = _Failures()
            pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--tb=no", *self.tests], [looking])
            return looking.failed > 0


@dataclass
class _Failures:
    """Tests that ran and failed; one that could not begin says nothing about what it measures."""

    failed: int = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += report.when == "call" and report.failed


def _everybody_sees(units: frozenset[str] | None) -> Callable[[Patch], None]:
    made = scope._scoped

    def sabotage(patch: Patch) -> None:
        patch.setattr(
            scope, "_scoped", lambda whole, _, is_revealed: made(whole, units, is_revealed)
        )

    return sabotage


def _one_callback_more(patch: Patch) -> None:
    def create_app(*arguments: Any) -> Any:
        app = made(*arguments)
        output, asked = Output("strange", "children"), Input("shell-location", "pathname")
        app.callback(output, asked, prevent_initial_call=True)(lambda path: path)
        return app

    made = test_probes.create_app
    patch.setattr(test_probes, "create_app", create_app)


def _an_open_reader(patch: Patch) -> None:
    patch.setitem(snapshot.READER, "enable_external_access", True)
    patch.setitem(snapshot.READER, "lock_configuration", False)


def _one_box_of_answers(patch: Patch) -> None:
    kept: OrderedDict[Any, Any] = OrderedDict()

    def share(box: Any) -> None:
        box._guard, box._kept = Lock(), kept

    patch.setattr(answers.Answers, "__init__", share)


def _replaced_characters(patch: Patch) -> None:
    made = codecs.getincrementaldecoder
    patch.setattr(codecs, "getincrementaldecoder", lambda name: lambda: made(name)("replace"))


def _misses_a_cut(folder: Path) -> bool:
    written(folder / "made", 9)
    return not found_at(folder / "made", folder, "cut off", 5, 9)


def _breaks_a_promise(folder: Path) -> bool:
    publish_world_with_many_rules(folder / "home")
    office = open_office(Warehouse(folder / "home").current(), folder / "casework")
    broken = False
    try:
        try_workflow(office, sequences=25, steps=40)
    except* AssertionError:  # Several broken promises come as a group.
        broken = True
    return broken


TWINS: Mapping[str, Twin] = {
    "G1": Twin(
        "a reader sees all units", _everybody_sees(None),
        (f"{PROBES}::test_no_callback_shows_an_account_what_is_not_its_own[inspector-D1]",),
    ),
    "G2": Twin(
        "a callback of no page is added", _one_callback_more,
        (f"{PROBES}::test_every_callback_and_route_is_probed",),
    ),
    "G3": Twin(
        "a reader sees no unit", _everybody_sees(frozenset()),
        (f"{PROBES}::test_no_callback_shows_an_account_what_is_not_its_own[inspector-D1]",),
    ),
    "G4": Twin(
        "a reader may reach files", _an_open_reader, ("tests/test_warehouse.py::test_a_reader_refuses",)
    ),
    "G5": Twin(
        "answers are kept for all readers alike", _one_box_of_answers,
        (f"{PROBES}::test_what_one_was_answered_is_not_given_to_the_next",),
    ),
    "G6": Twin(
        "nobody looks where a request comes from",
        lambda patch: patch.setattr(gate, "refuse_foreigners", lambda hosts: None),
        ("tests/dashboard/test_gate.py::test_a_foreign_origin_is_refused",),
    ),
    "G7": Twin(
        "a formula leaves as it came",
        lambda patch: patch.setattr(sheet, "FORMULA_STARTS", ("never",)),
        ("tests/documents/test_payloads.py",),
    ),
    "G9": Twin(
        "what cannot be read is replaced", _replaced_characters,
        ("tests/intake/test_encodings.py::test_bytes_of_no_encoding_are_refused",),
    ),
    "G12": Twin(
        "a file's bytes are not compared",
        lambda patch: patch.setattr(durable, "digest", lambda path: "0" * 64),
        ("tests/test_warehouse.py::test_any_changed_byte_makes_readers_fall_back",),
    ),
    "G13": Twin(
        "heads are not compared with the anchor",
        lambda patch: patch.setattr(trail, "_anchored", lambda path: iter([(0, {"x"})])),
        fails=_misses_a_cut,
    ),
    "G14": Twin(
        "denials are not entered",
        lambda patch: patch.setattr(session, "note", lambda *_, **__: None),
        ("tests/dashboard/test_sign_in.py::test_what_was_denied_is_in_the_trail",),
    ),
    "G15": Twin(
        "anybody may take any step",
        lambda patch: patch.setattr(work, "why_not", lambda *_: None),
        fails=_breaks_a_promise,
    ),
    "G16": Twin(
        "a signature is not looked at",
        lambda patch: patch.setattr(Signer, "holds", lambda *_: True),
        fails=lambda folder: not all(one.is_met for one in alter_models(folder)),
    ),
    "G19": Twin(
        "a workbook is opened unseen",
        lambda patch: patch.setattr(workbook, "look_through", lambda *_: Sheets()),
        ("tests/intake/test_hostile_files.py::test_a_hostile_workbook_is_refused_at_once",),
    ),
    "G20": Twin(
        "a backup's bytes are not compared",
        lambda patch: patch.setattr(backup.durable, "digest", lambda path: "0" * 64),
        ("tests/test_backup.py",),
    ),
}  # fmt: skip
