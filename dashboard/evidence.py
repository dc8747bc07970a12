"""What a definition says, on what ground, and the rows that prove a hit, in words."""

from audit_models import views
from audit_models.catalogue import Definition
from audit_models.judgement import SEVERITIES
from audit_models.records import records
from audit_models.text import Lang, Text
from audit_models.words import GROUND_KINDS, column_name
from dashboard import html
from dashboard.components import card, named
from dashboard.html import Component
from dashboard.view import View

GROUND = Text("依据", "Ground")
SQL = Text("计算语句", "SQL as it was run")
HASH = Text("定义指纹", "Definition hash")
SNAPSHOT = Text("快照", "Snapshot")
NEEDS = Text("所需数据", "Data needed")
OPTIONAL = Text("可选数据", "Optional data")


def severity(value: str, lang: Lang) -> Component:
    """High, medium or low: a word and a number of dots."""
    dots = {"H": "●●●", "M": "●●○", "L": "●○○"}[value]
    return html.Span(
        [html.Span(dots, className="dots", **{"aria-hidden": "true"}), SEVERITIES[value].in_(lang)],
        className="severity",
    )


def ground_list(definition: Definition, view: View) -> Component:
    """What the definition rests on; an article only where it was verified."""
    found = views.grounds(view.snapshot, definition.header.get("ground", []))
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(view.say(GROUND_KINDS[row["kind"]]), className="tag"),
                    named(Text(row["label_zh"], row["label_en"]), view.lang),
                ]
            )
            for row in records(found)
        ],
        className="grounds",
    )


def provenance(definition: Definition, view: View) -> Component:
    """Ground, data needed, the SQL itself, and which snapshot and definition it was."""
    needs = [
        html.P(
            [
                html.Strong(
                    f"{view.say(label)}：" if view.lang == "zh" else f"{view.say(label)}: "
                ),
                _names(names, view),
            ]
        )
        for label, names in (
            (NEEDS, definition.header.get("needs")),
            (OPTIONAL, definition.header.get("optional_needs")),
        )
        if names
    ]
    return card(
        view.say(GROUND),
        ground_list(definition, view),
        *needs,
        html.Details(
            [html.Summary(view.say(SQL)), html.Pre(html.Code(definition.sql), tabIndex=0)],
            className="twin",
        ),
        html.P(
            [
                f"{view.say(SNAPSHOT)} ",
                html.Code(view.snapshot.id),
                f" · {view.say(HASH)} ",
                html.Code(definition.hash[:12]),
            ],
            className="note",
        ),
    )


def _names(names: list[str], view: View) -> str:
    return ("、" if view.lang == "zh" else ", ").join(
        column_name(name, view.lang) for name in names
    )
