"""The lines of a scorecard: every indicator of a unit and month, as page, report and notebook show it."""

from datetime import date
from math import nan
from typing import NamedTuple

from audit_models import views
from audit_models.catalogue import Definition, catalogue
from audit_models.headline import Judged
from audit_models.judgement import Row, judge, shown_value, target_text
from audit_models.sentences import number_sentence, rule_clause
from audit_models.snapshot import Snapshot
from audit_models.text import LANGS, Text

SEVERITY = ("missed", "error", "insufficient_data", "no_cases", "watched", "met")
"""On a phone what needs a look stands first."""


class Line(NamedTuple):
    """One indicator of the month; rows are those of `result.scorecard_lines`."""

    indicator: Definition
    now: Row
    before: Row | None
    """Its row of the month before."""
    is_beside_others: bool
    """Whether the reader sees units of its level beside it."""

    @property
    def past(self) -> list[float]:
        """Its value in the last thirteen months, the oldest first; NaN where there is none."""
        return [nan if value is None else value for value in self.now["past"]]

    @property
    def signal(self) -> Row | None:
        return self.now if self.now["chart"] else None

    @property
    def place(self) -> Row | None:
        """Its rank and what chance allows; None where there is nobody to be ranked with."""
        return self.now if self.is_beside_others else None

    @property
    def state(self) -> str:
        return judge(self.now, self.indicator.better)

    @property
    def clause(self) -> Text | None:
        """The rule that fired, in a few words."""
        return rule_clause(self.now, self.signal, better=self.indicator.better)

    @property
    def sentence(self) -> Text:
        """Noise or signal, and what that means for the target."""
        part = {"state": self.now["part"]} if self.now["part"] else None
        return number_sentence(self.now, self.signal, better=self.indicator.better, part=part)

    @property
    def urgency(self) -> int:
        """Where the line stands on a phone: worsening first, then by its state."""
        is_concern = self.signal is not None and self.signal["variation"] == "concern"
        return SEVERITY.index(self.state) + (0 if is_concern else len(SEVERITY))


def read_lines(snapshot: Snapshot, unit: str, month: date) -> list[Line]:
    """Every indicator of the snapshot, with its own row of the month."""
    known = catalogue(snapshot)
    before = next((one for one in reversed(known.months) if one < month), month)
    found = {
        (row["indicator_id"], row["month"]): row
        for row in views.scorecard_lines(snapshot, unit, before, month)
    }
    # Those beside it lie under the same unit, and are all seen by who sees that one.
    is_topmost = unit not in known.units or known.units[unit].parent is None
    lines = []
    for indicator in known.indicators.values():
        now = found.get((indicator.id, month))
        if now is not None:
            last = found.get((indicator.id, before)) if before < month else None
            lines.append(Line(indicator, now, last, not is_topmost and now["units"] > 1))
    return lines


def judged(row: Line) -> Judged:
    """The row as the headline needs it."""
    unit, better = row.indicator.unit, row.indicator.better
    return Judged(
        name=row.indicator.title,
        state=judge(row.now, better),
        value=Text(*(shown_value(row.now, unit, lang) for lang in LANGS)),
        target=Text(*(target_text(row.now["target"], unit, better, lang) for lang in LANGS)),
        variation=str(row.signal["variation"]) if row.signal else "none",
    )
