"""Policy register: which clauses are watched by what, and where nothing watches, gaps first."""

from audit_models import format as fmt
from audit_models import views
from audit_models.exports.sheet import Column, Sheet
from audit_models.families import family_of
from audit_models.judgement import judge
from audit_models.records import records
from audit_models.register import STATES, Clause, clause_state, load_register
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, mark, named, table
from dashboard.electricity import electricity_cards, electricity_sheet
from dashboard.exports import buttons
from dashboard.html import Component
from dashboard.page import Page
from dashboard.peer_groups import group_card
from dashboard.view import View

TITLE = Text("政策落实台账", "Policy register")
CLAUSE = Text("条款", "Clause")
WATCHED = Text("由什么监测", "Watched by")
OWNER = Text("责任部门", "Owner")
STATE = Text("状态", "State")
NOTE = Text(
    "先列缺口。有待核实＝有指标未达标，或有疑点待核实；疑点不是结论。",
    "Gaps first. To verify: a target missed or hits to verify; a hit is not a verdict.",
)
NOTHING = Text("尚无监测手段", "Nothing watches it yet")
HITS = Text("条规则有疑点", "rules with hits")
WORDS = {
    "no_measure": ("○", Text("无监测", "No measure")),
    "no_data": ("…", Text("无数据", "No data")),
    "failing": ("◆", Text("有待核实", "To verify")),
    "kept": ("■", Text("落实", "Kept")),
}
RESULTS = {
    "assessments": (Text("三级综合评价", "Three-level assessment"), "/"),
    "signals": (Text("异常信号", "Signals"), "/"),
    "scores": (Text("合同与廉政风险评分", "Contract and integrity risk scores"), None),
}


def body(view: View) -> Component:
    """Every clause with its state in the unit and month."""
    states = read_states(view)
    clauses = ordered(states)
    heads = [(STATE, ""), (CLAUSE, "name"), (WATCHED, ""), (OWNER, "")]
    rows = [
        [
            state_mark(clause, states, view),
            clause.clause.in_(view.lang),
            watchers(clause, states, view),
            clause.owner.in_(view.lang),
        ]
        for clause in clauses
    ]
    return html.Div(
        [
            html.Div(
                [
                    html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
                    html.Span(fmt.month(view.month, view.lang), className="sub"),
                ],
                className="title",
            ),
            card(
                tally(states, view),
                table([(view.say(text), kind) for text, kind in heads], rows),
                html.Div(
                    buttons("policy", "clauses", view.lang, has_picture=False), className="under"
                ),
                note=view.say(NOTE),
                class_name="policy",
            ),
            *electricity_cards(view),
            group_card(view),
        ]
    )


def read_states(view: View) -> dict[str, str]:
    """Every indicator, rule and result of the snapshot with its state in the unit and month."""
    snapshot, unit, month = view.snapshot, view.unit.code, view.month
    known = view.catalogue.indicators
    values = views.unit_values(snapshot, unit, month, count=1)
    states = {
        row["indicator_id"]: judge(row, known[row["indicator_id"]].better)
        for row in records(values)
        if row["indicator_id"] in known
    }
    covered = views.coverage(snapshot, unit, month)
    states |= dict(zip(covered["rule_id"], covered["state"], strict=True))
    return states | {name: "available" for name in RESULTS if views.has(snapshot, f"result.{name}")}


def ordered(states: dict[str, str]) -> list[Clause]:
    return sorted(load_register(), key=lambda one: STATES.index(clause_state(one, states)))


def tally(states: dict[str, str], view: View) -> str:
    found = [clause_state(one, states) for one in load_register()]
    return " · ".join(
        f"{view.say(WORDS[state][1])} {found.count(state)}" for state in STATES if state in found
    )


def state_mark(clause: Clause, states: dict[str, str], view: View) -> Component:
    state = clause_state(clause, states)
    shape, word = WORDS[state]
    return html.Span(
        [html.Span(shape, className="mark-shape", **{"aria-hidden": "true"}), view.say(word)],
        className=f"mark clause-{state}",
    )


def watchers(clause: Clause, states: dict[str, str], view: View) -> Component:
    """Links to everything that watches the clause; a family is one link to its rules."""
    parts: list[Component] = []
    for one in clause.indicators:
        if one in view.catalogue.indicators:
            name = view.catalogue.indicators[one].title.in_(view.lang)
            found = states.get(one)
            parts.append(
                html.Span(
                    [
                        link(name, view.href(path="/indicator", id=one)),
                        " ",
                        mark(found, view.lang) if found else None,
                    ]
                )
            )
    for one in clause.rules:
        family = family_of(one)
        if one in view.catalogue.rules:
            name = view.catalogue.rules[one].title.in_(view.lang)
            state = states.get(one)
            parts.append(
                html.Span(
                    [
                        link(name, view.href(path="/rules", id=one)),
                        " ",
                        mark(state, view.lang) if state else None,
                    ]
                )
            )
        elif family.folder:
            hits = sum(state == "hit" for rule, state in states.items() if rule.startswith(one))
            href = view.href(path="/rules", family=one)
            name = family.name.in_(view.lang)
            parts.append(html.Span([link(name, href), f" {fmt.count(hits)} {view.say(HITS)}"]))
    for one in clause.results:
        title, path = RESULTS[one]
        if one in states:
            name = view.say(title)
            parts.append(link(name, view.href(path=path)) if path else html.Span(name))
    return html.Div(parts or view.say(NOTHING), className="watchers")


def sheet(view: View) -> Sheet:
    states = read_states(view)
    columns = [Column(one) for one in (STATE, CLAUSE, WATCHED, OWNER)]
    rows = [
        [
            WORDS[clause_state(one, states)][1],
            one.clause,
            ", ".join([*one.watchers(states), *(name for name in one.results if name in states)]),
            one.owner,
        ]
        for one in ordered(states)
    ]
    return Sheet(TITLE, columns, rows)


PAGE = Page(
    name="policy",
    path="/policy",
    title=TITLE,
    order=7,
    icon="policy",
    body=body,
    sheets={"clauses": sheet, "electricity": electricity_sheet},
)
