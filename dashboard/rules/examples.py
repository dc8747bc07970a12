"""A rule's worked examples on its page: what each shows, its data, and what is expected of every subject."""

from collections.abc import Sequence
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.errors import Refused
from audit_models.judgement import MARKS, SEVERITIES
from audit_models.records import records
from audit_models.text import Text
from audit_models.tryout import rule_of
from audit_models.words import column_name, evidence_name, evidence_value
from audit_models.worked_examples.compare import expected_states
from audit_models.worked_examples.world import World, case_file, load_worlds
from dashboard import html
from dashboard.components import card
from dashboard.exports import drawn_listing
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("检验示例", "Worked examples")
NOTE = Text(
    "定义按这些示例逐一检验过；改动定义后若有一个示例不符，该规则即停用。对象以其要说明的情形命名。",
    "The definition is tried against each of these; one that comes out otherwise switches the rule off. Subjects are"
    " named by what they show.",
)
NONE = Text("这条规则没有检验示例。", "This rule has no worked examples.")
FAILED = Text(
    "该规则未通过自身的检验示例，已停用：所有单位和月份均为“出错”。",
    "This rule fails its own worked examples and is switched off: an error in every unit and month.",
)
FAILED_SHORT = Text("未通过自身的检验示例，已停用", "Fails its own worked example: switched off")
DIFFERENCE = Text(
    "{subject}：应为“{expected}”，实为“{found}”",
    "{subject}: expected “{expected}”, found “{found}”",
)
DATA = Text("数据：{table}", "Data: {table}")
ALIKE = Text("各行相同：{columns}", "Alike in every row: {columns}")
EMPTY = Text("已交付，没有行", "Delivered without a row")
ABSENT = Text("未交付：{columns}", "Never delivered: {columns}")
EXPECTED = Text("预期结果", "Expected outcome")
SUBJECT = Text("对象", "Subject")
OUTCOME = Text("结果", "Outcome")
PROOF = Text("证据", "Evidence")
RUN = Text("数据自{first}，截至{as_of}", "Data from {first} to {as_of}")
MISSING = Text("数据不足：{column}", "Insufficient data: {column}")
UNITS = "org_units"
"""Alike in every example."""


def switched_off(view: View) -> frozenset[str]:
    """The rules that the snapshot did not run, as they fail an example."""
    return frozenset(views.failed_examples(view.snapshot)["rule_id"])


def failed_card(rule: Definition, view: View) -> Component | None:
    """Which examples came out otherwise; nothing for a rule that passes."""
    found = views.failed_examples(view.snapshot)
    rows = records(found[found["rule_id"] == rule.id])
    if not rows:
        return None
    lines = [
        html.Li(
            [
                html.Span(row[f"example_{view.lang}"] or "", className="says"),
                " ",
                _difference(row, view) if row["subject"] else html.Code(row["found"]),
            ]
        )
        for row in rows
    ]
    return card(
        view.say(FAILED_SHORT), html.P(view.say(FAILED)), html.Ul(lines), class_name="alarm"
    )


def _difference(row: dict[Any, Any], view: View) -> str:
    return view.say(DIFFERENCE).format(
        subject=row["subject"],
        expected=state_words(row["expected"], view),
        found=state_words(row["found"], view),
    )


def state_words(state: str, view: View) -> str:
    """A state, a missing column or a plain value in words."""
    if state in MARKS:
        return view.say(MARKS[state][1])
    name = column_name(state, view.lang)
    return name if name == state else view.say(MISSING).format(column=name)


def examples_card(rule: Definition, view: View) -> Component:
    """Every example under a fold of its own."""
    if not case_file("rules", rule.id).exists():
        return card(view.say(TITLE), html.P(view.say(NONE), className="empty-text"))
    folds = [_example(rule.id, world, view) for world in load_worlds("rules", rule.id)]
    return card(view.say(TITLE), *folds, note=view.say(NOTE))


def _example(rule_id: str, world: World, view: View) -> Component:
    run = view.say(RUN).format(first=f"{world.first_month:%Y-%m}", as_of=fmt.day(world.as_of))
    return html.Details(
        [
            html.Summary(view.say(world.name)),
            html.P(run, className="note"),
            _expected(rule_id, world, view),
            *[_data(name, rows, view) for name, rows in world.tables.items() if name != UNITS],
            _absent(world, view),
        ],
        className="twin",
    )


def _expected(rule_id: str, world: World, view: View) -> Component | None:
    """Every subject with its outcome; of hits, what must stand in the evidence."""
    try:
        rule = rule_of(rule_id)
    except Refused:
        return None
    if "hits" not in world.expect:
        return None
    hits = world.expect["hits"] or {}
    rows = [
        [subject, _outcome(state, view), _proof(hits.get(subject) or {}, view)]
        for subject, state in expected_states(rule, world).items()
    ]
    head = [view.say(SUBJECT), view.say(OUTCOME), view.say(PROOF)]
    return html.Div([html.H3(view.say(EXPECTED)), _drawn(head, rows)])


def _outcome(state: str, view: View) -> str:
    shape = MARKS[state][0] if state in MARKS else MARKS["insufficient_data"][0]
    return f"{shape} {state_words(state, view)}"


def _proof(columns: dict[str, Any], view: View) -> str:
    other = "_en" if view.lang == "zh" else "_zh"
    parts = [
        f"{evidence_name(name, view.lang)} {_value(name, value, view)}"
        for name, value in columns.items()
        if not name.endswith(other)
    ]
    return ("；" if view.lang == "zh" else "; ").join(parts)


def _value(name: str, value: Any, view: View) -> str:
    if name == "severity" and value in SEVERITIES:
        return view.say(SEVERITIES[value])
    return evidence_value(name, value, view.lang)


def _data(table: str, rows: Sequence[dict[str, Any]], view: View) -> Component:
    """The rows of one table: columns that differ; what all rows have in common stands above."""
    title = html.H3(view.say(DATA).format(table=column_name(table, view.lang)))
    if not rows:
        return html.Div([title, html.P(view.say(EMPTY), className="note")])
    names = list(dict.fromkeys(name for row in rows for name in row))
    alike = [name for name in names if len(rows) > 1 and _is_alike(name, rows)]
    shown = [name for name in names if name not in alike]
    common = ("；" if view.lang == "zh" else "; ").join(
        f"{column_name(f'{table}.{name}', view.lang)} {evidence_value(name, rows[0][name], view.lang)}"
        for name in alike
    )
    return html.Div(
        [
            title,
            html.P(view.say(ALIKE).format(columns=common), className="note") if common else None,
            _drawn(
                [column_name(f"{table}.{name}", view.lang) for name in shown],
                [
                    [evidence_value(name, row.get(name), view.lang) for name in shown]
                    for row in rows
                ],
            ),
        ]
    )


def _is_alike(name: str, rows: Sequence[dict[str, Any]]) -> bool:
    return all(row.get(name) == rows[0].get(name) for row in rows)


def _absent(world: World, view: View) -> Component | None:
    if not world.absent:
        return None
    names = ("、" if view.lang == "zh" else ", ").join(
        column_name(name, view.lang) for name in world.absent
    )
    return html.P(view.say(ABSENT).format(columns=names), className="note")


def _drawn(head: list[str], rows: list[list[str]]) -> Component:
    return drawn_listing([{"text": text, "kind": ""} for text in head], rows)
