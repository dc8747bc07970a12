"""Papers about findings as people have worked on them: facts, who prepared, verified and settled."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from audit_models import views
from audit_models.casework.findings import evidence as files
from audit_models.casework.findings import register as casework
from audit_models.casework.findings.fields import FIELDS
from audit_models.casework.findings.register import Filters, Finding
from audit_models.casework.findings.states import STATE_NAMES, Action
from audit_models.casework.reach import Reach
from audit_models.casework.uploads import uploaders
from audit_models.catalogue import Definition, catalogue
from audit_models.china_time import CHINA
from audit_models.exports.sheet import Column, Sheet
from audit_models.origins import lines_of, rows_named
from audit_models.papers.facts import Evidence, PaperFacts, computed
from audit_models.snapshot import Snapshot
from audit_models.text import Lang, Text
from audit_models.words import code_name, rule_sentence

TAKEN_FROM = Text("快照 {snapshot} 的疑点 {hit}", "Hit {hit} of snapshot {snapshot}")
ORIGINS = Text("所依据的记录（按快照 {snapshot}）", "Rows behind it, by snapshot {snapshot}")
KEPT_FILE = Text("证据文件，{name} 于 {day} 提交", "File of evidence, added by {name} on {day}")
DETECTED = Text(
    "以规则 {rule}“{title}”对快照 {snapshot} 全量检查，检出本问题所依据的疑点 {count} 条，并逐项核对证据。办理经过：",
    "Checked all subjects of snapshot {snapshot} by rule {rule}, {title}; leads behind this finding:"
    " {count}; the evidence was compared. What was done:",
)
OBSERVED = Text("检查发现的事项", "Observed by an inspection")
PREPARES = (Action.TAKE_UP,)
REVIEWS = (Action.CONFIRM, Action.CLEAR)
ISSUES = (Action.DETERMINE,)
REGISTER = Text("问题台账", "Register of findings")
CODES = {"verdict": "verdict", "severity": "severity", "topic": "topic"}

Row = Mapping[str, Any]


def facts_of_finding(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, finding_id: str, *, lang: Lang
) -> PaperFacts:
    """The facts of a finding in reach; `snapshot` is the reader's own.

    Raises:
        NotHere: there is no such finding in the reader's units.
    """
    found = casework.get(connection, reach, finding_id)
    taken = casework.hits(connection, reach, finding_id)
    rule = catalogue(snapshot).rules.get(found.rule_id or "")
    done = casework.steps(connection, reach, finding_id)
    prepared, reviewed, issued = (_last(done, actions) for actions in (PREPARES, REVIEWS, ISSUES))
    owner = casework.names(connection, [found.owner_id] if found.owner_id is not None else [])
    day = taken[0]["happened_on"] if taken else None
    return PaperFacts(
        id=finding_id,
        title=_title(found, rule, lang),
        unit_code=found.unit_code or "",
        unit=_unit(found, snapshot, lang),
        facts=_facts(found, taken, rule, lang),
        rule_id=found.rule_id or "",
        severity=code_name("severity", found.severity, lang) if found.severity else "",
        matter=code_name("topic", found.topic, lang) if found.topic else "",
        period=f"{day:%Y-%m}" if day else f"{found.found_on:%Y-%m}",
        procedure=_procedure(done, taken, rule, lang),
        why=rule.text("why").in_(lang) if rule else "",
        innocent=rule.text("innocent").in_(lang) if rule else "",
        ground=[found.ground] if found.ground else _grounds(snapshot, rule, lang),
        amount_cny=float(found.amount_cny) if found.amount_cny is not None else None,
        evidence=[
            *_computed(
                taken,
                _title(found, rule, lang),
                lang,
                origins=_origins(connection, found, taken, snapshot, lang),
            ),
            *_files(files.list_evidence(connection, reach, finding_id), lang),
        ],
        conclusion=found.characterisation or "",
        requirement=found.requirement or "",
        owner=", ".join(owner.values()),
        happened_on=day or found.found_on,
        due_on=found.due_on,
        closed_on=found.closed_on,
        state=STATE_NAMES[found.state].in_(lang),
        preparer=prepared["name"] if prepared else "",
        prepared_on=_day(prepared),
        reviewer=reviewed["name"] if reviewed else "",
        reviewed_on=_day(reviewed),
        review_opinion=(reviewed["note"] or "") if reviewed else "",
        issuer=issued["name"] if issued else "",
        issued_on=_day(issued),
        snapshot_id=taken[0]["snapshot_id"] if taken else snapshot.id,
    )


def register_facts(
    connection: sa.Connection,
    reach: Reach,
    snapshot: Snapshot,
    *,
    lang: Lang,
    filters: Filters | None = None,
) -> list[PaperFacts]:
    """The facts of every finding in reach, for the register as a Word document."""
    return [
        facts_of_finding(connection, reach, snapshot, one.finding_id, lang=lang)
        for one in casework.list_findings(connection, reach, filters)
    ]


def register_sheet(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, *, filters: Filters | None = None
) -> Sheet:
    """The register of findings as a sheet of Excel: every column of a finding, one line each."""
    found = casework.list_findings(connection, reach, filters, limit=casework.MOST)
    people = {one.owner_id for one in found if one.owner_id is not None}
    names = casework.names(connection, sorted(people))
    units = catalogue(snapshot).units
    rules = catalogue(snapshot).rules
    rows = [
        [
            one.finding_id,
            STATE_NAMES[one.state],
            one.found_on,
            units[one.unit_code].name if one.unit_code in units else one.unit_code,
            one.department,
            names.get(one.owner_id) if one.owner_id is not None else None,
            one.rule_id,
            rules[one.rule_id].title if one.rule_id in rules else None,
            one.subject_id,
            *(_field(one, name) for name in REGISTER_FIELDS),
            one.verified_on,
            one.due_on,
            one.rectified_on,
            one.closed_on,
            one.reopened,
        ]
        for one in found
    ]
    return Sheet(REGISTER, [*REGISTER_HEAD, *REGISTER_TAIL], rows)


REGISTER_FIELDS = (
    "topic", "stage", "description", "amount_cny", "severity", "verdict", "characterisation",
    "ground", "requirement", "measures", "recovered_cny", "rules_improved", "people_accountable",
)  # fmt: skip
REGISTER_HEAD = [
    Column(text)
    for text in (
        Text("问题编号", "Finding"),
        Text("状态", "Status"),
        Text("发现日期", "Found on"),
        Text("单位", "Unit"),
        Text("责任部门", "Department"),
        Text("责任人", "Owner"),
        Text("规则编号", "Rule id"),
        Text("规则", "Rule"),
        Text("对象", "Subject"),
        *(FIELDS[name].name for name in REGISTER_FIELDS),
    )
]
REGISTER_TAIL = [
    Column(text)
    for text in (
        Text("核实日期", "Verified on"),
        Text("整改期限", "Due on"),
        Text("整改完成日", "Rectified on"),
        Text("销号日期", "Closed on"),
        Text("重开次数", "Times re-opened"),
    )
]


def _field(found: Finding, name: str) -> Any:
    value = getattr(found, name)
    if value is None:
        return None
    if name in CODES:
        return Text(*(code_name(CODES[name], value, lang) for lang in ("zh", "en")))
    return float(value) if name.endswith("_cny") else value


def _title(found: Finding, rule: Definition | None, lang: Lang) -> str:
    """The rule's; of what people saw themselves the category, else the topic."""
    if rule:
        return rule.title.in_(lang)
    topic = code_name("topic", found.topic, lang) if found.topic else OBSERVED.in_(lang)
    return found.category or topic


def _unit(found: Finding, snapshot: Snapshot, lang: Lang) -> str:
    known = catalogue(snapshot).units.get(found.unit_code or "")
    return known.name.in_(lang) if known else found.unit_code or ""


def _facts(found: Finding, taken: Sequence[Row], rule: Definition | None, lang: Lang) -> str:
    """What people wrote, after what the rule said of each hit."""
    said = [rule_sentence(rule.text("says"), _of_hit(one, found), lang) for one in taken if rule]
    return "\n".join([*said, *([found.description] if found.description else [])])


def _of_hit(taken: Row, found: Finding) -> dict[str, Any]:
    return {
        "subject_id": found.subject_id,
        "happened_on": taken["happened_on"],
        "amount_cny": float(found.amount_cny) if found.amount_cny is not None else None,
        **_columns(taken),
    }


def _columns(taken: Row) -> dict[str, Any]:
    kept = taken["evidence"]
    return dict(json.loads(kept) if isinstance(kept, str) else kept or {})


def _grounds(snapshot: Snapshot, rule: Definition | None, lang: Lang) -> list[str]:
    if rule is None:
        return []
    return list(views.grounds(snapshot, rule.header.get("ground", []))[f"label_{lang}"])


def _procedure(
    done: Sequence[Row], taken: Sequence[Row], rule: Definition | None, lang: Lang
) -> str:
    """How it was found, and what was done, step by step, with the reasons that were given."""
    lines = []
    if rule and taken:
        lines.append(
            DETECTED.in_(lang).format(
                rule=rule.id,
                title=rule.title.in_(lang),
                snapshot=taken[0]["snapshot_id"],
                count=len(taken),
            )
        )
    for one in done:
        name = STATE_NAMES[one["to_state"]].in_(lang)
        note = f"：{one['note']}" if one["note"] and lang == "zh" else ""
        note = f": {one['note']}" if one["note"] and lang == "en" else note
        lines.append(f"{_day(one)} {one['name']} → {name}{note}")
    return "\n".join(lines)


def _origins(
    connection: sa.Connection, found: Finding, taken: Sequence[Row], snapshot: Snapshot, lang: Lang
) -> list[list[str]]:
    """For each hit, where the rows that it names stand now; the snapshot is named, for rows may change."""
    named = [
        rows_named(
            _columns(one), subject_type=found.subject_type or "", subject_id=found.subject_id
        )
        for one in taken
    ]
    known = views.origins(snapshot, [place for places in named for place in places])
    people = uploaders(connection, {one.snapshot_id for one in known.values()})
    head = ORIGINS.in_(lang).format(snapshot=snapshot.id)
    return [
        [head, *lines_of(snapshot, places, lang, people=people)] if places else []
        for places in named
    ]


def _computed(
    taken: Sequence[Row], name: str, lang: Lang, *, origins: Sequence[Sequence[str]]
) -> list[Evidence]:
    return [
        computed(
            _columns(one),
            name=name,
            source=TAKEN_FROM.in_(lang).format(snapshot=one["snapshot_id"], hit=one["hit_id"]),
            lang=lang,
            origins=lines,
        )
        for one, lines in zip(taken, origins, strict=True)
    ]


def _files(kept: Iterable[Row], lang: Lang) -> list[Evidence]:
    return [
        Evidence(
            one["file_name"],
            f"{one['bytes']:,} B",
            KEPT_FILE.in_(lang).format(name=one["name"], day=_moment(one["added_at"])),
            one["sha256"],
        )
        for one in kept
    ]


def _last(done: Sequence[Row], actions: Sequence[Action]) -> Row | None:
    return next((one for one in reversed(done) if one["action"] in actions), None)


def _day(step: Row | None) -> date | None:
    return _moment(step["happened_at"]) if step else None


def _moment(text: str) -> date:
    """Moments are kept in UTC; people read the day in China."""
    return datetime.fromisoformat(text).astimezone(CHINA).date()
