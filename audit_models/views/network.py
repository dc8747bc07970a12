"""Who is tied to one person or company: one hop, with the rows that say so."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS

BOTH_WAYS = """
with ways as (
    select kind, strength, shown, times, unit_code, first_type as own_type, first_id as own_id,
        second_type as other_type, second_id as other_id, first_row as own_row, second_row as other_row
    from result.ties
    union all
    select kind, strength, shown, times, unit_code, second_type, second_id, first_type, first_id,
        coalesce(second_row, first_row), if(second_row is null, null, first_row)
    from result.ties
)
"""
"""Every tie seen from each of its ends."""


def ties_of(
    snapshot: Snapshot, party: str, party_id: str, *, kinds: tuple[str, ...] = (), limit: int
) -> pd.DataFrame:
    """The ties of an employee, contractor or customer: shared entries first, then the recorded, then the
    possible, mere dealings last. `ties` says how many there are, of these kinds or of all.
    """
    return snapshot.query(
        f"""
        {BOTH_WAYS}
        select
            ways.*,
            contractors.name as other_name,
            count(*) over () as ties
        from ways
        left join source.contractors as contractors
            on ways.other_type = 'contractor' and contractors.contractor_id = ways.other_id
        where own_type = ? and own_id = ? and (len(?::varchar[]) = 0 or list_contains(?::varchar[], ways.kind))
        order by
            ways.kind in ('contract', 'managed', 'subcontract'),
            case ways.strength when 'equal' then 1 when 'recorded' then 2 else 3 end,
            ways.times desc,
            ways.kind,
            ways.other_type,
            ways.other_id
        limit ?
        """,
        [party, party_id, list(kinds), list(kinds), min(limit, PAGE_ROWS)],
    )


def most_tied(snapshot: Snapshot, unit: str, *, limit: int) -> pd.DataFrame:
    """The contractors that are tied to employees of a unit, and all below it, by more than their work."""
    return snapshot.query(
        """
        select
            ties.first_id as contractor_id,
            any_value(contractors.name) as name,
            count(distinct ties.second_id) as employees,
            count(*) as ties,
            list_sort(list(distinct ties.kind)) as kinds
        from result.ties as ties
        join core.unit_tree as tree
            on tree.unit_code = ties.unit_code and tree.ancestor_code = ?
        left join source.contractors as contractors on contractors.contractor_id = ties.first_id
        where ties.first_type = 'contractor' and ties.second_type = 'employee' and ties.kind <> 'managed'
        group by ties.first_id
        order by employees desc, ties desc, contractor_id
        limit ?
        """,
        [unit, min(limit, PAGE_ROWS)],
    )


def party_name(snapshot: Snapshot, party: str, party_id: str) -> str | None:
    """The name of a contractor; other parties are shown by their id alone. None: the reader sees none."""
    if party != "contractor":
        return None
    found = snapshot.query(
        "select name from source.contractors where contractor_id = ?", [party_id]
    )
    return None if found.empty else str(found["name"].iloc[0])
