"""An ordinary row breaks nothing: keys, references, code lists, the contract's checks, and no future."""

import duckdb
import pytest

from audit_models.contract import Column, Table, load_contract

from .conftest import AS_OF, delivered_tables

TABLES = delivered_tables()
REFERENCES = [
    (table, column) for table in TABLES for column in table.columns.values() if column.references
]
DATES = [
    (table, column)
    for table in TABLES
    for column in table.columns.values()
    if column.type in ("date", "timestamp", "month") and not column.is_plan
]


def name(value: Table | Column) -> str:
    return value.name


def count(world: duckdb.DuckDBPyConnection, query: str, *values: object) -> int:
    return world.execute(query, values).fetchone()[0]


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_keys_are_unique_and_required_cells_filled(world, table: Table) -> None:
    key = ", ".join(table.key)
    rows = count(world, f"select count(*) from {table.name}")
    assert count(world, f"select count(*) from (select distinct {key} from {table.name})") == rows
    filled = " and ".join(f'"{c.name}" is not null' for c in table.columns.values() if c.required)
    assert count(world, f"select count(*) from {table.name} where {filled}") == rows


@pytest.mark.parametrize(("table", "column"), REFERENCES, ids=name)
def test_every_reference_exists(world, table: Table, column: Column) -> None:
    parent = load_contract()[column.references]
    orphans = count(
        world,
        f'select count(*) from {table.name} where "{column.name}" is not null '
        f'and "{column.name}" not in (select "{parent.key[0]}" from {parent.name})',
    )
    assert orphans == 0


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_code_is_in_its_list(world, table: Table) -> None:
    for column in table.columns.values():
        accepted = list(column.codes) or list(column.values)
        if accepted:
            strange = world.execute(
                f'select distinct "{column.name}" from {table.name} '
                f'where "{column.name}" is not null and not list_contains(?, "{column.name}")',
                [accepted],
            ).fetchall()
            assert not strange, column.name


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_no_row_fails_a_check_of_the_contract(world, table: Table) -> None:
    for rule in table.must:
        assert count(world, f"select count(*) from {table.name} where not ({rule.sql})") == 0, (
            rule.code
        )
    for rule in table.odd:
        if rule.code != "energised_before_accepted":
            assert count(world, f"select count(*) from {table.name} where {rule.sql}") == 0, (
                rule.code
            )


@pytest.mark.parametrize(("table", "column"), DATES, ids=name)
def test_nothing_has_happened_after_as_of(world, table: Table, column: Column) -> None:
    later = f'select count(*) from {table.name} where cast("{column.name}" as date) > ?'
    assert count(world, later, AS_OF) == 0


def test_tasks_of_a_project_belong_to_its_unit_and_to_people_of_that_unit(world) -> None:
    strangers = count(
        world,
        "select count(*) from work_orders join client_projects using (project_id) "
        "left join employees on employee_id = handler_id "
        "where work_orders.unit_code <> client_projects.unit_code "
        "or employees.unit_code <> client_projects.unit_code",
    )
    assert strangers == 0


def test_an_ordinary_builder_holds_a_permit_on_the_day_of_signature(world) -> None:
    without = count(
        world,
        "select count(*) from contracts where scope = 'construction' "
        "and contract_id not in (select subject_id from truth where subject_type = 'contract') "
        "and not exists (select 1 from licences where licences.contractor_id = contracts.contractor_id "
        "and category = 'install' and signed_on between valid_from and valid_to)",
    )
    assert without == 0


REQUIRED_STAGES = {
    "hv": "accept dispatch survey plan_draft plan_review plan_reply design construct final_check "
    "contract meter energise",
    "lv_nonresident": "accept dispatch survey plan_draft plan_reply contract meter energise",
    "lv_resident": "accept survey plan_reply contract meter energise",
}


@pytest.mark.parametrize("customer_class", REQUIRED_STAGES)
def test_an_ordinary_energised_project_went_through_every_required_stage(
    world, customer_class: str
) -> None:
    stages = REQUIRED_STAGES[customer_class].split()
    projects, complete = world.execute(
        """
        select count(*), count(*) filter (where stages = ?)
        from (
            select
                project_id,
                count(distinct stage) filter (where list_contains(?, stage) and finished_at is not null) as stages
            from client_projects
            join work_orders using (project_id)
            where customer_class = ? and status in ('energised', 'archived')
                and project_id not in (select subject_id from truth where rule_id in ('CP07', 'CP12'))
            group by project_id
        )
        """,
        [len(stages), stages, customer_class],
    ).fetchone()
    assert projects > 100
    assert complete == projects


def test_an_ordinary_limited_stage_of_high_voltage_keeps_the_promise(world) -> None:
    late = count(
        world,
        """
        select count(*)
        from work_orders
        join client_projects using (project_id)
        join days as started on started.day = started_at::date
        join days as finished on finished.day = finished_at::date
        where customer_class = 'hv'
            and project_id not in (select subject_id from truth where rule_id = 'CP03')
            and finished.workday - started.workday > case stage
                when 'design_review' then 10 when 'mid_check' then 5 when 'final_check' then 5
            end
        """,
    )
    assert late == 0


def test_no_ordinary_contract_is_paid_beyond_what_was_agreed_or_settled(world) -> None:
    overpaid = count(
        world,
        """
        with
        varied as (
            select contract_id, sum(delta_cny) as delta_cny
            from contract_changes where approved_on is not null group by contract_id
        ),

        paid as (
            select contract_id, sum(amount_cny) as paid_cny from payments group by contract_id
        )

        select count(*)
        from contracts
        join paid using (contract_id)
        left join varied using (contract_id)
        where contract_id not in (select subject_id from truth where rule_id = 'PF02')
            and paid_cny > 1 + greatest(amount_cny + coalesce(delta_cny, 0), coalesce(settlement_cny, 0))
        """,
    )
    assert overpaid == 0
