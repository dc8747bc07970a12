"""The assessment of a unit: score, grade, rank with the range that chance allows, or why there is none."""

from typing import Any

from audit_models import format as fmt
from audit_models import views
from audit_models.judgement import GRADES
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.html import Component
from dashboard.view import View

ASSESSMENT = Text("综合评价", "Assessment")
POINTS = Text("分", "points")
RANK = Text(
    "排名 {rank}/{peers}（可能 {low}–{high}）", "rank {rank}/{peers} (by chance {low}–{high})"
)
IN_PROVINCE = Text(
    "全省 {rank}/{peers}（可能 {low}–{high}）",
    "in the province {rank}/{peers} (by chance {low}–{high})",
)
IN_GROUP = Text(
    "同类组“{group}”中 {rank}/{peers}（可能 {low}–{high}）",
    "in the group “{group}” {rank}/{peers} (by chance {low}–{high})",
)
FEW_IN_GROUP = Text(
    "同类组“{group}”参评单位{peers}个，太少，不排名",
    "group “{group}”: {peers} assessed, too few to rank",
)
DEDUCTION = Text("扣分 {points}", "deducted {points}")
COVERAGE = Text("权重覆盖 {share}%", "{share}% of the weight known")
NOT_ASSESSED = Text("未评价", "Not assessed")
NO_SCHEME = Text("本快照没有综合评价结果。", "This snapshot holds no assessment.")
TOO_LITTLE = Text(
    "有数据的指标权重不足80%", "indicators with data carry less than 80% of the weight"
)


def assessment_line(view: View) -> Component:
    """One line; of several schemes the first."""
    found = records(views.assessment(view.snapshot, view.unit.code, view.month))
    if not found:
        words: list[Any] = [html.Span(view.say(NO_SCHEME), className="sub")]
    elif found[0]["status"] != "ok" or not fmt.is_number(found[0]["score"]):
        words = [
            html.Span(fmt.NO_NUMBER, className="big"),
            html.Span(f"{view.say(NOT_ASSESSED)} · {view.say(TOO_LITTLE)}", className="sub"),
        ]
    else:
        words = _known(found[0], view)
    return html.Div(
        [html.Strong(view.say(ASSESSMENT)), *words],
        className="assessment",
        id="scorecard-assessment",
    )


def _known(row: dict[Any, Any], view: View) -> list[Component]:
    grade = GRADES.get(str(row["grade"]))
    words = [
        html.Span(
            [fmt.fixed(row["score"]), html.Span(view.say(POINTS), className="measure")],
            className="big",
        )
    ]
    if grade:
        words.append(html.Span(view.say(grade), className=f"grade is-{row['grade']}"))
    words += _place(row, "", RANK, view)
    if view.unit.level == "county":
        words += _place(row, "province_", IN_PROVINCE, view)
    words += _in_group(row, view)
    if fmt.is_number(row["deduction"]) and row["deduction"] > 0:
        points = fmt.number(row["deduction"])
        words.append(html.Span(view.say(DEDUCTION).format(points=points), className="sub"))
    if fmt.is_number(row["coverage"]):
        share = row["coverage"] * (100 if row["coverage"] <= 1 else 1)
        words.append(
            html.Span(view.say(COVERAGE).format(share=fmt.number(share, digits=0)), className="sub")
        )
    return words


def _in_group(row: dict[Any, Any], view: View) -> list[Component]:
    """The rank in the peer group, by its name; that it is too small; nothing without a group."""
    if not fmt.is_number(row.get("peer_group")):
        return []
    group = str(row[f"peer_group_{view.lang}"])
    text = IN_GROUP if fmt.is_number(row["group_rank"]) else FEW_IN_GROUP
    if text is IN_GROUP:
        return _place(row, "group_", text, view, group=group)
    words = view.say(text).format(group=group, peers=fmt.count(row["group_peers"]))
    return [html.Span(words, className="sub")]


def _place(
    row: dict[Any, Any], among: str, text: Text, view: View, **names: str
) -> list[Component]:
    """The rank among others; alone there is none."""
    if not fmt.is_number(row.get(f"{among}rank")) or row[f"{among}peers"] < 2:
        return []
    places = {
        name: fmt.count(row[f"{among}{column}"])
        for name, column in (
            ("rank", "rank"),
            ("peers", "peers"),
            ("low", "rank_low"),
            ("high", "rank_high"),
        )
    }
    return [html.Span(view.say(text).format(**places, **names), className="sub")]
