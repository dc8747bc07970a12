"""The Getting Electricity score on the policy page: its components, what is missing, and published results."""

from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.exports.sheet import Column, Sheet
from audit_models.getting_electricity.inputs import load_getting_electricity
from audit_models.judgement import MARKS
from audit_models.records import records
from audit_models.text import Lang, Text
from audit_models.words import column_name
from dashboard import html
from dashboard.components import card, mark, table
from dashboard.exports import buttons
from dashboard.html import Component
from dashboard.view import Nothing, Row, View

TITLE = Text("获得电力得分", "Getting Electricity score")
NOTE = Text(
    "世界银行营商环境口径（至DB2020）；截至本月的12个月，低压非居民接入",
    "As the World Bank’s Doing Business scored it (until DB2020); the twelve months to this one, LV non-residential connections",
)
NONE = Text("本快照没有这一得分。", "This snapshot holds no such score.")
COMPONENT = Text("分项", "Component")
VALUE = Text("数值", "Value")
SCORE = Text("得分", "Score")
CASES = Text("案例数", "Cases")
STATE = Text("状态", "Status")
MISSING = Text("缺少", "Missing")
NAMES = {
    "procedures": Text("环节（个，中位数）", "Procedures (number, median)"),
    "days": Text("时间（日历日，中位数）", "Time (calendar days, median)"),
    "cost": Text("成本（占人均收入%）", "Cost (% of income per capita)"),
    "index": Text("供电可靠性和电费透明度指数（0–8）", "Reliability and tariff transparency (0–8)"),
    "total": Text("总分", "Score"),
}
NEEDED = {
    "twelve_months": Text("12个月的结果", "twelve months of results"),
    "income_per_capita_cny": Text("人均收入", "income per capita"),
    "cost_cny": Text("标准接入费用", "cost of the standard connection"),
    "monitoring": Text("停电监测的回答", "the answer on monitoring"),
    "restoration": Text("复电系统的回答", "the answer on restoration"),
    "oversight": Text("监管的回答", "the answer on oversight"),
    "deterrent": Text("财务约束的回答", "the answer on deterrents"),
    "published_tariffs": Text("电价公开的回答", "the answer on tariffs"),
    "procedures": Text("环节", "procedures"),
    "days": Text("时间", "time"),
    "cost": Text("成本", "cost"),
    "index": Text("指数", "index"),
}
ENTER = Text(
    "人均收入、费用与各项回答填入 data/policy/getting_electricity.yaml。",
    "Enter income, cost and answers in data/policy/getting_electricity.yaml.",
)
PUBLISHED = Text("世界银行公布的结果", "Results that the World Bank published")
ECONOMY = Text("经济体", "Economy")
REPORT = Text("报告", "Report")


def electricity_cards(view: View) -> list[Component]:
    """The card of a province; other units have no such score."""
    if view.unit.level != "province":
        return []
    found = records(views.getting_electricity(view.snapshot, view.unit.code, view.month))
    if not found:
        return [card(view.say(TITLE), html.P(view.say(NONE), className="empty-text"))]
    heads = [
        (COMPONENT, "name"),
        (VALUE, "num"),
        (SCORE, "num"),
        (CASES, "num"),
        (STATE, ""),
        (MISSING, ""),
    ]
    lines = [
        [
            view.say(NAMES[row["component"]]),
            fmt.number(row["value"]) if row["component"] != "total" else "",
            fmt.fixed(row["score"]),
            fmt.count(row["n"]) if row["n"] else "",
            "" if row["status"] == "ok" else mark(row["status"], view.lang),
            missing_words(row, view.lang),
        ]
        for row in found
    ]
    return [
        card(
            view.say(TITLE),
            table([(view.say(text), kind) for text, kind in heads], lines),
            html.P(view.say(ENTER), className="note") if found[-1]["status"] != "ok" else None,
            html.Div(
                [
                    html.Details(
                        [html.Summary(view.say(PUBLISHED)), published_table(view)], className="twin"
                    ),
                    buttons("policy", "electricity", view.lang, has_picture=False),
                ],
                className="under",
            ),
            note=view.say(NOTE),
        )
    ]


def missing_words(row: Row, lang: Lang) -> str:
    """What a component waits for."""
    if not isinstance(row["missing"], str):
        return ""
    names = row["missing"].split(", ")
    words = [
        NEEDED[name].in_(lang) if name in NEEDED else column_name(name, lang) for name in names
    ]
    return ("、" if lang == "zh" else ", ").join(words)


def published_table(view: View) -> Component:
    heads = [
        (ECONOMY, "name"),
        (REPORT, ""),
        *((NAMES[name], "num") for name in ("procedures", "days", "cost", "index")),
        (SCORE, "num"),
    ]
    rows: list[list[Any]] = [
        [
            view.say(one.economy),
            one.report,
            *(
                fmt.number(value)
                for value in (one.procedures, one.days, one.cost_percent, one.index)
            ),
            fmt.fixed(one.score),
        ]
        for one in load_getting_electricity().published
    ]
    return table([(view.say(text), kind) for text, kind in heads], rows)


def electricity_sheet(view: View) -> Sheet:
    """The components as numbers.

    Raises:
        Nothing: the unit or the snapshot has no such score.
    """
    found = records(views.getting_electricity(view.snapshot, view.unit.code, view.month))
    if not found:
        raise Nothing(NONE)
    columns = [Column(one) for one in (COMPONENT, VALUE, SCORE, CASES, STATE, MISSING)]
    rows = [
        [
            NAMES[row["component"]],
            row["value"],
            row["score"],
            int(row["n"]),
            None if row["status"] == "ok" else MARKS[row["status"]][1],
            Text(missing_words(row, "zh"), missing_words(row, "en")),
        ]
        for row in found
    ]
    return Sheet(TITLE, columns, rows)
