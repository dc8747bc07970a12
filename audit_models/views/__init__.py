"""The only queries that pages, notebooks and reports put to a snapshot.

Everything counted was counted when the snapshot was made. The row-level reads are bounded: one
project, or one page of a list (at most `PAGE_ROWS` rows). Every function takes the snapshot first.
"""

from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.projects import (
    contracts,
    masked,
    project,
    project_hits,
    project_of_contract,
    supply_plans,
    suspensions,
    tasks,
)
from audit_models.views.results import (
    HitCount,
    cases,
    children_values,
    count_cases,
    count_hits,
    coverage,
    hits,
    indicator_history,
    rule_history,
    unit_values,
)
from audit_models.views.snapshot import (
    calendar_until,
    definitions,
    find_units,
    grounds,
    months,
    targets,
    units,
)

__all__ = [
    "PAGE_ROWS",
    "HitCount",
    "calendar_until",
    "cases",
    "children_values",
    "contracts",
    "count_cases",
    "count_hits",
    "coverage",
    "definitions",
    "find_units",
    "grounds",
    "hits",
    "indicator_history",
    "masked",
    "months",
    "project",
    "project_hits",
    "project_of_contract",
    "rule_history",
    "supply_plans",
    "suspensions",
    "targets",
    "tasks",
    "unit_values",
    "units",
]
