"""From a hit to a closure by two signatures, over three levels and five people, refused where it must be."""

import io
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from audit_models.access import Principal, Role
from audit_models.casework import trail
from audit_models.casework.accounts import accounts
from audit_models.casework.findings import evidence, links, register, tables, talk
from audit_models.casework.findings.proof import prove
from audit_models.casework.findings.states import (
    BESIDE,
    ENDED,
    OPEN,
    TRANSITIONS,
    Action,
    State,
)
from audit_models.casework.findings.take_up import observe, take_up
from audit_models.casework.findings.work import Order, Stale, act, act_on_many
from audit_models.casework.reach import Reach
from audit_models.casework.store import Actor
from audit_models.casework.workflow import NotHere
from audit_models.errors import Refused
from tests.casework.findings.path import (
    GONE,
    OFFICER_D2,
    STEPS,
    attach,
    current,
    step,
    suspected,
    taken_to,
)
from tests.casework.office import PEOPLE, Office


def trail_length(office: Office) -> int:
    with office.casework.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(trail.entries)))


def test_five_people_take_a_finding_from_hit_to_closure(office: Office) -> None:
    finding = suspected(office)
    assert (finding.state, finding.unit_code, finding.severity) == (State.SUSPECTED, "D1", "high")

    finding = taken_to(office, finding, "countersign")

    assert finding.state == State.CLOSED
    assert (finding.verdict, finding.verified_on, finding.closed_on) == (
        "confirmed", date(2026, 3, 2), date(2026, 3, 2),
    )  # fmt: skip
    # inspector_p signed first, executive_c1 second.
    assert (finding.first_signed_by, finding.second_signed_by) == (1, 6)
    with office.casework.read() as connection:
        done = register.steps(connection, office.people["inspector_p"], finding.finding_id)
        verified = trail.verify(connection, office.casework.secret, office.casework.anchor)
    assert [one["action"] for one in done] == ["take_up", *(action for _, action, _, _ in STEPS)]
    # One entry for the people, one for taking up, one for each of eight steps, one for the evidence.
    assert (verified.count, verified.first_bad_seq) == (11, None)


@pytest.mark.parametrize("after", ["", *(action for _, action, _, _ in STEPS)])
def test_at_every_step_only_the_right_people_may_go_on(office: Office, after: str) -> None:
    finding = suspected(office)
    if after:
        finding = taken_to(office, finding, after)
    expected = {
        "": {"hand_down": {"inspector_p", "inspector_c1", "auditor_c1", "auditor_p"}},
        "hand_down": {"answer": {"officer_d1"}, "decline": {"officer_d1"}},
        # inspector_p took it up.
        "answer": {"confirm": {"inspector_c1", "auditor_c1", "auditor_p"}},
        # auditor_c1 verified.
        "confirm": {"determine": {"auditor_p", "executive_c1", "executive_p"}},
        "determine": {"rectify": {"officer_d1"}},
        "rectify": {"prove": {"inspector_p", "inspector_c1", "auditor_c1", "auditor_p"}},
        "prove": {"sign": {"inspector_p", "inspector_c1", "executive_c1", "executive_p"}},
        # inspector_p signed.
        "sign": {"countersign": {"inspector_c1", "executive_c1", "executive_p"}},
        "countersign": {"reopen": {"inspector_p", "inspector_c1", "auditor_c1", "auditor_p"}},
    }[after]  # fmt: skip
    with office.casework.read() as connection:
        played = register.parts(connection, finding)
    sees = {name for name, reach in office.people.items() if reach.covers("D1")}

    for action, people in expected.items():
        may = {
            name
            for name in sees
            if action in {o.action for o in register.allowed(
                finding, played, office.people[name].principal)}
        }  # fmt: skip
        assert may == people, action


def test_no_step_is_skipped_by_anybody(office: Office) -> None:
    """A lead is only ever handed down, moved or amended; whatever else is asked for changes nothing."""
    finding = suspected(office)
    entries = trail_length(office)
    for person in PEOPLE:
        for action in set(Action) - {Action.HAND_DOWN, Action.MOVE, Action.AMEND}:
            order = Order(finding.finding_id, finding.version, action, {}, "理由", GONE)
            with pytest.raises(Refused):
                act(office.casework, office.people[person], order, office.basis())

    assert current(office, finding) == finding
    assert trail_length(office) == entries


def test_nobody_signs_twice_or_closes_what_he_verified(office: Office) -> None:
    finding = taken_to(office, suspected(office), "sign")

    with pytest.raises(Refused, match="its first signer"):
        step(office, finding, "inspector_p", "countersign")
    verified_by_a_signer = taken_to(office, suspected(office, "CP52"), "answer")
    finding = step(office, verified_by_a_signer, "inspector_c1", "confirm",
                   {"verdict": "partly_confirmed"}, "部分")  # fmt: skip
    for person, action, fields, note in STEPS[3:6]:
        if action == "rectify":
            attach(office, finding)
        who = "auditor_p" if action == "prove" else person
        finding = step(office, finding, who, action, fields, note)
    with pytest.raises(Refused, match="who verified it"):
        step(office, finding, "inspector_c1", "sign")


def test_who_rectified_cannot_sign_even_in_a_new_role(office: Office) -> None:
    """officer_d1 rectified, it was returned and rectified by another, and he is an inspector since."""
    finding = taken_to(office, suspected(office), "rectify")
    finding = step(office, finding, "inspector_c1", "return", note="证据不足")
    principal = office.people["officer_d1"].principal
    with office.casework.write(Actor.system()) as change:
        change.connection.execute(
            accounts.insert().values(
                account_id=20, login="new_officer", name="N", role="unit_officer", unit_code="D1",
                must_change=False, is_disabled=False, is_demonstration=False, epoch=1, failures=0,
            )
        )  # fmt: skip
        change.record("people", object_kind="test", object_id="new_officer")
    office.people["new_officer"] = Reach(
        Principal(20, "new_officer", "N", Role.UNIT_OFFICER, "D1"), frozenset({"D1"})
    )
    step(office, finding, "inspector_p", "assign", {"owner_id": 20}, "换人")
    step(office, finding, "new_officer", "rectify", STEPS[4][2])
    step(office, finding, "auditor_p", "prove", note="已查")
    office.people["officer_d1"] = Reach(replace(principal, role=Role.INSPECTOR), frozenset({"D1"}))

    with pytest.raises(Refused, match="who answered it"):
        step(office, finding, "officer_d1", "sign")


def test_the_ways_back(office: Office) -> None:
    finding = taken_to(office, suspected(office), "hand_down")
    declined = step(office, finding, "officer_d1", "decline", note="非本单位")
    assert (declined.state, declined.owner_id) == (State.SUSPECTED, None)

    finding = taken_to(office, suspected(office, "CP52"), "answer")
    assert step(office, finding, "auditor_c1", "ask_again", note="缺附件").state == "handed_down"

    finding = taken_to(office, suspected(office, "CP53"), "confirm")
    again = step(office, finding, "executive_c1", "verify_again", note="口径有误")
    assert (again.state, again.verdict, again.verified_on) == (State.ANSWERED, None, None)

    finding = taken_to(office, suspected(office, "IM51"), "sign")
    refused = step(office, finding, "executive_c1", "refuse_to_sign", note="追责未落实")
    assert (refused.state, refused.first_signed_by) == (State.RECTIFYING, None)

    finding = taken_to(office, suspected(office, "IM52"), "answer")
    cleared = step(office, finding, "auditor_c1", "clear", note="登记有误")
    assert (cleared.state, cleared.verdict) == (State.CLEARED, "cleared")

    finding = taken_to(office, suspected(office, "IM53"), "confirm")
    moved = step(office, finding, "executive_c1", "transfer", {"receiver": "discipline"}, "移送")
    assert moved.state == State.TRANSFERRED

    finding = taken_to(office, suspected(office, "CT51"), "countersign")
    reopened = step(office, finding, "inspector_p", "reopen", note="再次发生")
    assert (reopened.state, reopened.closed_on, reopened.reopened) == (State.RECTIFYING, None, 1)
    assert (reopened.first_signed_by, reopened.second_signed_by) == (None, None)


def test_rectification_needs_evidence_and_proof(office: Office) -> None:
    finding = taken_to(office, suspected(office), "determine")
    _, _, fields, _ = STEPS[4]
    with pytest.raises(Refused, match="Attach"):
        step(office, finding, "officer_d1", "rectify", fields)
    attach(office, finding)
    with pytest.raises(Refused, match="People held accountable"):
        step(office, finding, "officer_d1", "rectify",
             {k: v for k, v in fields.items() if k != "people_accountable"})  # fmt: skip
    finding = step(office, finding, "officer_d1", "rectify", fields)

    order = Order(finding.finding_id, finding.version, "prove", {}, "已查")
    with pytest.raises(Refused, match="newest snapshot"):
        act(office.casework, office.people["inspector_c1"], order, office.basis())
    order = Order(finding.finding_id, finding.version, "prove", {}, "已查",
                  prove(office.snapshot, finding))  # fmt: skip
    act(office.casework, office.people["inspector_c1"], order, office.basis())

    with office.casework.read() as connection:
        done = register.steps(connection, office.people["inspector_p"], finding.finding_id)
    assert done[-1]["proof"]["answer"] == "stands"


def test_a_stale_edit_is_refused_and_both_versions_are_returned(office: Office) -> None:
    seen = suspected(office)
    step(office, seen, "inspector_c1", "amend", {"description": "他人补充"})
    mine = Order(seen.finding_id, seen.version, "amend", {"description": "我的补充"})

    with pytest.raises(Stale) as refused:
        act(office.casework, office.people["inspector_p"], mine, office.basis())

    assert refused.value.mine.fields["description"] == "我的补充"
    assert refused.value.stored.description == "他人补充"
    assert current(office, seen).description == "他人补充"


def test_hits_are_taken_up_once(office: Office) -> None:
    reach, part = office.people["inspector_p"], office.part_of("inspector_p")
    hits = [office.hit_id(rule, "quick") for rule in ("CP51", "CP52", "CP51")]

    first = take_up(office.casework, reach, office.basis(), part, hits)
    more = [*hits, office.hit_id("CP53", "quick")]
    second = take_up(office.casework, reach, office.basis(), part, more)

    assert [one.rule_id for one in first.made] == ["CP51", "CP52"]
    assert [one.rule_id for one in second.made] == ["CP53"]
    assert {one.finding_id for one in second.known} == {one.finding_id for one in first.made}


def test_many_hits_at_once_or_none(office: Office) -> None:
    """very_late belongs to D2: the city of C1 may take both, officer and C2 may not; nothing is half done."""
    hits = [office.hit_id("CP51", "quick"), office.hit_id("CP02", "very_late")]
    foreign = office.people["inspector_c2"]

    with pytest.raises(NotHere):
        take_up(office.casework, foreign, office.basis(), office.part_of("inspector_c2"), hits)
    with pytest.raises(NotHere):
        take_up(office.casework, office.people["inspector_p"], office.basis(),
                office.part_of("inspector_p"), [hits[0], "no such hit"])  # fmt: skip
    with pytest.raises(Refused):
        take_up(office.casework, office.people["officer_d1"], office.basis(),
                office.part_of("officer_d1"), hits[:1])  # fmt: skip
    with office.casework.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.findings)) == 0

    taken = take_up(office.casework, office.people["inspector_c1"], office.basis(),
                    office.part_of("inspector_c1"), hits)  # fmt: skip
    assert [one.unit_code for one in taken.made] == ["D1", "D2"]


def test_a_bulk_action_is_all_or_nothing(office: Office) -> None:
    one, two = suspected(office), suspected(office, "CP52")
    foreign = observe(
        office.casework, office.people["inspector_c2"], office.basis(),
        {"unit_code": "D3", "description": "x", "severity": "low"},
    )  # fmt: skip
    fields = {"owner_id": 8}
    good = [Order(f.finding_id, f.version, "hand_down", fields) for f in (one, two)]
    mixed = [*good, Order(foreign.finding_id, 1, "hand_down", fields)]

    with pytest.raises(NotHere):
        act_on_many(office.casework, office.people["inspector_c1"], mixed, office.basis())
    assert [current(office, f).state for f in (one, two)] == ["suspected", "suspected"]

    done = act_on_many(office.casework, office.people["inspector_c1"], good, office.basis())
    assert [f.state for f in done] == ["handed_down", "handed_down"]


def test_what_is_foreign_is_as_if_it_did_not_exist(office: Office) -> None:
    finding = suspected(office)
    file = attach(office, finding)
    talk.comment(office.casework, office.people["officer_d1"], finding.finding_id, "已收到")
    entries = trail_length(office)
    foreign, own = office.people["inspector_c2"], office.part_of("inspector_c2")
    answers = set()
    with office.casework.read() as connection:
        for finding_id in (finding.finding_id, "F99999999", "", "' or 1=1 --"):
            for read in (register.get, register.steps, register.hits, talk.comments, links.links,
                         evidence.list_evidence):  # fmt: skip
                with pytest.raises(NotHere) as refused:
                    read(connection, foreign, finding_id)
                answers.add(refused.value.text)
            for write in (
                lambda id_: talk.comment(office.casework, foreign, id_, "x"),
                lambda id_: links.link(office.casework, foreign, own, id_, "rule", "CP51"),
                lambda id_: evidence.add(
                    office.casework, foreign, id_, "a.pdf", io.BytesIO(b"%PDF-1")
                ),
                lambda id_: act(office.casework, foreign, Order(id_, 1, "amend"), office.basis()),
            ):
                with pytest.raises(NotHere) as refused:
                    write(finding_id)
                answers.add(refused.value.text)
        assert register.list_findings(connection, foreign) == []
        assert register.mine_to_do(connection, foreign) == []
        assert set(register.count_by_state(connection, foreign).values()) == {0}
        assert register.known_hits(connection, foreign, [office.hit_id("CP51", "quick")]) == {}
    for evidence_id in (file, "0" * 32, "../../casework.db"):
        with pytest.raises(NotHere) as refused:
            evidence.read(office.casework, foreign, evidence_id)
        answers.add(refused.value.text)

    assert len(answers) == 1
    assert trail_length(office) == entries
    assert evidence.read(office.casework, office.people["auditor_c1"], file)[0] == "培训记录.pdf"


@pytest.mark.parametrize("person", ["system", "security", "audit"])
def test_administrators_see_no_finding(office: Office, person: str) -> None:
    finding = suspected(office)
    with office.casework.read() as connection:
        with pytest.raises(Refused):
            register.list_findings(connection, office.people[person])
        with pytest.raises(Refused):
            register.get(connection, office.people[person], finding.finding_id)


def test_moving_needs_rights_on_both_units(office: Office) -> None:
    finding = suspected(office)
    for unit in ("D3", "nowhere"):
        with pytest.raises(NotHere):
            step(office, finding, "inspector_c1", "move", {"unit_code": unit}, "属该单位")
    assert current(office, finding).unit_code == "D1"

    moved = step(office, finding, "inspector_c1", "move", {"unit_code": "D2"}, "属该单位")
    assert (moved.unit_code, moved.state, moved.owner_id) == ("D2", State.SUSPECTED, None)
    moved = step(office, moved, "inspector_p", "move", {"unit_code": "D3"}, "属该单位")
    assert moved.unit_code == "D3"


@pytest.mark.parametrize(
    ("unit", "owner"), [("D1", OFFICER_D2), ("D1", 10), ("D1", 1), ("D1", 999)]
)
def test_an_owner_answers_for_the_unit(office: Office, unit: str, owner: int) -> None:
    """Not the officer of another county or city, not an inspector, not nobody."""
    with pytest.raises(Refused, match="unit officer"):
        step(office, suspected(office), "inspector_p", "hand_down", {"owner_id": owner})


def test_the_table_has_no_dead_end_and_no_step_without_a_name(office: Office) -> None:
    reached = {State.SUSPECTED}
    while True:
        more = {t.target for t in TRANSITIONS if t.target and set(t.sources) & reached} - reached
        if not more:
            break
        reached |= more

    assert reached == set(State)
    assert all(any(state in t.sources and t.target for t in TRANSITIONS) for state in OPEN)
    assert {t.action for t in TRANSITIONS} == set(Action) - set(BESIDE)
    assert all(t.name.zh and t.name.en for t in TRANSITIONS)
    assert {t.target for t in TRANSITIONS if t.action == "countersign"} == {State.CLOSED}
    assert set(OPEN) | set(ENDED) == set(State)


def test_demonstration_and_real_findings_never_meet(office: Office) -> None:
    """Made on real data (no seed); whoever looks at a demonstration is told that there is none."""
    finding = suspected(office)
    real = replace(office.people["inspector_p"], seed=None)
    demonstration = replace(real, seed=7)
    with office.casework.read() as connection:
        assert register.get(connection, real, finding.finding_id) == finding
        assert register.list_findings(connection, demonstration) == []
        assert set(register.count_by_state(connection, demonstration).values()) == {0}
        with pytest.raises(NotHere):
            register.get(connection, demonstration, finding.finding_id)
