"""Who chose the contractor: the five papers of a project as one strip, with its gaps."""

from audit_models import format as fmt
from audit_models import views
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, named
from dashboard.html import Component
from dashboard.view import Row, View

TITLE = Text("承包商由谁选定", "Who chose the contractor")
NOTE = Text(
    "先后次序应自左至右；缺少与未知不同，二者都不是结论",
    "They should follow each other from left to right; missing and unknown differ, and neither is a verdict",
)
STEPS = {
    "plan_reply": Text("供电方案答复", "Plan reply"),
    "design": Text("设计合同", "Design contract"),
    "construction": Text("施工合同", "Construction contract"),
    "entrustment": Text("客户自主委托书", "Customer's entrustment"),
    "bids": Text("投标文件", "Bid file"),
}
STATES = {
    "found": ("●", Text("有", "Found")),
    "missing": ("○", Text("缺少", "Missing")),
    "unknown": ("◌", Text("未知", "Unknown")),
}
BIDDERS = Text("{count} 家投标", "{count} bidders")


def choice_strip(project_id: str, view: View) -> Component:
    """The strip of one project."""
    steps = records(views.choice_steps(view.snapshot, project_id))
    return card(
        view.say(TITLE),
        html.Ol([_step(row, view) for row in steps], className="strip"),
        note=view.say(NOTE),
    )


def _step(row: Row, view: View) -> Component:
    shape, word = STATES[row["state"]]
    parts = [
        html.Strong(view.say(STEPS[row["step"]])),
        html.Span(
            [html.Span(shape, **{"aria-hidden": "true"}), f" {view.say(word)}"],
            className="strip-state",
        ),
    ]
    if fmt.is_number(row["happened_on"]):
        parts.append(html.Span(fmt.day(row["happened_on"])))
    if fmt.is_number(row["who"]):
        who = row["who"]
        if row["step"] == "bids":
            parts.append(html.Span(view.say(BIDDERS).format(count=who)))
        else:
            parts.append(html.Span(named(Text(who, who), view.lang)))
    return html.Li(parts, className=f"is-{row['state']}")
