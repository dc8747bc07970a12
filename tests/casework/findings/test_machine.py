"""Whatever people try, in whatever order, the workflow keeps its promises."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from audit_models.access import Permission
from audit_models.casework import trail
from audit_models.casework.findings import register
from audit_models.casework.findings.next_step import ASIDE
from audit_models.casework.findings.register import Filters
from audit_models.casework.findings.states import (
    ENDED,
    OPEN,
    STATE_NAMES,
    TRANSITIONS,
    Action,
    Part,
    State,
)  # fmt: skip
from audit_models.casework.findings.take_up import observe
from audit_models.casework.findings.undo import undo
from audit_models.casework.findings.work import Order, act
from audit_models.errors import Refused
from audit_models.snapshot import Snapshot
from tests.casework.findings.path import GONE, STEPS, attach
from tests.casework.office import PEOPLE, Office, open_office

GIVEN = {action: fields for _, action, fields, _ in STEPS} | {
    "assign": {"owner_id": 8}, "move": {"unit_code": "D1"}, "transfer": {"receiver": "legal"},
}  # fmt: skip
NEXT = {(state, one.action): one.leads_from(state) for one in TRANSITIONS for state in one.sources}
ON_THE_WAY = [action for _, action, _, _ in STEPS]


def test_the_workflow_keeps_its_promises(
    province: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try_workflow(open_office(province, tmp_path_factory.mktemp("machine")), sequences=25, steps=40)


def try_workflow(office: Office, *, sequences: int, steps: int) -> int:
    """So many sequences of steps by anybody; how many steps were taken of those that were tried."""
    reached: set[State] = set()

    class Workflow(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            fields = {"unit_code": "D1", "description": "x", "severity": "high"}
            taker = office.people["inspector_p"]
            self.finding = observe(office.casework, taker, office.basis(), fields)
            attach(office, self.finding)
            self.done: list[tuple[str, str]] = [("inspector_p", "take_up")]
            self.entries = self.count()

        def count(self) -> int:
            with office.casework.read() as connection:
                return int(connection.scalar(sa.select(sa.func.count(trail.entries.c.seq))))

        @rule(
            person=st.sampled_from(list(PEOPLE)),
            action=st.sampled_from([*ON_THE_WAY, *(a.value for a in Action)]),
            is_stale=st.sampled_from([False, False, False, True]),
        )
        def try_something(self, person: str, action: str, is_stale: bool) -> None:
            self.attempt(person, action, self.finding.version - is_stale)

        @rule(person=st.sampled_from(list(PEOPLE)))
        def go_on(self, person: str) -> None:
            """The next step of the way, by anybody."""
            for action in ON_THE_WAY:
                if (self.finding.state, action) in NEXT:
                    self.attempt(person, action, self.finding.version)
                    return

        @rule(pick=st.integers(0, 5))
        def go_on_rightly(self, pick: int) -> None:
            """The next step of the way, by one of those who may."""
            with office.casework.read() as connection:
                played = register.parts(connection, self.finding)
            able = [
                (person, one.action.value)
                for person, reach in office.people.items()
                if reach.covers("D1")
                for one in register.allowed(self.finding, played, reach.principal)
                if one.action in ON_THE_WAY or self.finding.state in ENDED
            ]
            self.is_counted_for_whom_the_table_says(played)
            if able:
                person, action = able[pick % len(able)]
                version = self.finding.version
                self.attempt(person, action, version)
                assert self.finding.version == version + 1

        @rule(person=st.sampled_from(list(PEOPLE)))
        def take_back(self, person: str) -> None:
            """The step before is restored, or nothing happens; a closure stays."""
            before, reach = self.finding, office.people[person]
            try:
                self.finding = undo(office.casework, reach, before.finding_id, before.version)
            except Refused:
                assert self.count() == self.entries
                return
            self.entries += 1
            assert before.state != State.CLOSED
            assert self.done[-1][0] == person
            assert self.finding.version == before.version + 1
            assert self.count() == self.entries
            self.done.append((person, "undo"))

        def attempt(self, person: str, action: str, version: int) -> None:
            before = self.finding
            order = Order(before.finding_id, version, action, GIVEN.get(action, {}), "理由", GONE)
            try:
                self.finding = act(office.casework, office.people[person], order, office.basis())
            except Refused:
                with office.casework.read() as connection:
                    seen = register.get(connection, office.people["inspector_p"], before.finding_id)
                assert seen == before
                assert self.count() == self.entries
                return
            reached.add(self.finding.state)
            assert self.finding.state == NEXT[before.state, action]
            assert self.finding.version == before.version + 1 == version + 1
            assert self.count() == self.entries + 1
            self.entries += 1
            self.done.append((person, action))

        def is_counted_for_whom_the_table_says(self, played: register.Parts) -> None:
            """The database finds as waiting what the table of steps allows, for everybody."""
            seeing = {n: r for n, r in office.people.items() if r.principal.may(Permission.READ)}
            this = [self.finding.finding_id]  # alone: the findings of earlier sequences fill pages
            with office.casework.read() as connection:
                waits = {
                    name
                    for name, reach in seeing.items()
                    if register.list_findings(
                        connection, reach, Filters(next_for=reach.principal, finding_ids=this)
                    )
                }
            assert waits == {
                name
                for name, reach in seeing.items()
                if reach.covers("D1") and self.finding.state in OPEN
                for one in register.allowed(self.finding, played, reach.principal)
                if one.target is not None and one.action not in ASIDE
            }

        def who(self, *actions: str) -> set[str]:
            return {person for person, action in self.done if action in actions}

        @invariant()
        def nobody_judges_his_own(self) -> None:
            if not hasattr(self, "done"):
                return
            answered = self.who("answer", "rectify")
            assert not self.who("confirm", "clear") & (answered | {"inspector_p"})
            assert not self.who("prove", "sign", "countersign") & answered
            assert not self.who("sign", "countersign") & self.who("confirm", "clear")
            assert not self.who("determine") & self.who("confirm", "clear")

        @invariant()
        def closed_has_two_signers(self) -> None:
            if not hasattr(self, "done"):
                return
            found = self.finding
            signers = {found.first_signed_by, found.second_signed_by}
            if found.state == State.CLOSED:
                assert None not in signers
                assert len(signers) == 2
                assert found.closed_on is not None
            else:
                assert found.second_signed_by is None
                assert found.closed_on is None
            early = (State.SUSPECTED, State.HANDED_DOWN, State.ANSWERED)
            assert found.verdict is None or found.state not in early
            assert found.verdict or found.state in (*early, State.TRANSFERRED)

    run(
        Workflow,
        settings=settings(
            max_examples=sequences, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    with office.casework.read() as connection:
        checked = trail.verify(connection, office.casework.secret, office.casework.anchor)
    assert checked.first_bad_seq is None
    assert State.CLOSED in reached
    return checked.count


def test_every_state_and_part_has_a_name() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(register.PART_NAMES) == set(Part)
