"""How a rule did in twelve months: hits, money, the confirmed rate with its interval, and its last change."""

from math import sqrt
from typing import Any

import pandas as pd

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import Definition
from audit_models.evaluate.intervals import Z
from audit_models.records import records
from audit_models.text import Text
from dashboard.components import card, facts
from dashboard.html import Component
from dashboard.rules.examples import switched_off
from dashboard.view import Row, View

TITLE = Text("规则成效（近12个月）", "How the rule did (12 months)")
NOTE = Text(
    "查实率＝查实或部分查实的对象÷已核查的对象；核查的不是随机抽取的，结论针对对象，不一定因本规则",
    "Confirmed rate: subjects confirmed, wholly or in part, of those inspected; these were not drawn at random, and a"
    " verdict is on the subject, not always for this rule's reason",
)
HITS = Text("疑点", "Hits")
AMOUNT = Text("涉及金额", "Money")
INSPECTED = Text("已核查的对象", "Subjects inspected")
CONFIRMED = Text("查实率", "Confirmed rate")
RATE = Text("{rate}%（95% 区间 {low}%–{high}%）", "{rate}% (95% interval {low}%–{high}%)")
SHORT_RATE = Text("{rate}%（{low}–{high}）", "{rate}% ({low}–{high})")
NOT_INSPECTED = Text("尚无核查", "None inspected yet")
CHANGED = Text("最近一次参数变化", "Last change of a parameter")
NEVER = Text("自始未变", "Unchanged from the start")
ALWAYS = "1900-01-01"


def record_card(rule: Definition, view: View) -> Component | None:
    """The card of one rule's page; nothing where the snapshot was made without these records."""
    if not views.has(view.snapshot, "result.rule_records"):
        return None
    found = views.rule_records(view.snapshot, view.unit.code, view.month)
    rows = records(found[found["rule_id"] == rule.id])
    none = fmt.NO_NUMBER if rule.id in switched_off(view) else "0"
    pairs = known(rows[0], view) if rows else [(view.say(HITS), none)]
    changed = last_change(rule) or view.say(NEVER)
    return card(view.say(TITLE), facts([*pairs, (view.say(CHANGED), changed)]), note=view.say(NOTE))


def known(row: Row, view: View) -> list[tuple[str, str]]:
    """Hits, money and the rate in words."""
    amount = fmt.money(row["amount_cny"], view.lang) if row["with_amount"] else fmt.NO_NUMBER
    return [
        (view.say(HITS), fmt.count(row["hits"])),
        (view.say(AMOUNT), amount),
        (view.say(INSPECTED), fmt.count(row["inspected"])),
        (view.say(CONFIRMED), rate_text(row["confirmed"], row["inspected"], view)),
    ]


def rate_text(confirmed: int, inspected: int, view: View, *, text: Text = RATE) -> str:
    """`75% (95% interval 41%–93%)`; in words where nobody was inspected, which is no rate of 0."""
    if not inspected:
        return view.say(NOT_INSPECTED)
    low, high = (_percent(one) for one in wilson(confirmed, inspected))
    return view.say(text).format(rate=_percent(confirmed / inspected), low=low, high=high)


def _percent(share: float) -> str:
    return fmt.number(100 * share, digits=0)


def wilson(yes: int, n: int) -> tuple[float, float]:
    """95 % interval of a share, 0 … 1, of n > 0 cases (Wilson, JASA 22, 1927)."""
    p = yes / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return middle - half, middle + half


def last_change(rule: Definition) -> str | None:
    """The latest day from which one of the rule's parameters has another value; None if none ever changed."""
    params: dict[str, list[dict[str, Any]]] = rule.header.get("params", {})
    days = [str(dated["from"]) for values in params.values() for dated in values]
    return max((day for day in days if day > ALWAYS), default=None)


def by_rule(view: View) -> pd.DataFrame:
    """The record of every rule by its id; empty where the snapshot was made without these records."""
    if not views.has(view.snapshot, "result.rule_records"):
        return pd.DataFrame(columns=["inspected", "confirmed"])
    return views.rule_records(view.snapshot, view.unit.code, view.month).set_index("rule_id")
