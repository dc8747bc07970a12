"""Rules by family: however many there are, a reader first sees a handful of lines."""

from collections import Counter
from collections.abc import Sequence

from audit_models import format as fmt
from audit_models.families import Family, families_of, family_code
from audit_models.judgement import DECIDED
from audit_models.text import Text
from dashboard import html
from dashboard.components import counted_mark, link
from dashboard.html import Component
from dashboard.view import Row, View

RULE_STATES = ("hit", "clean", "not_applicable", "insufficient_data", "error", "retired")
"""What a rule can be in one unit and month, what asks for a look first."""

FAMILY = Text("规则类别", "Family")
HITS = Text("疑点", "Hits")
CHECKED = Text("已检查", "Checked")
RULES = Text("{count}条规则", "{count} rules")
NO_RULES = Text("本快照没有规则结果。", "This snapshot has no rule results.")


def rule_count(count: int, view: View) -> str:
    """`14 rules`."""
    text = view.say(RULES).format(count=fmt.count(count))
    return text.removesuffix("s") if view.lang == "en" and count == 1 else text


def tally(family: Family, found: Sequence[Row], view: View) -> Component:
    """How many rules of a family there are, and how many in each state; each leads to those."""
    counts = Counter(row["state"] for row in found)
    return html.Div(
        [
            html.Span(rule_count(len(found), view)),
            *[
                link(
                    counted_mark(state, counts[state], view.lang),
                    view.href(path="/rules", family=family.code, state=state),
                )
                for state in RULE_STATES
                if state in counts
            ],
        ],
        className="tally",
    )


def family_table(found: Sequence[Row], view: View) -> Component:
    """One line a family: hits, what was checked, and below them the states of its rules.

    `found`: of `views.rule_states`, one unit and month.
    """
    if not found:
        return html.P(view.say(NO_RULES), className="empty-text")
    headings = ((FAMILY, "name"), (HITS, "num"), (CHECKED, "num"))
    head = html.Tr(
        [html.Th(view.say(text), className=kind, scope="col") for text, kind in headings]
    )
    return html.Table(
        [
            html.Thead(head),
            *[
                html.Tbody(
                    _family_lines(
                        family,
                        [row for row in found if family_code(row["rule_id"]) == family.code],
                        view,
                    ),
                    id=f"scorecard-family-{family.code}",
                )
                for family in families_of(row["rule_id"] for row in found)
            ],
        ],
        className="table families",
    )


def _family_lines(family: Family, found: Sequence[Row], view: View) -> list[Component]:
    decided = [row["hits"] for row in found if row["state"] in DECIDED]
    checked = sum(row["checked"] or 0 for row in found)
    name = link(family.name.in_(view.lang), view.href(path="/rules", family=family.code))
    return [
        html.Tr(
            [
                html.Th([name, " ", html.Span(family.code, className="id")], scope="row"),
                html.Td(fmt.count(sum(decided)) if decided else fmt.NO_NUMBER, className="num"),
                html.Td(
                    fmt.count(checked) if checked or decided else fmt.NO_NUMBER, className="num"
                ),
            ],
            className="line",
        ),
        html.Tr(html.Td(tally(family, found, view), colSpan=3)),
    ]
