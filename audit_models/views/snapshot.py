"""What a snapshot knows of itself: units, months, definitions, targets, grounds."""

import json
from collections.abc import Sequence
from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS


def calendar_until(snapshot: Snapshot) -> date | None:
    """The last day that the snapshot's working-day calendar knows."""
    found = snapshot.query("select max(day) as day from core.days")["day"].iloc[0]
    return None if pd.isna(found) else found.date()


def workdays(snapshot: Snapshot) -> pd.DataFrame:
    """Working days of every month that has one, of the month of as_of those that the data cover."""
    return snapshot.query(
        """
        select date_trunc('month', days.day) as month, count(*) as workdays
        from core.days as days
        cross join meta.snapshot as facts
        where days.is_workday and days.day <= facts.as_of
        group by all
        """
    )


def units(snapshot: Snapshot) -> pd.DataFrame:
    """Every supply unit, by code."""
    return snapshot.query(
        """
        select unit_code, name_zh, name_en, level, parent_code, city_code, pinyin, initials
        from core.units
        order by unit_code
        """
    )


def months(snapshot: Snapshot) -> pd.DataFrame:
    """The months that have results, oldest first."""
    return snapshot.query("select distinct month from result.indicator_values order by month")


def find_units(snapshot: Snapshot, text: str, *, limit: int = 20) -> pd.DataFrame:
    """Units whose code or initials begin with the text, or whose name or pinyin contains it."""
    return snapshot.query(
        """
        with typed as (
            select lower(replace(?, ' ', '')) as text
        ),
        matched as (
            select
                units.unit_code,
                units.name_zh,
                units.name_en,
                units.level,
                units.unit_code = typed.text or units.initials = typed.text as is_exact,
            from core.units as units
            cross join typed
            where typed.text <> ''
                and (
                    starts_with(lower(units.unit_code), typed.text)
                    or starts_with(lower(units.initials), typed.text)
                    or contains(lower(replace(units.pinyin, ' ', '')), typed.text)
                    or contains(units.name_zh, typed.text)
                    or contains(lower(replace(coalesce(units.name_en, ''), ' ', '')), typed.text)
                )
        )
        select unit_code, name_zh, name_en, level
        from matched
        order by is_exact desc, level = 'county', unit_code
        limit ?
        """,
        [text, min(limit, PAGE_ROWS)],
    )


def definitions(snapshot: Snapshot) -> pd.DataFrame:
    """What was evaluated: kind, id, header (a dict), sql, hash."""
    found = snapshot.query("select kind, id, header, sql, hash from result.definitions order by id")
    return found.assign(header=found["header"].map(json.loads))


def targets(snapshot: Snapshot, month: date) -> pd.DataFrame:
    """Target, floor and weight of each indicator in force in a month."""
    return snapshot.query(
        """
        select indicator_id, target, floor, weight
        from core.targets
        where ? between valid_from and valid_to
        """,
        [month],
    )


def grounds(snapshot: Snapshot, ids: Sequence[str]) -> pd.DataFrame:
    """Legal and policy grounds in the order asked for, named as far as they are verified."""
    return snapshot.query(
        """
        select ground, label_zh, label_en, kind, valid_from, valid_to, is_verified
        from core.legal_basis
        where list_contains(?, ground)
        order by list_position(?, ground)
        """,
        [list(ids), list(ids)],
    )
