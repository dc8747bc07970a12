"""Duplicates: the survivor has everything, the duplicate points to it, and nobody judges his own."""

import pytest

from audit_models.casework.findings import evidence, links, register, talk
from audit_models.casework.findings.take_up import observe, take_up
from audit_models.casework.trail import search
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused
from tests.casework.findings.path import attach, current, step, suspected
from tests.casework.office import Office


def test_the_survivor_has_all_that_the_duplicate_had(office: Office) -> None:
    one, two = suspected(office, "CP51"), suspected(office, "CP52")
    reach, part = office.people["inspector_p"], office.part_of("inspector_p")
    file = attach(office, two)
    talk.comment(office.casework, reach, two.finding_id, "同一工程")
    for finding in (one, two):
        links.link(office.casework, reach, part, finding.finding_id, "project", "quick")
    links.link(office.casework, reach, part, two.finding_id, "rule", "CP52")

    merged = step(office, two, "inspector_p", "merge", {"merged_into": one.finding_id}, "重复")

    assert (merged.state, merged.merged_into) == ("merged", one.finding_id)
    with office.casework.read() as connection:
        assert len(register.hits(connection, reach, one.finding_id)) == 2
        assert links.links(connection, reach, one.finding_id) == [
            ("project", "quick"), ("rule", "CP52"),
        ]  # fmt: skip
        [kept] = evidence.list_evidence(connection, reach, one.finding_id)
        [said] = talk.comments(connection, reach, one.finding_id)
        assert (kept["evidence_id"], said["text"]) == (file, "同一工程")
        for read in (register.hits, links.links, evidence.list_evidence, talk.comments):
            assert list(read(connection, reach, two.finding_id)) == []
        entries = {
            row["action"]: row for row in search(connection) if row["object_kind"] == "finding"
        }
    assert entries["finding_merge"]["after"]["merged_into"] == one.finding_id
    taken = entries["finding_take_in"]
    assert (taken["object_id"], taken["after"]["from"]) == (one.finding_id, two.finding_id)
    assert taken["after"]["evidence"] == [file]
    # The hit comes back: it is the survivor's.
    again = take_up(office.casework, reach, office.basis(), part, [office.hit_id("CP52", "quick")])
    assert [one.finding_id for one in again.known] == [one.finding_id]
    assert current(office, one).version == one.version + 1


def test_a_chain_of_duplicates_leads_to_the_last(office: Office) -> None:
    one, two = suspected(office, "CP51"), suspected(office, "CP52")
    three = observed(office, "D1")
    step(office, three, "inspector_p", "merge", {"merged_into": two.finding_id}, "重复")
    step(office, two, "inspector_p", "merge", {"merged_into": one.finding_id}, "重复")

    assert current(office, three).merged_into == one.finding_id


def test_who_took_up_the_duplicate_does_not_verify_the_survivor(office: Office) -> None:
    one = suspected(office, "CP51")
    two = suspected(office, "CP52", person="inspector_c1")
    step(office, two, "inspector_p", "merge", {"merged_into": one.finding_id}, "重复")
    one = step(office, one, "inspector_p", "hand_down", {"owner_id": 8})
    one = step(office, one, "officer_d1", "answer", {"answer": "已受理"})

    with pytest.raises(NotAllowed, match="took it up"):
        step(office, one, "inspector_c1", "confirm", {"verdict": "confirmed"}, "不符")


def test_what_is_no_duplicate_is_not_merged(office: Office) -> None:
    one, elsewhere = suspected(office, "CP51"), observed(office, "D2")
    foreign = observed(office, "D3")

    def merge(person: str, into: str) -> None:
        step(office, one, person, "merge", {"merged_into": into}, "重复")

    with pytest.raises(Refused, match="into itself"):
        merge("inspector_p", one.finding_id)
    with pytest.raises(Refused, match="one unit"):
        merge("inspector_p", elsewhere.finding_id)
    with pytest.raises(NotHere):
        merge("inspector_c1", foreign.finding_id)
    step(office, elsewhere, "inspector_p", "hand_down", {"owner_id": 9})
    with pytest.raises(NotAllowed):
        merge("officer_d1", one.finding_id)
    assert current(office, one) == one


def test_a_merge_is_not_taken_back(office: Office) -> None:
    one, two = suspected(office, "CP51"), suspected(office, "CP52")
    step(office, two, "inspector_p", "merge", {"merged_into": one.finding_id}, "重复")

    with pytest.raises(Refused, match="cannot be done"):
        step(office, two, "inspector_p", "reopen", {}, "分开")


def observed(office: Office, unit: str) -> register.Finding:
    fields = {"unit_code": unit, "description": "现场发现", "severity": "low"}
    return observe(office.casework, office.people["inspector_p"], office.basis(), fields)
