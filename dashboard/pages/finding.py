"""One finding in three columns: facts, reasoning and reviews, evidence; and the steps that are yours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dash import Dash, dcc

from audit_models import format as fmt
from audit_models.casework.findings import evidence, proof, register, talk
from audit_models.casework.findings.fields import FIELDS
from audit_models.casework.findings.links import links
from audit_models.casework.findings.overdue import overdue
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import ENDED, STATE_NAMES
from audit_models.casework.findings.states import State as FindingState
from audit_models.casework.findings.take_up import SOURCES
from audit_models.casework.workflow import NotHere
from audit_models.china_time import CHINA
from audit_models.origins import rows_named
from audit_models.text import Text
from audit_models.views.origins import Place
from audit_models.warehouse import Warehouse
from audit_models.words import evidence_facts
from dashboard import html, session
from dashboard.casework import (
    REPEAT,
    about,
    basis,
    deadline_mark,
    finding_href,
    hit_sentence,
    note_denial,
    reach,
    reminder,
    severity_mark,
    state_mark,
    unit_name,
    value_in_words,
)
from dashboard.components import card, facts, link, named
from dashboard.findings.around import around_card
from dashboard.findings.evidence_files import FORM_PATH
from dashboard.findings.form import add_callbacks, attach_box, comment_box, size, step_form
from dashboard.findings.links import add_link_callbacks, link_form, linked_pairs
from dashboard.findings.paper_files import paper_buttons
from dashboard.findings.undo import add_undo_callback, step_name, undo_line
from dashboard.html import Component
from dashboard.notebook_runs import notebook_card
from dashboard.origins import origins_of
from dashboard.page import Page
from dashboard.view import NOT_FOUND, Nothing, View

TITLE = Text("问题", "Finding")
BACK = Text("‹ 问题工作台", "‹ Findings")
TO_LIST = Text("回到问题工作台", "Back to the findings")
FACTS = Text("事实", "Facts")
REASONING = Text("办理与复核", "Reasoning and reviews")
EVIDENCE = Text("证据", "Evidence")
NO_EVIDENCE = Text("还没有证据文件。", "No file yet.")
NO_MORE = Text(
    "问题已办结，不再添加文件；如需补充，请先重新打开。",
    "The finding has ended and takes no more files; to add one, reopen it first.",
)
ADDED = Text("{who} 于 {when} 添加", "Added by {who}, {when}")
DOWNLOAD = Text("下载", "Download")
COMMENTS = Text("评论", "Comments")
NO_COMMENTS = Text("还没有评论。", "No comments yet.")
SOURCE = Text("来源", "Source")
FOUND_ON = Text("发现日期", "Found on")
UNIT = Text("单位", "Unit")
OWNER = Text("责任人", "Owner")
RULE = Text("规则", "Rule")
SUBJECT = Text("对象", "Subject")
HIT = Text("疑点", "Hit")
CHECK = Text("最新快照上的核对", "On the newest snapshot")
CHECK_NOTE = Text(
    "过去发生的事不会消失，所以疑点仍在不等于没有整改；请结合整改之后的新疑点判断。",
    "What happened in the past stays: a hit that still stands does not say that nothing was put right;"
    " look at what came since.",
)
ANSWERS = {
    "gone": Text("已重新核对：原疑点不再出现。", "Checked again: the hit is gone."),
    "stands": Text("原疑点仍在。", "The same hit still stands."),
    "not_reached": Text(
        "数据还没有覆盖整改之后的时间，尚不能证明。",
        "The data do not reach beyond the rectification yet: nothing is proven.",
    ),
    "not_checked": Text(
        "没有规则或数据不足，不能由数据证明。", "No rule, or too few data: the data prove nothing."
    ),
}
SINCE = Text(
    "整改之后同一规则在本单位的新疑点：{count}", "New hits of the rule in the unit since: {count}"
)
MERGED_INTO = Text("已并入", "Merged into")
SETTLED = ("answer", "verdict", "verified_on", "characterisation", "ground", "requirement", "due_on",
           "measures", "similar_cases", "recovered_cny", "rules_improved", "people_accountable",
           "rectified_on", "receiver", "closed_on")  # fmt: skip
LABELS = {
    "verified_on": Text("核实日期", "Verified on"),
    "rectified_on": Text("整改完成日", "Rectified on"),
    "closed_on": Text("销号日", "Closed on"),
}


def body(view: View) -> Component:
    """The finding that the address names."""
    who, finding_id = reach(view), view.address.id or ""
    with session.casework().read() as connection:
        try:
            finding = register.get(connection, who, finding_id)
        except NotHere as error:
            note_denial(error, view)
            to = view.address.to(path="/findings")
            raise Nothing(NOT_FOUND, to=to, label=TO_LIST) from error
        played = register.parts(connection, finding)
        done = register.steps(connection, who, finding_id)
        hits = register.hits(connection, who, finding_id)
        files = evidence.list_evidence(connection, who, finding_id)
        said = talk.comments(connection, who, finding_id)
        linked = links(connection, who, finding_id)
        names = register.names(connection, [finding.owner_id] if finding.owner_id else [])
    late = {one.finding.finding_id: one for one in overdue([finding], basis(view))}
    allowed = register.allowed(finding, played, who.principal)
    return html.Div(
        [
            dcc.Store(id="finding-wanted"),
            dcc.Download(id="finding-download"),
            html.Div(
                [
                    html.H1([about(finding, hits, view), html.Span(finding.finding_id)]),
                    paper_buttons("finding", view),
                ],
                className="title",
            ),
            html.P(
                [
                    link(view.say(BACK), view.href(path="/findings")),
                    state_mark(finding.state, view.lang),
                    severity_mark(finding.severity, view.lang),
                    deadline_mark(finding, late, view.lang),
                    reminder(finding, view),
                    html.Strong(view.say(REPEAT), className="overdue") if finding.is_repeat else None,
                    _survivor(finding, view),
                ],
                className="own",
            ),
            undo_line(finding, done[-1], view),
            step_form(finding, allowed, view),
            html.Div(
                [
                    facts_column(finding, hits, linked, names, view),
                    reasoning_column(finding, done, said, view),
                    evidence_column(finding, files, view),
                ],
                className="three",
            ),
            runs(finding, hits, view),
        ]
    )  # fmt: skip


def _survivor(finding: Finding, view: View) -> Component | None:
    """Where a duplicate goes on."""
    if finding.merged_into is None:
        return None
    to = link(finding.merged_into, finding_href(finding.merged_into, view))
    return html.Span([view.say(MERGED_INTO), " ", to])


def runs(
    finding: Finding, hits: Sequence[Mapping[str, Any]], view: View
) -> Component | None:  # fmt: skip
    """The notebook runs that counted the rule's hits of the finding's unit, in the month of the hit."""
    rule = view.catalogue.rules.get(finding.rule_id or "")
    unit = view.catalogue.units.get(finding.unit_code or "")
    if rule is None or unit is None:
        return None
    days = [hit["happened_on"].replace(day=1) for hit in hits if hit["happened_on"]]
    month = next((day for day in days if day in view.catalogue.months), view.month)
    address = view.address.to(unit=unit.code, month=month)
    return notebook_card(rule, replace(view, address=address, unit=unit, month=month))


def facts_column(
    finding: Finding, hits: Sequence[Mapping[str, Any]], linked: Sequence[tuple[str, str]],
    names: Mapping[int, str], view: View,
) -> Component:  # fmt: skip
    """What is known by itself: where, when, which rule, what it said, what the newest data say."""
    rule = view.catalogue.rules.get(finding.rule_id or "")
    subject: Any = html.Code(finding.subject_id)
    if finding.subject_type == "project":
        subject = link(finding.subject_id, view.href(path="/project", id=finding.subject_id))
    pairs: list[tuple[str, Any]] = [
        (view.say(UNIT), unit_name(finding.unit_code, view)),
        (view.say(SOURCE), view.say(SOURCES[finding.source])),
        (view.say(FOUND_ON), fmt.day(finding.found_on)),
        (view.say(OWNER), names.get(finding.owner_id or 0, fmt.NO_NUMBER)),
    ]
    if finding.rule_id:
        title = named(rule.title, view.lang) if rule else ""
        href = view.href(path="/rules", id=finding.rule_id)
        pairs.append((view.say(RULE), link([finding.rule_id, " ", title], href)))
    if finding.subject_id:
        pairs.append((view.say(SUBJECT), subject))
    pairs += linked_pairs(linked, view)
    for name in ("description", "amount_cny", "topic", "stage", "department", "category"):
        if getattr(finding, name) is not None:
            pairs.append(_pair(name, finding, view))
    named_rows = [_rows_of(finding, hit) for hit in hits]
    origins = origins_of(view, [place for places in named_rows for place in places])
    told = [
        html.Div(
            [
                html.H3(view.say(HIT)),
                html.P(named(sentence, view.lang), className="says"),
                facts(evidence_facts(hit["evidence"], view.lang)),
                origins.evidence(places),
            ]
        )
        for hit, places in zip(hits, named_rows, strict=True)
        if (sentence := hit_sentence(finding, hit, view))
    ]
    return html.Div(
        [
            card(view.say(FACTS), facts(pairs), *told, link_form(finding, view)),
            check_card(finding, view),
            around_card(finding, linked, view),
        ]
    )


def _rows_of(finding: Finding, hit: Mapping[str, Any]) -> list[Place]:
    kept = hit["evidence"] if isinstance(hit["evidence"], dict) else {}
    return rows_named(kept, subject_type=finding.subject_type or "", subject_id=finding.subject_id)


def check_card(finding: Finding, view: View) -> Component | None:
    """What the newest snapshot says about the rule's hit."""
    if finding.rule_id is None:
        return None
    found = proof.prove(view.snapshot, finding)
    lines = [html.P(view.say(ANSWERS[found.answer]))]
    if found.hits_since is not None:
        lines.append(html.P(view.say(SINCE).format(count=fmt.count(found.hits_since))))
    return card(view.say(CHECK), *lines, note=view.say(CHECK_NOTE))


def reasoning_column(
    finding: Finding, done: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]],
    view: View,
) -> Component:  # fmt: skip
    """What people made of it, in the order in which they did."""
    pairs = [_pair(n, finding, view) for n in SETTLED if getattr(finding, n) is not None]
    steps = html.Ol([_step(one, view) for one in done], className="timeline")
    talked: Component = html.P(view.say(NO_COMMENTS), className="empty-text")
    if said:
        talked = html.Ul([_comment(one) for one in said], className="comments")
    return html.Div(
        [
            card(view.say(REASONING), facts(pairs), steps),
            card(view.say(COMMENTS), talked, comment_box(view)),
        ]
    )


def _pair(name: str, finding: Finding, view: View) -> tuple[str, Any]:
    label = LABELS[name] if name in LABELS else FIELDS[name].name
    value = getattr(finding, name)
    words = fmt.day(value) if name in LABELS else value_in_words(name, value, view.lang)
    if name == "verdict" and value == "cleared":
        words = view.say(STATE_NAMES[FindingState.CLEARED])
    return view.say(label), named(Text(words, words), view.lang)


def _step(one: Mapping[str, Any], view: View) -> Component:
    parts: list[Any] = [
        html.Strong(view.say(step_name(one))),
        html.Span(f"{one['name']} · {_when(one['happened_at'])}", className="note"),
    ]
    if one["note"]:
        parts.append(html.P(named(Text(one["note"], one["note"]), view.lang), className="says"))
    if one["proof"]:
        parts.append(html.P(view.say(ANSWERS[one["proof"]["answer"]]), className="note"))
    return html.Li(parts)


def _comment(one: Mapping[str, Any]) -> Component:
    return html.Li(
        [
            html.Span(f"{one['name']} · {_when(one['written_at'])}", className="note"),
            html.P(one["text"], className="says", lang="zh-CN"),
        ]
    )


def evidence_column(
    finding: Finding, files: Sequence[Mapping[str, Any]], view: View
) -> Component:  # fmt: skip
    """Files with hash, who and when; what has ended takes no more."""
    listed: Component = html.P(view.say(NO_EVIDENCE), className="empty-text")
    if files:
        listed = html.Ul([_file(one, view) for one in files], className="files")
    box = None
    if evidence.may_add(reach(view)):
        is_open = finding.state not in ENDED
        box = attach_box(view) if is_open else html.P(view.say(NO_MORE), className="note")
    return html.Div([card(view.say(EVIDENCE), listed, box)])


def _file(one: Mapping[str, Any], view: View) -> Component:
    added = view.say(ADDED).format(who=one["name"], when=_when(one["added_at"]))
    return html.Li(
        [
            html.Strong(one["file_name"], lang="zh-CN"),
            html.Span(f"{size(one['bytes'])} · {added}", className="note"),
            html.Code(f"SHA-256 {one['sha256']}", className="hash"),
            html.A(
                view.say(DOWNLOAD),
                href=f"{FORM_PATH}/{one['evidence_id']}?lang={view.lang}",
                className="save",
            ),
        ]
    )


def _when(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(CHINA):%Y-%m-%d %H:%M}"


def register_callbacks(app: Dash, warehouse: Warehouse) -> None:
    add_callbacks(app, warehouse, body)
    add_link_callbacks(app, warehouse, body)
    add_undo_callback(app, warehouse, body)


PAGE = Page(
    name="finding",
    path="/finding",
    title=TITLE,
    order=5,
    icon="findings",
    body=body,
    register=register_callbacks,
    in_menu=False,
)
