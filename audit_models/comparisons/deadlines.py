"""Plan replies on the very last day of the limit, in cases beyond what the days around it let expect."""

from datetime import date

from audit_models.comparisons.effects import Effect
from audit_models.process.bunching import bunching
from audit_models.snapshot import Snapshot
from audit_models.views.process import process_margins


def deadline_excess(
    snapshot: Snapshot, unit: str, month: date, customer_class: str | None = None
) -> Effect | None:
    """How many replies too many fall on the last day, over the twelve months that end with `month`, by law.

    `ours` counts the replies of that day and `others` all other ones; the smooth fit of rule CP09 is the match,
    so nothing is left out. None below 30 replies.
    """
    found = bunching(process_margins(snapshot, unit, month, customer_class))
    if found is None:
        return None
    return Effect(
        estimate=found.excess,
        low=found.excess - found.half_width,
        high=found.excess + found.half_width,
        ours=found.on_last_day,
        others=found.replies - found.on_last_day,
        left_out=0,
    )
