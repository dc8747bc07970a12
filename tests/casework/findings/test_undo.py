"""The last step is taken back by who took it, within a minute, before anybody went on; never a closure."""

from datetime import UTC, datetime, timedelta

import pytest

from audit_models.casework.findings.register import Finding, steps
from audit_models.casework.findings.undo import WITHIN, undo
from audit_models.casework.findings.work import Stale
from audit_models.casework.trail import search, verify
from audit_models.errors import Refused
from tests.casework.findings.path import STEPS, attach, current, step, suspected, taken_to
from tests.casework.office import Office


def taken_back(
    office: Office, finding: Finding, person: str, *, later: timedelta = timedelta(0)
) -> Finding:
    moment = datetime.now(UTC) + later
    reach = office.people[person]
    return undo(office.casework, reach, finding.finding_id, finding.version, moment=moment)


def test_every_step_of_the_way_but_the_last_is_taken_back(office: Office) -> None:
    """Each is taken, taken back so that nothing but the version differs, and taken again."""
    finding = suspected(office)
    for person, action, fields, note in STEPS[:-1]:
        if action == "rectify":
            attach(office, finding)
        before = finding
        after = step(office, finding, person, action, fields, note)
        finding = taken_back(office, after, person)
        assert after.version == before.version + 1
        changed = {
            name
            for name in Finding.__dataclass_fields__
            if getattr(finding, name) != getattr(before, name)
        }
        assert (action, changed) == (action, {"version"})
        finding = step(office, finding, person, action, fields, note)

    with office.casework.read() as connection:
        done = [one["action"] for one in steps(connection, office.people["inspector_p"], finding.finding_id)]  # fmt: skip
        last = search(connection, "finding_undo")[0]
        assert verify(connection, office.casework.secret, office.casework.anchor).first_bad_seq is None  # fmt: skip
    assert done[:4] == ["take_up", "hand_down", "undo", "hand_down"]
    assert (last["before"]["state"], last["after"]["state"]) == ("signed", "proven")


def test_a_closure_signed_by_two_stays(office: Office) -> None:
    closed = taken_to(office, suspected(office), "countersign")

    with pytest.raises(Refused, match="not taken back"):
        taken_back(office, closed, "executive_c1")


def test_it_is_who_took_the_step_and_only_for_a_minute(office: Office) -> None:
    finding = taken_to(office, suspected(office), "hand_down")

    with pytest.raises(Refused, match="Only who"):
        taken_back(office, finding, "inspector_c1")
    with pytest.raises(Refused, match="60 seconds"):
        taken_back(office, finding, "inspector_p", later=WITHIN + timedelta(seconds=2))
    assert current(office, finding) == finding


def test_what_somebody_acted_on_stays(office: Office) -> None:
    handed = taken_to(office, suspected(office), "hand_down")
    answered = step(office, handed, "officer_d1", "answer", {"answer": "已受理"})

    with pytest.raises(Stale):
        taken_back(office, handed, "inspector_p")
    with pytest.raises(Refused, match="Only who"):
        taken_back(office, answered, "inspector_p")


def test_a_step_is_taken_back_once_and_taking_up_never(office: Office) -> None:
    finding = suspected(office)
    with pytest.raises(Refused, match="not taken back"):
        taken_back(office, finding, "inspector_p")
    back = taken_back(office, step(office, finding, "inspector_p", "amend"), "inspector_p")
    with pytest.raises(Refused, match="not taken back"):
        taken_back(office, back, "inspector_p")
