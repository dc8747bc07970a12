"""Who is tied to one person or company: one hop, with the rows that say so."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS

NAME = "concat_ws('|', kind, first_type, first_id, second_type, second_id)"
BOTH_WAYS = f"""
with ways as (
    select {NAME} as tie, kind, strength, shown, times, unit_code, first_type as own_type,
        first_id as own_id, second_type as other_type, second_id as other_id, first_row as own_row,
        second_row as other_row
    from result.ties
    union all
    select {NAME}, kind, strength, shown, times, unit_code, second_type, second_id, first_type, first_id,
        coalesce(second_row, first_row), if(second_row is null, null, first_row)
    from result.ties
)
"""
"""Every tie seen from each of its ends."""


class Tie(NamedTuple):
    """Which tie: a pair and what ties it, the same in every snapshot."""

    kind: str
    first_type: str
    first_id: str
    second_type: str
    second_id: str

    @property
    def name(self) -> str:
        return "|".join(self)

    @classmethod
    def named(cls, name: str) -> "Tie | None":
        """The tie of a name; None where it is none."""
        parts = name.split("|")
        return cls(*parts) if len(parts) == len(cls._fields) else None


class FoundTie(NamedTuple):
    """What a snapshot says of a tie."""

    strength: str
    unit_code: str | None


def find_tie(snapshot: Snapshot, tie: Tie) -> FoundTie | None:
    """A tie as the reader sees it; None where there is none for him."""
    found = snapshot.query(
        f"select strength, unit_code from result.ties where {NAME} = ? limit 1", [tie.name]
    )
    if found.empty:
        return None
    [(strength, unit_code)] = found.itertuples(index=False)
    return FoundTie(strength, unit_code if isinstance(unit_code, str) else None)


def ties_of(
    snapshot: Snapshot,
    party: str,
    party_id: str,
    *,
    kinds: tuple[str, ...] = (),
    denied: Sequence[Tie] = (),
    limit: int,
) -> pd.DataFrame:
    """The ties of an employee, contractor or customer: shared entries first, then the recorded, then the
    possible, mere dealings, and those last that were found not to hold (`is_denied`). `ties` says how many
    there are, of these kinds or of all.
    """
    return snapshot.query(
        f"""
        {BOTH_WAYS}
        select
            ways.*,
            contractors.name as other_name,
            list_contains(?::varchar[], ways.tie) as is_denied,
            count(*) over () as ties
        from ways
        left join source.contractors as contractors
            on ways.other_type = 'contractor' and contractors.contractor_id = ways.other_id
        where own_type = ? and own_id = ? and (len(?::varchar[]) = 0 or list_contains(?::varchar[], ways.kind))
        order by
            is_denied,
            ways.kind in ('contract', 'managed', 'subcontract'),
            case ways.strength when 'equal' then 1 when 'recorded' then 2 else 3 end,
            ways.times desc,
            ways.kind,
            ways.other_type,
            ways.other_id
        limit ?
        """,
        [_names(denied), party, party_id, list(kinds), list(kinds), min(limit, PAGE_ROWS)],
    )


def most_tied(
    snapshot: Snapshot, unit: str, *, denied: Sequence[Tie] = (), limit: int
) -> pd.DataFrame:
    """The contractors that are tied to employees of a unit, and all below it, by more than their work;
    ties that were found not to hold do not count.
    """
    return snapshot.query(
        f"""
        select
            ties.first_id as contractor_id,
            any_value(contractors.name) as name,
            count(distinct ties.second_id) as employees,
            count(*) as ties,
            list_sort(list(distinct ties.kind)) as kinds
        from (select *, {NAME} as tie from result.ties) as ties
        join core.unit_tree as tree
            on tree.unit_code = ties.unit_code and tree.ancestor_code = ?
        left join source.contractors as contractors on contractors.contractor_id = ties.first_id
        where ties.first_type = 'contractor' and ties.second_type = 'employee' and ties.kind <> 'managed'
            and not list_contains(?::varchar[], ties.tie)
        group by ties.first_id
        order by employees desc, ties desc, contractor_id
        limit ?
        """,
        [unit, _names(denied), min(limit, PAGE_ROWS)],
    )


def _names(ties: Sequence[Tie]) -> list[str]:
    return [tie.name for tie in ties]


def party_name(snapshot: Snapshot, party: str, party_id: str) -> str | None:
    """The name of a contractor; other parties are shown by their id alone. None: the reader sees none."""
    if party != "contractor":
        return None
    found = snapshot.query(
        "select name from source.contractors where contractor_id = ?", [party_id]
    )
    return None if found.empty else str(found["name"].iloc[0])


def has_registrations(snapshot: Snapshot) -> bool:
    """Whether anything that ties could rest on was delivered: contractors' entries, or known relations."""
    found = snapshot.query(
        """
        select
            exists (
                select 1 from source.contractors
                where coalesce(phone, address, bank_account, legal_rep) is not null
            )
            or exists (select 1 from source.relations) as has_any
        """
    )
    return bool(found["has_any"].iloc[0])
