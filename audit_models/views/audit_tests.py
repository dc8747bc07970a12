"""The auditor's tests of a unit, as they were computed when the snapshot was made."""

from collections.abc import Sequence

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS


def undelivered(snapshot: Snapshot, needs: Sequence[str]) -> list[str]:
    """Which of these columns, as `table.column`, no import ever delivered: what they lack is no result."""
    found = snapshot.query("select table_name || '.' || column_name as name from meta.supplied")
    return [need for need in needs if need not in set(found["name"])]


def digit_counts(snapshot: Snapshot, unit: str, kind: str) -> pd.Series:
    """How many amounts of a kind (contracts, settlements, payments) begin with which two digits: 10 … 99."""
    found = snapshot.query(
        """
        select digits.first_two, sum(digits.numbers)::bigint as numbers
        from result.audit_digits as digits
        join core.unit_tree as tree
            on tree.unit_code = digits.unit_code and tree.ancestor_code = ?
        where digits.kind = ?
        group by digits.first_two
        """,
        [unit, kind],
    )
    return found.set_index("first_two")["numbers"]


def contract_strata(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    """Contracts by size: from_cny, below_cny (both empty: no amount), contracts, amount_cny."""
    found = _summed(snapshot, unit, "audit_strata", "from_cny, below_cny", "contracts, amount_cny")
    return found.sort_values(["below_cny", "from_cny"], ignore_index=True)


def unsettled_ages(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    """Contracts accepted and not settled by age: from_days, to_days, contracts, amount_cny."""
    found = _summed(snapshot, unit, "audit_ages", "from_days, to_days", "contracts, amount_cny")
    return found.sort_values("from_days", ignore_index=True)


def partners(snapshot: Snapshot, unit: str) -> pd.DataFrame:
    """Two lists side by side: one, other, ones, ones_alone, others, others_alone."""
    counts = "ones, ones_alone, others, others_alone"
    found = _summed(snapshot, unit, "audit_partners", "one, other", counts)
    return found.sort_values(["one", "other"], ascending=[False, True], ignore_index=True)


def number_gaps(snapshot: Snapshot, unit: str, *, limit: int = PAGE_ROWS) -> pd.DataFrame:
    """Gaps in the numbers of contracts, the widest first: sequence, after, before, missing, total (of gaps)."""
    return _listed(snapshot, unit, "audit_gaps", "missing desc, sequence, before", limit)


def copied_payments(snapshot: Snapshot, unit: str, *, limit: int = PAGE_ROWS) -> pd.DataFrame:
    """Payments that agree with another: kind (same_day, same_invoice), contract_id, project_id, payment_id,
    paid_on, invoice_no, amount_cny, copies, total (of such payments)."""
    return _listed(snapshot, unit, "audit_copies", "kind, amount_cny desc, payment_id", limit)


def _summed(snapshot: Snapshot, unit: str, table: str, keys: str, counts: str) -> pd.DataFrame:
    sums = ", ".join(f"sum(own.{name}) as {name}" for name in counts.split(", "))
    return snapshot.query(
        f"""
        select {keys}, {sums}
        from result.{table} as own
        join core.unit_tree as tree on tree.unit_code = own.unit_code and tree.ancestor_code = ?
        group by {keys}
        """,
        [unit],
    )


def _listed(snapshot: Snapshot, unit: str, table: str, order: str, limit: int) -> pd.DataFrame:
    return snapshot.query(
        f"""
        select * exclude (unit_code), count(*) over () as total
        from result.{table}
        where unit_code = ?
        order by {order}
        limit ?
        """,
        [unit, min(limit, PAGE_ROWS)],
    )
