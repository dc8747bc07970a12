"""The register of rules: every rule with its state of the month, by family, as far as asked for."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc

from audit_models import format as fmt
from audit_models import views
from audit_models.families import Family, by_family, family_code, family_of
from audit_models.judgement import DECIDED, MARKS, SEVERITIES, checked_sum, hit_sum
from audit_models.records import records
from audit_models.text import Text
from audit_models.words import missing_text
from dashboard import html
from dashboard.components import card, link, mark
from dashboard.evidence import severity
from dashboard.families import CHECKED, FAMILY, HITS, RULE_STATES, rule_count
from dashboard.html import Component
from dashboard.rules.examples import FAILED_SHORT, switched_off
from dashboard.rules.hit_filters import hit_filters, is_narrowed, sides
from dashboard.rules.owner import basis_by_rule, owner_and_basis
from dashboard.rules.record import CONFIRMED, SHORT_RATE, by_rule, last_change, rate_text
from dashboard.view import Row, View

RULE = Text("规则", "Rule")
STATE = Text("本月状态", "This month")
SEVERITY = Text("等级", "Severity")
MISSING = Text("未能判定的原因", "Why undecided")
FILTERS = Text("筛选规则", "Narrow the list")
ALL = Text("全部", "All")
CHANGED = Text("最近变化", "Last change")
NEVER = Text("未变", "never")
CHOSEN = Text("（已选）", " (chosen)")
NO_MATCH = Text("没有符合筛选条件的规则。", "No rule matches these filters.")
CLEAR = Text("清除筛选", "Clear the filters")
NO_FILTER: dict[str, None] = {"family": None, "state": None, "severity": None}
"""The parts of an address that narrow the register by what a rule is."""
NO_HIT_FILTER: dict[str, None] = {"stage": None, "contractor": None}
"""Those that narrow it by what its hits are of."""


def register(view: View, *, note: str) -> Component:
    """The filters, and below them what they leave."""
    found = read_rules(view)
    hits = sides(view)
    if is_narrowed(view):
        found = found[found["rule_id"].isin(hits["rule_id"])]
    left = narrowed(found, view)
    content = (
        rule_table(left, view)
        if len(left)
        else html.Div(
            [
                html.P(view.say(NO_MATCH), className="empty-text"),
                link(view.say(CLEAR), view.href(**NO_FILTER, **NO_HIT_FILTER), class_name="button"),
            ]
        )
    )
    return html.Div(
        [
            filters(found, view),
            hit_filters(hits, view),
            card(summary(len(left), view), content, note=note),
        ],
    )


def read_rules(view: View) -> pd.DataFrame:
    """The coverage of the unit and month with what it can be narrowed by."""
    found = views.coverage(view.snapshot, view.unit.code, view.month)
    rules = view.catalogue.rules
    known = found[found["rule_id"].isin(list(rules))]
    counts = by_rule(view).reindex(known["rule_id"]).fillna(0)
    return known.assign(
        confirmed_rate=[
            rate_text(int(row["confirmed"]), int(row["inspected"]), view, text=SHORT_RATE)
            if row["inspected"]
            else fmt.NO_NUMBER
            for row in records(counts)
        ],
        family=known["rule_id"].map(family_code),
        severity=known["rule_id"].map(lambda rule: rules[rule].header["severity"]),
    )


def narrowed(found: pd.DataFrame, view: View, *, leaving_out: str = "") -> pd.DataFrame:
    """The rules that the address asks for; `leaving_out` names a filter that is not applied."""
    for name in NO_FILTER:
        wanted = getattr(view.address, name)
        if wanted and name != leaving_out:
            found = found[found[name] == wanted]
    return found


def summary(count: int, view: View) -> str:
    """The month, the filters in words and how many rules they leave; paper shows no filters."""
    at = view.address
    parts = [fmt.month(view.month, view.lang)]
    if at.family:
        parts.append(family_of(at.family).name.in_(view.lang))
    if at.state in RULE_STATES:
        parts.append(view.say(MARKS[at.state][1]))
    if at.severity in SEVERITIES:
        parts.append(f"{view.say(SEVERITY)} {view.say(SEVERITIES[at.severity])}")
    return " · ".join([*parts, rule_count(count, view)])


def filters(found: pd.DataFrame, view: View) -> Component:
    """Three lines of links; each says how many rules it would leave."""
    families = [
        (family.code, f"{family.code} {family.name.in_(view.lang)}")
        for family, _ in by_family(found)
    ]
    states = [(state, mark(state, view.lang)) for state in RULE_STATES]
    severities = [(level, severity(level, view.lang)) for level in SEVERITIES]
    return html.Nav(
        [
            _filter("family", FAMILY, families, found, view),
            _filter("state", STATE, states, found, view),
            _filter("severity", SEVERITY, severities, found, view),
        ],
        className="filters",
        **{"aria-label": view.say(FILTERS)},
    )


def _filter(
    name: str,
    label: Text,
    options: Sequence[tuple[str, Any]],
    found: pd.DataFrame,
    view: View,
) -> Component:
    others = narrowed(found, view, leaving_out=name)
    counts = others[name].value_counts()
    chosen = getattr(view.address, name)
    lines = [
        _choice(name, None, view.say(ALL), len(others), is_chosen=chosen is None, view=view),
        *[
            _choice(
                name,
                value,
                word,
                int(counts.get(value, 0)),
                is_chosen=chosen == value,
                view=view,
            )
            for value, word in options
        ],
    ]
    return html.Div(
        [
            html.Span(view.say(label), className="filter-name"),
            html.Ul(lines, className="choices", **{"aria-label": view.say(label)}),
        ],
        className="filter",
        id=f"rules-filter-{name}",
    )


def _choice(
    name: str, value: str | None, word: Any, count: int, *, is_chosen: bool, view: View
) -> Component:
    content = [word, " ", html.Span(fmt.count(count), className="choice-count")]
    if is_chosen:
        content.append(html.Span(view.say(CHOSEN), className="only-heard"))
    # By its id the browser finds the link again that had the focus before the list was narrowed.
    place = dcc.Link(
        content,
        href=view.href(**{name: value}),
        className="choice is-current" if is_chosen else "choice",
        id=f"rules-choice-{name}-{value or 'all'}",
    )
    return html.Li(place)


def rule_table(found: pd.DataFrame, view: View) -> Component:
    """One line a rule, a heading with the sums above each family."""
    basis, off = basis_by_rule(view), switched_off(view)
    headings = (
        (RULE, "name"),
        (SEVERITY, ""),
        (STATE, ""),
        (HITS, "num"),
        (CHECKED, "num"),
        (CONFIRMED, "num"),
        (CHANGED, ""),
        (MISSING, "missing"),
    )
    head = html.Tr(
        [html.Th(view.say(text), className=kind, scope="col") for text, kind in headings]
    )
    return html.Table(
        [
            html.Thead(head),
            *[
                html.Tbody(
                    [
                        _family_line(family, rules, view),
                        *[_rule_line(row, basis, off, view) for row in records(rules)],
                    ],
                    id=f"rules-family-{family.code}",
                )
                for family, rules in by_family(found)
            ],
        ],
        className="table register",
    )


def _family_line(family: Family, found: pd.DataFrame, view: View) -> Component:
    name = html.Th(
        [
            family.name.in_(view.lang),
            " ",
            html.Span(family.code, className="id"),
            " ",
            html.Span(rule_count(len(found), view), className="note"),
        ],
        colSpan=3,
        scope="rowgroup",
    )
    return html.Tr(
        [
            name,
            _cell(HITS, hit_sum(found), view, kind="num"),
            _cell(CHECKED, checked_sum(found), view, kind="num"),
            html.Td(),
            html.Td(),
            html.Td(),
        ],
        className="family",
    )


def _rule_line(
    row: Row, basis: Mapping[str, Sequence[Text]], off: Container[str], view: View
) -> Component:
    rule = view.catalogue.rules[row["rule_id"]]
    is_decided = row["state"] in DECIDED
    name = [
        link(rule.title.in_(view.lang), view.href(id=rule.id)),
        " ",
        html.Span(rule.id, className="id"),
        owner_and_basis(rule.id, basis[rule.id], view),
    ]
    missing = missing_text(row["missing"], view.lang)
    if rule.id in off:
        missing = view.say(FAILED_SHORT)
    checked = fmt.count(row["checked"]) if is_decided or row["checked"] else fmt.NO_NUMBER
    return html.Tr(
        [
            html.Th(name, className="name", scope="row"),
            _cell(SEVERITY, severity(row["severity"], view.lang), view),
            _cell(STATE, mark(row["state"], view.lang), view),
            _cell(HITS, fmt.count(row["hits"]) if is_decided else fmt.NO_NUMBER, view, kind="num"),
            _cell(CHECKED, checked, view, kind="num"),
            _cell(CONFIRMED, row["confirmed_rate"], view, kind="num"),
            _cell(CHANGED, last_change(rule) or view.say(NEVER), view),
            _cell(MISSING, missing, view, kind="missing"),
        ],
    )


def _cell(label: Text, value: Any, view: View, *, kind: str = "") -> Component:
    """A cell that names its column itself where the screen is too narrow for columns."""
    return html.Td(value, className=kind, **{"data-label": view.say(label)})
