"""The published scores come out to one decimal; the index stands exactly at its borders."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from audit_models.errors import Refused
from audit_models.getting_electricity import (
    DAYS,
    INDEX,
    PROCEDURES,
    Practices,
    Score,
    component_score,
    reliability_index,
    score,
)
from audit_models.getting_electricity.inputs import (
    Answers,
    GettingElectricity,
    Inputs,
    Published,
    load_getting_electricity,
)
from audit_models.getting_electricity.results import write_getting_electricity
from audit_models.settings import PROJECT

CASES = PROJECT / "tests" / "cases"
POLICY = load_getting_electricity()

ALL, NONE = Practices(*[True] * 5), Practices(*[False] * 5)


@pytest.mark.parametrize("one", POLICY.published, ids=lambda one: f"{one.economy.en} {one.report}")
def test_a_published_score_comes_out_of_published_values_to_one_decimal(one: Published) -> None:
    found = score(
        procedures=one.procedures, days=one.days, cost_percent=one.cost_percent, index=one.index
    )
    assert round(found.total, 1) == one.score


def test_published_values_that_are_rounded_miss_the_score_by_their_rounding() -> None:
    """China in DB2018, as the press gave it: 5.5 procedures and 143 days. A twentieth of a procedure costs 0.2 and a
    fifth of a day makes up 0.02; the published score of 65.7 needs the values before rounding (5.45 and 143.2)."""
    rounded = score(procedures=5.5, days=143, cost_percent=356, index=5)
    assert round(rounded.total, 1) == 65.5


def test_one_point_of_the_index_is_what_china_was_first_given_in_db2018() -> None:
    """68.83 was published; the index was corrected from 6 to 5 afterwards, which takes off 12.5 ÷ 4 = 3.125."""
    first = score(procedures=5.45, days=143.2, cost_percent=356, index=6)
    assert round(first.total, 2) == 68.83


def published_scores() -> list[Any]:
    """Rows of `tests/cases/getting_electricity.yaml`: economy, the four component scores, the score."""
    text = yaml.safe_load((CASES / "getting_electricity.yaml").read_text(encoding="utf-8"))
    rows = [[cell.strip() for cell in line.split("|")] for line in text["scores"].splitlines()[1:]]
    return [
        pytest.param(name, Score(*map(float, cells[:4])), float(cells[4]), id=f"{name} {report}")
        for name, report, *cells in rows
    ]


@pytest.mark.parametrize(("economy", "components", "total"), published_scores())
def test_published_component_scores_agree(economy: str, components: Score, total: float) -> None:
    """The score is their mean, and each stands for a whole number of procedures, days and points: with another worst
    or best of ours it would not. China and Japan are each the mean of two cities, so only of points."""
    assert components.total == pytest.approx(total, abs=1e-4)
    read_back = {
        "procedures": (components.procedures, PROCEDURES),
        "days": (components.days, DAYS),
        "index": (components.index, INDEX),
    }
    for name, (published, (worst, best)) in read_back.items():
        value = worst - published / 100 * (worst - best)
        if name == "index" or economy not in ("China", "Japan"):
            assert component_score(round(value), worst, best) == pytest.approx(published, abs=1e-4)


def test_components_are_linear_between_worst_and_best_and_clipped_beyond() -> None:
    found = score(procedures=6, days=133, cost_percent=4050, index=4)
    assert (found.procedures, found.days, found.cost, found.index, found.total) == (50,) * 5
    assert score(procedures=10, days=300, cost_percent=9000, index=0).total == 0
    assert score(procedures=1, days=5, cost_percent=0, index=8).total == 100


@pytest.mark.parametrize(
    ("saidi", "saifi", "points"),
    [(1, 1, 3), (1.01, 1, 2), (1, 4, 2), (4, 4.01, 1), (12, 12, 1), (12.01, 1, 0), (100, 100, 0)],
)
def test_points_for_supply_need_both_saidi_and_saifi(
    saidi: float, saifi: float, points: int
) -> None:
    assert reliability_index(saidi, saifi, NONE) == points
    assert reliability_index(saidi, saifi, ALL) == points + 5


@pytest.mark.parametrize(("saidi", "saifi"), [(None, 1), (1, None), (100.01, 1), (1, 100.01)])
def test_unmeasured_or_endless_outages_leave_no_index(
    saidi: float | None, saifi: float | None
) -> None:
    assert reliability_index(saidi, saifi, ALL) == 0


def test_cost_is_in_percent_of_income_and_unknown_without_either() -> None:
    assert inputs(income=80_000, cost=20_000).cost_percent == 25
    assert inputs(income=None, cost=20_000).cost_percent is None
    assert inputs(income=80_000, cost=None).cost_percent is None


def test_two_sets_of_inputs_on_one_day_are_refused(tmp_path: Path) -> None:
    nothing = "{monitoring: null, restoration: null, oversight: null, deterrent: null, published_tariffs: null}"
    one = f"{{income_per_capita_cny: null, cost_cny: null, practices: {nothing}}}"
    (tmp_path / "getting_electricity.yaml").write_text(
        f"inputs: [{one}, {one}]\npublished: []\n", encoding="utf-8"
    )
    with pytest.raises(Refused, match=r"getting_electricity\.yaml"):
        load_getting_electricity(tmp_path)


# The score of a province: from January 2026 on, three shops energised in December 2026.


def inputs(
    *, income: float | None = 80_000, cost: float | None = 0, deterrent: bool | None = False
) -> Inputs:
    return Inputs(
        income_per_capita_cny=income,
        cost_cny=cost,
        practices=Answers(
            monitoring=True,
            restoration=True,
            oversight=True,
            deterrent=deterrent,
            published_tariffs=True,
        ),
    )


def measured(con: duckdb.DuckDBPyConnection, *, outage_hours: float = 0.25) -> None:
    """A province with one county. Shops P1 to P3 took 10, 18 and 60 days and 2, 3 and 5 steps; the house and the
    factory do not count. 1,000 customers; each month `outage_hours` × 1,000 customer-hours and 100 customers out."""
    con.execute("create schema core")
    con.execute("create schema result")
    con.execute("create table core.unit_tree as select 'D' as unit_code, 'P' as ancestor_code")
    con.execute(
        """
        create table core.projects as
        select * from (values
            (1, null, date '2026-12-01'), (2, date '2026-11-30', date '2026-12-05'),
            (3, null, date '2026-10-12'), (4, null, date '2026-01-01'), (5, null, date '2026-01-01')
        ) as t (project_key, applied_at, accepted_at)
        """
    )
    con.execute(
        """
        create table core.connections as
        select *, 'D' as unit_code, date '2026-12-01' as month, 'P' || project_key as project_id
        from (values
            (1, 'lv_nonresident', date '2026-12-11'), (2, 'lv_nonresident', date '2026-12-18'),
            (3, 'lv_nonresident', date '2026-12-11'), (4, 'lv_resident', date '2026-12-11'),
            (5, 'hv', date '2026-12-11')
        ) as t (project_key, customer_class, energised_at)
        """
    )
    con.execute(
        """
        create table result.indicator_cases as
        select * from (values
            ('I06.lv', 'P1', 2.0), ('I06.lv', 'P2', 3.0), ('I06.lv', 'P3', 5.0), ('I06.lv', 'P4', 9.0)
        ) as t (indicator_id, subject_id, numerator)
        """
    )
    con.execute(
        """
        create table result.indicator_values as
        select ids.*, 'P' as unit_code, 'province' as level, month::date as month, 'ok' as status,
            1000.0 as denominator, null::varchar as missing
        from (values ('I06', 0.0), ('I11', 1000.0 * $hours), ('I12', 100.0)) as ids (indicator_id, numerator)
        cross join range(date '2026-01-01', date '2027-01-01', interval 1 month) as months (month)
        """,
        {"hours": outage_hours},
    )


def result(con: duckdb.DuckDBPyConnection, given: Inputs, month: date) -> pd.DataFrame:
    write_getting_electricity(con, policy=GettingElectricity(inputs=(given,), published=()))
    asked = "select * exclude month from result.getting_electricity where month = ?"
    return con.execute(asked, [month]).df().set_index("component")


DECEMBER = date(2026, 12, 1)


def test_the_score_is_the_mean_of_four_components_over_twelve_months() -> None:
    """Medians: 3 procedures → 100, 18 days → 100; cost 0 → 100. A year has 12 × 0.25 h = 3 and 1.2 outages, both at
    most 4: 2 points and 4 answers make 6 of 8 → 75. The mean is 93.75."""
    with duckdb.connect() as con:
        measured(con)
        found = result(con, inputs(), DECEMBER)

    assert found["value"].tolist() == pytest.approx([3, 18, 0, 6, 93.75])
    assert found["score"].tolist() == pytest.approx([100, 100, 100, 75, 93.75])
    assert set(found["status"]) == {"ok"}
    assert found.loc["days", "n"] == 3


def test_before_twelve_months_are_there_nothing_is_called_a_year() -> None:
    with duckdb.connect() as con:
        measured(con)
        found = result(con, inputs(), date(2026, 11, 1))

    assert found["status"].to_dict() == {
        "procedures": "insufficient_data",
        "days": "insufficient_data",
        "cost": "ok",
        "index": "insufficient_data",
        "total": "insufficient_data",
    }
    assert found.loc["total", "missing"] == "procedures, days, index"
    assert found["score"].isna()["total"]


def test_an_answer_that_nobody_gave_is_named_and_not_taken_for_no() -> None:
    with duckdb.connect() as con:
        measured(con)
        found = result(con, inputs(deterrent=None, income=None), DECEMBER)

    assert found.loc["index", "missing"] == "deterrent"
    assert found.loc["cost", "missing"] == "income_per_capita_cny"
    assert found.loc["total", "status"] == "insufficient_data"


def test_outages_that_were_not_supplied_are_missing_and_no_index_of_zero() -> None:
    with duckdb.connect() as con:
        measured(con)
        con.execute(
            "update result.indicator_values set status = 'insufficient_data', missing = 'outages.restored_at'"
            " where indicator_id = 'I11' and month = '2026-06-01'"
        )
        found = result(con, inputs(), DECEMBER)

    assert [found.at["index", name] for name in ("status", "missing")] == [
        "insufficient_data",
        "outages.restored_at",
    ]


def test_what_was_entered_for_a_period_counts_in_that_period_alone() -> None:
    with duckdb.connect() as con:
        measured(con)
        later = inputs().model_copy(update={"valid_from": date(2027, 1, 1)})
        found = result(con, later, DECEMBER)

    assert found.loc["cost", "missing"] == "income_per_capita_cny, cost_cny"
