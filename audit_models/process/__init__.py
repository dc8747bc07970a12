"""Process mining in SQL: what an event log says about the way that cases really take.

`open_log` takes any relation of events; everything else is a function from a log to a DataFrame.
"""

from audit_models.process.conformance import (
    temporal_deviations,
    temporal_profile,
)
from audit_models.process.discovery import (
    bottlenecks,
    directly_follows,
    durations,
    end_activities,
    handovers,
    rework,
    start_activities,
    variants,
)
from audit_models.process.log import EventLog, open_log

__all__ = [
    "EventLog",
    "bottlenecks",
    "directly_follows",
    "durations",
    "end_activities",
    "handovers",
    "open_log",
    "rework",
    "start_activities",
    "temporal_deviations",
    "temporal_profile",
    "variants",
]
