"""A score's reasons in words, and under a fold its waterfall: what each adds and what would lower it."""

import math
from collections.abc import Sequence
from typing import Any

from audit_models import format as fmt
from audit_models.models.explain import feature_title, lowers_text, members_text, reason_text
from audit_models.text import Text
from dashboard import html
from dashboard.html import Component
from dashboard.view import Row, View

MODEL_NAMES = {
    "outlier": Text("离群位次", "Outlier percentile"),
    "finding": Text("查实概率", "Probability of a finding"),
}
TOTALS = {
    "outlier": Text(
        "合计 {total}：离群分，以同类的标准差计",
        "Total {total}: the outlier score, in standard deviations of its peers",
    ),
    "finding": Text(
        "合计 {total}：对数几率，即查实概率 {share}",
        "Total {total}: the log-odds, which is a probability of {share}",
    ),
}
MORE = Text("各项贡献与如何降低", "Contributions, and what would lower them")
LOWER = Text("如何降低：", "What would lower it: ")
REST = Text("同类的起点与其余特征 {rest}", "Start of its peers and all other features {rest}")
CONSPICUOUS = 90
"""Below this percentile the largest contributions are not yet remarkable, and that is said."""
SLIGHT = 0.1
"""A part below this, in either scale, is no reason that a person should hear of."""
INCONSPICUOUS = Text(
    "在同类中不突出（低于 {limit}）；相对最高的几项：",
    "Not conspicuous among its peers (below {limit}); what stands out most:",
)
NOTHING_RAISES = Text("没有一项特征明显抬高分数。", "No feature raises the score to any extent.")


def reasons_block(model: str, row: Row, view: View) -> Component | None:
    """The reasons of one model; nothing where it gave no score."""
    is_outlier = model == "outlier"
    found: list[dict[str, Any]] = row["reasons" if is_outlier else "probable_reasons"]
    if not (is_outlier or fmt.is_number(row["probability"])):
        return None
    name = html.Span(view.say(MODEL_NAMES[model]), className="note")
    reasons = [reason for reason in found if reason["part"] >= SLIGHT]
    if not reasons:
        return html.Div([name, html.P(view.say(NOTHING_RAISES))])
    is_low = is_outlier and row["percentile"] < CONSPICUOUS
    return html.Div(
        [
            name,
            html.P(view.say(INCONSPICUOUS.format(limit=CONSPICUOUS))) if is_low else None,
            html.Ul([html.Li(view.say(reason_text(reason))) for reason in reasons]),
            html.Details(
                [html.Summary(view.say(MORE)), waterfall(reasons, row, model, view)],
                className="twin",
            ),
        ]
    )


def waterfall(reasons: Sequence[dict[str, Any]], row: Row, model: str, view: View) -> Component:
    """From what all else comes to, one step a reason, to the total; the parts are exact."""
    is_outlier = model == "outlier"
    total = row["score"] if is_outlier else log_odds(row["probability"])
    rest = total - sum(reason["part"] for reason in reasons)
    steps = [(0.0, rest)]
    for reason in reasons:
        steps.append((steps[-1][1], steps[-1][1] + reason["part"]))
    ends = [*(end for step in steps for end in step), total]
    low, width = min(ends), max(max(ends) - min(ends), 1e-9)

    def bar(start: float, end: float) -> Component:
        left, right = sorted((start, end))
        return html.Span(
            className="step",
            style={
                "marginLeft": f"{100 * (left - low) / width:.1f}%",
                "width": f"{100 * (right - left) / width:.1f}%",
            },
            **{"aria-hidden": "true"},
        )

    lines = [html.Li([view.say(REST).format(rest=f"{rest:+.2f}"), bar(*steps[0])])]
    for reason, step in zip(reasons, steps[1:], strict=True):
        title = view.say(feature_title(reason["feature"]))
        lower = html.Span([view.say(LOWER), view.say(lowers_text(reason))], className="note")
        lines.append(html.Li([f"{title} {reason['part']:+.2f}", bar(*step), lower]))
    share = fmt.NO_NUMBER if is_outlier else f"{100 * row['probability']:.0f}%"
    said = view.say(TOTALS[model]).format(total=f"{total:+.2f}", share=share)
    lines.append(html.Li([said, bar(0.0, total)]))
    return html.Div(
        [html.P(view.say(members_text(reasons[0])), className="note"), html.Ul(lines)],
        className="waterfall",
    )


def log_odds(probability: float) -> float:
    """The log-odds of a probability; of 0 and 1 those next to them."""
    inside = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log(inside / (1 - inside))
