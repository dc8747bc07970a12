"""Which way cases take, how long it takes them, where they wait, and who hands over to whom.

Terms and definitions: van der Aalst, *Process Mining*, 2nd ed. 2016 (variant, directly-follows graph,
throughput time, rework, handover of work). Medians are interpolated between the middle values.
"""

import pandas as pd

from audit_models.process.log import EventLog


def variants(log: EventLog) -> pd.DataFrame:
    """Every sequence of activities: variant (activities joined by ` › `), steps, cases, share,
    cumulative share; the most frequent first, ties by their text."""
    # Cases are compared by a 64-bit fingerprint of (activity, position), which needs no sorting. Both are
    # one number before they are hashed: hash(a, b) is linear in its parts, and would lose the order. The
    # chance that two of a million variants share one is below one in ten million.
    return log.query(
        """
        with cases as (
            select case_key, count(*) as steps, bit_xor(
                hash(enum_code(activity)::ubigint * 4294967296 + position)
            ) as fingerprint
            from {events}
            group by case_key
        ),
        counted as (
            select steps, fingerprint, count(*) as cases, min(case_key) as case_key
            from cases
            group by steps, fingerprint
        ),
        named as (
            select
                string_agg(cast(events.activity as varchar), ' › ' order by events.position) as variant,
                counted.steps,
                counted.cases
            from counted
            inner join {events} as events on events.case_key = counted.case_key
            group by counted.case_key, counted.steps, counted.cases
        )
        select
            variant,
            steps,
            cases,
            cases / sum(cases) over () as share,
            sum(cases) over (order by cases desc, variant) / sum(cases) over () as cumulative_share
        from named
        order by cases desc, variant
        """
    )


def start_activities(log: EventLog) -> pd.DataFrame:
    """With what cases begin: activity, cases."""
    return log.query(
        """
        select cast(activity as varchar) as activity, count(*) as cases
        from {events}
        where position = 1
        group by all
        order by cases desc, activity
        """
    )


def end_activities(log: EventLog) -> pd.DataFrame:
    """With what cases end: activity, cases."""
    return log.query(
        """
        with ended as (
            select arg_max(activity, position) as activity
            from {events}
            group by case_key
        )
        select cast(activity as varchar) as activity, count(*) as cases
        from ended
        group by all
        order by cases desc, activity
        """
    )


def durations(log: EventLog) -> pd.DataFrame:
    """Throughput time of every case in seconds: case_id, events, started_at, finished_at, seconds.

    From the earliest start to the latest finish.
    """
    return log.query(
        """
        select
            any_value(case_id) as case_id,
            count(*) as events,
            min(started_at) as started_at,
            max(finished_at) as finished_at,
            epoch(max(finished_at) - min(started_at)) as seconds
        from {events}
        group by case_key
        order by case_key
        """
    )


def directly_follows(log: EventLog) -> pd.DataFrame:
    """The performance directly-follows graph: from_activity, to_activity, passages, cases, and the
    wait from the finish of one to the start of the next.

    mean_seconds, median_seconds and total_seconds take an overlap as no wait (0); with a calendar
    also median_workdays and total_workdays. A case that passes twice counts twice in `passages`.
    """
    workdays = (
        ", median(case when wait_workdays < 0 then 0 else wait_workdays end) as median_workdays"
        ", sum(case when wait_workdays < 0 then 0 else wait_workdays end) as total_workdays"
        if log.has_workdays
        else ""
    )
    return log.query(
        f"""
        select
            cast(previous_activity as varchar) as from_activity,
            cast(activity as varchar) as to_activity,
            count(*) as passages,
            count(distinct case_key) as cases,
            avg(greatest(wait_seconds, 0)) as mean_seconds,
            median(greatest(wait_seconds, 0)) as median_seconds,
            sum(greatest(wait_seconds, 0)) as total_seconds{workdays}
        from {{events}}
        where position > 1
        group by previous_activity, activity
        order by passages desc, from_activity, to_activity
        """
    )


def bottlenecks(log: EventLog) -> pd.DataFrame:
    """The passages by the time that all cases together waited in them, the longest first, with
    `share` of all waiting."""
    found = directly_follows(log)
    measure = "total_workdays" if log.has_workdays else "total_seconds"
    total = found[measure].sum()
    found = found.assign(share=found[measure] / total if total else 0.0)
    return found.sort_values(
        [measure, "from_activity", "to_activity"], ascending=[False, True, True]
    ).reset_index(drop=True)


def rework(log: EventLog) -> pd.DataFrame:
    """Activities that a case went through more than once: activity, cases, share of all cases that
    have the activity, repeats (visits after the first)."""
    return log.query(
        """
        with visits as (
            select case_key, activity, count(*) as visits
            from {events}
            group by case_key, activity
        )
        select
            cast(activity as varchar) as activity,
            count(*) filter (where visits > 1) as cases,
            count(*) filter (where visits > 1) / count(*) as share,
            cast(sum(visits - 1) as bigint) as repeats
        from visits
        group by activity
        having max(visits) > 1
        order by repeats desc, activity
        """
    )


def handovers(log: EventLog) -> pd.DataFrame:
    """Handover of work: from_resource, to_resource, passages, cases.

    A change of hands between two events that follow each other; events without a resource hand over
    nothing.
    """
    return log.query(
        """
        select
            previous_resource as from_resource,
            resource as to_resource,
            count(*) as passages,
            count(distinct case_key) as cases
        from {events}
        where previous_resource <> resource
        group by all
        order by passages desc, from_resource, to_resource
        """
    )
