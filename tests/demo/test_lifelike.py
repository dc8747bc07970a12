"""Numbers of the size that such companies report, and nobody who exists."""

import duckdb
import pytest

PEOPLE_AND_COMPANIES = [
    ("customers", "name"),
    ("employees", "name"),
    ("employees", "address"),
    ("contractors", "name"),
    ("contractors", "legal_rep"),
    ("contractors", "address"),
    ("contracts", "project_manager"),
    ("work_orders", "signed_by"),
    ("supply_plans", "signed_by"),
    ("tenders", "agency"),
    ("bids", "file_author"),
    ("materials", "supplier_name"),
    ("materials", "brand"),
    ("client_projects", "site_key"),
]
PHONES = [
    ("customers", "phone"),
    ("employees", "phone"),
    ("contractors", "phone"),
    ("client_projects", "contact_phone"),
    ("callbacks", "phone"),
]


def number(world: duckdb.DuckDBPyConnection, query: str) -> float:
    return float(world.execute(query).fetchone()[0])


@pytest.mark.parametrize(("table", "column"), PEOPLE_AND_COMPANIES)
def test_every_name_says_that_it_is_invented(world, table: str, column: str) -> None:
    query = f"select count(*) from {table} where not starts_with({column}, '演示')"
    assert number(world, query) == 0


@pytest.mark.parametrize(("table", "column"), PHONES)
def test_every_phone_is_outside_the_numbers_in_use(world, table: str, column: str) -> None:
    query = (
        f"select count(*) from {table} where not regexp_full_match({column}, '100[0-2][0-9]{{7}}')"
    )
    assert number(world, query) == 0


def test_a_county_demonstration_has_one_city_and_two_thousand_projects(world) -> None:
    levels = dict(world.execute("select level, count(*) from org_units group by level").fetchall())
    assert levels == {"province": 1, "city": 1, "county": 7}
    assert 1950 <= number(world, "select count(*) from client_projects") <= 2050


@pytest.mark.parametrize(
    ("customer_class", "low", "high"),
    [("lv_resident", 0.55, 0.65), ("lv_nonresident", 0.24, 0.32), ("hv", 0.09, 0.15)],
)
def test_shares_of_the_classes(world, customer_class: str, low: float, high: float) -> None:
    share = number(
        world, f"select avg((customer_class = '{customer_class}')::int) from client_projects"
    )
    assert low <= share <= high


@pytest.mark.parametrize(
    ("customer_class", "low", "high"),
    [("lv_resident", 1.0, 3.0), ("lv_nonresident", 8, 20), ("hv", 55, 120)],
)
def test_working_days_from_acceptance_to_energising(
    world, customer_class: str, low: float, high: float
) -> None:
    mean = number(
        world,
        f"""
        select avg(energised.workday - accepted.workday)
        from client_projects
        join days as accepted on accepted.day = accepted_at::date
        join days as energised on energised.day = energised_at::date
        where customer_class = '{customer_class}'
        """,
    )
    assert low <= mean <= high


def test_plan_replies_come_in_time_in_95_to_99_of_100_cases(world) -> None:
    late = number(world, "select count(*) from truth where rule_id = 'CP02'")
    assert 0.01 <= late / number(world, "select count(*) from client_projects") <= 0.05


def test_work_is_done_on_working_days_in_office_hours(world) -> None:
    outside = number(
        world,
        "select count(*) from work_orders join calendar_days on day = finished_at::date "
        "where not is_workday or hour(finished_at) < 8 or hour(finished_at) >= 17",
    )
    assert outside == 0
    assert number(world, "select count(*) from client_projects where hour(applied_at) >= 19") > 0


def test_most_tasks_are_recorded_on_the_same_day(world) -> None:
    same_day = number(
        world,
        "select avg((recorded_at::date = finished_at::date)::int) from work_orders where finished_at is not null",
    )
    assert 0.94 <= same_day <= 0.99


def test_the_spring_festival_month_is_the_quietest(world) -> None:
    months = world.execute(
        "select month(accepted_at) from client_projects where accepted_at < date '2026-01-01' "
        "group by all order by count(*) limit 1"
    ).fetchone()
    assert months == (2,)


def test_affiliates_do_most_of_the_construction(world) -> None:
    share = number(
        world,
        "select avg(is_affiliate::int) from contracts join contractors using (contractor_id) "
        "where scope = 'construction'",
    )
    assert 0.60 <= share <= 0.85


def test_the_city_gets_slower_in_its_last_months(world) -> None:
    days = (
        "select avg(energised.workday - accepted.workday) from client_projects "
        "join days as accepted on accepted.day = accepted_at::date "
        "join days as energised on energised.day = energised_at::date "
        "where customer_class = 'lv_nonresident' and energised_at "
    )
    before = number(world, days + "between date '2025-03-01' and date '2026-03-01'")
    after = number(world, days + ">= date '2026-08-01'")
    assert after > 1.15 * before


def test_some_projects_are_open_and_some_cancelled(world) -> None:
    shares = dict(
        world.execute(
            "select status, count(*) / sum(count(*)) over () from client_projects group by status"
        ).fetchall()
    )
    assert 0.01 <= shares["open"] <= 0.10
    assert 0.005 <= shares["cancelled"] <= 0.03
    assert shares["archived"] > 0.85


def test_every_unit_has_its_customers_in_every_month_and_parents_have_the_sum(world) -> None:
    assert number(world, "select count(*) from customer_counts") == 9 * 36
    differing = number(
        world,
        """
        select count(*) from (
            select parent_code, month, sum(customers) as customers
            from customer_counts join org_units using (unit_code)
            where parent_code is not null
            group by all
        ) as sums
        join customer_counts as parents
            on parents.unit_code = sums.parent_code and parents.month = sums.month
        where parents.customers <> sums.customers
        """,
    )
    assert differing == 0


def test_inspections_chose_with_a_bias_and_sampled_a_few(world) -> None:
    sampled = number(world, "select avg(is_random_sample::int) from inspection_results")
    assert 0.02 <= sampled <= 0.30
    confirmed = "select avg((verdict <> 'cleared')::int) from inspection_results where "
    assert number(world, confirmed + "not is_random_sample") > 0.2
    chosen = number(
        world, "select avg(amount_cny) from inspection_results where subject_type = 'contract'"
    )
    assert chosen > number(
        world, "select avg(amount_cny) from contracts where accepted_on is not null"
    )


def test_verdicts_follow_the_truth_with_errors(world) -> None:
    rates = dict(
        world.execute(
            """
            select
                exists (
                    select 1 from truth
                    where truth.subject_id = inspection_results.subject_id
                        and truth.subject_type = inspection_results.subject_type
                ) as is_planted,
                avg((verdict <> 'cleared')::int)
            from inspection_results
            group by all
            """
        ).fetchall()
    )
    assert rates[True] > 0.6
    assert rates[False] < 0.25
