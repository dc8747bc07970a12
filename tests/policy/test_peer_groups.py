"""Groups of comparable units: what an office writes, and what it is told where that cannot be."""

from pathlib import Path

import duckdb
import pytest

from audit_models.errors import Refused
from audit_models.policy import peer_groups
from audit_models.policy.peer_groups import load_peer_groups, peer_rows, refuse_unknown_units
from audit_models.policy.tables import write_table

WORDS = "name: {zh: 组, en: Group}, criterion: {zh: 相近, en: alike}"


def written(folder: Path, *groups: str) -> Path:
    lines = "".join(f"  - {{{group}, level: county, {WORDS}}}\n" for group in groups)
    (folder / peer_groups.FILE).write_text(f"groups:\n{lines}", encoding="utf-8")
    return folder


def test_an_office_starts_without_groups() -> None:
    assert load_peer_groups() == ()


def test_a_unit_may_move_from_one_group_to_another(tmp_path: Path) -> None:
    written(
        tmp_path,
        'id: rural, units: ["1", "2"], valid_to: 2026-06-30',
        'id: urban, units: ["1"], valid_from: 2026-07-01',
    )
    assert [row[:3] for row in peer_rows(tmp_path)] == [
        ("rural", "county", "1"),
        ("rural", "county", "2"),
        ("urban", "county", "1"),
    ]


def test_a_unit_in_two_groups_on_one_day_is_refused_with_file_unit_and_remedy(
    tmp_path: Path,
) -> None:
    written(
        tmp_path,
        'id: rural, units: ["1", "2"], valid_to: 2026-07-01',
        'id: urban, units: ["1"], valid_from: 2026-07-01',
    )
    with pytest.raises(Refused) as refused:
        load_peer_groups(tmp_path)
    for told in (peer_groups.FILE, "unit 1 ", "2026-07-01", "rural", "urban", "valid_to"):
        assert told in refused.value.text.en
    assert "单位 1 " in refused.value.text.zh


@pytest.mark.parametrize(
    ("unit", "told"), [("9", "not among the units"), ("A", "of level city")], ids=["none", "level"]
)
def test_a_unit_that_cannot_be_in_the_group_is_refused_with_its_code(
    tmp_path: Path, unit: str, told: str
) -> None:
    folder = written(tmp_path, f'id: rural, units: ["1", "{unit}"]')
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute("create table core.units (unit_code varchar, level varchar)")
        con.execute("insert into core.units values ('A', 'city'), ('1', 'county')")
        write_table(con, "peer_group_units", peer_groups.COLUMNS, peer_rows(folder))
        with pytest.raises(Refused) as refused:
            refuse_unknown_units(con)
    for said in (peer_groups.FILE, f"unit {unit} ", "rural", told):
        assert said in refused.value.text.en
