"""The whole way of a finding, step by step, as five people take it."""

import io
from datetime import date
from typing import Any

from audit_models.casework.findings import evidence
from audit_models.casework.findings.proof import Proof
from audit_models.casework.findings.register import Finding, get
from audit_models.casework.findings.take_up import take_up
from audit_models.casework.findings.work import Order, act
from tests.casework.office import MONDAY, Office

OFFICER_D1, OFFICER_D2 = 8, 9
GONE = Proof("00000000", MONDAY, "gone", 0)
STEPS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("inspector_p", "hand_down", {"owner_id": OFFICER_D1}, ""),
    ("officer_d1", "answer", {"answer": "当日已受理，系统延迟登记"}, ""),
    ("auditor_c1", "confirm", {"verdict": "confirmed"}, "与受理记录不符"),
    (
        "executive_c1",
        "determine",
        {"characterisation": "受理迟延", "ground": "供电营业规则", "requirement": "改为当日登记"},
        "",
    ),
    (
        "officer_d1",
        "rectify",
        {
            "measures": "已培训",
            "similar_cases": "已自查三个月",
            "recovered_cny": "0",
            "rules_improved": 1,
            "people_accountable": 0,
        },
        "",
    ),
    ("inspector_c1", "prove", {}, "抽查十件均为当日"),
    ("inspector_p", "sign", {}, ""),
    ("executive_c1", "countersign", {}, ""),
)
"""Person, action, fields, reason: from 疑点 to closed by two."""


def suspected(office: Office, rule_id: str = "CP51", person: str = "inspector_p") -> Finding:
    """A finding made of the hit of a rule on the project quick of D1."""
    hit_id = office.hit_id(rule_id, "quick")
    taken = take_up(
        office.casework, office.people[person], office.basis(), office.part_of(person), [hit_id]
    )
    return taken.made[0]


def current(office: Office, finding: Finding) -> Finding:
    with office.casework.read() as connection:
        return get(connection, office.people["inspector_p"], finding.finding_id)


def step(
    office: Office, finding: Finding, person: str, action: str, fields: dict[str, Any] | None = None,
    note: str = "", today: date = MONDAY,
) -> Finding:  # fmt: skip
    """One step on the finding as it stands."""
    proof = GONE if action == "prove" else None
    version = current(office, finding).version
    order = Order(finding.finding_id, version, action, fields or {}, note, proof)
    return act(office.casework, office.people[person], order, office.basis(today))


def attach(office: Office, finding: Finding, person: str = "officer_d1") -> str:
    return evidence.add(
        office.casework,
        office.people[person],
        finding.finding_id,
        "培训记录.pdf",
        io.BytesIO(b"%PDF-1.7 x"),
    )


def taken_to(office: Office, finding: Finding, last: str) -> Finding:
    """The finding after the step named, taken by the people of `STEPS`."""
    for person, action, fields, note in STEPS:
        if action == "rectify":
            attach(office, finding)
        finding = step(office, finding, person, action, fields, note)
        if action == last:
            break
    return finding
