"""Families of rules: the letters that a rule's id begins with, their folder, and their name."""

import csv
from collections.abc import Iterator
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


def by_family(found: pd.DataFrame) -> Iterator[tuple[Family, pd.DataFrame]]:
    """The coverage of one unit and month, family by family, unnamed families last."""
    codes = found["rule_id"].map(family_code)
    named = list(load_families())
    present = set(codes)
    for code in [
        *(one for one in named if one in present),
        *sorted(present - set(named)),
    ]:
        yield family_of(code), found[codes == code]
