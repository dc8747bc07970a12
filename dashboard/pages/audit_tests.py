"""The auditor's tests of a unit's contracts and payments: digits, strata, ages, gaps, copies, lists side by side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.audit_tests import benford_of_counts
from audit_models.audit_tests.benford import CONFORMITY_NAMES, Digits
from audit_models.errors import Refused
from audit_models.exports.sheet import Column, Sheet
from audit_models.records import records
from audit_models.text import Text
from audit_models.words import missing_text
from dashboard import html
from dashboard.components import link, named
from dashboard.figures.digits import digits_chart
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.page import Page
from dashboard.panes import pane
from dashboard.view import Nothing, View

LINES = 10
"""Of a list on the page; its file has more."""

TITLE = Text("审计测试", "Audit tests")
LEAD = Text(
    "对本单位及下级全部合同与付款的常规审计测试，按数据截止日计算，与所选月份无关。结果是线索，不是结论。",
    "Usual audit tests of all contracts and payments of this unit and those below it, as of the data date, whatever"
    " month is chosen. What they show is a lead, not a verdict.",
)
TOO_OLD = Text(
    "这个快照没有审计测试；请用 run 重新计算。",
    "This snapshot holds no audit tests; compute it again with run.",
)
AMOUNTS = {
    "contracts": Text("合同金额", "Contract amounts"),
    "settlements": Text("结算金额", "Settlements"),
    "payments": Text("付款金额", "Payments"),
}
DIGITS: Mapping[Digits, Text] = {
    "first": Text("首位", "First digit"),
    "second": Text("第二位", "Second digit"),
    "first_two": Text("前两位", "First two digits"),
}
CHOICE = Text("检验哪些金额的哪一位", "Which digits of which amounts")

BENFORD = Text("数字规律（Benford）", "Digits (Benford)")
BENFORD_SAYS = Text(
    "{kind}{n} 个，平均绝对偏差 {deviation}（{conformity}），χ² 的 p 值 {p}。偏离不是证据：金额区间窄、定额付款都会偏离。",
    "{n} {kind}, mean absolute deviation {deviation} ({conformity}), p value of χ² {p}. A deviation proves nothing:"
    " narrow ranges and fixed amounts deviate as well.",
)
NO_AMOUNTS = Text(
    "没有这类金额：相应的表没有交付，或为空。",
    "There are no such amounts: their table was not delivered, or is empty.",
)
DIGIT = Text("数字", "Digit")
COUNT = Text("个数", "Count")
SHARE = Text("占比", "Share")
EXPECTED = Text("预期占比", "Expected share")

STRATA = Text("合同金额分层", "Contracts by size")
STRATA_NOTE = Text(
    "贴近招标限额之下的层异常多，提示拆分或贴线。",
    "Unusually many just below a tender limit suggest splitting.",
)
STRATUM = Text("金额（元）", "Amount (CNY)")
NO_AMOUNT = Text("无金额", "no amount")
CONTRACTS = Text("合同数", "Contracts")
TOTAL = Text("合计", "Total")
NO_CONTRACTS = Text("没有合同。", "There are no contracts.")

AGES = Text("已验收未结算的账龄", "Accepted and not settled, by age")
AGES_NOTE = Text("自验收日起的自然日。", "Calendar days since acceptance.")
DAYS = Text("天数", "Days")
ALL_SETTLED = Text(
    "没有已验收未结算的合同。",
    "No contract is accepted and not settled.",
)

GAPS = Text("合同编号断号", "Gaps in contract numbers")
GAPS_NOTE = Text(
    "在本单位及下级的合同中；编号若由上级统一编排，下级出现断号是正常的。",
    "Among the contracts of this unit and those below; where numbers are given by a higher level, gaps below it are"
    " normal.",
)
SEQUENCE = Text("序列", "Sequence")
AFTER = Text("之后缺号", "After")
BEFORE = Text("至", "Before")
MISSING = Text("缺号数", "Missing")
UNDELIVERED = Text("数据不足，没有检查：缺少{missing}", "Insufficient data, not checked: {missing} missing")  # fmt: skip
NEEDS = {
    "strata": ("contracts.amount_cny",),
    "ages": ("contracts.accepted_on", "contracts.settled_on"),
    "gaps": ("contracts.contract_no",),
    "copies": ("payments.amount_cny", "payments.payee_account"),
    "partners": ("contracts.contract_id",),
}
"""What must have been delivered before a test can say that it found nothing."""
NO_GAPS = Text("没有断号。", "There is no gap.")

COPIES = Text("相同的付款", "Payments that agree")
COPIES_NOTE = Text(
    "同一合同、日期、金额和收款账户，或同一发票号。",
    "One contract, day, amount and payee, or one invoice number.",
)
KIND = Text("相同之处", "Agree in")
KINDS = {
    "same_day": Text("合同、日期、金额、收款账户", "contract, day, amount, payee"),
    "same_invoice": Text("发票号", "invoice number"),
}
CONTRACT = Text("合同", "Contract")
PAYMENT = Text("付款", "Payment")
PAID_ON = Text("付款日期", "Paid on")
AMOUNT = Text("金额", "Amount")
TIMES = Text("次数", "Times")
NO_COPIES = Text("没有相同的付款。", "No payments agree.")
MORE = Text("共 {total} 条，列出前 {shown} 条；文件更多。", "{total} in all, the first {shown} shown; the file has more.")  # fmt: skip

PARTNERS = Text("清单对照", "Lists side by side")
PARTNERS_NOTE = Text(
    "没有对应的行单列，不并入“相符”。", "Rows without a partner are counted, never passed over."
)
ONE = Text("清单", "List")
OTHER = Text("对照清单", "Against")
ROWS = Text("行数", "Rows")
ALONE = Text("其中无对应", "Without a partner")
LISTS = {
    "projects": Text("客户工程", "Client projects"),
    "contracts": Text("合同", "Contracts"),
    "tenders": Text("采购", "Tenders"),
    "payments": Text("付款", "Payments"),
}
NOT_DELIVERED = Text(
    "没有可对照的清单：合同、采购或付款没有交付。",
    "There are no lists to compare: contracts, tenders or payments were not delivered.",
)


def body(view: View) -> Component:
    """Every test in a pane of its own."""
    if not views.has(view.snapshot, "result.audit_digits"):
        raise Nothing(TOO_OLD)
    title = html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))])
    return html.Div(
        [
            html.Div(title, className="title"),
            pane(
                view,
                "audit_tests-digits",
                view.say(BENFORD),
                lambda: _digits(view),
                note=view.say(LEAD),
            ),
            _listed(view, "strata", STRATA, strata_sheet, NO_CONTRACTS, STRATA_NOTE),
            _listed(view, "ages", AGES, ages_sheet, ALL_SETTLED, AGES_NOTE),
            _listed(view, "gaps", GAPS, gaps_sheet, NO_GAPS, GAPS_NOTE),
            _listed(view, "copies", COPIES, copies_sheet, NO_COPIES, COPIES_NOTE),
            _listed(view, "partners", PARTNERS, partners_sheet, NOT_DELIVERED, PARTNERS_NOTE),
        ]
    )


def _listed(
    view: View, key: str, title: Text, sheet: Callable[[View], Sheet], none: Text, note: Text
) -> Component:
    """A pane whose table is what there is to see."""

    def build() -> tuple[list[Any], Sheet]:
        whole = sheet(view)
        if not whole.rows:
            raise Refused(*none)
        shown = Sheet(whole.title, whole.columns, whole.rows[:LINES], whole.links[:LINES])
        more = view.say(MORE).format(total=fmt.count(len(whole.rows)), shown=LINES)
        return [html.P(more, className="note") if len(whole.rows) > LINES else None], shown

    return pane(
        view, f"audit_tests-{key}", view.say(title), build,
        note=view.say(note), has_picture=False, is_open=True,
    )  # fmt: skip


def _chosen(view: View) -> tuple[str, Digits]:
    """Which amounts, and which of their digits: untrusted, so anything else is the first."""
    kind = view.address.id if view.address.id in AMOUNTS else "contracts"
    digits: Digits = next((one for one in DIGITS if str(one) == view.address.measure), "first")
    return str(kind), digits


def _digits(view: View) -> tuple[list[Any], Sheet]:
    kind, digits = _chosen(view)
    counts = views.digit_counts(view.snapshot, view.unit.code, kind)
    choice = _choice(kind, digits, view)
    if counts.empty:
        return [choice, html.P(view.say(NO_AMOUNTS), className="empty-text")], digits_sheet(view)
    found = benford_of_counts(counts, digits)
    says = view.say(BENFORD_SAYS).format(
        kind=AMOUNTS[kind].in_(view.lang).lower() if view.lang == "en" else AMOUNTS[kind].zh,
        n=fmt.count(found.n),
        deviation=fmt.fixed(found.mean_absolute_deviation, digits=4),
        conformity=CONFORMITY_NAMES[found.conformity].in_(view.lang),
        p=fmt.fixed(found.p_value, digits=3),
    )
    warning = html.P(view.say(found.warning), className="reason") if found.warning else None
    figure = digits_chart(found, lang=view.lang)
    drawing = graph("audit_tests-benford", figure, lang=view.lang, label=view.say(BENFORD))
    return [choice, html.P(says), warning, drawing], digits_sheet(view)


def _choice(kind: str, digits: Digits, view: View) -> Component:
    amounts = [
        (name, view.href(id=key, measure=digits), key == kind) for key, name in AMOUNTS.items()
    ]
    places = [
        (name, view.href(id=kind, measure=key), key == digits) for key, name in DIGITS.items()
    ]
    return html.Nav(
        [_filter(AMOUNT, amounts, view), _filter(DIGIT, places, view)],
        className="filters",
        **{"aria-label": view.say(CHOICE)},
    )


def _filter(label: Text, ways: Sequence[tuple[Text, str, bool]], view: View) -> Component:
    links = [
        html.Li(link(view.say(name), to, class_name="choice is-current" if on else "choice"))
        for name, to, on in ways
    ]
    return html.Div(
        [html.Span(view.say(label), className="filter-name"), html.Ul(links, className="choices")],
        className="filter",
    )


def digits_sheet(view: View) -> Sheet:
    """Every digit: how often, and how often the law expects."""
    kind, digits = _chosen(view)
    counts = views.digit_counts(view.snapshot, view.unit.code, kind)
    table = benford_of_counts(counts, digits).digits if not counts.empty else None
    columns = [Column(DIGIT), Column(COUNT), Column(SHARE, unit="percent"), Column(EXPECTED, unit="percent")]  # fmt: skip
    rows = [
        [str(row["digit"]), int(row["count"]), 100 * row["share"], 100 * row["expected"]]
        for row in (records(table) if table is not None else [])
    ]
    return Sheet(BENFORD, columns, rows)


def strata_sheet(view: View) -> Sheet:
    """Contracts by size."""
    _refuse_undelivered("strata", view)
    columns = [Column(STRATUM), Column(CONTRACTS), Column(TOTAL, unit="CNY", digits=0)]
    rows = [
        [_stratum(row), int(row["contracts"]), _amount(row)]
        for row in records(views.contract_strata(view.snapshot, view.unit.code))
    ]
    return Sheet(STRATA, columns, rows)


def _stratum(row: Mapping[Any, Any]) -> Text | str:
    low, high = row["from_cny"], row["below_cny"]
    if not fmt.is_number(low):
        return f"< {high:,.0f}" if fmt.is_number(high) else NO_AMOUNT
    return f"{low:,.0f} – < {high:,.0f}" if fmt.is_number(high) else f"≥ {low:,.0f}"


def ages_sheet(view: View) -> Sheet:
    """What is accepted and not settled, by age."""
    _refuse_undelivered("ages", view)
    columns = [Column(DAYS), Column(CONTRACTS), Column(TOTAL, unit="CNY", digits=0)]
    rows = [
        [
            f"{row['from_days']:.0f}–{row['to_days']:.0f}" if fmt.is_number(row["to_days"])
            else f"≥ {row['from_days']:.0f}",
            int(row["contracts"]),
            _amount(row),
        ]
        for row in records(views.unsettled_ages(view.snapshot, view.unit.code))
    ]  # fmt: skip
    return Sheet(AGES, columns, rows)


def gaps_sheet(view: View) -> Sheet:
    """The widest gaps first."""
    _refuse_undelivered("gaps", view)
    columns = [Column(SEQUENCE), Column(AFTER), Column(BEFORE), Column(MISSING)]
    rows = [
        [row["sequence"], row["after"], row["before"], int(row["missing"])]
        for row in records(views.number_gaps(view.snapshot, view.unit.code))
    ]
    return Sheet(GAPS, columns, rows)


def copies_sheet(view: View) -> Sheet:
    """Payments that agree with another; each line leads to its project where it has one."""
    _refuse_undelivered("copies", view)
    columns = [
        Column(CONTRACT), Column(PAYMENT), Column(KIND), Column(PAID_ON),
        Column(AMOUNT, unit="CNY", digits=2), Column(TIMES),
    ]  # fmt: skip
    found = records(views.copied_payments(view.snapshot, view.unit.code))
    rows = [
        [
            row["contract_id"], row["payment_id"], KINDS[row["kind"]], row["paid_on"].date(),
            row["amount_cny"], int(row["copies"]),
        ]
        for row in found
    ]  # fmt: skip
    links = [
        view.href(path="/project", id=row["project_id"]) if fmt.is_number(row["project_id"]) else ""
        for row in found
    ]
    return Sheet(COPIES, columns, rows, links)


def partners_sheet(view: View) -> Sheet:
    """Both sides of every comparison."""
    _refuse_undelivered("partners", view)
    columns = [Column(ONE), Column(OTHER), Column(ROWS), Column(ALONE)]
    rows = []
    for row in records(views.partners(view.snapshot, view.unit.code)):
        one, other = LISTS[row["one"]], LISTS[row["other"]]
        rows.append([one, other, int(row["ones"]), int(row["ones_alone"])])
        rows.append([other, one, int(row["others"]), int(row["others_alone"])])
    return Sheet(PARTNERS, columns, rows)


def _refuse_undelivered(key: str, view: View) -> None:
    missing = views.undelivered(view.snapshot, NEEDS[key])
    if missing:
        names = missing_text(",".join(missing), view.lang)
        raise Refused(*UNDELIVERED.format(missing=names))


def _amount(row: Mapping[Any, Any]) -> float | None:
    return float(row["amount_cny"]) if fmt.is_number(row["amount_cny"]) else None


PAGE = Page(
    name="audit_tests",
    path="/audit-tests",
    title=TITLE,
    order=6,
    icon="audit_tests",
    body=body,
    sheets={
        "digits": digits_sheet,
        "strata": strata_sheet,
        "ages": ages_sheet,
        "gaps": gaps_sheet,
        "copies": copies_sheet,
        "partners": partners_sheet,
    },
)
