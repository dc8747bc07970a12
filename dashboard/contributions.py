"""A score's reasons in words, and under a fold its waterfall: what each adds and what would lower it."""

import math
from collections.abc import Sequence
from typing import Any

from audit_models.models.explain import feature_title, lowers_text, reason_text
from audit_models.text import Text
from dashboard import html
from dashboard.html import Component
from dashboard.view import Row, View

MODEL_NAMES = {
    "outlier": Text("离群位次", "Outlier percentile"),
    "finding": Text("查实概率", "Probability of a finding"),
}
SCALES = {
    "outlier": Text("离群分（同类的标准差）", "outlier score, in standard deviations of its peers"),
    "finding": Text("查实概率的对数几率", "log-odds of a finding"),
}
MORE = Text("各项贡献与如何降低", "Contributions, and what would lower them")
LOWER = Text("如何降低：", "What would lower it: ")
REST = Text("起点与其余特征", "Start and all other features")
TOTAL = Text("合计：{scale}", "Total: {scale}")


def reasons_block(model: str, row: Row, view: View) -> Component | None:
    """The reasons of one model; nothing where it has none."""
    is_outlier = model == "outlier"
    reasons: list[dict[str, Any]] = row["reasons" if is_outlier else "probable_reasons"]
    if not reasons:
        return None
    total = row["score"] if is_outlier else log_odds(row["probability"])
    return html.Div(
        [
            html.Span(view.say(MODEL_NAMES[model]), className="note"),
            html.Ul([html.Li(view.say(reason_text(reason))) for reason in reasons]),
            html.Details(
                [html.Summary(view.say(MORE)), waterfall(reasons, total, SCALES[model], view)],
                className="twin",
            ),
        ]
    )


def waterfall(
    reasons: Sequence[dict[str, Any]], total: float, scale: Text, view: View
) -> Component:
    """From what all else comes to, one step a reason, to the total; the parts are exact."""
    rest = total - sum(reason["part"] for reason in reasons)
    steps = [(0.0, rest)]
    for reason in reasons:
        steps.append((steps[-1][1], steps[-1][1] + reason["part"]))
    ends = [*(end for step in steps for end in step), total]
    low, width = min(ends), max(max(ends) - min(ends), 1e-9)

    def bar(start: float, end: float) -> Component:
        left, right = sorted((start, end))
        return html.Span(
            style={
                "display": "block",
                "height": "4px",
                "marginLeft": f"{100 * (left - low) / width:.1f}%",
                "width": f"{100 * (right - left) / width:.1f}%",
                "background": "currentColor",
            },
            **{"aria-hidden": "true"},
        )

    lines = [html.Li([f"{view.say(REST)} {rest:+.2f}", bar(*steps[0])])]
    for reason, step in zip(reasons, steps[1:], strict=True):
        title = view.say(feature_title(reason["feature"]))
        lower = html.Span([view.say(LOWER), view.say(lowers_text(reason))], className="note")
        lines.append(html.Li([f"{title} {reason['part']:+.2f}", bar(*step), lower]))
    said = view.say(TOTAL).format(scale=view.say(scale))
    lines.append(html.Li([f"{said} {total:+.2f}", bar(0.0, total)]))
    return html.Ul(lines)


def log_odds(probability: float) -> float:
    """The log-odds of a probability; of 0 and 1 those next to them."""
    inside = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log(inside / (1 - inside))
