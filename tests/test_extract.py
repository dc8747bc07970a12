"""An extract holds what the reader of its unit may see, and nothing else, in its bytes too.

County D1 of `tests.dashboard.world` has the projects quick and waits_for_customer; I01 in March is 6 (n 2).
"""

from datetime import date
from pathlib import Path

import pytest

from audit_models import durable, open_snapshot, views
from audit_models.errors import Refused
from audit_models.extract import write_extract
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from tests.dashboard.world import CANARY_PHONE

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def whole(province: Snapshot) -> Snapshot:
    return province


@pytest.fixture(scope="module")
def folder(whole: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("extract") / "D1"
    write_extract(whole, "D1", out)
    return out


@pytest.fixture(scope="module")
def extracted(folder: Path) -> Snapshot:
    return open_snapshot(home=folder)


def test_the_unit_is_the_root_of_its_extract(extracted: Snapshot) -> None:
    units = views.units(extracted)
    assert units["unit_code"].tolist() == ["D1"]
    assert units["parent_code"].isna().all()


def test_the_numbers_are_those_of_the_whole(extracted: Snapshot, whole: Snapshot) -> None:
    own = views.unit_values(extracted, "D1", MARCH)
    assert own.equals(views.unit_values(whole, "D1", MARCH))
    i01 = own[(own["indicator_id"] == "I01") & (own["month"].dt.date == MARCH)]
    assert (i01["value"].item(), i01["n"].item()) == (6, 2)
    rules = views.coverage(extracted, "D1", MARCH)
    assert rules.equals(views.coverage(whole, "D1", MARCH))


def test_no_row_of_another_unit_is_in_it(extracted: Snapshot, whole: Snapshot) -> None:
    assert set(extracted.query("select project_id from source.client_projects")["project_id"]) == {
        "quick",
        "waits_for_customer",
    }
    with_unit = extracted.query(
        "select schema_name || '.' || table_name as name from duckdb_columns()"
        " where column_name = 'unit_code' and schema_name in ('source', 'core', 'result')"
    )
    assert len(with_unit) > 20
    for name in with_unit["name"]:
        found = extracted.query(f"select distinct unit_code from {name} where unit_code <> 'D1'")
        assert found.empty, name


def test_rows_keep_their_place_in_files_and_other_rows_have_none(
    extracted: Snapshot, whole: Snapshot
) -> None:
    """quick and waits_for_customer stand below the header of their file, very_late below them."""
    own = extracted.query("select project_id, row_number from origin.client_projects order by 2")
    assert own.values.tolist() == [["quick", 2], ["waits_for_customer", 3]]
    places = [("client_projects", "quick"), ("client_projects", "very_late")]
    for reader in (extracted, narrow(whole, "D1")):
        found = views.origins(reader, places)
        assert {key: one.row_number for key, one in found.items()} == {places[0]: 2}
    assert views.origins(whole, places)[places[1]].row_number == 4
    # Only files of which the county has a row; what belongs to no unit of it came from others.
    assert set(narrow(whole, "D1").query("select file_name from meta.files")["file_name"]) == {
        "client_projects.csv",
        "org_units.csv",
        "work_orders.csv",
    }


def test_other_units_are_not_in_its_bytes(folder: Path, whole: Snapshot) -> None:
    """Neither as rows nor as the codes of a type."""
    [path] = (folder / "snapshots").glob("*.duckdb")
    assert whole.home
    before = Warehouse(whole.home).path(whole.id).read_bytes()
    after = path.read_bytes()
    for secret in (b"very_late", b"promptly", CANARY_PHONE.encode()):
        assert secret in before
        assert secret not in after
    assert b"waits_for_customer" in after


def test_it_says_what_it_is_a_part_of(extracted: Snapshot, whole: Snapshot) -> None:
    [row] = extracted.query("select * from meta.extract").to_dict("records")
    assert whole.home
    assert row["snapshot_id"] == whole.id != extracted.id
    assert row["snapshot_sha256"] == durable.digest(Warehouse(whole.home).path(whole.id))
    assert row["unit_code"] == "D1"


def test_types_are_kept_but_for_lists_of_codes(extracted: Snapshot, whole: Snapshot) -> None:
    sql = (
        "select schema_name, table_name, column_name,"
        " case when starts_with(data_type, 'ENUM') then 'VARCHAR' else data_type end as type"
        " from duckdb_columns() where schema_name in ('source', 'core', 'result')"
        " order by all"
    )
    assert extracted.query(sql).equals(whole.query(sql))
    types = extracted.query("select distinct data_type as type from duckdb_columns()")["type"]
    assert not types.str.startswith("ENUM").any()


def test_a_folder_in_use_and_an_unknown_unit_are_refused(
    whole: Snapshot, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="is not empty"):
        write_extract(whole, "D1", folder)
    with pytest.raises(Refused, match="has no unit D9"):
        write_extract(whole, "D9", tmp_path / "new")
    assert not (tmp_path / "new").exists()
