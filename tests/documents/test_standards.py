"""What leaves for other programs is what its standard asks for, name by name and form by form."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from audit_models.exports.ocds import release_package
from audit_models.process.export import write_ocel, write_xes
from audit_models.snapshot import Snapshot

STANDARDS = Path(__file__).with_name("standards")
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 1)


def conforms(document: Any, standard: str) -> None:
    schema = json.loads((STANDARDS / standard).read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema).check_schema(schema)
    jsonschema.validate(document, schema)


def test_releases(snapshot: Snapshot) -> None:
    package = json.loads(release_package(snapshot, "P", FIRST, LAST))
    assert len(package["releases"]) > 1
    conforms(package, "ocds.json")
    del package["releases"][0]["ocid"]
    with pytest.raises(jsonschema.ValidationError, match="ocid"):
        conforms(package, "ocds.json")


def test_object_centric_log(snapshot: Snapshot, tmp_path: Path) -> None:
    assert write_ocel(snapshot, "P", FIRST, LAST, tmp_path / "log.json") > 0
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    conforms(log, "ocel.json")
    # What is named is declared: types by their names, objects by their ids.
    assert {one["type"] for one in log["events"]} <= {one["name"] for one in log["eventTypes"]}
    assert {one["type"] for one in log["objects"]} <= {one["name"] for one in log["objectTypes"]}
    known = {one["id"] for one in log["objects"]}
    assert len(known) == len(log["objects"])
    assert len({one["id"] for one in log["events"]}) == len(log["events"])
    related = {to["objectId"] for one in log["events"] for to in one["relationships"]}
    assert related == known
    del log["events"][0]["time"]
    with pytest.raises(jsonschema.ValidationError, match="time"):
        conforms(log, "ocel.json")


def test_event_log(snapshot: Snapshot, tmp_path: Path) -> None:
    assert write_xes(snapshot, "P", FIRST, LAST, tmp_path / "log.xes") > 0
    log = etree.parse(tmp_path / "log.xes")
    standard = etree.XMLSchema(etree.parse(STANDARDS / "xes.xsd"))
    standard.assertValid(log)
    prefixes = {one.get("prefix") for one in log.iter("extension")}
    keys = {one.get("key").partition(":") for one in log.iter("string", "date")}
    assert {prefix for prefix, colon, _ in keys if colon} <= prefixes
    log.find(".//event/date").set("value", "yesterday")
    assert not standard.validate(log)
