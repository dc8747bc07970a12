"""What the pages of casework share: the reader's reach, the day's basis, and findings in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dash import no_update
from flask import request

from audit_models import format as fmt
from audit_models.casework.basis import Basis, basis_of
from audit_models.casework.findings import register
from audit_models.casework.findings.fields import FIELDS, Field
from audit_models.casework.findings.overdue import RUNNING, SOON_WORKDAYS, Overdue
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import ENDED, STATE_NAMES, State
from audit_models.casework.reach import Reach
from audit_models.casework.workflow import NotAllowed, NotHere
from audit_models.errors import Refused
from audit_models.scope import ScopedSnapshot
from audit_models.text import LANGS, Lang, Text
from audit_models.warehouse import Warehouse
from audit_models.words import rule_sentence
from dashboard import html, session
from dashboard.address import read_address
from dashboard.components import link, named
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

DUE = Text("期限 {day}", "Due {day}")
LEFT = Text("还有 {days} 个工作日", "{days} working days left")
TODAY = Text("今天到期", "Due today")
LATE = Text("逾期 {days} 个工作日", "{days} working days overdue")
LATE_UNKNOWN = Text("已逾期", "Overdue")
REPEAT = Text("屡查屡犯", "Repeat")
DOTS = {"high": "●●●", "medium": "●●○", "low": "●○○"}
PRESSED_BY = {
    "county": Text("县级督办", "County presses"),
    "city": Text("市级督办", "City presses"),
    "province": Text("省级督办", "Province presses"),
}


def reach(view: View) -> Reach:
    """The person of this request, over his own units."""
    address = request.remote_addr or ""
    return Reach(session.principal(), view.units, address, view.snapshot.facts.seed)


def basis(view: View) -> Basis:
    """Today, by the calendar and the units of the snapshot that is shown."""
    snapshot = view.snapshot
    return basis_of(snapshot.whole() if isinstance(snapshot, ScopedSnapshot) else snapshot)


def units_shown(view: View) -> frozenset[str] | None:
    """The units shown: the address's unit and all below it; the root shows what has none as well."""
    if view.unit.code == view.catalogue.root.code and view.units is None:
        return None
    line = basis(view).line
    return frozenset(code for code in view.catalogue.units if view.unit.code in line(code))


def answer(
    warehouse: Warehouse, path: str, search: str, change: Callable[[View], object],
    body: Callable[[View], Component], explain: Callable[[Refused, View], Component] | None = None,
) -> tuple[Any, Any]:  # fmt: skip
    """What a form's callback fills: the page anew, or beside the form the sentence that says why not."""
    address = read_address(path, search)
    try:
        view = open_view(warehouse, address)
    except Nothing as nothing:
        return no_update, refusal(nothing.text, address.lang)
    try:
        change(view)
        return body(view), no_update
    except Refused as refused:
        note_denial(refused, view)
        said = explain(refused, view) if explain else refusal(refused.text, view.lang)
        return no_update, said
    except Nothing as nothing:
        return no_update, refusal(nothing.text, view.lang)


def note_denial(refused: Refused, view: View) -> None:
    """Enter into the trail that somebody reached for what is not his; other refusals are everyday."""
    if isinstance(refused, NotHere | NotAllowed):
        page, asked = view.address.path.lstrip("/"), view.address.id or ""
        session.note("denied", kind=page[:40], id=asked[:100], result="denied")


def refusal(text: Text, lang: Lang) -> Component:
    return html.P(text.in_(lang), className="refused", role="alert")


def state_mark(state: State, lang: Lang) -> Component:
    """A finding's state as shape and word."""
    shape = "■" if state in ENDED else "◇"
    return html.Span(
        [html.Span(shape, className="mark-shape", **{"aria-hidden": "true"}),
         STATE_NAMES[state].in_(lang)],
        className="mark mark-ended" if state in ENDED else "mark mark-open",
    )  # fmt: skip


def severity_mark(severity: str | None, lang: Lang) -> Component | None:
    if severity is None:
        return None
    return html.Span(
        [html.Span(DOTS[severity], className="dots", **{"aria-hidden": "true"}),
         value_in_words("severity", severity, lang)],
        className="severity",
    )  # fmt: skip


def deadline_mark(finding: Finding, late: Mapping[str, Overdue], lang: Lang) -> Component | None:
    """When it is due; overdue is red, and says who has to press."""
    found = late.get(finding.finding_id)
    if found is None:
        due = finding.deadline
        return None if due is None else html.Span(DUE.in_(lang).format(day=fmt.day(due)))
    words = LATE_UNKNOWN.in_(lang)
    if found.workdays is not None:
        words = LATE.in_(lang).format(days=fmt.count(found.workdays))
    if found.level:
        words = f"{words} · {PRESSED_BY[found.level].in_(lang)}"
    return html.Strong(f"◆ {words}", className="overdue")


def reminder(finding: Finding, view: View) -> Component | None:
    """How many working days are left of what still runs and is nearly due."""
    here, due = basis(view), finding.deadline
    if due is None or finding.state not in RUNNING or due < here.today:
        return None
    left = here.days.between(here.today, due)
    if left is None or left > SOON_WORKDAYS:
        return None
    return html.Strong(view.say(LEFT).format(days=fmt.count(left)) if left else view.say(TODAY))


def finding_href(finding_id: str, view: View, **more: Any) -> str:
    return view.href(path="/finding", id=finding_id, **more)


def finding_link(finding: Finding, view: View) -> Component:
    return link(finding.finding_id, finding_href(finding.finding_id, view))


def unit_name(code: str | None, view: View) -> Component | str:
    unit = view.catalogue.units.get(code or "")
    return named(unit.name, view.lang) if unit else (code or fmt.NO_NUMBER)


def about(
    finding: Finding, hits: Iterable[Mapping[str, Any]], view: View
) -> Component | str:  # fmt: skip
    """What a finding is about, in one sentence: the rule's, or what a person wrote."""
    for hit in hits:
        said = hit_sentence(finding, hit, view)
        if said:
            return named(said, view.lang)
    if finding.description:
        return named(Text(finding.description, finding.description), view.lang)
    rule = view.catalogue.rules.get(finding.rule_id or "")
    return named(rule.title, view.lang) if rule else (finding.subject_id or fmt.NO_NUMBER)


def hit_sentence(finding: Finding, hit: Mapping[str, Any], view: View) -> Text | None:
    """What the rule said of a hit when it was taken up, in both languages."""
    rule = view.catalogue.rules.get(finding.rule_id or "")
    if rule is None or not isinstance(hit["evidence"], dict):
        return None
    known = {"subject_id": finding.subject_id, "amount_cny": finding.amount_cny, **hit["evidence"]}
    return Text(*(rule_sentence(rule.text("says"), known, lang) for lang in LANGS))


def hits_of(view: View, findings: Iterable[Finding]) -> dict[str, list[Mapping[str, Any]]]:
    """The hits behind some findings that were read in reach."""
    with session.casework().read() as connection:
        return register.hits_of(connection, [one.finding_id for one in findings])


def value_in_words(name: str, value: Any, lang: Lang) -> str:
    """A field's value as people read it."""
    field = FIELDS.get(name, Field(Text(name, name), "line"))
    if value is None:
        return fmt.NO_NUMBER
    if field.choices and value in field.choices:
        return field.choices[value].in_(lang)
    if field.kind == "money":
        return fmt.money(float(value), lang)
    return fmt.day(value) if field.kind == "date" else str(value)
