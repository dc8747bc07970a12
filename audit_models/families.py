"""Families of rules: the letters that a rule's id begins with, their folder, and their name."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from audit_models.contract import CODELIST_FOLDER
from audit_models.text import Text

FAMILIES = CODELIST_FOLDER / "rule_families.csv"


class Family(NamedTuple):
    """Rules that look at one side of the business."""

    code: str
    folder: str
    name: Text


def family_code(rule_id: str) -> str:
    """The letters before the number: `CT01` is of `CT`."""
    return "".join(takewhile(str.isalpha, rule_id))


def family_of(code: str) -> Family:
    """The family with this code; one that nobody named yet goes by its code, so that none is lost."""
    return load_families().get(code) or Family(code, "", Text(code, code))


@cache
def load_families(path: Path = FAMILIES) -> dict[str, Family]:
    """Every named family by its code, in the order in which people read them."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["family"]: Family(row["family"], row["folder"], Text(row["zh"], row["en"]))
            for row in csv.DictReader(lines)
        }


def families_of(rule_ids: Iterable[str]) -> list[Family]:
    """The families of these rules in the order in which people read them, unnamed families last."""
    present = {family_code(one) for one in rule_ids}
    named = [code for code in load_families() if code in present]
    return [family_of(code) for code in [*named, *sorted(present.difference(named))]]


def by_family(found: pd.DataFrame) -> Iterator[tuple[Family, pd.DataFrame]]:
    """The coverage of one unit and month, family by family."""
    codes = found["rule_id"].map(family_code)
    for family in families_of(found["rule_id"]):
        yield family, found[codes == family.code]
