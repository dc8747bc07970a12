"""Contracts by risk: which deserve an inspector's day, why, and how sure we are."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash

from audit_models import format as fmt
from audit_models import views
from audit_models.catalogue import name_of
from audit_models.models.bands import band_of
from audit_models.models.explain import feature_title
from audit_models.records import records
from audit_models.text import Text
from audit_models.views.network import has_registrations
from audit_models.warehouse import Warehouse
from dashboard import html
from dashboard.components import card, link, mark, named, pager, table
from dashboard.html import Component
from dashboard.network.tie_words import NO_REGISTRATIONS
from dashboard.page import Page
from dashboard.risk import concentration, tender_screens
from dashboard.risk.concentration import concentration_card
from dashboard.risk.contributions import MODEL_NAMES, reasons_block
from dashboard.risk.inspection_plan import calibration_of, plan_card, plan_sheet
from dashboard.risk.inspection_plan import register as register_plan
from dashboard.risk.model_card import CARDS, drift_text, validation_card
from dashboard.risk.plan_to_sample import register_to_sample
from dashboard.risk.procurement_files import RELEASES, release_button
from dashboard.risk.tender_screens import screen_card
from dashboard.view import Nothing, Row, View

LINES = 10

TITLE = Text("合同风险", "Contract risk")
LEAD = Text(
    "风险提示，非结论；规则疑点、离群位次与查实概率分列，不合成一个分数。",
    "An indication of risk, not a verdict; rule hits, outlier percentile and probability stand side by"
    " side and are never blended.",
)
BY_PROBABILITY = Text(
    "排序：查实概率 × 合同金额，即每个检查人日预期查实的金额（每份合同所需人日相同）。",
    "Order: probability × amount, the value expected to be confirmed per inspector-day (every contract"
    " takes the same time).",
)
BY_RULES = Text(
    "排序：规则疑点数，其次离群位次；没有概率，因此不估计预期查实金额。",
    "Order: rule hits, then outlier percentile; without a probability no value can be expected.",
)
SYNTHETIC = Text(
    "演示数据：检查结论为程序生成，概率仅演示方法。",
    "Demonstration data: inspection outcomes are synthetic, so the probability only shows the method.",
)
NOT_SCORED = Text(
    "这个快照没有风险分；请用 run 重新计算。",
    "This snapshot holds no scores; compute it again with run.",
)
FAILED = Text(
    "特征计算失败，离群分未含：{names}",
    "These features failed, and outlier scores are without them: {names}",
)
NO_CONTRACTS = Text("这个单位没有可评分的合同。", "This unit has no contract to score.")
OTHER_MONTH = Text(
    "分数按数据截止日计算，与所选月份无关。",
    "Scores are as of the data date, whatever month is chosen.",
)
MODELS = Text("模型状态", "Models")
CONTRACT = Text("合同", "Contract")
UNIT = Text("单位", "Unit")
AMOUNT = Text("金额", "Amount")
HITS = Text("规则疑点", "Rule hits")
OUTLIER = Text("离群位次", "Outlier percentile")
PROBABILITY = Text("查实概率", "Probability")
BAND = Text("{name} · 同档查实 {low}–{high}%", "{name} · {low}–{high}% of its band confirmed")
EXPECTED = Text("预期查实金额", "Expected value")
WHY = Text("主要原因", "Main reasons")
TIES = Text("承包商关系", "Contractor's ties")
ALARM = {"className": "refused", "role": "alert"}
"""A model that does not serve, though one is in use, is said as loud as a refusal."""
FOUND = Text("合同 {count} 份", "Contracts: {count}")


def body(view: View) -> Component:
    """What the models do, what to inspect, and the list."""
    if not views.has_scores(view.snapshot):
        raise Nothing(NOT_SCORED)
    states = records(views.model_states(view.snapshot))
    has_probability = any(
        row["model_id"] == "finding" and row["state"] == "in_use" for row in states
    )
    total = views.count_scored(view.snapshot, view.unit.code)
    return html.Div(
        [
            html.Div(
                [
                    html.H1([view.say(TITLE), html.Span(named(view.unit.name, view.lang))]),
                    release_button(view),
                ],
                className="title",
            ),
            model_card(states, view),
            plan_card(view) if total else None,
            contract_card(total, view, has_probability=has_probability),
            html.Div([concentration_card(view), screen_card(view)]) if total else None,
            validation_card(states, view),
        ]
    )


def model_card(states: Sequence[Row], view: View) -> Component:
    """Which model gave which number, or why there is none."""
    lines = [
        html.P(
            [
                html.Strong(MODEL_NAMES[row["model_id"]].in_(view.lang)),
                " ",
                row[view.lang],
            ],
            **(ALARM if row["state"] in ("refused", "error") else {}),
        )
        for row in states
    ]
    if not has_registrations(view.snapshot):
        lines.append(html.P(view.say(NO_REGISTRATIONS), className="reason"))
    drift = drift_text(states, view)
    if drift:
        lines.append(html.P(drift, className="reason"))
    failed = views.failed_features(view.snapshot)
    if failed:
        names = ", ".join(f"{name} {view.say(feature_title(name))}" for name in failed)
        lines.append(html.P([mark("error", view.lang), " ", view.say(FAILED).format(names=names)]))
    if view.snapshot.facts.is_demonstration:
        lines.append(html.P(view.say(SYNTHETIC)))
    return card(view.say(MODELS), *lines, note=view.say(LEAD))


def contract_card(total: int, view: View, *, has_probability: bool) -> Component:
    """One page of the list."""
    title = view.say(FOUND).format(count=fmt.count(total))
    if not total:
        return card(title, html.P(view.say(NO_CONTRACTS), className="empty-text"))
    offset = (view.address.page - 1) * LINES
    limit = max(min(LINES, total - offset), 0)
    found = views.scored_contracts(view.snapshot, view.unit.code, offset=offset, limit=limit)
    columns = [
        (view.say(CONTRACT), ""),
        (view.say(UNIT), ""),
        (view.say(AMOUNT), "num"),
        (view.say(HITS), "num"),
        (view.say(OUTLIER), "num"),
        (view.say(PROBABILITY), "num"),
        (view.say(EXPECTED), "num"),
        (view.say(WHY), "reasons"),
    ]
    calibration = calibration_of(view)
    lines = [_line(row, calibration, view) for row in records(found)]
    order = BY_PROBABILITY if has_probability else BY_RULES
    return card(
        title,
        html.P(view.say(order)),
        html.Div(table(columns, lines), className="risk-list"),
        pager(total, LINES, view),
        note=view.say(OTHER_MONTH),
    )


def _line(row: Row, calibration: Sequence[Mapping[str, float]], view: View) -> list[Any]:
    contract: Any = html.Code(row["subject_id"])
    if fmt.is_number(row["project_id"]):
        contract = link(row["subject_id"], view.href(path="/project", id=row["project_id"]))
    has_probability = fmt.is_number(row["probability"])
    network = view.href(path="/network", id=f"contractor:{row['contractor_id']}")
    return [
        [contract, html.Br(), link(view.say(TIES), network, class_name="note")],
        named(name_of(row), view.lang),
        fmt.money(float(row["amount_cny"]), view.lang),
        _hits(row, view),
        fmt.fixed(row["percentile"]),
        _probability(row["probability"], calibration, view) if has_probability else fmt.NO_NUMBER,
        fmt.money(float(row["expected_cny"]), view.lang) if has_probability else fmt.NO_NUMBER,
        html.Div([reasons_block(model, row, view) for model in MODEL_NAMES]),
    ]


def _hits(row: Row, view: View) -> list[Any]:
    """How many, and which rules said so."""
    shown: list[Any] = [fmt.count(row["hits"])]
    for rule_id in row["rules"]:
        rule = view.catalogue.rules.get(rule_id)
        if rule:
            to = view.href(path="/rules", id=rule_id, unit=row["unit_code"])
            shown += [html.Br(), link(rule.title.in_(view.lang), to)]
    return shown


def _probability(
    probability: float, calibration: Sequence[Mapping[str, float]], view: View
) -> list[Any]:
    """The number, its band, and what inspections confirmed in it."""
    band = band_of(probability, calibration)
    said: list[Any] = [f"{100 * probability:.0f}%"]
    if band:
        words = view.say(BAND).format(
            name=view.say(band.name), low=f"{100 * band.low:.0f}", high=f"{100 * band.high:.0f}"
        )
        said += [html.Br(), html.Span(words, className="note")]
    return said


def register(app: Dash, warehouse: Warehouse) -> None:
    """The slider of the plan, and the plan taken over as a sample."""
    register_plan(app, warehouse)
    register_to_sample(app, warehouse, body)


PAGE = Page(
    name="risk",
    path="/risk",
    title=TITLE,
    order=5,
    icon="risk",
    body=body,
    register=register,
    sheets={
        **RELEASES,
        **CARDS,
        **concentration.SHEETS,
        **tender_screens.SHEETS,
        "plan": plan_sheet,
    },
)
