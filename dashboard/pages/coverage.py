"""Coverage: rule × unit, or rule × month where there is nothing below. What was not checked says so."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition, Unit, name_of
from audit_models.exports import sheet as exports
from audit_models.families import by_family, family_code, family_of, load_families
from audit_models.judgement import DECIDED, MARKS
from audit_models.records import records
from audit_models.text import Text
from audit_models.words import missing_text
from dashboard import html
from dashboard.components import card, legend, link, named
from dashboard.exports import buttons
from dashboard.families import CHECKED as CHECKED_SUBJECTS
from dashboard.families import FAMILY, RULE_STATES, rule_count
from dashboard.families import HITS as HIT_COUNT
from dashboard.html import Component
from dashboard.page import Page
from dashboard.rules.examples import FAILED_SHORT, switched_off
from dashboard.view import LEVELS, Nothing, Row, View

TITLE = Text("规则覆盖", "Coverage")
LEAD = Text(
    "每条规则在每个单位当月的状态；未检查到的从不显示为“无疑点”。",
    "The state of every rule in every unit; what was not checked is never shown as clean.",
)
BY_MONTH = Text(
    "本单位没有下级单位，按月显示最近十二个月。",
    "This unit has none below it, so its last twelve months are shown.",
)
RULE = Text("规则", "Rule")
ALL = Text("全部", "All")
FILTER = Text("规则类别", "Family")
NO_RESULTS = Text("本快照没有规则结果。", "This snapshot has no rule results.")
HITS = Text("疑点 {hits}，已检查 {checked}", "{hits} hits in {checked} checked")
CHECKED = Text("已检查 {checked}", "{checked} checked")
UNDECIDED = Text("未能判定：{missing}", "undecided: {missing}")
FILE_HOLDS = Text(
    "文件：本单位及直接下级，最近十二个月，每条规则一行；未能判定的不写疑点数。",
    "The files hold every rule of the last twelve months, for this unit and those directly below it; what could not be"
    " decided has no number of hits.",
)
FILE_COLUMNS = (
    Text("规则编号", "Rule id"), RULE, FAMILY, Text("单位编码", "Unit code"), Text("单位", "Unit"),
    Text("层级", "Level"), Text("月份", "Month"), Text("状态", "State"), CHECKED_SUBJECTS, HIT_COUNT,
    Text("缺少的数据（未能判定数）", "Missing data (undecided)"),
)  # fmt: skip
"""What the file says of a rule in a unit and month."""


class Column(NamedTuple):
    """One column of the matrix: what its cells have in common, and where its heading leads."""

    key: Any
    heading: str
    href: str
    change: dict[str, Any]
    """How the address of a cell differs from the page's: another unit, or another month."""


def body(view: View) -> Component:
    """The matrix of the unit with all directly below it, or of its months."""
    below = view.catalogue.children(view.unit)
    if below:
        found = views.coverage_by_unit(view.snapshot, view.unit.code, view.month)
        columns, key, note = _unit_columns(found, view), "unit_code", LEAD
    else:
        found = views.coverage_by_month(view.snapshot, view.unit.code, view.month)
        columns, key, note = _month_columns(found, view), "month", BY_MONTH
    found = found[found["rule_id"].isin(list(view.catalogue.rules))]
    if found.empty:
        raise Nothing(NO_RESULTS)
    return html.Div(
        [
            html.Div(
                html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
                className="title",
            ),
            family_choice(view),
            card(
                fmt.month(view.month, view.lang),
                legend(RULE_STATES, view.lang),
                matrix(_of_family(found, view), columns, key, view),
                html.P(view.say(FILE_HOLDS), className="note"),
                buttons("coverage", "coverage", view.lang, has_picture=False),
                note=view.say(note),
            ),
        ]
    )


def _unit_columns(found: pd.DataFrame, view: View) -> list[Column]:
    units = records(found.drop_duplicates("unit_code"))
    return [
        Column(
            row["unit_code"],
            name_of(row).in_(view.lang),
            view.href(unit=row["unit_code"]),
            {"unit": row["unit_code"]},
        )
        for row in units
    ]


def _month_columns(found: pd.DataFrame, view: View) -> list[Column]:
    return [
        Column(
            month,
            f"{month:%Y-%m}",
            view.href(month=month.date()),
            {"month": month.date()},
        )
        for month in found["month"].drop_duplicates().sort_values()
    ]


def _of_family(found: pd.DataFrame, view: View) -> pd.DataFrame:
    wanted = view.address.family
    return found[found["rule_id"].str.startswith(wanted)] if wanted in load_families() else found


def family_choice(view: View) -> Component:
    """One link a family; the chosen one is marked."""
    choices: list[tuple[str | None, str]] = [(None, view.say(ALL))]
    choices += [
        (code, f"{code} {family.name.in_(view.lang)}") for code, family in load_families().items()
    ]
    return html.Nav(
        html.Ul(
            [
                html.Li(
                    link(
                        name,
                        view.href(family=code),
                        class_name="choice is-current" if view.address.family == code else "choice",
                    )
                )
                for code, name in choices
            ],
            className="choices filter",
        ),
        className="filters",
        **{"aria-label": view.say(FILTER)},
    )


def matrix(found: pd.DataFrame, columns: Sequence[Column], key: str, view: View) -> Component:
    """One line a rule, a heading above each family, one cell a unit or month.

    Drawn by the browser (`shell.js`) from one element's data: as components of their own, the thousands
    of cells of a province would keep a browser busy for many seconds.
    """
    drawing = {
        "name": view.say(RULE),
        "head": [{"text": column.heading, "href": column.href} for column in columns],
        "groups": [
            {
                "text": family.name.in_(view.lang),
                "note": rule_count(rules["rule_id"].nunique(), view),
                "rows": _rule_lines(rules, columns, key, view),
            }
            for family, rules in by_family(found)
        ],
    }
    return html.Div(
        html.Div(className="drawn", **{"data-matrix": json.dumps(drawing, ensure_ascii=False)}),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": view.say(TITLE)},
    )


def _rule_lines(
    found: pd.DataFrame, columns: Sequence[Column], key: str, view: View
) -> list[dict[str, Any]]:
    cells = {(row["rule_id"], row[key]): row for row in records(found)}
    rules = [view.catalogue.rules[one] for one in found["rule_id"].drop_duplicates()]
    # Once a column: a whole address for each of two thousand cells was half of the page's time.
    ways = [view.href(path="/rules", **column.change) for column in columns]
    return [
        {
            "id": rule.id,
            "text": rule.title.in_(view.lang),
            "cells": [
                _cell(cells[(rule.id, column.key)], f"{way}&id={rule.id}", view)
                for column, way in zip(columns, ways, strict=True)
                if (rule.id, column.key) in cells
            ],
        }
        for rule in rules
    ]


def _cell(row: Row, href: str, view: View) -> dict[str, str]:
    """Shape and, where decided, the number of hits; in words for whoever points at it or hears it."""
    shape, word = MARKS[row["state"]]
    words = cell_words(row, view)
    return {
        "text": f"{shape} {fmt.count(row['hits'])}" if row["state"] == "hit" else shape,
        "state": row["state"],
        "title": words,
        "heard": f"{view.say(word)} {words}",
        "href": href,
    }


def cell_words(row: Row, view: View) -> str:
    """`3 hits in 120 checked; undecided: owner type (4)`."""
    counts = {"hits": fmt.count(row["hits"]), "checked": fmt.count(row["checked"])}
    parts = []
    if row["state"] in DECIDED:
        parts.append(view.say(HITS).format(**counts))
    elif row["checked"]:
        parts.append(view.say(CHECKED).format(**counts))
    missing = missing_text(row["missing"], view.lang)
    if missing:
        parts.append(view.say(UNDECIDED).format(missing=missing))
    if row["state"] == "error" and row["rule_id"] in switched_off(view):
        parts.append(view.say(FAILED_SHORT))
    return ("；" if view.lang == "zh" else "; ").join(parts) or view.say(MARKS[row["state"]][1])


def sheet(view: View) -> exports.Sheet:
    """Rule × unit × month: the state, what was counted, and what is missing; of one family if one is chosen."""
    found = views.coverage_matrix(view.snapshot, view.unit.code, view.month)
    found = _of_family(found[found["rule_id"].isin(list(view.catalogue.rules))], view)
    missing = {one: missing_text(one, view.lang) for one in found["missing"].unique()}
    rows = [
        [
            *_rule_cells(view.catalogue.rules[row["rule_id"]]),
            *_unit_cells(view.catalogue.units[row["unit_code"]]),
            row["month"].date(),
            MARKS[row["state"]][1],
            int(row["checked"]),
            int(row["hits"]) if row["state"] in DECIDED else None,
            missing[row["missing"]],
        ]
        for row in records(found)
    ]
    return exports.Sheet(TITLE, [exports.Column(title) for title in FILE_COLUMNS], rows)


def _rule_cells(rule: Definition) -> list[str | Text]:
    return [rule.id, rule.title, family_of(family_code(rule.id)).name]


def _unit_cells(unit: Unit) -> list[str | Text]:
    return [unit.code, unit.name, LEVELS[unit.level]]


PAGE = Page(
    name="coverage",
    path="/coverage",
    title=TITLE,
    order=5,
    icon="coverage",
    body=body,
    sheets={"coverage": sheet},
)
