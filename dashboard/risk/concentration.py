"""How the contract money of a unit is spread over its contractors: one pane."""

from audit_models import format as fmt
from audit_models import views
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.exports import Sheets
from dashboard.figures.concentration import lorenz
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.panes import pane
from dashboard.view import View

TITLE = Text("合同金额的集中度", "Concentration of contract money")
NOTE = Text("洛伦兹曲线：点线＝人人相同", "Lorenz curve; dotted: everybody alike")
SAYS = Text(
    "{count} 家承包商，合同共 {amount}；最大一家占 {largest}%，基尼系数 {gini}。集中本身不是问题，可能出于专业或地域。",
    "{count} contractors with {amount}; the largest has {largest}%, the Gini coefficient is {gini}. Concentration alone"
    " is no fault: trade or place may explain it.",
)
NONE = Text("没有有金额的合同。", "There are no contracts with an amount.")
CONTRACTORS = Text("承包商数（由小到大）", "Contractors, smallest first")
CONTRACTOR_SHARE = Text("承包商占比", "Share of contractors")
AMOUNT = Text("累计金额", "Amount, cumulated")
AMOUNT_SHARE = Text("金额占比", "Share of amount")


def concentration_card(view: View) -> Component:
    """The curve, and what it says in a sentence."""
    return pane(
        view, "risk-concentration", view.say(TITLE), lambda: _build(view), note=view.say(NOTE)
    )


def _build(view: View) -> tuple[Component, Sheet]:
    shares = views.contractor_shares(view.snapshot, view.unit.code)
    if shares.empty:
        raise Refused(*NONE)
    last = shares.iloc[-1]
    says = view.say(SAYS).format(
        count=fmt.count(last["contractors"]),
        amount=fmt.money(last["amount_cny"], view.lang),
        largest=fmt.fixed(100 * last["largest_share"]),
        gini=fmt.fixed(last["gini"], digits=2),
    )
    figure = lorenz(shares, lang=view.lang)
    drawing = graph("risk-lorenz", figure, lang=view.lang, label=view.say(TITLE))
    return html.Div([html.P(says), drawing]), sheet(view)


def sheet(view: View) -> Sheet:
    """The points of the curve."""
    shares = views.contractor_shares(view.snapshot, view.unit.code)
    columns = [
        Column(CONTRACTORS),
        Column(CONTRACTOR_SHARE, unit="percent"),
        Column(AMOUNT, unit="CNY", digits=0),
        Column(AMOUNT_SHARE, unit="percent"),
    ]
    rows = [
        [
            int(row["contractors"]),
            100 * row["contractor_share"],
            row["amount_cny"],
            100 * row["amount_share"],
        ]
        for row in records(shares)
    ]
    return Sheet(TITLE, columns, rows)


SHEETS: Sheets = {"concentration": sheet}
