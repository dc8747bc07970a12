"""The lines of a scorecard: every indicator of a unit and month, as page, report and notebook show it."""

from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from audit_models import views
from audit_models.catalogue import Definition, catalogue
from audit_models.headline import Judged
from audit_models.judgement import Row, judge, shown_value, target_text
from audit_models.ranks import with_ranks
from audit_models.sentences import number_sentence, rule_clause
from audit_models.snapshot import Snapshot
from audit_models.text import LANGS, Text

SEVERITY = ("missed", "error", "insufficient_data", "no_cases", "watched", "met")
"""On a phone what needs a look stands first."""


class Line(NamedTuple):
    """One indicator of the month with its history, its signal and its place among its peers."""

    indicator: Definition
    now: Row
    before: Row | None
    past: pd.Series
    signal: dict[Any, Any] | None
    place: Row | None
    part: str | None = None
    """How the assessment took it."""

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
        part = {"state": self.part} if self.part else None
        return number_sentence(self.now, self.signal, better=self.indicator.better, part=part)

    @property
    def urgency(self) -> int:
        """Where the line stands on a phone: worsening first, then by its state."""
        is_concern = self.signal is not None and self.signal["variation"] == "concern"
        return SEVERITY.index(self.state) + (0 if is_concern else len(SEVERITY))


def read_lines(
    snapshot: Snapshot, unit: str, month: date, *, signals: pd.DataFrame | None = None
) -> list[Line]:
    """Every indicator of the snapshot, with its own row of the month.

    `signals` are those of `views.signals`, where the caller has read them already.
    """
    if signals is None:
        signals = views.signals(snapshot, unit, month)
    values = views.unit_values(snapshot, unit, month)
    now = values[values["month"].dt.date == month].set_index("indicator_id", drop=False)
    last = values.loc[values["month"].dt.date < month, "month"].max()
    before = values[values["month"] == last].set_index("indicator_id")
    pasts = values.set_index("month").groupby("indicator_id")["value"]
    known = {
        row["indicator_id"]: row
        for row in signals.to_dict("records")
        if row["month"].date() == month
    }
    parts = views.part_states(snapshot, unit, month)
    peers = dict(list(views.peer_values(snapshot, unit, month).groupby("indicator_id")))
    return [
        Line(
            indicator,
            now.loc[indicator.id].to_dict(),
            before.loc[indicator.id].to_dict() if indicator.id in before.index else None,
            pasts.get_group(indicator.id),
            known.get(indicator.id),
            place_of(peers.get(indicator.id), indicator, unit),
            parts.get(indicator.id),
        )
        for indicator in catalogue(snapshot).indicators.values()
        if indicator.id in now.index
    ]


def place_of(peers: pd.DataFrame | None, indicator: Definition, unit: str) -> Row | None:
    """The unit's rank; None where it has no peers."""
    if peers is None or len(peers) < 2:
        return None
    ranked = with_ranks(peers, better=indicator.better, unit=indicator.unit)
    own: Row = ranked[ranked["unit_code"] == unit].to_dict("records")[0]
    return own


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
