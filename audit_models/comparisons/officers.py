"""Which account manager's customers choose which contractor how much more often than is usual for such works."""

from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import poisson

from audit_models.comparisons.effects import LEAST, ratio_to_expected
from audit_models.snapshot import Snapshot
from audit_models.steps import Numbers
from audit_models.steps.holm import adjusted


def officer_affinity(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Pairs of account manager and contractor with 5 contracts or more, the least likely first.

    Columns: employee_id, employee (name), contractor_id, contractor (name), unit_code, contracts, expected,
    officer_contracts (those compared), ratio, low, high, p, adjusted_p. Contracts signed in the twelve months
    that end with `month`; expected is the sum over county × scope × voltage × size band of the officer's contracts × the contractor's share of the cell. A cell
    that only one officer has compares nothing and is left out. Fewer than 5 contracts are too few for a ratio, so
    such pairs are not in the table. p: Poisson's upper tail; adjusted_p: Holm over all pairs of the table, many
    of which it makes 1, so that p tells their order.
    """
    pairs = snapshot.query(
        """
        with signed as (
            select
                projects.account_manager_id as employee_id,
                placed.contractor_id,
                placed.unit_code,
                concat_ws('/', placed.unit_code, placed.scope, placed.voltage_kv, placed.size_band) as cell
            from core.placed_contracts as placed
            join core.projects as projects on projects.project_id = placed.project_id
            join core.unit_tree as tree
                on tree.unit_code = placed.unit_code and tree.ancestor_code = $unit
            where
                projects.account_manager_id is not null
                and placed.voltage_kv is not null
                and placed.size_band is not null
                and placed.signed_on >= $month::date - to_months(11)
                and placed.signed_on < $month::date + to_months(1)
        ),
        cells as (
            select cell, count(*) as contracts
            from signed
            group by cell
            having count(distinct employee_id) > 1
        ),
        officers as (
            select employee_id, cell, count(*) as contracts
            from signed
            group by all
        ),
        contractors as (
            select contractor_id, unit_code, cell, count(*) as contracts
            from signed
            group by all
        ),
        found as (
            select employee_id, contractor_id, cell, count(*) as contracts
            from signed
            group by all
        )
        select
            officers.employee_id,
            any_value(people.name) as employee,
            contractors.contractor_id,
            any_value(firms.name) as contractor,
            contractors.unit_code,
            coalesce(sum(found.contracts), 0)::bigint as contracts,
            sum(officers.contracts * contractors.contracts / cells.contracts::double) as expected,
            any_value(compared.contracts)::bigint as officer_contracts
        from officers
        join cells on cells.cell = officers.cell
        join contractors on contractors.cell = officers.cell
        join (
            select officers.employee_id, sum(officers.contracts) as contracts
            from officers
            join cells on cells.cell = officers.cell
            group by officers.employee_id
        ) as compared on compared.employee_id = officers.employee_id
        left join source.employees as people on people.employee_id = officers.employee_id
        left join source.contractors as firms on firms.contractor_id = contractors.contractor_id
        left join found
            on found.employee_id = officers.employee_id
            and found.contractor_id = contractors.contractor_id
            and found.cell = officers.cell
        group by officers.employee_id, contractors.contractor_id, contractors.unit_code
        having coalesce(sum(found.contracts), 0) >= $least
        order by officers.employee_id, contractors.contractor_id, contractors.unit_code
        """,
        {"unit": unit, "month": month, "least": LEAST},
    )
    found, expected = pairs["contracts"], pairs["expected"]
    tail: Numbers = poisson.sf(found.to_numpy(float) - 1, expected.to_numpy(float))
    ratios = ratio_to_expected(found, expected)
    judged = pd.concat([pairs, ratios], axis=1).assign(
        p=tail, adjusted_p=adjusted(tail, np.ones(len(pairs)))
    )
    return judged.sort_values(["p", "employee_id", "contractor_id"], ignore_index=True)
