"""Whether a number can be relied on: complete, incomplete, late or restated; a shape and a word each."""

from collections.abc import Mapping

import pandas as pd

from audit_models.records import records
from audit_models.text import Text
from dashboard import html
from dashboard.html import Component
from dashboard.scorecard.reported import is_unfinished
from dashboard.view import Row, View

QUALITIES: Mapping[str, tuple[str, Text, Text]] = {
    "complete": (
        "✓",
        Text("完整", "complete"),
        Text(
            "所需数据齐全，发布后未变",
            "All it needs was supplied; unchanged since it was published",
        ),
    ),
    "incomplete": (
        "◌",
        Text("不全", "incomplete"),
        Text("缺少数据，或本月未满", "Something was not supplied, or the month is not over"),
    ),
    "late": (
        "↧",
        Text("迟报", "late"),
        Text(
            "本月首次发布时没有数值，后来才到",
            "There was no number when the month was first published",
        ),
    ),
    "restated": (
        "↻",
        Text("重述", "restated"),
        Text("已发布的数字被后来的数据改变", "Later data changed the published number"),
    ),
}


def quality_of(now: Row, changed: Mapping[str, str], view: View) -> str:
    """`changed`: of `changed_since`."""
    if now["indicator_id"] in changed:
        return changed[now["indicator_id"]]
    is_known = now["status"] in {"ok", "no_cases"} and not _missing(now)
    return "complete" if is_known and not is_unfinished(view) else "incomplete"


def _missing(now: Row) -> bool:
    missing = now["missing"]
    return isinstance(missing, str) and missing not in {"", "[]"}


def changed_since(restated: pd.DataFrame, view: View) -> dict[str, str]:
    """Indicator → late or restated, for the shown month. `restated`: of `news.restated_numbers`."""
    of_month = restated[restated["month"].dt.date == view.month] if len(restated) else restated
    return {
        row["indicator_id"]: "restated" if row["old_status"] == "ok" else "late"
        for row in records(of_month)
    }


def quality_mark(quality: str, view: View) -> Component:
    """A small shape and word; why, on hover."""
    shape, word, why = QUALITIES[quality]
    return html.Span(
        [html.Span(shape, **{"aria-hidden": "true"}), view.say(word)],
        className=f"quality is-{quality}",
        title=view.say(why),
    )
