"""What an import would change of what is published, before anybody agrees to it.

The import's stage and the snapshot that it builds on lie in one connection, so both are compared there;
what comes after is told by `restatement`, from two snapshots.
"""

from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from audit_models.restatement import TOLERANCE

MOST_SHOWN = 50
CHANGED_VALUES = f"""
    from base.result.indicator_values as old
    join result.indicator_values as new using (indicator_id, unit_code, month)
    where not contains(indicator_id, '.')
        and (
            old.status is distinct from new.status
            or abs(old.value - new.value) > {TOLERANCE} * greatest(abs(old.value), 1)
        )
"""


@dataclass(frozen=True)
class PublishedChanges:
    """Numbers of published months that would differ, and hits that would come and go."""

    values: int
    months: int
    hits_added: int
    hits_removed: int
    rows: list[dict[str, Any]]
    """The first of the changed numbers, the highest units of the latest months first."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def published_changes(con: duckdb.DuckDBPyConnection) -> PublishedChanges:
    """Compare the results of a stage with those of its `base`."""
    values, months = con.execute(
        f"select count(*), count(distinct month) {CHANGED_VALUES}"
    ).fetchall()[0]
    changed = con.execute(
        f"""
        with changed as (
            select indicator_id, unit_code, month, old.value as old_value, new.value as new_value,
                old.status as old_status, new.status as new_status
            {CHANGED_VALUES}
        )
        select changed.* replace (strftime(changed.month, '%Y-%m') as month)
        from changed
        left join core.unit_tree as tree using (unit_code)
        group by all
        order by month desc, count(tree.ancestor_code), unit_code, indicator_id
        limit {MOST_SHOWN}
        """
    )
    names = [column[0] for column in changed.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in changed.fetchall()]
    return PublishedChanges(
        values, months, _hits_only_in(con, "result", "base.result"),
        _hits_only_in(con, "base.result", "result"), rows,
    )  # fmt: skip


def _hits_only_in(con: duckdb.DuckDBPyConnection, here: str, there: str) -> int:
    found = con.execute(
        f"select count(*) from {here}.rule_hits where hit_id not in (select hit_id from {there}.rule_hits)"
    ).fetchall()
    return int(found[0][0])
