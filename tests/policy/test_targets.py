"""Targets, floors and weights, by facts picked from the policy by hand."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER
from audit_models.policy.targets import load_schemes
from tests.policy.conftest import policy_with


@pytest.mark.parametrize(
    ("indicator", "target", "floor", "weight"),
    [
        ("I01", 40, 80, 10),
        ("I02", 20, 40, 8),
        ("I03", 2, 6, 7),
        ("I04", 98, 80, 8),
        ("I05", 100, 85, 5),
        ("I06", 100, 80, 4),
        ("I07", 2, 5, 3),
        ("I08", 90, 60, 4),
        ("I09", 100, 90, 5),
        ("I10", 95, 70, 6),
        ("I11", 1, 5, 6),
        ("I12", 0.3, 1.5, 4),
        ("I13", 10, 60, 4),
        ("I14", 30, 80, 3),
        ("I15", 80, 30, 3),
        ("I16", 100, 80, 3),
        ("I17", 100, 80, 4),
        ("I18", 2, 10, 4),
        ("I19", 98, 85, 4),
        ("I20", 95, 80, 3),
        ("I21", None, None, 0),
        ("I22", 5, 50, 2),
    ],
)
def test_target_floor_and_weight_of_an_indicator(
    con: duckdb.DuckDBPyConnection,
    indicator: str,
    target: float | None,
    floor: float | None,
    weight: float,
) -> None:
    found = con.execute(
        "select target, floor, weight from core.targets"
        " where indicator_id = ? and date '2026-10-01' between valid_from and valid_to",
        [indicator],
    ).fetchall()
    assert found == [(target, floor, weight)]


def test_the_weights_of_the_22_indicators_sum_to_100(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select count(*), sum(weight) from core.targets").fetchall() == [(22, 100)]


def test_targets_of_averages_are_the_same_in_both_files(con: duckdb.DuckDBPyConnection) -> None:
    averages = con.execute(
        "select customer_class, limit_days from core.limits where parameter = 'average_connection'"
    ).fetchall()
    targets = dict(con.execute("select indicator_id, target from core.targets").fetchall())
    assert dict(averages) == {
        "hv": targets["I01"],
        "lv_nonresident": targets["I02"],
        "lv_resident": targets["I03"],
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("floor: 80, weight: 10", "floor: 80, weight: 11", "sum to 101"),
        ("I21: {weight: 0}", "I21: {target: 50, weight: 0}", "come together"),
        ("{target: 1, floor: 5,", "{target: 5, floor: 5,", "the same"),
    ],
)
def test_targets_that_are_not_in_order_are_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = policy_with(tmp_path, "targets.yaml", old, new)
    with pytest.raises(Refused) as refused:
        load_schemes(folder)
    assert told in refused.value.text.en


def test_two_schemes_on_one_day_are_refused(tmp_path: Path) -> None:
    text = (POLICY_FOLDER / "targets.yaml").read_text(encoding="utf-8")
    scheme = text[text.index("  - id: default") :]
    path = tmp_path / "targets.yaml"
    early = scheme.replace("    name:", "    valid_to: 2025-12-31\n    name:", 1)
    late = scheme.replace("    name:", "    valid_from: 2026-01-01\n    name:", 1)
    path.write_text("schemes:\n" + early + late, encoding="utf-8")
    assert [s.valid_from for s in load_schemes(tmp_path)] == [date(1900, 1, 1), date(2026, 1, 1)]

    overlapping = tmp_path / "overlapping"
    overlapping.mkdir()
    late = late.replace("2026-01-01", "2025-12-31")
    (overlapping / "targets.yaml").write_text("schemes:\n" + early + late, encoding="utf-8")
    with pytest.raises(Refused, match="2025-12-31"):
        load_schemes(overlapping)
