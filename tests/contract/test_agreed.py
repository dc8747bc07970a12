"""The contract as data against the contract as it was agreed."""

import pytest

from audit_models.contract import load_contract
from tests.contract.agreed import AGREED, CODES, MAY_LIE_AHEAD, PERSONAL, REFERENCES

CONTRACT = load_contract()
COLUMNS = [(table, column) for table in CONTRACT.values() for column in table.columns.values()]
VOLTAGES = (0.22, 0.38, 10, 20, 35, 66, 110, 220)
TYPE_BY_NAME = {
    "_at": {"timestamp"},
    "_on": {"date"},
    "_cny": {"money"},
    "_kva": {"number"},
    "_kv": {"number"},
    "_km": {"number"},
    "_hours": {"number"},
    "_rate": {"rate"},
    "_id": {"id"},
    "_code": {"id"},
}


def test_exactly_the_agreed_tables_exist() -> None:
    assert set(CONTRACT) == set(AGREED)


@pytest.mark.parametrize("name", AGREED)
def test_a_table_has_exactly_the_agreed_columns_key_and_required_cells(name: str) -> None:
    key, columns = AGREED[name]
    table = CONTRACT[name]
    assert table.key == tuple(key.split())
    assert [c.name + "*" * c.required for c in table.columns.values()] == columns.split()


def test_references_are_exactly_the_agreed_arrows() -> None:
    found = {f"{t.name}.{c.name}": c.references for t, c in COLUMNS if c.references}
    assert found == REFERENCES


def test_parents_come_before_their_children() -> None:
    order = list(CONTRACT)
    for table in CONTRACT.values():
        for parent in set(table.references.values()) - {table.name}:
            assert order.index(parent) < order.index(table.name)


def test_code_lists_are_exactly_the_agreed_ones() -> None:
    found = {f"{t.name}.{c.name}": list(c.codes) for t, c in COLUMNS if c.codes}
    assert found == {column: codes.split() for column, codes in CODES.items()}


def test_personal_columns_are_exactly_those_marked_in_the_contract() -> None:
    found = {f"{t.name}.{c.name}" for t, c in COLUMNS if c.sensitivity == "personal"}
    assert found == PERSONAL


def test_dates_that_may_lie_ahead_are_exactly_plans_and_validity() -> None:
    assert {f"{t.name}.{c.name}" for t, c in COLUMNS if c.is_plan} == MAY_LIE_AHEAD


def test_supply_voltages_are_limited_to_the_list_and_a_material_is_not() -> None:
    limited = {f"{t.name}.{c.name}" for t, c in COLUMNS if c.values == VOLTAGES}
    assert limited == {
        "client_projects.voltage_kv",
        "client_projects.requested_voltage_kv",
        "supply_plans.voltage_kv",
        "grid_projects.voltage_kv",
    }
    assert CONTRACT["materials"].columns["voltage_kv"].values == ()


def test_a_grade_is_one_to_five_and_a_score_too() -> None:
    assert CONTRACT["licences"].columns["grade"].values == (1, 2, 3, 4, 5)
    score = CONTRACT["callbacks"].columns["score"]
    assert (score.minimum, score.maximum) == (1, 5)


def test_every_rate_lies_between_nought_and_one() -> None:
    rates = [c for _, c in COLUMNS if c.type == "rate"]
    assert {c.name for c in rates} == {"retention_rate", "performance_bond_rate", "advance_rate"}
    assert {(c.minimum, c.maximum) for c in rates} == {(0, 1)}


def test_types_follow_the_names_of_columns() -> None:
    for table, column in COLUMNS:
        for suffix, types in TYPE_BY_NAME.items():
            if column.name.endswith(suffix):
                assert column.type in types, f"{table.name}.{column.name} is {column.type}"
        if column.name.startswith(("is_", "has_")):
            assert column.type == "boolean", f"{table.name}.{column.name} is {column.type}"
    assert CONTRACT["customer_counts"].columns["month"].type == "month"


def test_the_unlisted_fee_can_be_told_because_item_code_is_not_a_reference() -> None:
    assert CONTRACT["fees"].columns["item_code"].references is None


def test_only_findings_are_written_by_the_system() -> None:
    assert [t.name for t in CONTRACT.values() if t.written_by_system] == ["findings"]
