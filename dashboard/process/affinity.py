"""Which account manager's customers choose which contractor more often than is usual: a card of the process page."""

from audit_models import format as fmt
from audit_models.comparisons import officer_affinity
from audit_models.comparisons.effects import LEAST
from audit_models.exports.sheet import Column, Sheet
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, named, table
from dashboard.exports import Sheets, buttons
from dashboard.html import Component
from dashboard.process.compared import BEYOND, CHANCE, INTERVAL, RESULT
from dashboard.view import Row, View

MOST = 10
"""Pairs that are shown, the least likely first; the file holds all."""
CERTAIN = 0.05
"""Below this p, adjusted over all pairs of the unit, a pair is called beyond chance."""

TITLE = Text("客户经理与承包商的组合（近12个月）", "Account managers and contractors (12 months)")
NOTE = Text(
    "与同县、同业务、同电压、同容量档的其他客户经理相比；不足{least}份合同的组合不作估计；判断已按全部组合作多重比较校正；姓名已遮盖。"
    "客户自己的选择、地域和专业都可能解释差异，不是结论",
    "Against other account managers for works of the same county, scope, voltage and size; pairs with fewer than"
    " {least} contracts are not estimated; the result allows for how many pairs are looked at; names are masked. The customers' own choice, place or trade may explain a"
    " difference: no verdict",
)
NONE = Text(
    "没有可以比较的组合：每对不足{least}份合同，或同类工程只有一名客户经理。",
    "No pair can be compared: each has fewer than {least} contracts, or one account manager has all works of a kind.",
)
SHOWN = Text(
    "共{count}对可以比较，列出最不像偶然的{shown}对。",
    "{count} pairs can be compared; the {shown} least likely.",
)
OFFICER = Text("客户经理", "Account manager")
CONTRACTOR = Text("承包商", "Contractor")
UNIT = Text("单位", "Unit")
CONTRACTS = Text("合同数", "Contracts")
EXPECTED = Text("预期", "Expected")
RATIO = Text("倍数", "Times as many")
COMPARED = Text("该经理的可比合同", "Officer's contracts alike")
LOW = Text("区间下限", "Interval from")
HIGH = Text("区间上限", "Interval to")
ADJUSTED = Text("p（多重比较校正）", "p (adjusted for all pairs)")


def affinity_card(view: View) -> Component:
    """The pairs that chance explains least, each with its ratio, interval and matched sample."""
    pairs = officer_affinity(view.snapshot, view.unit.code, view.month)
    note = view.say(NOTE).format(least=LEAST)
    if pairs.empty:
        none = view.say(NONE).format(least=LEAST)
        return card(view.say(TITLE), html.P(none, className="empty-text"), note=note)
    top = pairs.head(MOST)
    columns = [
        (view.say(OFFICER), ""),
        (view.say(CONTRACTOR), "name"),
        (view.say(UNIT), ""),
        (view.say(CONTRACTS), "num"),
        (view.say(EXPECTED), "num"),
        (view.say(RATIO), "num"),
        (view.say(INTERVAL), "num"),
        (view.say(RESULT), ""),
        (view.say(COMPARED), "num"),
    ]
    shown = view.say(SHOWN).format(count=fmt.count(len(pairs)), shown=fmt.count(len(top)))
    return card(
        view.say(TITLE),
        html.P(shown),
        table(columns, [_line(row, view) for row in records(top)]),
        buttons("process", "affinity", view.lang, has_picture=False),
        note=note,
    )


def _line(row: Row, view: View) -> list[Component | str]:
    unit = view.catalogue.units[row["unit_code"]]
    return [
        html.Span([*_parts(row["employee"], view), html.Code(row["employee_id"])]),
        html.Span([*_parts(row["contractor"], view), html.Code(row["contractor_id"])]),
        named(unit.name, view.lang),
        fmt.count(row["contracts"]),
        fmt.number(row["expected"]),
        fmt.number(row["ratio"]),
        f"{fmt.number(row['low'])} … {fmt.number(row['high'])}",
        view.say(_reading(row)),
        fmt.count(row["officer_contracts"]),
    ]


def _parts(name: object, view: View) -> list[Component | str]:
    """A name where it is known; the id always stands beside it."""
    return [named(Text(name, name), view.lang), " "] if isinstance(name, str) else []


def _reading(row: Row) -> Text:
    return BEYOND if row["adjusted_p"] < CERTAIN else CHANCE


def sheet(view: View) -> Sheet:
    """Every pair that can be compared."""
    pairs = officer_affinity(view.snapshot, view.unit.code, view.month)
    columns = [
        Column(OFFICER), Column(CONTRACTOR), Column(UNIT), Column(CONTRACTS), Column(EXPECTED, digits=2),
        Column(RATIO, digits=2), Column(LOW, digits=2), Column(HIGH, digits=2), Column(ADJUSTED, digits=4),
        Column(RESULT), Column(COMPARED),
    ]  # fmt: skip
    return Sheet(TITLE, columns, [_file_row(row, view) for row in records(pairs)])


def _file_row(row: Row, view: View) -> list[object]:
    return [
        _whole(row["employee"], row["employee_id"]),
        _whole(row["contractor"], row["contractor_id"]),
        view.catalogue.units[row["unit_code"]].name,
        int(row["contracts"]),
        float(row["expected"]),
        float(row["ratio"]),
        float(row["low"]),
        float(row["high"]),
        float(row["adjusted_p"]),
        _reading(row),
        int(row["officer_contracts"]),
    ]


def _whole(name: object, key: str) -> str:
    return f"{name} {key}" if isinstance(name, str) else key


SHEETS: Sheets = {"affinity": sheet}
