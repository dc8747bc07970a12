"""The cases behind a number, one page of the list at a time; the page is part of the address."""

from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition, name_of
from audit_models.records import records
from audit_models.text import Lang, Text
from audit_models.words import code_name, column_name
from dashboard import html
from dashboard.components import grid, pager
from dashboard.html import Component
from dashboard.view import Row, View

LINES = 25
"""Lines of a list on one page."""

NO_CASES = Text("本月没有案例。", "There are no cases this month.")
PROJECT = Text("项目或事件", "Project or event")
UNIT = Text("单位", "Unit")
VALUE = Text("数值", "Value")
MET = Text("达标", "Met")
PASSED = {True: Text("✓ 是", "✓ Yes"), False: Text("✗ 否", "✗ No")}
FACTS = ("customer_class", "service", "accepted_at", "energised_at")


def case_list(grid_id: str, indicator: Definition, view: View) -> Component:
    """The list, or the sentence that there is nothing to list."""
    total = views.count_cases(view.snapshot, indicator.id, view.unit.code, view.month)
    if total == 0:
        return html.P(view.say(NO_CASES), className="empty-text")
    found = views.cases(
        view.snapshot,
        indicator.id,
        view.unit.code,
        view.month,
        offset=(view.address.page - 1) * LINES,
        limit=LINES,
        largest_first=indicator.better != "higher",
    )
    rows = [case_row(row, indicator, view) for row in records(found)]
    return html.Div(
        [
            grid(
                grid_id,
                columns(indicator, view.lang),
                rows,
                lang=view.lang,
                label=view.say(PROJECT),
            ),
            pager(total, LINES, view),
        ]
    )


def columns(indicator: Definition, lang: Lang) -> list[dict[str, Any]]:
    value = VALUE.in_(lang)
    if indicator.header.get("kind") == "mean":
        value = f"{value} · {fmt.unit_name(indicator.unit, lang)}"
    return [
        {"field": "project", "headerName": PROJECT.in_(lang), "cellRenderer": "Place"},
        {
            "field": "value",
            "headerName": MET.in_(lang) if is_share(indicator) else value,
            "type": "rightAligned",
        },
        {"field": "unit", "headerName": UNIT.in_(lang)},
        *[
            {"field": name, "headerName": column_name(f"client_projects.{name}", lang)}
            for name in FACTS
        ],
    ]


def is_share(indicator: Definition) -> bool:
    """Whether a case is either in order or not; shares of outages, hours or contracts are quantities."""
    header = indicator.header
    return (header.get("kind"), header.get("chart"), header.get("better")) == (
        "share",
        "p",
        "higher",
    )


def case_row(row: Row, indicator: Definition, view: View) -> dict[str, Any]:
    lang = view.lang
    value = fmt.number(row["numerator"], digits=2)
    if is_share(indicator) and fmt.is_number(row["numerator"]):
        value = PASSED[bool(row["numerator"])].in_(lang)
    project = row["subject_id"]
    # Outages, complaints and the like are cases too, but there is no page for one of them.
    is_project = fmt.is_number(row["accepted_at"])
    return {
        "project": project,
        "href": view.href(path="/project", id=project) if is_project else None,
        "value": value,
        "unit": name_of(row).in_(lang),
        **{name: code_name(name, row[name], lang) for name in ("customer_class", "service")},
        **{name: fmt.minute(row[name]) for name in ("accepted_at", "energised_at")},
    }
