"""Did it stick? A closed finding's rule and indicators, month by month, before and after its closure."""

from collections.abc import Sequence
from datetime import date, timedelta

from audit_models import format as fmt
from audit_models import views
from audit_models.casework.findings import proof
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import State
from audit_models.catalogue import Definition
from audit_models.judgement import DECIDED, MARKS
from audit_models.text import Text
from dashboard import html
from dashboard.components import card, mark, named, table, twin
from dashboard.figures.control import control_chart
from dashboard.figures.theme import graph
from dashboard.html import Component
from dashboard.view import View

AROUND = Text("整改是否见效", "Did it stick?")
AROUND_NOTE = Text(
    "销号前后各月；销号当月计入之前。",
    "The months around the closure, its own month counted as before.",
)
MONTH = Text("月份", "Month")
PHASE = Text("阶段", "Phase")
HITS = Text("疑点数", "Hits")
VALUE = Text("指标值", "Value")
PHASES = {"before": Text("销号前", "Before"), "after": Text("销号后", "After")}
STATE = Text("状态", "State")
CLOSED_HERE = Text("销号后", "After the closure")
FEW = Text(
    "月份太少，没有控制限，还不能说变化大于偶然波动。",
    "Too few months for limits: whether it changed by more than chance cannot be said yet.",
)


def around_card(
    finding: Finding, linked: Sequence[tuple[str, str]], view: View
) -> Component | None:
    """The rule's states and hits, and each linked indicator with its limits; nothing before the closure."""
    if finding.state != State.CLOSED or finding.closed_on is None:
        return None
    parts = [_of_rule(finding, view)] if finding.rule_id else []
    for kind, indicator_id in linked:
        indicator = view.catalogue.indicators.get(indicator_id)
        if kind == "indicator" and indicator is not None:
            parts += _of_indicator(finding, finding.closed_on, indicator, view)
    return card(view.say(AROUND), *parts, note=view.say(AROUND_NOTE)) if parts else None


def _of_rule(finding: Finding, view: View) -> Component:
    months = proof.rule_around(view.snapshot, finding).to_dict("records")
    columns = [(view.say(MONTH), ""), (view.say(PHASE), ""), (view.say(STATE), ""),
               (view.say(HITS), "num")]  # fmt: skip
    rows = [
        [
            f"{row['month']:%Y-%m}",
            view.say(PHASES[row["phase"]]),
            mark(row["state"], view.lang) if row["state"] in MARKS else fmt.NO_NUMBER,
            fmt.count(row["hits"]) if row["state"] in DECIDED else fmt.NO_NUMBER,
        ]
        for row in months
    ]
    return table(columns, rows)


def _of_indicator(
    finding: Finding, closed_on: date, indicator: Definition, view: View
) -> list[Component]:
    """The control chart of the unit with the closure as the beginning of a phase, and the months around."""
    unit = finding.unit_code or ""
    months = proof.before_and_after(view.snapshot, finding, indicator.id)
    columns = [(view.say(MONTH), ""), (view.say(PHASE), ""), (view.say(VALUE), "num")]
    rows = [
        [f"{row['month']:%Y-%m}", view.say(PHASES[row["phase"]]),
         fmt.with_unit(row["value"], indicator.unit, view.lang)]
        for row in months.to_dict("records")
    ]  # fmt: skip
    values = views.indicator_history(view.snapshot, indicator.id, unit)
    signals = views.signal_history(view.snapshot, indicator.id, unit)
    following = (closed_on.replace(day=1) + timedelta(days=31)).replace(day=1)
    figure = control_chart(
        values, signals, unit=indicator.unit, shown=view.month, unit_code=unit, lang=view.lang,
        rebased={following: view.say(CLOSED_HERE)},
    )  # fmt: skip
    name = f"finding-around-{indicator.id.lower()}"
    has_limits = len(signals) and signals["centre"].notna().any()
    return [
        html.H3(named(indicator.title, view.lang)),
        graph(name, figure, lang=view.lang, label=indicator.title.in_(view.lang)),
        None if has_limits else html.P(view.say(FEW), className="note"),
        twin(table(columns, rows), view.lang),
    ]
