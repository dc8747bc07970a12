"""Days left at the plan reply: how many replies fall on the very last day."""

import pandas as pd

from audit_models import format as fmt
from audit_models.process.bunching import LEAST, Bunching, bunching
from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, table, twin
from dashboard.figures.process import margin_histogram
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.view import View

MARGINS = Text(
    "距法定时限多少天答复供电方案（近12个月）", "Days left at the plan reply (12 months)"
)
EXCESS = Text(
    "时限最后一天答复 {count} 件，平滑预期 {expected} 件，超出约 {excess} ± {half} 件（95% 区间）。集中本身不是结论。",
    "{count} replies on the last day against a smooth expectation of {expected}: about {excess} ± {half} more (95% interval). Bunching alone is no verdict.",
)
NO_EXCESS = Text(
    "时限最后一天答复 {count} 件，平滑预期 {expected} 件：没有超出。",
    "{count} replies on the last day against a smooth expectation of {expected}: no more than expected.",
)
TOO_FEW = Text(
    "答复少于 {least} 件，不作估计。", "Fewer than {least} replies: nothing is estimated."
)
NO_REPLIES = Text("近12个月没有供电方案答复。", "No plan was replied to in these 12 months.")
LEFT = Text("剩余工作日", "Working days left")
REPLIES = Text("答复件数", "Replies")


def margin_card(margins: pd.DataFrame, view: View) -> Component:
    if margins.empty:
        return card(view.say(MARGINS), html.P(view.say(NO_REPLIES), className="empty-text"))
    found = bunching(margins)
    figure = margin_histogram(margins, found, lang=view.lang)
    listing = table(
        [(view.say(LEFT), "num"), (view.say(REPLIES), "num")],
        [[fmt.count(row["days_left"]), fmt.count(row["replies"])] for row in records(margins)],
    )
    return card(
        view.say(MARGINS),
        html.P(excess_text(found, view)),
        graph("process-margins", figure, lang=view.lang, label=view.say(MARGINS)),
        twin(listing, view.lang),
    )


def excess_text(found: Bunching | None, view: View) -> str:
    if found is None:
        return view.say(TOO_FEW).format(least=LEAST)
    text = EXCESS if found.excess > 0 else NO_EXCESS
    return view.say(text).format(
        count=fmt.count(found.on_last_day),
        expected=fmt.number(found.expected),
        excess=fmt.count(found.excess),
        half=fmt.count(found.half_width),
    )
