"""Time limits, three-zero ceilings and tender limits: `limits.yaml`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from audit_models.declared import Strict
from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER, Period, Row, read_policy, refuse_overlap
from audit_models.policy.legal_basis import load_legal_basis

SOURCES = {"any": (1, 999), "one": (1, 1), "two_or_more": (2, 999)}
"""Number of supply sources that a limit holds for, from and to."""

CustomerClass = Literal["hv", "lv_nonresident", "lv_resident"]

LIMIT_COLUMNS = (
    "parameter varchar, customer_class varchar, min_sources integer, max_sources integer,"
    " yardstick varchar, valid_from date, valid_to date, limit_days integer, is_verified boolean,"
    " ground varchar"
)
CEILING_COLUMNS = (
    "is_urban boolean, valid_from date, valid_to date, limit_kva integer, is_verified boolean,"
    " ground varchar"
)
TENDER_LIMIT_COLUMNS = (
    "scope varchar, valid_from date, valid_to date, limit_cny decimal(18, 2), is_verified boolean,"
    " ground varchar"
)


class Limit(Period):
    """A time limit in working days for some classes and numbers of supply sources."""

    parameter: Literal[
        "plan_reply",
        "design_review",
        "mid_check",
        "final_check",
        "meter_energise",
        "accept_energise",
        "average_connection",
        "three_zero_total",
    ]
    classes: tuple[CustomerClass, ...] = Field(min_length=1)
    sources: Literal["any", "one", "two_or_more"] = "any"
    yardstick: Literal["law", "promise"]
    days: int = Field(gt=0)
    is_verified: bool
    ground: str


class Ceiling(Period):
    """Capacity in kVA up to which a customer is three-zero."""

    area: Literal["urban", "rural"]
    kva: int = Field(gt=0)
    is_verified: bool
    ground: str


class TenderLimit(Period):
    """Contract amount in yuan from which public works of these scopes must be tendered."""

    scopes: tuple[str, ...] = Field(min_length=1)
    cny: int = Field(gt=0)
    is_verified: bool
    ground: str


class Limits(Strict):
    """`limits.yaml`."""

    limits: tuple[Limit, ...]
    three_zero_ceilings: tuple[Ceiling, ...]
    tender_limits: tuple[TenderLimit, ...]

    @model_validator(mode="after")
    def _one_value_a_day(self) -> "Limits":
        refuse_overlap(_limit_periods(self.limits))
        refuse_overlap((ceiling.area, ceiling) for ceiling in self.three_zero_ceilings)
        refuse_overlap((scope, limit) for limit in self.tender_limits for scope in limit.scopes)
        return self


@cache
def load_limits(folder: Path = POLICY_FOLDER) -> Limits:
    """Limits and ceilings.

    Raises:
        Refused: wrong format, two values on one day, or a ground that does not exist.
    """
    path = folder / "limits.yaml"
    found = read_policy(path, Limits)
    known = load_legal_basis(folder)
    named = {entry.ground for entry in found.limits}
    named |= {entry.ground for entry in found.three_zero_ceilings + found.tender_limits}
    for ground in sorted(named - known.keys()):
        raise Refused(
            f"{path}：依据 {ground} 不在 legal_basis.yaml 中，请先登记。",
            f"{path}: the ground {ground} is not in legal_basis.yaml; enter it there first.",
        )
    return found


def limit_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.limits`."""
    for limit in load_limits(folder).limits:
        for customer_class in limit.classes:
            yield (
                limit.parameter,
                customer_class,
                *SOURCES[limit.sources],
                limit.yardstick,
                limit.valid_from,
                limit.valid_to,
                limit.days,
                limit.is_verified,
                limit.ground,
            )


def ceiling_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.three_zero_ceilings`."""
    for ceiling in load_limits(folder).three_zero_ceilings:
        yield (
            ceiling.area == "urban",
            ceiling.valid_from,
            ceiling.valid_to,
            ceiling.kva,
            ceiling.is_verified,
            ceiling.ground,
        )


def tender_limit_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.tender_limits`."""
    for limit in load_limits(folder).tender_limits:
        for scope in limit.scopes:
            yield (
                scope,
                limit.valid_from,
                limit.valid_to,
                limit.cny,
                limit.is_verified,
                limit.ground,
            )


def _limit_periods(limits: Iterable[Limit]) -> Iterable[tuple[object, Period]]:
    """Each period under everything that must have one value on one day."""
    for limit in limits:
        for customer_class in limit.classes:
            for sources in ("one", "two_or_more") if limit.sources == "any" else (limit.sources,):
                yield (limit.parameter, customer_class, sources, limit.yardstick), limit
