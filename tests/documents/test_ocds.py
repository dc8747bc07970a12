"""Procurements leave as Open Contracting releases, and come back by the shipped mapping."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from audit_models.exports.ocds import release_package
from audit_models.mapping import apply_mapping, load_mapping
from audit_models.scope import narrow
from audit_models.snapshot import Snapshot
from tests.documents.conftest import MARCH


@pytest.fixture(scope="module")
def package(snapshot: Snapshot) -> dict[str, Any]:
    return dict(json.loads(release_package(snapshot, "P", MARCH, MARCH)))


def test_a_procurement_is_a_tender_or_a_contract_that_had_none(package: dict[str, Any]) -> None:
    found = {one["ocid"]: one for one in package["releases"]}

    assert set(found) == {"audit-T1", "audit-contract-H3"}
    tendered = found["audit-T1"]
    assert tendered["tag"] == ["tender", "award", "contract"]
    assert tendered["buyer"] == {"id": "D1", "name": "丁县供电公司"}
    assert tendered["tender"]["procurementMethod"] == "open"
    assert tendered["tender"]["value"] == {"amount": 1000000.0, "currency": "CNY"}
    assert tendered["tender"]["tenderPeriod"]["endDate"] == "2026-02-25T09:00:00+08:00"
    assert [bid["value"]["amount"] for bid in tendered["bids"]["details"]] == [
        900000,
        950000,
        850000,
    ]
    assert [one["id"] for one in tendered["contracts"]] == ["H1", "H2"]
    first = tendered["contracts"][0]
    assert first["amendments"][0]["value"]["amount"] == 50000
    assert first["implementation"]["transactions"][0]["value"]["amount"] == 300000
    assert {one["id"]: one["roles"] for one in tendered["parties"]} == {
        "K1": ["supplier", "tenderer"],
        "K2": ["supplier", "tenderer"],
        "K3": ["tenderer"],
        "D1": ["buyer"],
    }
    assert "procurementMethod" not in found["audit-contract-H3"]["tender"]


def test_nothing_is_said_of_what_is_not_known(package: dict[str, Any]) -> None:
    text = json.dumps(package)

    assert "null" not in text
    assert "NaN" not in text


def test_a_unit_s_package_holds_its_own_only(snapshot: Snapshot) -> None:
    found = json.loads(release_package(snapshot, "D3", MARCH, MARCH))

    assert [one["ocid"] for one in found["releases"]] == ["audit-contract-H3"]


def test_a_reader_s_package_holds_what_he_may_see(snapshot: Snapshot) -> None:
    found = json.loads(release_package(narrow(snapshot, "C2"), "C2", MARCH, MARCH))

    assert [one["ocid"] for one in found["releases"]] == ["audit-contract-H3"]
    assert "甲公司" not in json.dumps(found, ensure_ascii=False)


def test_it_comes_back_by_the_shipped_mapping(package: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "releases.jsonl"
    lines = [json.dumps(one, ensure_ascii=False) for one in package["releases"]]
    file.write_text("\n".join(lines), encoding="utf-8")
    with duckdb.connect() as con:
        tables = apply_mapping(con, load_mapping("ocds_releases"), file)
        found = {
            name: con.execute(f"select * from {table}").df().to_dict("records")
            for name, table in tables.items()
        }

    assert [(one["method"], float(one["estimate_cny"])) for one in found["tenders"]] == [
        ("open", 1e6)
    ]
    winners = {one["contractor_id"]: one["is_winner"] for one in found["bids"]}
    assert set(winners) == {"K1", "K2", "K3"}
    amounts = {
        one["contract_id"].rpartition("/")[2]: float(one["amount_cny"])
        for one in found["contracts"]
    }
    assert amounts == {"H1": 900000, "H2": 80000.5, "H3": 10000}
    assert [float(one["amount_cny"]) for one in found["payments"]] == [300000]
    assert [float(one["delta_cny"]) for one in found["contract_changes"]] == [50000]
