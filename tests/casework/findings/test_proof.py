"""What the snapshot says of a rectification, and what comes back."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from audit_models.casework.findings import tables
from audit_models.casework.findings.proof import before_and_after, prove
from audit_models.casework.findings.recurrence import count_recurrences, recurrences
from audit_models.casework.findings.states import State
from audit_models.casework.findings.take_up import take_up
from audit_models.casework.store import Actor
from tests.casework.findings.path import STEPS, attach, step, suspected, taken_to
from tests.casework.office import Office


def test_a_hit_that_stands_is_said_to_stand(office: Office) -> None:
    finding = taken_to(office, suspected(office), "rectify")

    proof = prove(office.snapshot, finding)

    # The only hit of CP51 is that of 6 March, after the rectification of the 2nd.
    assert (proof.answer, proof.hits_since) == ("stands", 1)


def test_gone_needs_months_in_which_the_rule_could_decide(office: Office) -> None:
    finding = replace(taken_to(office, suspected(office), "rectify"), subject_id="another")
    clean = replace(finding, rule_id="CP54")
    not_supplied = replace(finding, rule_id="CP58")
    failed = replace(finding, rule_id="CP60")
    late = replace(clean, rectified_on=date(2026, 4, 1))

    assert prove(office.snapshot, clean).answer == "gone"
    assert prove(office.snapshot, clean).hits_since == 0
    assert prove(office.snapshot, not_supplied).answer == "not_checked"
    assert prove(office.snapshot, failed).answer == "not_checked"
    # The data end on 31 March.
    assert (prove(office.snapshot, late).answer, prove(office.snapshot, late).hits_since) == (
        "not_reached", None,
    )  # fmt: skip
    assert prove(office.snapshot, replace(clean, rule_id=None)).answer == "not_checked"


def test_the_same_rule_and_unit_within_180_days_proposes_reopening(office: Office) -> None:
    """CP51 fired on 6 March: 180 days before is 7 September 2025, 181 days before the 6th."""
    first = suspected(office).finding_id
    closed = {"state": State.CLOSED, "closed_on": date(2025, 9, 7)}
    others = {
        "F2": {"closed_on": date(2025, 9, 6)},
        "F3": {"closed_on": date(2026, 3, 6)},
        "F4": {"state": State.RECTIFYING},
        "F5": {"unit_code": "D2"},
        "F6": {},
    }
    with office.casework.write(Actor.system()) as change:
        at = tables.findings.c.finding_id == first
        change.connection.execute(tables.findings.update().where(at).values(**closed))
        found = change.connection.execute(sa.select(tables.findings).where(at)).mappings().one()
        for finding_id, values in others.items():
            row = dict(found) | {"finding_id": finding_id} | values
            change.connection.execute(tables.findings.insert().values(**row))
        change.record("test", object_kind="finding", object_id=first)

    county, asked = office.people["officer_d1"], (office.people["inspector_p"], office.snapshot)
    with office.casework.read() as connection:
        again = recurrences(connection, *asked)
        # The same closure of two findings is counted twice, and a page shows as many as it has room for.
        assert count_recurrences(connection, *asked) == 2
        assert len(recurrences(connection, *asked, limit=1)) == 1
        assert count_recurrences(connection, county, office.part_of("officer_d1")) == 2
        assert count_recurrences(connection, office.people["officer_d2"], office.snapshot) == 0

    assert {(one.finding.finding_id, one.hits, one.first_on) for one in again} == {
        (first, 1, date(2026, 3, 6)), ("F6", 1, date(2026, 3, 6)),
    }  # fmt: skip


def test_a_hit_after_a_closure_is_taken_up_as_a_repeat(office: Office) -> None:
    """CT62 hits quick 45 times on 6 March; the first is closed on the 2nd, the next is a repeat."""
    reach, part = office.people["inspector_p"], office.part_of("inspector_p")
    found = part.query("select hit_id from result.rule_hits where rule_id = 'CT62' order by 1")
    first, second = found["hit_id"].iloc[:2]
    made = take_up(office.casework, reach, office.basis(), part, [first]).made[0]
    assert not made.is_repeat
    for person, action, fields, note in STEPS:
        if action == "rectify":
            attach(office, made)
        step(office, made, person, action, fields, note)

    again = take_up(office.casework, reach, office.basis(), part, [second]).made[0]

    assert again.is_repeat


def test_the_indicator_around_a_closure(office: Office) -> None:
    """D1's I01: nothing in January and February, 6 working days on average in March."""
    finding = replace(suspected(office), closed_on=date(2026, 2, 16))

    found = before_and_after(office.snapshot, finding, "I01").set_index("month")

    assert list(found["phase"]) == ["before", "before", "after"]
    assert found["value"].iloc[-1] == 6
    assert found["value"].iloc[:2].isna().all()
