"""The only queries that pages, notebooks and reports put to a snapshot.

Everything counted was counted when the snapshot was made. The row-level reads are bounded: one
project, or one page of a list (at most `PAGE_ROWS` rows). Every function takes the snapshot first.
"""

from audit_models.views.assessed import assessed_units, findings
from audit_models.views.audit_tests import (
    contract_strata,
    copied_payments,
    digit_counts,
    number_gaps,
    partners,
    undelivered,
    unsettled_ages,
)
from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.choice import choice_steps
from audit_models.views.concentration import contractor_shares
from audit_models.views.contractors import find_contractors
from audit_models.views.coverage import coverage_by_month, coverage_by_unit, coverage_matrix
from audit_models.views.electricity import getting_electricity
from audit_models.views.failed_examples import failed_examples
from audit_models.views.hit import hit
from audit_models.views.imports import imports, missing_tables, oddities, reject_reasons
from audit_models.views.inspection_plan import planned_contracts
from audit_models.views.levels import level_values
from audit_models.views.monitoring import (
    assessment,
    assessment_parts,
    child_ranks,
    has,
    overdue,
    part_states,
    rebases,
    signal_history,
    spread,
)
from audit_models.views.network import most_tied, party_name, ties_of
from audit_models.views.notebook_runs import notebook_runs, page_number
from audit_models.views.noted import (
    count_unplaced,
    noted_events,
    noted_kinds,
    noted_variants,
    unplaced_tasks,
)
from audit_models.views.origins import keeps_origins, origins
from audit_models.views.overlaps import rule_overlaps
from audit_models.views.process import (
    count_passage_cases,
    passage_cases,
    process_edges,
    process_margins,
    process_totals,
    process_variants,
)
from audit_models.views.projects import (
    contracts,
    documents,
    masked,
    personal,
    project,
    project_hits,
    project_of_contract,
    supply_plans,
    suspensions,
    tasks,
)
from audit_models.views.reported import reported_units
from audit_models.views.results import (
    HitCount,
    cases,
    children_values,
    count_cases,
    count_hits,
    coverage,
    hit_sides,
    hits,
    indicator_history,
    rule_history,
    unit_values,
)
from audit_models.views.risk import (
    count_scored,
    failed_features,
    has_scores,
    model_states,
    scored_contracts,
)
from audit_models.views.rule_record import rule_records
from audit_models.views.scorecard import rule_states, scorecard_lines
from audit_models.views.snapshot import (
    calendar_until,
    definitions,
    find_units,
    grounds,
    months,
    targets,
    units,
    workdays,
)
from audit_models.views.tenders import screened_tenders

__all__ = [
    "PAGE_ROWS",
    "HitCount",
    "assessed_units",
    "assessment",
    "assessment_parts",
    "calendar_until",
    "cases",
    "child_ranks",
    "children_values",
    "choice_steps",
    "contract_strata",
    "contractor_shares",
    "contracts",
    "copied_payments",
    "count_cases",
    "count_hits",
    "count_passage_cases",
    "count_scored",
    "count_unplaced",
    "coverage",
    "coverage_by_month",
    "coverage_by_unit",
    "coverage_matrix",
    "definitions",
    "digit_counts",
    "documents",
    "failed_examples",
    "failed_features",
    "find_contractors",
    "find_units",
    "findings",
    "getting_electricity",
    "grounds",
    "has",
    "has_scores",
    "hit",
    "hit_sides",
    "hits",
    "imports",
    "indicator_history",
    "keeps_origins",
    "level_values",
    "masked",
    "missing_tables",
    "model_states",
    "months",
    "most_tied",
    "notebook_runs",
    "noted_events",
    "noted_kinds",
    "noted_variants",
    "number_gaps",
    "oddities",
    "origins",
    "overdue",
    "page_number",
    "part_states",
    "partners",
    "party_name",
    "passage_cases",
    "personal",
    "planned_contracts",
    "process_edges",
    "process_margins",
    "process_totals",
    "process_variants",
    "project",
    "project_hits",
    "project_of_contract",
    "rebases",
    "reject_reasons",
    "reported_units",
    "rule_history",
    "rule_overlaps",
    "rule_records",
    "rule_states",
    "scorecard_lines",
    "scored_contracts",
    "screened_tenders",
    "signal_history",
    "spread",
    "supply_plans",
    "suspensions",
    "targets",
    "tasks",
    "ties_of",
    "undelivered",
    "unit_values",
    "units",
    "unplaced_tasks",
    "unsettled_ages",
    "workdays",
]
