"""One project: its facts, tasks, papers and hits. Personal data leaves here masked."""

import json
from collections.abc import Sequence

import pandas as pd

from audit_models.contract import load_contract
from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS


def project(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """The facts of one project, personal data masked; no row when there is no such project."""
    found = snapshot.query("select * from core.projects where project_id = ?", [project_id])
    return masked(found, "client_projects")


def tasks(snapshot: Snapshot, project_key: int) -> pd.DataFrame:
    """Every stage task of one project in the order in which they happened, on both clocks.

    `late_workdays` = working days from the task's finish (its start while it is unfinished) to its
    recording; `is_recorded_early` = recorded before it happened.
    """
    found = snapshot.query(
        """
        select
            *,
            recorded_workday - coalesce(finished_workday, started_workday) as late_workdays,
            recorded_at < coalesce(finished_at, started_at) as is_recorded_early,
        from core.tasks
        where project_key = ?
        order by position
        limit ?
        """,
        [project_key, PAGE_ROWS],
    )
    return masked(found, "work_orders")


def suspensions(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Clock stops of one project."""
    return snapshot.query(
        """
        select suspension_id, started_at, ended_at, reason, has_evidence, is_customer_confirmed
        from source.suspensions
        where project_id = ?
        order by started_at, suspension_id
        limit ?
        """,
        [project_id, PAGE_ROWS],
    )


def supply_plans(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Versions of one project's supply plan."""
    return snapshot.query(
        """
        select plan_id, version, replied_at, capacity_kva, voltage_kv, feeder_id, estimated_cost_cny
        from source.supply_plans
        where project_id = ?
        order by version, plan_id
        limit ?
        """,
        [project_id, PAGE_ROWS],
    )


def documents(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Documents asked of somebody for one project, in the order in which they were asked."""
    return snapshot.query(
        """
        select document_id, stage, doc_type, asked_of, requested_at, received_at
        from source.documents
        where project_id = ?
        order by requested_at, document_id
        limit ?
        """,
        [project_id, PAGE_ROWS],
    )


def contracts(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Contracts of one project with the contractor's name."""
    return snapshot.query(
        """
        select
            contracts.contract_id,
            contracts.scope,
            contractors.name as contractor,
            contractors.is_affiliate,
            contracts.amount_cny,
            contracts.signed_on,
        from source.contracts as contracts
        left join source.contractors as contractors
            on contractors.contractor_id = contracts.contractor_id
        where contracts.project_id = ?
        order by contracts.signed_on, contracts.contract_id
        limit ?
        """,
        [project_id, PAGE_ROWS],
    )


def project_hits(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Every hit on one project or on one of its contracts, the gravest first; `evidence` is a dict."""
    found = snapshot.query(
        """
        with subjects as (
            select 'project' as subject_type, ? as subject_id
            union all
            select 'contract' as subject_type, contract_id as subject_id
            from source.contracts
            where project_id = ?
        )
        select
            hits.hit_id,
            hits.rule_id,
            hits.subject_type,
            hits.subject_id,
            hits.unit_code,
            hits.happened_on,
            hits.tested_on,
            hits.amount_cny,
            hits.severity,
            hits.evidence,
        from result.rule_hits as hits
        join subjects
            on subjects.subject_type = hits.subject_type and subjects.subject_id = hits.subject_id
        order by list_position(['H', 'M', 'L'], hits.severity), hits.happened_on, hits.hit_id
        limit ?
        """,
        [project_id, project_id, PAGE_ROWS],
    )
    return found.assign(evidence=found["evidence"].map(json.loads))


def project_of_contract(snapshot: Snapshot, contract_ids: Sequence[str]) -> dict[str, str]:
    """Contract id → the id of its project, for those that have one."""
    found = snapshot.query(
        """
        select contract_id, project_id
        from source.contracts
        where list_contains(?, contract_id) and project_id is not null
        """,
        [list(contract_ids)],
    )
    return dict(zip(found["contract_id"], found["project_id"], strict=True))


def personal(snapshot: Snapshot, project_id: str) -> pd.DataFrame:
    """Whom a project is about, unmasked as far as the snapshot shows it: one row or none.

    Columns: contact_phone, and of the customer name, phone and id_no.
    """
    return snapshot.query(
        """
        select
            projects.contact_phone,
            customers.name as customer_name,
            customers.phone as customer_phone,
            customers.id_no,
        from source.client_projects as projects
        left join source.customers as customers on customers.customer_id = projects.customer_id
        where projects.project_id = ?
        """,
        [project_id],
    )


def masked(found: pd.DataFrame, table: str) -> pd.DataFrame:
    """The rows with every personal column of a contract table reduced to its first character."""
    personal = {
        c.name for c in load_contract()[table].columns.values() if c.sensitivity == "personal"
    }
    return found.assign(
        **{
            name: found[name].map(lambda value: value if pd.isna(value) else f"{str(value)[:1]}•••")
            for name in found.columns
            if name in personal
        }
    )
