"""Bid-rigging screens of a unit's tenders: the numbers that the literature looks at, and no score."""

from typing import Any

import numpy as np

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.exports.sheet import Column, Sheet
from audit_models.models.collusion import screens
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, link, named, table
from dashboard.exports import Sheets, buttons
from dashboard.html import Component
from dashboard.view import Row, View

FIRST, IN_FILE = 10, 200

TITLE = Text("投标报价筛查", "Screens of bids")
NOTE = Text(
    "至少 3 家报价的采购 {tenders} 项，报价最接近的在前",
    "{tenders} tenders with three bids or more, the closest bids first",
)
NO_CLASSIFIER = Text(
    "只列筛查值，不给串标概率：核查结论落到合同而不落到采购，经核查承揽环节且有采购的合同只有寥寥几份，查实的又多不是串标，"
    "分类器无从可靠学习。报价接近也可能因限价、定额或市场价透明。",
    "Screens only, and no probability of rigging: inspections say what they found of contracts, not of tenders; only a"
    " handful of tendered contracts were inspected for their undertaking, and most of what was confirmed is not rigging,"
    " so no classifier could be learned honestly. Bids may also lie close because of a ceiling, a price list or an open"
    " market.",
)
READING = Text(
    "围标常见的迹象：变异系数、极差小，而最低两价之差大；偏度为正。单项不说明问题。",
    "What rigged tenders often show: a small CV and spread, yet a large gap between the two lowest bids; positive skew."
    " One number alone says nothing.",
)
NONE = Text("没有至少 3 家报价的采购。", "There are no tenders with three bids or more.")
TENDER = Text("采购", "Tender")
UNIT = Text("单位", "Unit")
NAMES = {
    "bids": Text("报价数", "Bids"),
    "cv": Text("变异系数", "CV"),
    "spread": Text("极差÷最低价", "Spread"),
    "diffp": Text("次低与最低之差÷最低价", "DIFFP"),
    "skewness": Text("偏度", "Skewness"),
    "kurtosis": Text("峰度", "Kurtosis"),
    "ks": Text("KS 统计量", "KS"),
}
DIGITS = {"bids": 0}


def screen_card(view: View) -> Component:
    """The tenders whose bids lie closest."""
    rows = _rows(view, FIRST)
    if not rows:
        return card(view.say(TITLE), html.P(view.say(NONE), className="empty-text"))
    columns = [(view.say(TENDER), ""), (view.say(UNIT), "")]
    columns += [(view.say(name), "num") for name in NAMES.values()]
    lines = [[_tender(row, view), named(name_of(row), view.lang), *_shown(row)] for row in rows]
    return card(
        view.say(TITLE),
        html.P(view.say(NO_CLASSIFIER)),
        table(columns, lines),
        html.P(view.say(READING), className="note"),
        buttons("risk", "screens", view.lang, has_picture=False),
        note=view.say(NOTE).format(tenders=fmt.count(rows[0]["tenders"])),
    )


def sheet(view: View) -> Sheet:
    """The first two hundred as a file."""
    columns = [Column(TENDER), Column(UNIT)]
    columns += [Column(name, digits=DIGITS.get(key, 3)) for key, name in NAMES.items()]
    rows = [
        [row["tender_id"], name_of(row), *[_cell(row["screens"][key]) for key in NAMES]]
        for row in _rows(view, IN_FILE)
    ]
    return Sheet(TITLE, columns, rows)


def _rows(view: View, limit: int) -> list[dict[Any, Any]]:
    found = views.screened_tenders(view.snapshot, view.unit.code, offset=0, limit=limit)
    return [
        {**row, "screens": screens(np.array(row["amounts"], dtype=float))} for row in records(found)
    ]


def _tender(row: Row, view: View) -> Any:
    if not fmt.is_number(row["project_id"]):
        return html.Code(row["tender_id"])
    return link(row["tender_id"], view.href(path="/project", id=row["project_id"]))


def _shown(row: Row) -> list[str]:
    return [fmt.fixed(row["screens"][key], digits=DIGITS.get(key, 3)) for key in NAMES]


def _cell(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


SHEETS: Sheets = {"screens": sheet}
