"""The inspector-day slider: what so many days look at, and what they are expected to confirm."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.exports.sheet import Column, Sheet
from audit_models.inspection_plan import CONTROL_SHARE, MOST_DAYS, InspectionPlan, make_plan, why
from audit_models.records import records
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html
from dashboard.address import read_address
from dashboard.components import card, facts, link, named, table
from dashboard.exports import buttons
from dashboard.html import Component
from dashboard.risk.plan_to_sample import USUAL_DAYS, planned_days, to_sample
from dashboard.view import Row, View

FIRST_LINES = 10

TITLE = Text("检查计划", "Inspection plan")
NOTE = Text(
    "大部分人日用于预期查实金额最高的合同，{share:.0%}为随机对照；拖动滑块改变人日",
    "Most days go to the highest expected value, {share:.0%} are a random control; move the slider to change the days",
)
DAYS = Text("检查人日：{days}", "Inspector-days: {days}")
CHOSEN = Text("合同", "Contracts")
OF_WHICH = Text("{risk} 份按风险 + {controls} 份随机", "{risk} by risk + {controls} at random")
TAKES = Text("需用人日", "Days needed")
HITS = Text("预期查实", "Expected to be confirmed")
BETWEEN = Text(
    "{expected} 份（95% 区间 {low}–{high}）；概率之和 {total}",
    "{expected} (95% interval {low}–{high}); the probabilities add up to {total}",
)
VALUE = Text("预期查实金额", "Expected value")
SEED = Text("随机种子", "Seed")
BASIS = Text(
    "预期查实数按留出检查中相近概率合同的实际查实率推算。那些检查并非随机，往往偏高；概率已按被查机会加权，代表全部合同。"
    "两者相差大时，以随机对照的结果为准。",
    "By what held-out inspections at similar probabilities confirmed. Those were not drawn at random and tend to be"
    " high; the probabilities are weighted to stand for all contracts. Where the two differ, the random control decides.",
)
NO_HITS = Text(
    "没有启用的概率模型，因此不估计查实数。",
    "No probability model is in use, so nothing is said about confirmed hits.",
)
LISTED = Text("计划名单的前 {count} 份", "The first {count} of the plan")
WHY = Text("入选理由", "Why it is in")
CONTRACT = Text("合同", "Contract")
UNIT = Text("单位", "Unit")
UNIT_CODE = Text("单位编码", "Unit code")
AMOUNT = Text("金额", "Amount")
RULE_HITS = Text("规则疑点", "Rule hits")
OUTLIER = Text("离群位次", "Outlier percentile")
PROBABILITY = Text("查实概率", "Probability")


def plan_of(view: View) -> InspectionPlan:
    """The plan for the days in the address."""
    days = planned_days(view)
    return make_plan(view.snapshot, view.unit.code, days=days, calibration=calibration_of(view))


def plan_card(view: View) -> Component:
    """The slider, what the days come to, and the first lines of the list."""
    plan = plan_of(view)
    return card(
        view.say(TITLE),
        _slider(plan.days, view),
        facts(_facts(plan, view)),
        html.P(view.say(BASIS if plan.hits else NO_HITS), className="note"),
        html.Details(
            [
                html.Summary(
                    view.say(LISTED).format(count=fmt.count(min(FIRST_LINES, len(plan.rows))))
                ),
                _list(plan, view),
            ],
            className="twin",
        ),
        buttons("risk", "plan", view.lang, has_picture=False),
        to_sample(view),
        note=view.say(
            Text(NOTE.zh.format(share=CONTROL_SHARE), NOTE.en.format(share=CONTROL_SHARE))
        ),
    )


def _slider(days: int, view: View) -> Component:
    return html.Div(
        [
            html.Label(view.say(DAYS).format(days=days), htmlFor="risk-days"),
            dcc.Input(
                id="risk-days",
                type="range",
                min=1,
                max=MOST_DAYS,
                step=1,
                value=days,
                debounce=0.3,
                className="slider",
            ),
        ],
        className="slider-row",
    )


def _facts(plan: InspectionPlan, view: View) -> Sequence[tuple[str, Any]]:
    of_which = view.say(OF_WHICH).format(
        risk=fmt.count(len(plan.rows) - plan.controls), controls=fmt.count(plan.controls)
    )
    hits = fmt.NO_NUMBER
    if plan.hits:
        hits = view.say(BETWEEN).format(
            expected=fmt.fixed(plan.hits.expected),
            low=fmt.count(plan.hits.low),
            high=fmt.count(plan.hits.high),
            total=fmt.fixed(plan.rows["probability"].sum()),
        )
    return [
        (view.say(CHOSEN), f"{fmt.count(len(plan.rows))} · {of_which}"),
        (view.say(TAKES), fmt.fixed(plan.used_days)),
        (view.say(HITS), hits),
        (view.say(VALUE), fmt.money(plan.expected_cny, view.lang)),
        (view.say(SEED), fmt.NO_NUMBER if not plan.controls else str(plan.seed)),
    ]


def _list(plan: InspectionPlan, view: View) -> Component:
    lines = []
    for row in records(plan.rows.head(FIRST_LINES)):
        contract: Any = html.Code(row["subject_id"])
        if fmt.is_number(row["project_id"]):
            contract = link(row["subject_id"], view.href(path="/project", id=row["project_id"]))
        amount = fmt.money(float(row["amount_cny"]), view.lang)
        lines.append([contract, named(name_of(row), view.lang), amount, view.say(why(row))])
    columns = [(view.say(CONTRACT), ""), (view.say(UNIT), "")]
    return table([*columns, (view.say(AMOUNT), "num"), (view.say(WHY), "")], lines)


def plan_sheet(view: View) -> Sheet:
    """The whole plan with its seed, as a file."""
    plan = plan_of(view)
    columns = [
        Column(CONTRACT),
        Column(UNIT_CODE),
        Column(UNIT),
        Column(AMOUNT, unit="CNY", digits=2),
        Column(RULE_HITS),
        Column(OUTLIER),
        Column(PROBABILITY, digits=4),
        Column(VALUE, unit="CNY", digits=2),
        Column(WHY),
        Column(SEED),
    ]
    return Sheet(TITLE, columns, [_cells(row, plan) for row in records(plan.rows)])


def _cells(row: Row, plan: InspectionPlan) -> list[Any]:
    return [
        row["subject_id"],
        row["unit_code"],
        name_of(row),
        float(row["amount_cny"]),
        row["hits"],
        row["percentile"],
        row["probability"],
        row["expected_cny"],
        why(row),
        plan.seed,
    ]


def calibration_of(view: View) -> Sequence[Mapping[str, float]]:
    """What held-out inspections confirmed at which probability; empty without a model in use."""
    for row in records(views.model_states(view.snapshot)):
        if row["model_id"] == "finding" and row["card"]:
            return list(row["card"]["card"]["calibration"])
    return ()


def register(app: Dash, warehouse: Warehouse) -> None:
    """The slider changes the address, which is the one source of the page's state."""

    @app.callback(
        Output("shell-location", "href", allow_duplicate=True),
        Input("risk-days", "value"),
        State("shell-location", "pathname"),
        State("shell-location", "search"),
        prevent_initial_call=True,
    )
    def move(days: Any, path: str, search: str) -> str:
        address = read_address(path, search)
        if path != "/risk" or not str(days).isdigit():
            raise PreventUpdate
        if int(days) == (address.days or USUAL_DAYS):
            raise PreventUpdate
        return address.to(days=int(days)).href
