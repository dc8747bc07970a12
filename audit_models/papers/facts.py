"""The facts that a paper is filled from, in the language of the paper."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import catalogue, name_of
from audit_models.errors import Refused
from audit_models.judgement import SEVERITIES
from audit_models.origins import lines_of, rows_named
from audit_models.records import records
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text
from audit_models.views.origins import Place
from audit_models.words import evidence_facts, rule_sentence

COMPUTED = Text(
    "快照 {snapshot}，规则 {rule}（定义 {hash}）",
    "Snapshot {snapshot}, rule {rule} (definition {hash})",
)
PROCEDURE = Text(
    "以规则 {rule}“{title}”对快照 {snapshot}（数据截至 {as_of}）进行全量检查，定义指纹 {hash}；"
    "核对下列证据与原始资料。",
    "Checked all subjects of snapshot {snapshot} (data to {as_of}) by rule {rule}, {title}, definition"
    " {hash}; the evidence below is to be compared with the original documents.",
)


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence; `sha256` of the file, or of the computed row."""

    name: str
    value: str
    source: str
    sha256: str


@dataclass(frozen=True)
class PaperFacts:
    """One finding, or one lead that is to be verified. What is not known yet is None and stays blank."""

    id: str
    title: str
    unit_code: str
    unit: str
    facts: str
    rule_id: str = ""
    severity: str = ""
    matter: str = ""
    """What is audited; by default the title."""
    period: str = ""
    procedure: str = ""
    why: str = ""
    """Why it deserves a look, or the cause that was found."""
    innocent: str = ""
    """What would make a lead innocent: to be ruled out before it becomes a finding."""
    ground: Sequence[str] = ()
    amount_cny: float | None = None
    evidence: Sequence[Evidence] = ()
    conclusion: str = ""
    requirement: str = ""
    owner: str = ""
    happened_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    state: str = ""
    preparer: str = ""
    prepared_on: date | None = None
    reviewer: str = ""
    reviewed_on: date | None = None
    review_opinion: str = ""
    issuer: str = ""
    """Who settled it and issues the notice."""
    issued_on: date | None = None
    snapshot_id: str = ""


def facts_of_hit(
    snapshot: Snapshot,
    hit_id: str,
    *,
    lang: Lang,
    preparer: str = "",
    prepared_on: date | None = None,
    reviewer: str = "",
) -> PaperFacts:
    """The facts of a rule's hit, as the snapshot has them; a person still has to verify them.

    Raises:
        Refused: the snapshot, as its reader sees it, has no such hit.
    """
    rows = records(views.hit(snapshot, hit_id))
    if not rows:
        raise Refused(
            f"没有编号为 {hit_id} 的疑点，或不在可查看的范围内。",
            f"There is no hit {hit_id}, or it may not be seen.",
        )
    row = rows[0]
    rule = catalogue(snapshot).rules[row["rule_id"]]
    known = {
        "rule": rule.id,
        "title": rule.title.in_(lang),
        "hash": rule.hash[:12],
        "snapshot": snapshot.id,
        "as_of": fmt.day(snapshot.facts.as_of),
    }
    has_unit = fmt.is_number(row["unit_code"])
    values = {**row, **row["evidence"]}
    grounds = views.grounds(snapshot, rule.header.get("ground", []))
    return PaperFacts(
        id=hit_id,
        title=rule.title.in_(lang),
        unit_code=str(row["unit_code"]) if has_unit else "",
        unit=name_of(row).in_(lang) if has_unit else "",
        facts=rule_sentence(rule.text("says"), values, lang),
        rule_id=rule.id,
        severity=SEVERITIES[row["severity"]].in_(lang),
        period=f"{row['tested_on']:%Y-%m}" if fmt.is_number(row["tested_on"]) else "",
        procedure=PROCEDURE.in_(lang).format(**known),
        why=rule.text("why").in_(lang),
        innocent=rule.text("innocent").in_(lang),
        ground=list(grounds[f"label_{lang}"]),
        amount_cny=float(row["amount_cny"]) if fmt.is_number(row["amount_cny"]) else None,
        evidence=[
            computed(
                row["evidence"],
                name=rule.title.in_(lang),
                source=COMPUTED.in_(lang).format(**known),
                lang=lang,
                origins=lines_of(snapshot, _rows_of(row), lang, people={}),
            )
        ],
        happened_on=row["happened_on"].date() if fmt.is_number(row["happened_on"]) else None,
        preparer=preparer,
        prepared_on=prepared_on,
        reviewer=reviewer,
        snapshot_id=snapshot.id,
    )


def _rows_of(row: Mapping[str, Any]) -> list[Place]:
    return rows_named(
        row["evidence"], subject_type=row["subject_type"], subject_id=row["subject_id"]
    )


def computed(
    columns: Mapping[str, Any], *, name: str, source: str, lang: Lang, origins: Sequence[str] = ()
) -> Evidence:
    """What a rule found, as one piece of evidence: every column in words, with the row's fingerprint.

    `origins` are the lines that say where the rows stood which it names.
    """
    row = json.dumps(columns, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(row.encode("utf-8")).hexdigest()
    sign = "：" if lang == "zh" else ": "
    told = (f"{column}{sign}{value}" for column, value in evidence_facts(columns, lang))
    return Evidence(name, "\n".join(told), "\n".join([source, *origins]), digest)
