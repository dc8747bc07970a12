"""Whether cases keep the usual times between two activities.

Temporal profile and its deviations after Stertz, Mangler and Rinderle-Ma, *Temporal Conformance
Checking at Runtime based on Time-infused Process Models*, arXiv:2008.07262 (2020): for every pair of
activities of which one follows the other in a case, mean and standard deviation (n − 1; 0 for a
single value) of the time from the finish of the first to the start of the second.
"""

import pandas as pd

from audit_models.process.log import EventLog

PAIRS = """
    pairs as (
        select
            first.case_key,
            first.case_id,
            first.activity as from_activity,
            later.activity as to_activity,
            epoch(later.started_at - first.finished_at) as seconds
        from {events} as first
        inner join {events} as later
            on later.case_key = first.case_key
            and later.position > first.position
            and later.started_at >= first.finished_at
    ),
    profile as (
        select
            from_activity,
            to_activity,
            count(*) as pairs,
            avg(seconds) as mean_seconds,
            coalesce(stddev_samp(seconds), 0) as sd_seconds
        from pairs
        group by from_activity, to_activity
    )
"""


def temporal_profile(log: EventLog) -> pd.DataFrame:
    """The usual times: from_activity, to_activity, pairs, mean_seconds, sd_seconds."""
    return log.query(
        f"""
        with {PAIRS}
        select
            cast(from_activity as varchar) as from_activity,
            cast(to_activity as varchar) as to_activity,
            pairs,
            mean_seconds,
            sd_seconds
        from profile
        order by from_activity, to_activity
        """
    )


def temporal_deviations(log: EventLog, *, k: float = 6.0) -> pd.DataFrame:
    """Times outside mean ± k·sd: case_id, from_activity, to_activity, seconds, mean_seconds,
    sd_seconds, deviations (how many sd away; empty where the sd is 0)."""
    return log.query(
        f"""
        with {PAIRS}
        select
            pairs.case_id,
            cast(pairs.from_activity as varchar) as from_activity,
            cast(pairs.to_activity as varchar) as to_activity,
            pairs.seconds,
            profile.mean_seconds,
            profile.sd_seconds,
            abs(pairs.seconds - profile.mean_seconds) / nullif(profile.sd_seconds, 0) as deviations
        from pairs
        inner join profile
            on profile.from_activity = pairs.from_activity
            and profile.to_activity = pairs.to_activity
        where
            pairs.seconds < profile.mean_seconds - {float(k)} * profile.sd_seconds
            or pairs.seconds > profile.mean_seconds + {float(k)} * profile.sd_seconds
        order by pairs.case_id, from_activity, to_activity, pairs.seconds
        """
    )
