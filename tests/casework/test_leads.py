"""Leads are open to the named alone, and the trail does not say what they are about."""

from datetime import date

import pytest
import sqlalchemy as sa

from audit_models.casework import leads, trail
from audit_models.casework.leads import DISPOSALS, Lead, State
from audit_models.casework.workflow import NotHere
from audit_models.errors import Refused
from tests.casework.office import MONDAY, PEOPLE, Office

CANARY = "某某收受施工单位礼金"
SECOND = 2  # inspector_c1


def received(office: Office, today: date = MONDAY) -> Lead:
    reach = office.people["inspector_p"]
    return leads.receive(office.casework, reach, office.basis(today), "letters", CANARY)


def act(office: Office, lead: Lead, person: str, action: str, **fields: str) -> Lead:
    return leads.act(
        office.casework, office.people[person], office.basis(), lead.lead_id, action,
        version=lead.version, fields=fields,
    )  # fmt: skip


def proposed(office: Office, disposal: str) -> Lead:
    lead = received(office)
    leads.name_person(office.casework, office.people["inspector_p"], lead.lead_id, SECOND)
    return act(office, lead, "inspector_p", "propose", disposal=disposal, opinion="拟办意见")


@pytest.mark.parametrize(
    ("disposal", "state", "due"),
    [
        # 20 working days after Monday 2 March 2026: the 30th. 15: Monday the 23rd.
        ("talk", State.IN_HAND, date(2026, 3, 30)),
        ("preliminary", State.IN_HAND, date(2026, 3, 23)),
        ("hold", State.HELD, None),
        ("conclude", State.CONCLUDED, None),
    ],
)
def test_four_ways_of_disposal(
    office: Office, disposal: str, state: State, due: date | None
) -> None:
    lead = proposed(office, disposal)
    with pytest.raises(Refused, match="Somebody else has to approve"):
        act(office, lead, "inspector_p", "approve")

    approved = act(office, lead, "inspector_c1", "approve")

    assert (approved.state, approved.due_on, approved.approved_by) == (state, due, SECOND)
    if state == State.IN_HAND:
        done = act(office, approved, "inspector_p", "conclude", outcome="函询了结")
        assert (done.state, done.concluded_on) == (State.CONCLUDED, MONDAY)
    if state == State.HELD:
        assert act(office, approved, "inspector_c1", "resume").state == State.RECEIVED


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [("2026-03-02", "2026-04-02"), ("2026-01-31", "2026-02-28"), ("2026-12-15", "2027-01-15")],
)
def test_a_disposal_is_due_within_a_month(office: Office, received_on: str, due_on: str) -> None:
    lead = received(office, date.fromisoformat(received_on))

    assert lead.due_on == date.fromisoformat(due_on)


def test_who_is_not_named_is_told_that_there_is_none(office: Office) -> None:
    lead = received(office)
    answers = set()
    for person in set(PEOPLE) - {"inspector_p"}:
        reach = office.people[person]
        with office.casework.read() as connection:
            assert leads.list_leads(connection, reach) == []
            for lead_id in (lead.lead_id, "L999999"):
                with pytest.raises(NotHere) as refused:
                    leads.get(connection, reach, lead_id)
                answers.add(refused.value.text)
        for attempt in (
            lambda r: leads.read(office.casework, r, lead.lead_id),
            lambda r: leads.name_person(office.casework, r, lead.lead_id, SECOND),
            lambda r: leads.act(office.casework, r, office.basis(), lead.lead_id, "propose",
                                version=1, fields={"disposal": "hold", "opinion": "x"}),
        ):  # fmt: skip
            with pytest.raises(NotHere) as refused:
                attempt(reach)
            answers.add(refused.value.text)
    assert len(answers) == 1


@pytest.mark.parametrize("account", [4, 8, 11, 999])
def test_only_those_who_handle_leads_can_be_named(office: Office, account: int) -> None:
    """Not an auditor, an officer, an administrator or nobody."""
    lead = received(office)
    with pytest.raises(Refused):
        leads.name_person(office.casework, office.people["inspector_p"], lead.lead_id, account)


@pytest.mark.parametrize("person", ["auditor_p", "executive_p", "officer_d1", "system"])
def test_only_those_who_handle_leads_enter_one(office: Office, person: str) -> None:
    with pytest.raises(Refused):
        leads.receive(office.casework, office.people[person], office.basis(), "letters", CANARY)


def test_the_trail_tells_that_it_was_read_but_not_what_it_says(office: Office) -> None:
    lead = proposed(office, "hold")
    leads.read(office.casework, office.people["inspector_p"], lead.lead_id)

    with office.casework.read() as connection:
        rows = connection.execute(sa.select(trail.entries.c.action, trail.entries.c.content)).all()
    assert [row.action for row in rows][-1] == "lead_read"
    assert not any(CANARY in row.content or "拟办意见" in row.content for row in rows)


def test_a_step_at_the_wrong_time_or_version_is_refused(office: Office) -> None:
    lead = proposed(office, "talk")
    stale = leads.get
    with pytest.raises(Refused):
        act(office, lead, "inspector_c1", "conclude", outcome="x")
    with pytest.raises(Refused):
        leads.act(office.casework, office.people["inspector_c1"], office.basis(), lead.lead_id,
                  "approve", version=1)  # fmt: skip
    with office.casework.read() as connection:
        assert stale(connection, office.people["inspector_p"], lead.lead_id) == lead


def test_every_way_of_disposal_leads_somewhere() -> None:
    assert set(leads.LEADS_TO) == set(DISPOSALS)
    assert set(leads.STATE_NAMES) == set(State)
