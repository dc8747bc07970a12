"""What held-out inspections confirmed at a probability like this one, as a band with its interval."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scipy.stats import beta

from audit_models.text import Text

NAMES = (
    Text("低", "Low"),
    Text("较低", "Rather low"),
    Text("中", "Middle"),
    Text("较高", "Rather high"),
    Text("高", "High"),
)
"""Of five bins of the calibration, the lowest first."""
PLACE = Text("第{place}档／共{of}档", "band {place} of {of}")


class Band(NamedTuple):
    """The calibration bin of a probability."""

    name: Text
    rows: int
    """Held-out inspections in it."""
    low: float
    high: float
    """95 % interval of the share confirmed (Jeffreys)."""


def band_of(probability: float, calibration: Sequence[Mapping[str, float]]) -> Band | None:
    """The bin whose mean prediction is nearest; None without a calibration."""
    if not calibration:
        return None
    place = min(
        range(len(calibration)),
        key=lambda at: abs(calibration[at]["predicted"] - probability),
    )
    bin_ = calibration[place]
    count, confirmed = bin_["count"], bin_["count"] * bin_["observed"]
    interval = beta(confirmed + 0.5, count - confirmed + 0.5)
    name = PLACE.format(place=place + 1, of=len(calibration))
    if len(calibration) == len(NAMES):
        name = NAMES[place]
    return Band(name, int(count), float(interval.ppf(0.025)), float(interval.ppf(0.975)))
