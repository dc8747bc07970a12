"""Numbers that a notebook vouches for: recorded where they were computed, compared with the page later.

A number is an output of its cell, in a media type of its own, so that it is stored and hashed with the
executed notebook and needs no second channel.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from math import isclose, isfinite
from typing import Any

MEDIA_TYPE = "application/vnd.audit.number+json"


@dataclass(frozen=True)
class Number:
    """A number of one unit and month: an indicator, a companion (`I01.p50`), a rule's hits, or one of
    `audit_models.views.notebook_runs.OTHERS`. `value` None: there is no number."""

    what: str
    unit: str
    month: str
    value: float | None

    def equals(self, other: float | None) -> bool:
        """The same number but for the last digits of another order of summation."""
        if self.value is None or other is None:
            return self.value is other
        return isclose(self.value, other, rel_tol=1e-9, abs_tol=1e-9)


def record(what: str, unit: str, month: date, value: Any) -> Number:
    """Vouch for a number inside a notebook; it appears as the cell's output."""
    from IPython.display import display

    number = Number(what, unit, month.isoformat()[:7], as_float(value))
    text = f"✓ {number.what} · {number.unit} · {number.month} = {number.value}"
    display({MEDIA_TYPE: asdict(number), "text/plain": text}, raw=True)
    return number


def recorded(document: Any) -> Iterator[Number]:
    """The numbers of an executed notebook, in the order of its cells."""
    for cell in document.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {}).get(MEDIA_TYPE)
            if found:
                yield Number(**found)


def as_float(value: Any) -> float | None:
    """A number of any kind as a float; None for none, NaN and infinity."""
    found = None if value is None else float(value)
    return found if found is not None and isfinite(found) else None
