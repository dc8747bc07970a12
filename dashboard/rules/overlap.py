"""Which rules find the same: the matrix of all, and on a rule's page those that it meets most."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.exports.sheet import Column, Sheet
from audit_models.families import by_family
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, table
from dashboard.exports import buttons
from dashboard.families import rule_count
from dashboard.html import Component
from dashboard.view import Row, View

PAGE_ID = "overlaps"
"""What stands in the address in place of a rule's id."""
MOST_RULES, MOST_LINES = 20, 8
ALIKE = 0.3
"""Share from which two rules are marked as finding much the same: ours, not a standard."""

TITLE = Text("规则重叠（近12个月）", "Overlap of rules (12 months)")
NOTE = Text(
    "两条规则都命中的对象数；合同按其所属工程计。重合度＝两者都命中÷任一命中；▲ 为30%及以上。重叠可能说明两条规则在看同一件事，也可能说明多处疑点集中于同一对象",
    "Subjects that both rules hit; a contract counts as its project. Alike: both ÷ either; ▲ from 30%. An overlap may"
    " mean that two rules look at one thing, or that several leads meet in one subject",
)
NONE = Text("没有两条规则命中同一对象。", "No two rules hit the same subject.")
NONE_HERE = Text("没有其他规则命中同一对象。", "No other rule hits the same subjects.")
SHOWN = Text(
    "重合度最高的{shown}条规则，共{count}条有重叠。",
    "The {shown} rules most alike, of {count} that overlap.",
)
RULE = Text("规则", "Rule")
OTHER = Text("另一规则", "Other rule")
OWN = Text("本规则对象", "Subjects of this rule")
OTHERS = Text("另一规则对象", "Subjects of the other")
BOTH = Text("两者都命中", "Both")
JACCARD = Text("重合度（%）", "Alike (%)")
CELL = Text(
    "{rule} 与 {other}：都命中 {both} 个对象（各 {own}、{others} 个），重合度 {share}%",
    "{rule} and {other}: {both} subjects in common (of {own} and {others}), {share}% alike",
)
ALONE = Text("{rule}：{own} 个对象", "{rule}: {own} subjects")
APART = Text("{rule} 与 {other}：没有共同对象", "{rule} and {other}: no subject in common")


def overlap_page(view: View) -> Component:
    """The matrix of the rules that overlap most; the file holds every pair."""
    found = _found(view)
    if found.empty:
        return card(
            view.say(TITLE), html.P(view.say(NONE), className="empty-text"), note=view.say(NOTE)
        )
    ranked = found.groupby("rule_id")["jaccard"].max().sort_values(ascending=False, kind="stable")
    top = pd.DataFrame({"rule_id": sorted(ranked.head(MOST_RULES).index)})
    ids = [one for _, own in by_family(top) for one in own["rule_id"]]
    shown = view.say(SHOWN).format(shown=fmt.count(len(ids)), count=fmt.count(len(ranked)))
    return card(
        view.say(TITLE),
        html.P(shown),
        _matrix(found, ids, view),
        buttons("rules", "overlaps", view.lang, has_picture=False),
        note=view.say(NOTE),
    )


def _found(view: View) -> pd.DataFrame:
    found = views.rule_overlaps(view.snapshot, view.unit.code, view.month)
    known = list(view.catalogue.rules)
    return found[found["rule_id"].isin(known) & found["other_id"].isin(known)]


def _matrix(found: pd.DataFrame, ids: list[str], view: View) -> Component:
    """Drawn by the browser (`shell.js`) from one element's data, as the coverage matrix is."""
    pairs = {(row["rule_id"], row["other_id"]): row for row in records(found)}
    subjects = dict(zip(found["rule_id"], found["subjects"], strict=True))
    rules = pd.DataFrame({"rule_id": ids})
    drawing = {
        "name": view.say(RULE),
        "head": [{"text": one, "href": view.href(id=one)} for one in ids],
        "groups": [
            {
                "text": family.name.in_(view.lang),
                "note": rule_count(len(own), view),
                "rows": [
                    {
                        "id": one,
                        "text": view.catalogue.rules[one].title.in_(view.lang),
                        "cells": [_cell(one, other, pairs, subjects, view) for other in ids],
                    }
                    for one in own["rule_id"]
                ],
            }
            for family, own in by_family(rules)
        ],
    }
    return html.Div(
        html.Div(className="drawn", **{"data-matrix": json.dumps(drawing, ensure_ascii=False)}),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": view.say(TITLE)},
    )


def _cell(
    one: str, other: str, pairs: Mapping[Any, Row], subjects: Mapping[str, int], view: View
) -> dict[str, str]:
    row = pairs.get((one, other))
    if row is not None:
        words = _words(row, view)
        text = f"▲ {fmt.count(row['both'])}" if row["jaccard"] >= ALIKE else fmt.count(row["both"])
        state = "hit" if row["jaccard"] >= ALIKE else "watched"
    elif one == other:
        words = view.say(ALONE).format(rule=one, own=fmt.count(subjects[one]))
        text, state = fmt.count(subjects[one]), "not_applicable"
    else:
        words = view.say(APART).format(rule=one, other=other)
        text, state = "·", "not_applicable"
    return {
        "text": text, "state": state, "title": words, "heard": words, "href": view.href(id=one),
    }  # fmt: skip


def _words(row: Row, view: View) -> str:
    return view.say(CELL).format(
        rule=row["rule_id"],
        other=row["other_id"],
        both=fmt.count(row["both"]),
        own=fmt.count(row["subjects"]),
        others=fmt.count(row["other_subjects"]),
        share=fmt.number(100 * row["jaccard"]),
    )


def overlap_card(rule: Definition, view: View) -> Component:
    """The rules that meet this one most often."""
    found = _found(view)
    own = found[found["rule_id"] == rule.id].head(MOST_LINES)
    if own.empty:
        none = html.P(view.say(NONE_HERE), className="empty-text")
        return card(view.say(TITLE), none, note=view.say(NOTE))
    columns = [(view.say(OTHER), "")]
    columns += [(view.say(text), "num") for text in (OWN, OTHERS, BOTH, JACCARD)]
    rows: list[list[Any]] = [
        [
            _link(row["other_id"], view),
            fmt.count(row["subjects"]),
            fmt.count(row["other_subjects"]),
            fmt.count(row["both"]),
            fmt.number(100 * row["jaccard"]),
        ]
        for row in records(own)
    ]
    return card(view.say(TITLE), table(columns, rows), note=view.say(NOTE))


def _link(rule_id: str, view: View) -> Component:
    title = view.catalogue.rules[rule_id].title.in_(view.lang)
    return html.Span([link(title, view.href(id=rule_id)), " ", html.Span(rule_id, className="id")])


def sheet(view: View) -> Sheet:
    """Every two rules with a subject in common."""
    columns = [
        Column(RULE),
        Column(OTHER),
        Column(OWN),
        Column(OTHERS),
        Column(BOTH),
        Column(JACCARD, digits=1),
    ]
    rows = [
        [
            row["rule_id"],
            row["other_id"],
            int(row["subjects"]),
            int(row["other_subjects"]),
            int(row["both"]),
            100 * float(row["jaccard"]),
        ]
        for row in records(_found(view))
    ]
    return Sheet(TITLE, columns, rows)
