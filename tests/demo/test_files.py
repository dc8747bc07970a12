"""What lies in the folder: the contract's tables, a manifest that agrees, equal bytes for equal seeds."""

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

from audit_models.contract import load_contract
from audit_models.demo import write_demonstration
from audit_models.errors import Refused

from .conftest import AS_OF, SEED, delivered_tables


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def header_and_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


@pytest.fixture(scope="module")
def manifest(county: Path) -> dict[str, dict[str, str]]:
    with (county / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {line["file"]: line for line in csv.DictReader(file)}


def test_the_same_seed_gives_the_same_bytes(county: Path, tmp_path: Path) -> None:
    write_demonstration(tmp_path / "again", scale="county", seed=SEED, as_of=AS_OF)
    assert digests(tmp_path / "again") == digests(county)


def test_another_seed_gives_other_data(county: Path, tmp_path: Path) -> None:
    write_demonstration(tmp_path / "other", scale="county", seed=SEED + 1, as_of=AS_OF)
    same = {
        name
        for name, digest in digests(tmp_path / "other").items()
        if digest == digests(county)[name]
    }
    # What does not depend on chance: the units, the calendar, the published fee list.
    assert same == {"calendar_days.csv", "fee_items.csv", "org_units.csv"}


def test_writing_again_into_its_own_folder_replaces_what_was_there(
    tmp_path: Path, county: Path
) -> None:
    write_demonstration(tmp_path, scale="county", seed=SEED + 1, as_of=AS_OF)
    write_demonstration(tmp_path, scale="county", seed=SEED, as_of=AS_OF)
    assert digests(tmp_path) == digests(county)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "contracts.csv").write_text("somebody's real data\n", encoding="utf-8")
    with pytest.raises(Refused):
        write_demonstration(tmp_path, scale="county", seed=SEED, as_of=AS_OF)
    assert [path.name for path in tmp_path.iterdir()] == ["contracts.csv"]


def test_months_that_the_calendar_does_not_cover_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_demonstration(
            tmp_path / "later", scale="county", seed=SEED, as_of=AS_OF.replace(year=2031)
        )


@pytest.mark.parametrize("table", delivered_tables(), ids=lambda table: table.name)
def test_every_table_has_the_columns_of_the_contract_and_rows(county: Path, table) -> None:
    header, rows = header_and_rows(county / f"{table.name}.csv")
    assert header == list(table.columns)
    assert rows


def test_nothing_that_the_system_writes_itself_is_delivered(county: Path) -> None:
    written = {table.name for table in load_contract().values() if table.written_by_system}
    assert written.isdisjoint(path.stem for path in county.glob("*.csv"))


@pytest.mark.parametrize("table", delivered_tables(), ids=lambda table: table.name)
def test_the_manifest_agrees_with_the_file(county: Path, manifest, table) -> None:
    path = county / f"{table.name}.csv"
    header, rows = header_and_rows(path)
    line = manifest[path.name]
    money = next((c.name for c in table.columns.values() if c.type == "money"), None)
    amounts = [Decimal(row[header.index(money)] or 0) for row in rows] if money else None
    assert int(line["rows"]) == len(rows)
    assert int(line["bytes"]) == path.stat().st_size
    assert line["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert line["control_total"] == ("" if amounts is None else str(sum(amounts, Decimal("0.00"))))


def test_the_manifest_is_in_the_order_of_the_names(manifest: dict[str, dict[str, str]]) -> None:
    # The order in which tables are made may differ from process to process; the bytes may not.
    assert list(manifest) == sorted(manifest)


def test_the_folder_says_that_it_is_a_demonstration(county: Path) -> None:
    said = json.loads((county / "demonstration.json").read_text(encoding="utf-8"))
    assert said == {"scale": "county", "seed": SEED}


def test_the_truth_lies_in_a_folder_of_its_own(county: Path) -> None:
    header, _ = header_and_rows(county / "truth" / "irregularities.csv")
    assert header[:4] == ["rule_id", "subject_type", "subject_id", "planted_how"]
    assert not list(county.glob("irregularities*"))


def test_no_working_file_is_left_behind(county: Path) -> None:
    assert not [path for path in county.iterdir() if path.name.startswith(".")]


def test_ids_keep_their_leading_zeros(county: Path) -> None:
    header, rows = header_and_rows(county / "client_projects.csv")
    assert {row[header.index("project_id")][0] for row in rows} == {"0"}
    assert {row[header.index("account_manager_id")][0] for row in rows} == {"0"}
