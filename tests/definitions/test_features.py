"""Features: worked examples on the scoring date 31 March 2025, and nothing later counts."""

import duckdb
import pandas as pd
import pytest

from audit_models.calendar import load_days
from audit_models.contract import load_contract
from audit_models.definitions import Feature, load_features
from audit_models.evaluate import evaluate_definitions
from audit_models.evaluate.features import contract_matrix
from audit_models.policy.tables import load_policy
from audit_models.prepare import prepare
from audit_models.worked_examples.build import prepared
from audit_models.worked_examples.world import World, load_worlds, read_pipes
from tests.definitions.test_portable import complaints
from tests.definitions.worlds import rules_of

SCORED_ON = pd.Timestamp("2025-03-31")
EVENT = {
    "contracts": "signed_on",
    "contract_changes": "changed_on",
    "payments": "paid_on",
    "subcontracts": "signed_on",
    "inspection_results": "inspected_on",
    "bids": "submitted_at",
    "relations": "valid_from",
}
"""The day on which a row of the table comes into being; later columns fill in as things happen."""
LATER_WITH = {"settled_on": ("settlement_cny",), "awarded_at": ()}
"""What becomes known together with a date."""

EXAMPLES = [
    pytest.param(feature, world, id=world.id)
    for feature in load_features()
    for world in load_worlds("features", feature.id)
]


def values(con: duckdb.DuckDBPyConnection, feature: Feature) -> dict[str, float | None]:
    contracts = con.execute("select contract_id as subject_id from source.contracts").df()
    matrix = contract_matrix(con, contracts.assign(scored_on=SCORED_ON), [feature])
    subject = "subject_id" if feature.subject == "contract" else feature.subject
    pairs = zip(matrix[subject], matrix[feature.id], strict=True)
    return {name: None if pd.isna(value) else value for name, value in pairs}


@pytest.mark.parametrize(("feature", "world"), EXAMPLES)
def test_a_feature_comes_out_as_worked_out_by_hand(feature: Feature, world: World) -> None:
    expected = {
        row["subject"]: float(row["value"]) if row["value"] else None
        for row in read_pipes(world.expect["values"])
    }
    con = prepared(world)
    find(con, world)
    assert values(con, feature) == pytest.approx(expected), world.name
    con.close()


@pytest.mark.parametrize(("feature", "world"), EXAMPLES)
def test_nothing_after_the_scoring_date_changes_a_feature(feature: Feature, world: World) -> None:
    """Every later row is removed, every later date and what came with it is emptied; rules find what they would
    have found on that day.
    """
    con = prepared(world)
    find(con, world)
    before = values(con, feature)
    forget(con)
    if world.rules:
        con.execute("update meta.snapshot set as_of = ?", [SCORED_ON])
        con.execute("drop schema core cascade; create schema core")
        load_days(con)
        load_policy(con)
        prepare(con)
        find(con, world)
    assert values(con, feature) == pytest.approx(before)
    con.close()


def find(con: duckdb.DuckDBPyConnection, world: World) -> None:
    """Run the rules whose hits a feature of this world counts."""
    if world.rules:
        assert evaluate_definitions(con, rules_of(world)) == ()


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Take away what nobody could know on the scoring date."""
    for table, event in EVENT.items():
        con.execute(f"delete from source.{table} where cast({event} as date) > ?", [SCORED_ON])
    for table in load_contract().values():
        for column in table.columns.values():
            if column.type in ("date", "timestamp") and not column.required and not column.is_plan:
                emptied = (column.name, *LATER_WITH.get(column.name, ()))
                changes = ", ".join(f"{name} = null" for name in emptied)
                con.execute(
                    f"update source.{table.name} set {changes}"
                    f" where cast({column.name} as date) > ?",
                    [SCORED_ON],
                )
    con.execute(
        "update core.projects set plan_replied_at = null where plan_replied_at > ?", [SCORED_ON]
    )


@pytest.mark.parametrize("feature", load_features(), ids=lambda found: found.id)
def test_a_feature_keeps_to_the_common_subset(feature: Feature) -> None:
    assert complaints(feature.sql) == []


def test_a_feature_that_was_never_delivered_is_missing_and_not_zero() -> None:
    [feature] = [one for one in load_features() if one.id == "FC03"]
    [world] = load_worlds("features", "FC03")
    con = prepared(world)
    con.execute("delete from meta.supplied where table_name = 'contract_changes'")
    assert values(con, feature) == {"a": None, "b": None}
    con.close()
