"""The lines of a scorecard: every indicator of a unit and month, as page, report and notebook show it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from audit_models import views
from audit_models.catalogue import Definition, catalogue
from audit_models.headline import Judged
from audit_models.judgement import Row, judge, shown_value, target_text
from audit_models.ranks import COLUMNS, rank
from audit_models.records import records
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
    past: Mapping[pd.Timestamp, float]
    """Its value by month; NaN where there is none."""
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
    history: dict[str, list[Row]] = {}
    for row in records(views.unit_values(snapshot, unit, month)):
        history.setdefault(row["indicator_id"], []).append(row)
    months = sorted({row["month"].date() for rows in history.values() for row in rows})
    last = next((one for one in reversed(months) if one < month), None)
    known = {row["indicator_id"]: row for row in records(signals) if row["month"].date() == month}
    parts = views.part_states(snapshot, unit, month)
    indicators = catalogue(snapshot).indicators
    places = places_of(views.peer_values(snapshot, unit, month), indicators, unit)
    lines = []
    for indicator in indicators.values():
        rows = {row["month"].date(): row for row in history.get(indicator.id, ())}
        if month in rows:
            lines.append(
                Line(
                    indicator,
                    rows[month],
                    rows.get(last),
                    {row["month"]: row["value"] for row in rows.values()},
                    known.get(indicator.id),
                    places.get(indicator.id),
                    parts.get(indicator.id),
                )
            )
    return lines


def places_of(
    peers: pd.DataFrame, indicators: Mapping[str, Definition], unit: str
) -> dict[str, Row]:
    """The unit's rank by indicator; an indicator in which it has no peers is left out."""
    columns = [peers[name].to_numpy(float) for name in COLUMNS]
    is_own = (peers["unit_code"] == unit).to_numpy()
    found: dict[str, Row] = {}
    for key, rows in peers.groupby("indicator_id").indices.items():
        indicator = indicators.get(str(key))
        if indicator is None or len(rows) < 2:
            continue
        ranks = rank(*(one[rows] for one in columns), better=indicator.better, unit=indicator.unit)
        own = int(is_own[rows].argmax())
        found[indicator.id] = {
            "is_ranked": bool(ranks.is_ranked[own]),
            "rank": ranks.rank[own].item(),
            "rank_low": ranks.low[own].item(),
            "rank_high": ranks.high[own].item(),
            "peers": int(ranks.is_ranked.sum()),
        }
    return found


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
