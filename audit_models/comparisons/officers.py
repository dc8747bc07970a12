"""Which account manager's customers choose which contractor how much more often than is usual for such works."""

from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import poisson

from audit_models.comparisons.effects import ratio_to_expected
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
        select
            pairs.employee_id,
            people.name as employee,
            pairs.contractor_id,
            firms.name as contractor,
            pairs.works_unit_code as unit_code,
            pairs.contracts,
            pairs.expected,
            pairs.officer_contracts
        from result.process_affinity as pairs
        left join source.employees as people on people.employee_id = pairs.employee_id
        left join source.contractors as firms on firms.contractor_id = pairs.contractor_id
        where pairs.unit_code = ? and pairs.month = ?
        order by pairs.employee_id, pairs.contractor_id, pairs.works_unit_code
        """,
        [unit, month],
    )
    found, expected = pairs["contracts"], pairs["expected"]
    tail: Numbers = poisson.sf(found.to_numpy(float) - 1, expected.to_numpy(float))
    ratios = ratio_to_expected(found, expected)
    judged = pd.concat([pairs, ratios], axis=1).assign(
        p=tail, adjusted_p=adjusted(tail, np.ones(len(pairs)))
    )
    return judged.sort_values(["p", "employee_id", "contractor_id"], ignore_index=True)
