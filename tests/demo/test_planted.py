"""The five irregularities that must be there in full, found again from their definitions.

Each query is written from the definition of the rule alone and knows nothing of how things were planted.
What it finds must be what the truth file says, no more and no less.
"""

import duckdb
import pytest

# The table of limits, written out: law and promise, working days, in force on the day of acceptance.
PLAN_REPLY_LIMITS = """
    select * from (values
        ('lv_resident', 1, 99, date '2010-01-01', date '9999-12-31', 3),
        ('lv_nonresident', 1, 99, date '2010-01-01', date '2024-05-31', 8),
        ('lv_nonresident', 1, 99, date '2024-06-01', date '9999-12-31', 3),
        ('lv_nonresident', 1, 99, date '2011-01-01', date '2022-12-31', 7),
        ('hv', 1, 1, date '2010-01-01', date '2024-05-31', 20),
        ('hv', 1, 1, date '2024-06-01', date '9999-12-31', 10),
        ('hv', 1, 1, date '2023-01-01', date '9999-12-31', 10),
        ('hv', 2, 99, date '2010-01-01', date '2024-05-31', 45),
        ('hv', 2, 99, date '2024-06-01', date '9999-12-31', 20),
        ('hv', 2, 99, date '2023-01-01', date '9999-12-31', 20),
    ) as limits (customer_class, min_sources, max_sources, valid_from, valid_to, limit_days)
"""

CP01 = """
    select project_id
    from client_projects
    join days as applied on applied.day = applied_at::date
    join days as accepted on accepted.day = accepted_at::date
    where accepted.workday - applied.workday > 1
"""

CP02 = f"""
    with
    limits as ({PLAN_REPLY_LIMITS}),

    strictest as (
        select project_id, min(limit_days) as limit_days
        from client_projects
        join limits
            on limits.customer_class = client_projects.customer_class
            and supply_sources between min_sources and max_sources
            and accepted_at::date between valid_from and valid_to
        group by project_id
    ),

    replies as (
        select project_id, min(finished_at)::date as replied_on
        from work_orders where stage = 'plan_reply' group by project_id
    ),

    ends as (
        select
            project_id,
            accepted_at::date as accepted_on,
            coalesce(replied_on, case when status = 'open' then date '2026-10-31' end) as ends_on,
        from client_projects left join replies using (project_id)
    ),

    counted as (
        select
            ends.project_id,
            count(*) filter (where not exists (
                select 1 from suspensions
                where suspensions.project_id = ends.project_id
                    and has_evidence and is_customer_confirmed
                    and free.day > started_at::date
                    and free.day <= coalesce(ended_at::date, date '2026-10-31')
            )) as working_days
        from ends
        join calendar_days as free
            on free.day > accepted_on and free.day <= ends_on and free.is_workday
        group by ends.project_id
    )

    select project_id from counted join strictest using (project_id) where working_days > limit_days
"""

CP04 = """
    select project_id from client_projects join work_orders using (project_id)
    where stage not in ('pre', 'accept') and started_at < accepted_at
    union
    select project_id from client_projects join contracts using (project_id)
    where scope in ('design', 'construction', 'epc') and signed_on < accepted_at::date
    union
    select project_id
    from client_projects
    join grid_projects using (project_id)
    join materials using (grid_project_id)
    where issued_on < accepted_at::date
    union
    select client_projects.project_id
    from client_projects
    join contracts using (project_id)
    join materials using (contract_id)
    where issued_on < accepted_at::date
"""

CT01 = """
    select contract_id
    from contracts
    join client_projects using (project_id)
    left join tenders on tenders.tender_id = contracts.tender_id
    where (owner_type in ('state', 'government') or fund_source = 'state')
        and amount_cny >= case contracts.scope
            when 'construction' then 4000000 when 'epc' then 4000000
            when 'equipment' then 2000000 else 1000000
        end
        and coalesce(method not in ('open', 'invited'), true)
"""

IM01 = """
    select contract_id
    from contracts
    left join (
        select project_id, min(started_at)::date as began_on
        from work_orders where stage = 'construct' group by project_id
    ) using (project_id)
    where actual_start_on < signed_on or (scope = 'construction' and began_on < signed_on)
"""

DEFINITIONS = {"CP01": CP01, "CP02": CP02, "CP04": CP04, "CT01": CT01, "IM01": IM01}


@pytest.mark.parametrize("rule_id", DEFINITIONS)
def test_exactly_what_was_planted_is_found(world: duckdb.DuckDBPyConnection, rule_id: str) -> None:
    found = {row[0] for row in world.execute(DEFINITIONS[rule_id]).fetchall()}
    planted = {
        row[0]
        for row in world.execute(
            "select subject_id from truth where rule_id = ?", [rule_id]
        ).fetchall()
    }
    assert planted
    assert found == planted


@pytest.mark.parametrize("family", ["CT", "IM", "PF", "CP", "SV", "NW"])
def test_every_family_of_rules_has_something_to_find(
    world: duckdb.DuckDBPyConnection, family: str
) -> None:
    rules = world.execute(
        "select count(distinct rule_id) from truth where starts_with(rule_id, ?)", [family]
    ).fetchone()
    assert rules[0] >= 2


SUBJECTS = {
    "project": ("client_projects", "project_id"),
    "contract": ("contracts", "contract_id"),
    "contractor": ("contractors", "contractor_id"),
    "employee": ("employees", "employee_id"),
    "unit": ("org_units", "unit_code"),
    "tender": ("tenders", "tender_id"),
    "material": ("materials", "material_id"),
    "grid_project": ("grid_projects", "grid_project_id"),
    "outage": ("outages", "outage_id"),
    "feeder": ("outages", "feeder_id"),
    "disclosure": ("disclosures", "disclosure_id"),
    "complaint": ("complaints", "complaint_id"),
}


def test_every_planted_subject_is_in_the_tables(world: duckdb.DuckDBPyConnection) -> None:
    missing = {
        subject_type: world.execute(
            f"select subject_id from truth where subject_type = ? "
            f"and subject_id not in (select {key} from {table})",
            [subject_type],
        ).fetchall()
        for subject_type, (table, key) in SUBJECTS.items()
    }
    assert missing == {subject_type: [] for subject_type in SUBJECTS}
    types = world.execute("select distinct subject_type from truth").fetchall()
    assert {row[0] for row in types} <= set(SUBJECTS)


def test_most_projects_are_ordinary(world: duckdb.DuckDBPyConnection) -> None:
    planted, projects = world.execute(
        "select count(distinct subject_id) filter (where subject_type = 'project'), "
        "(select count(*) from client_projects) from truth"
    ).fetchone()
    assert 0.02 < planted / projects < 0.15


def test_the_only_odd_data_is_the_planted_oddity(world: duckdb.DuckDBPyConnection) -> None:
    odd = world.execute(
        "select project_id from client_projects where energised_at < accepted_at"
    ).fetchall()
    planted = world.execute("select subject_id from truth where kind = 'oddity'").fetchall()
    assert odd
    assert sorted(odd) == sorted(planted)
