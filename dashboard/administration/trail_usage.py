"""What the application was used for in the last days, on the page of the trail."""

from collections.abc import Sequence
from datetime import datetime

from audit_models import format as fmt
from audit_models.casework.usage import DAYS, Use
from audit_models.china_time import CHINA
from audit_models.text import Lang, Text
from dashboard import html
from dashboard.administration.trail_words import action_name
from dashboard.components import card, table
from dashboard.html import Component

TITLE = Text("近 {days} 天的使用情况", "What was used in the last {days} days")
NOTE = Text(
    "由日志统计，不含任何业务数据；只浏览页面不留记录，不在其中。",
    "Counted from the trail, without any business data; a page that was only looked at leaves no entry.",
)
NONE = Text("没有记录。", "Nothing was recorded.")
COLUMNS = (
    (Text("操作", "Action"), ""),
    (Text("次数", "Times"), "num"),
    (Text("人数", "People"), "num"),
    (Text("最近一次", "Last used"), "when"),
)


def usage_card(found: Sequence[Use], lang: Lang) -> Component:
    """One line an action, the most frequent first."""
    title, note = TITLE.in_(lang).format(days=DAYS), NOTE.in_(lang)
    if not found:
        return card(title, html.P(NONE.in_(lang), className="empty-text"), note=note)
    columns = [(name.in_(lang), kind) for name, kind in COLUMNS]
    return card(title, table(columns, [_line(one, lang) for one in found]), note=note)


def _line(one: Use, lang: Lang) -> list[str]:
    last = datetime.fromisoformat(one.last_at).astimezone(CHINA)
    return [
        action_name(one.action).in_(lang), fmt.count(one.times), fmt.count(one.people),
        f"{last:%Y-%m-%d %H:%M}",
    ]  # fmt: skip
