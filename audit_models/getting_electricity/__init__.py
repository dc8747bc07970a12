"""The Getting Electricity score as the World Bank's Doing Business published it (until DB2020).

Each of four components is 100 × (worst − y) ÷ (worst − best), clipped to 0–100; the score is their mean.
"""

from dataclasses import astuple, dataclass

PROCEDURES = (9.0, 3.0)
DAYS = (248.0, 18.0)
COST_PERCENT = (8100.0, 0.0)
INDEX = (0.0, 8.0)
"""Worst and best of every component: number, calendar days, percent of income per capita, points."""

UNMEASURED_ABOVE = 100
"""A yearly SAIDI (hours) or SAIFI (times) above which the index is 0."""

SUPPLY_STEPS = ((1, 3), (4, 2), (12, 1))
"""Points where yearly SAIDI and SAIFI are both at most this, the strictest first."""


@dataclass(frozen=True)
class Practices:
    """What an economy has beside short outages; each gives one point of the index."""

    monitoring: bool
    """An automated system monitors outages."""
    restoration: bool
    """An automated system restores supply."""
    oversight: bool
    """A regulator oversees reliability."""
    deterrent: bool
    """Outages beyond a limit cost the utility money."""
    published_tariffs: bool
    """Tariffs can be looked up, and changes are told a billing cycle ahead."""


@dataclass(frozen=True)
class Score:
    """The four components and their mean, each 0–100."""

    procedures: float
    days: float
    cost: float
    index: float

    @property
    def total(self) -> float:
        return (self.procedures + self.days + self.cost + self.index) / 4


def score(*, procedures: float, days: float, cost_percent: float, index: float) -> Score:
    """Components of the score.

    procedures: number; days: calendar days; cost_percent: percent of income per capita; index: 0–8 points.
    """
    return Score(
        procedures=component_score(procedures, *PROCEDURES),
        days=component_score(days, *DAYS),
        cost=component_score(cost_percent, *COST_PERCENT),
        index=component_score(index, *INDEX),
    )


def reliability_index(
    saidi_hours: float | None, saifi_times: float | None, practices: Practices
) -> int:
    """Reliability of supply and transparency of tariffs, 0–8 points, from a year's SAIDI and SAIFI.

    0 where outages are not measured (None), or where either is above 100.
    """
    if saidi_hours is None or saifi_times is None:
        return 0
    worse = max(saidi_hours, saifi_times)
    if worse > UNMEASURED_ABOVE:
        return 0
    supply = next((points for most, points in SUPPLY_STEPS if worse <= most), 0)
    given: tuple[bool, ...] = astuple(practices)
    return supply + sum(given)


def component_score(value: float, worst: float, best: float) -> float:
    """100 at the best, 0 at the worst, linear between, clipped."""
    return min(max(100 * (worst - value) / (worst - best), 0.0), 100.0)
