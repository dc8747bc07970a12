"""Affiliates against other contractors, among what is alike: the card on the connection process page."""

from collections.abc import Callable
from datetime import date

from audit_models import format as fmt
from audit_models.comparisons import Effect, connection_days, failures_without_clause, first_pass
from audit_models.comparisons.effects import LEAST
from audit_models.snapshot import Snapshot
from audit_models.text import Text
from dashboard.components import card, table
from dashboard.html import Component
from dashboard.view import View

TITLE = Text("关联企业与其他承包商（近12个月）", "Affiliates against other contractors (12 months)")
NOTE = Text(
    "只比较同县、同电压、同容量档的工程；差异是线索，不是结论",
    "Only projects of the same county, voltage and size; a difference is a lead, no verdict",
)
COMPARED = Text(
    "比较内容（正值：其他承包商更吃亏）", "What is compared (positive: others fare worse)"
)
DIFFERENCE = Text("差异", "Difference")
INTERVAL = Text("95% 区间", "95% interval")
OURS = Text("关联企业件数", "Cases of affiliates")
OTHERS = Text("其他承包商件数", "Cases of others")
TOO_FEW = Text("可比的不足{least}件", "fewer than {least} alike")
BEYOND = Text("超出偶然", "beyond chance")
CHANCE = Text("可能是偶然", "may be chance")
DAYS = Text("供电企业用时多几个工作日", "Working days more of the utility's own time")
PASS = Text("竣工检验首次通过率低几个百分点", "Points less of first completion inspections passed")
SILENT = Text("审查检验不合格而无条款的多几个百分点", "Points more of failures that name no clause")
RESULT = Text("判断", "Reading")

Comparison = Callable[[Snapshot, str, date], Effect | None]

LINES: tuple[tuple[Text, Comparison, float], ...] = (
    (DAYS, connection_days, 1),
    (PASS, first_pass, 100),
    (SILENT, failures_without_clause, -100),
)
"""What is compared, by which function, and what turns its effect into the unit and sense of the column."""


def comparison_card(view: View) -> Component:
    """Three differences with interval and matched sample; where too little is alike, it says so."""
    asked = (view.snapshot, view.unit.code, view.month)
    rows = [line(name, compare(*asked), factor, view) for name, compare, factor in LINES]
    columns = [
        (view.say(COMPARED), ""),
        (view.say(DIFFERENCE), "num"),
        (view.say(INTERVAL), "num"),
        (view.say(RESULT), ""),
        (view.say(OURS), "num"),
        (view.say(OTHERS), "num"),
    ]
    return card(view.say(TITLE), table(columns, rows), note=view.say(NOTE))


def line(name: Text, effect: Effect | None, factor: float, view: View) -> list[str]:
    """One comparison in the words and numbers of its row."""
    if effect is None:
        few = view.say(TOO_FEW).format(least=LEAST)
        return [view.say(name), fmt.NO_NUMBER, fmt.NO_NUMBER, few, fmt.NO_NUMBER, fmt.NO_NUMBER]
    low, high = sorted((factor * effect.low, factor * effect.high))
    return [
        view.say(name),
        fmt.number(factor * effect.estimate),
        f"{fmt.number(low)} … {fmt.number(high)}",
        view.say(BEYOND if effect.is_beyond_chance else CHANCE),
        fmt.count(effect.ours),
        fmt.count(effect.others),
    ]
