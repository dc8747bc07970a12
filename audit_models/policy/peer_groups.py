"""Groups of comparable units: `peer_groups.yaml`."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import Field

from audit_models.declared import Strict
from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER, Period, Row, read_policy
from audit_models.text import TextField

FILE = "peer_groups.yaml"

COLUMNS = (
    "peer_group varchar, level varchar, unit_code varchar, name_zh varchar, name_en varchar,"
    " criterion_zh varchar, criterion_en varchar, valid_from date, valid_to date"
)


class PeerGroup(Period):
    """Units of one level that are alike enough to be compared with each other."""

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    level: Literal["city", "county"]
    name: TextField
    criterion: TextField
    """What the units have in common, in words."""
    units: tuple[str, ...] = Field(min_length=1)


class PeerGroups(Strict):
    """`peer_groups.yaml`."""

    groups: tuple[PeerGroup, ...] = ()


@cache
def load_peer_groups(folder: Path = POLICY_FOLDER) -> tuple[PeerGroup, ...]:
    """The groups of comparable units.

    Raises:
        Refused: wrong format, or a unit that is in two groups on one day.
    """
    path = folder / FILE
    found = read_policy(path, PeerGroups).groups
    _refuse_two_groups(path, found)
    return found


def _refuse_two_groups(path: Path, groups: Iterable[PeerGroup]) -> None:
    places = sorted(
        ((unit, group.valid_from, group) for group in groups for unit in group.units),
        key=lambda place: place[:2],
    )
    for (unit, _, earlier), (next_unit, day, later) in pairwise(places):
        if unit == next_unit and day <= earlier.valid_to:
            raise Refused(
                f"{path}：单位 {unit} 在 {day} 同时属于 {earlier.id} 和 {later.id}；"
                "请从其中一组删去该单位，或把前一组的 valid_to 改到前一天。",
                f"{path}: on {day} unit {unit} is in {earlier.id} and in {later.id};"
                " take it out of one, or end the earlier one (valid_to) on the day before.",
            )


def peer_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.peer_group_units`: one a group and unit."""
    for group in load_peer_groups(folder):
        for unit in group.units:
            yield (
                group.id,
                group.level,
                unit,
                group.name.zh,
                group.name.en,
                group.criterion.zh,
                group.criterion.en,
                group.valid_from,
                group.valid_to,
            )


def refuse_unknown_units(con: duckdb.DuckDBPyConnection) -> None:
    """Make sure that every unit of `core.peer_group_units` is in `core.units`, at the level of its group.

    Raises:
        Refused: the first that is not.
    """
    found = con.execute(
        """
        select groups.unit_code, groups.peer_group, groups.level, units.level
        from core.peer_group_units as groups
        left join core.units as units on units.unit_code = groups.unit_code
        where units.level is distinct from groups.level
        order by groups.unit_code
        limit 1
        """
    ).fetchone()
    if found is None:
        return
    unit, group, asked, level = found
    path = POLICY_FOLDER / FILE
    if level is None:
        raise Refused(
            f"{path}：组 {group} 的单位 {unit} 不在单位表中；请改正代码，或从该组删去。",
            f"{path}: unit {unit} of group {group} is not among the units; correct the code or take it out.",
        )
    raise Refused(
        f"{path}：组 {group} 的级别为 {asked}，而单位 {unit} 的级别为 {level}；请从该组删去，或改正级别。",
        f"{path}: group {group} is of level {asked}, unit {unit} of level {level};"
        " take the unit out or correct the level.",
    )
