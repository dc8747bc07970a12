"""A foreign extract goes through a mapping and is then judged like any other file."""

from pathlib import Path

from audit_models.mapping import load_mapping
from tests.intake.world import Imported, take_in, write_files

MAPPING = """
title: {zh: 缴费清单, en: List of charges}
description: {zh: 测试, en: test}
input: {kind: csv}
tables:
  fees:
    blocks:
      - columns:
          fee_id: Id
          project_id: Project
          item_code: Item
          amount_cny: Sum
"""
CHARGES = (
    "Id,Project,Item,Sum\n" + "".join(f"{n},P1,A,{n}.50\n" for n in range(9)) + "9,P1,A,much\n"
)


def imported(tmp_path: Path, base: Imported | None = None) -> Imported:
    write_files(tmp_path / "mappings", {"charges.yaml": MAPPING})
    mapping = load_mapping(str(tmp_path / "mappings" / "charges.yaml"))
    return take_in(tmp_path, {"whatever.csv": CHARGES}, mapping=mapping, base=base)


def test_mapped_rows_are_accepted_or_rejected_with_the_foreign_files_row(tmp_path: Path) -> None:
    got = imported(tmp_path)
    assert got.counts("fees") == (10, 9, 1)
    assert got.rejects("fees") == [(11, "amount_cny", "much", "unreadable_amount")]
    assert got.rows("select file_name, mapping from meta.imports") == [("whatever.csv", "charges")]


def test_the_same_file_through_the_same_mapping_is_known(tmp_path: Path) -> None:
    assert imported(tmp_path, imported(tmp_path).as_base()).report.unchanged
