"""Definitions: one `.sql` file each, a YAML header in its leading comment, then one select.

The folders are the list: `indicators/<family>/I01_name.sql`, `rules/<family>/CP02_name.sql`,
`features/<subject>/FC01_name.sql`. The id is the file name up to the first underscore; nothing else in
the project lists definitions.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import Field, model_validator
from yaml import YAMLError

from audit_models.contract import load_contract
from audit_models.declared import Strict, read_yaml
from audit_models.policy.dated import ALWAYS, OPEN_END
from audit_models.policy.legal_basis import load_legal_basis
from audit_models.steps import step_names
from audit_models.text import TextField

PACKAGE = Path(__file__).parent
HEADER_START, HEADER_END = "/* ---\n", "--- */\n"

Value = bool | int | float | str
Better = Literal["lower", "higher", "none"]
Unit = Literal["workdays", "percent", "count", "items", "hours", "times", "per_10k", "per_100"]


class Dated(Strict):
    """A parameter's value from one day on, until the next value's day."""

    since: date = Field(alias="from")
    value: Value


class Period(NamedTuple):
    """Days on which all parameters keep their values; a parameter not yet in force is None."""

    valid_from: date
    valid_to: date
    values: dict[str, Value | None]


class Definition(Strict):
    """What indicators, rules and features have in common."""

    id: str
    title: TextField
    ground: tuple[str, ...] = Field(min_length=1)
    """Ids of `data/policy/legal_basis.yaml`: the law, policy or own practice it rests on."""
    needs: tuple[str, ...] = ()
    """Columns (`table.column`) or tables without which nothing can be said: insufficient data."""
    optional_needs: tuple[str, ...] = ()
    """Columns without which it is still computed; results then name them in `missing`."""
    params: dict[str, Annotated[tuple[Dated, ...], Field(min_length=1)]] = Field({})

    family: str
    header: str
    """The header as JSON, for the snapshot and the pages."""
    sql: str
    """The select, without the header."""
    hash: str

    @property
    def periods(self) -> list[Period]:
        """The relation `params`: consecutive periods, from the first day on which a parameter holds."""
        changes = {d.since for values in self.params.values() for d in values}
        starts = sorted(changes) or [ALWAYS]
        ends = [start - timedelta(days=1) for start in starts[1:]] + [OPEN_END]
        return [
            Period(
                start, end, {name: _in_force(values, start) for name, values in self.params.items()}
            )
            for start, end in zip(starts, ends, strict=True)
        ]

    @property
    def all_needs(self) -> tuple[str, ...]:
        """Every column that the header names, blocking or not."""
        return self.needs + self.optional_needs


class Companion(Strict):
    """A row of its own beside the indicator, with the id `<indicator>.<suffix>`.

    mean, share, count: over the query's rows with this suffix in the column `companion`.
    percentile, max, over_target: over the indicator's own cases.
    year_to_date: the indicator's own numerators since January ÷ the mean of the months' customers.
    """

    title: TextField
    kind: Literal["mean", "share", "count", "percentile", "max", "over_target", "year_to_date"]
    unit: Unit
    better: Better
    at: float | None = Field(None, gt=0, lt=1)
    """Which percentile (0–1)."""

    @property
    def has_own_cases(self) -> bool:
        return self.kind in ("mean", "share", "count")

    @model_validator(mode="after")
    def _percentile_says_which(self) -> "Companion":
        if (self.kind == "percentile") != (self.at is not None):
            raise ValueError("a percentile, and nothing else, says `at`")
        return self


class Indicator(Definition):
    """A number per unit and month."""

    kind: Literal["mean", "share", "per_customer"]
    """mean: Σ numerator ÷ Σ denominator; share: the same in percent (0–100); per_customer: Σ numerator ÷
    the customers of the unit in the month, whatever the cases' denominators."""
    scale: float = Field(1, gt=0)
    """What a mean or a rate is multiplied by: 10,000 for a number per 10,000 customers."""
    repeats_from: int | None = Field(None, gt=0)
    """Cases with one subject are one case of every unit above them: their numerators are added up, and the
    sum counts 1 from this number on."""
    unit: Unit
    better: Better
    chart: Literal["xmr", "p"]
    definition: TextField
    companions: dict[str, Companion] = Field({})

    @property
    def counts_years(self) -> bool:
        """Whether a companion needs the cases since January, earlier than the reported months too."""
        return any(companion.kind == "year_to_date" for companion in self.companions.values())

    @model_validator(mode="after")
    def _kinds_fit(self) -> "Indicator":
        if self.counts_years and self.kind != "per_customer":
            raise ValueError("a year to date needs an indicator of the kind per_customer")
        if self.repeats_from is not None and self.kind != "share":
            raise ValueError("repeats_from counts cases: the kind is share")
        return self


class Rule(Definition):
    """Rows that deserve a look, with their ground."""

    says: TextField
    """One sentence about one hit; its placeholders are output columns."""
    why: TextField
    innocent: TextField
    """What would make a hit innocent."""
    severity: Literal["H", "M", "L"]
    subject: Literal[
        "project", "contract", "contractor", "employee", "unit", "tender", "agency",
        "material", "grid_project", "outage", "feeder", "disclosure", "complaint",
    ]  # fmt: skip
    hit_key: tuple[str, ...] = Field(min_length=1)
    """Output columns that name the same hit in every snapshot."""
    needs_to_clear: tuple[str, ...] = ()
    """Columns without which a hit stands, but nothing is clean: insufficient data."""
    steps: tuple[str, ...] = ()
    """Statistics added to the query's rows, in this order: names of `audit_models/steps`."""
    hit_when: str | None = None
    """SQL over the query's and the steps' columns: it must hold besides `is_hit`, or nothing is hit."""
    status: Literal["active", "retired"]
    reason: TextField | None = None
    """Why the rule was retired."""
    retired_from: date | None = None
    """The first day that is no longer judged: months that begin on it or later are `retired`, not clean."""

    @property
    def all_needs(self) -> tuple[str, ...]:
        return super().all_needs + self.needs_to_clear

    @property
    def placeholders(self) -> set[str]:
        """The output columns that the sentence about a hit uses."""
        parts = [part for text in self.says for part in Formatter().parse(text)]
        return {name for _, name, _, _ in parts if name}

    @model_validator(mode="after")
    def _retired_says_why(self) -> "Rule":
        if (self.status == "retired") != (self.reason is not None):
            raise ValueError("a retired rule, and no other, has a reason")
        return self

    @model_validator(mode="after")
    def _steps_exist_and_decide(self) -> "Rule":
        unknown = [name for name in self.steps if name not in step_names()]
        if unknown:
            raise ValueError(f"no such step: {', '.join(unknown)}")
        if bool(self.steps) != (self.hit_when is not None):
            raise ValueError("a rule with steps, and no other, says hit_when")
        return self


class Feature(Definition):
    """A number of one subject on its scoring date, from nothing that happened later.

    Its query reads `scored` (subject_id, scored_on) and returns subject_id, scored_on, value; a subject
    without a row, or with an empty value, is missing, which is never the same as zero.
    """

    meaning: TextField
    lowers: TextField
    """What would bring the risk down."""
    subject: Literal["contract", "tender", "contractor", "employee", "unit"]
    risk: Literal["higher", "lower", "none"]
    """Which side is the risky one, where that is known."""
    unit: Literal["ratio", "count", "days", "cny", "cny_per_kva"]
    peers: tuple[Literal["scope", "voltage", "size"], ...]
    """What the subjects that it is compared with have in common."""
    models: tuple[Literal["outlier", "finding"], ...] = ("outlier", "finding")
    """The scores that it is part of: what rules found is shown beside the outlier percentile, never in it."""


AnyDefinition = Indicator | Rule
Kind = TypeVar("Kind", Indicator, Rule, Feature)


def read_definition(kind: type[Kind], path: Path) -> Kind:
    """One definition file.

    Raises:
        ValueError: the file has no header, or the header does not follow the format.
    """
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if not text.startswith(HEADER_START) or HEADER_END not in text:
        raise ValueError(
            f"{path}: must begin with a header between {HEADER_START!r} and {HEADER_END!r}"
        )
    declared, sql = text.removeprefix(HEADER_START).split(HEADER_END, 1)
    try:
        header: dict[str, Any] = read_yaml(declared)
        found = kind(
            **header,
            family=path.parent.name,
            header=json.dumps(header, ensure_ascii=False, default=str),
            sql=sql.strip(),
            hash=hashlib.sha256(text.encode()).hexdigest(),
        )
        _check(found, path)
    except (ValueError, TypeError, YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error
    return found


@cache
def load_indicators(folder: Path = PACKAGE / "indicators") -> tuple[Indicator, ...]:
    """Every indicator below the folder, by id."""
    return _load(Indicator, folder)


@cache
def load_rules(folder: Path = PACKAGE / "rules") -> tuple[Rule, ...]:
    """Every rule below the folder, retired ones too, by id."""
    return _load(Rule, folder)


@cache
def load_features(folder: Path = PACKAGE / "features") -> tuple[Feature, ...]:
    """Every feature below the folder, by id."""
    return _load(Feature, folder)


def _load(kind: type[Kind], folder: Path) -> tuple[Kind, ...]:
    found = [read_definition(kind, path) for path in sorted(folder.rglob("*.sql"))]
    ids = [definition.id for definition in found]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise ValueError(f"{folder}: used by two files: {', '.join(doubled)}")
    return tuple(sorted(found, key=lambda definition: definition.id))


def _check(found: Definition, path: Path) -> None:
    """What the header refers to must exist: its own file name, the contract, the legal basis."""
    if path.stem.split("_", 1)[0] != found.id:
        raise ValueError(f"id {found.id} is not the beginning of the file name")
    unknown = [need for need in found.all_needs if not _is_in_contract(need)]
    unknown += [ground for ground in found.ground if ground not in load_legal_basis()]
    if unknown:
        raise ValueError(f"refers to what does not exist: {', '.join(unknown)}")


def _is_in_contract(need: str) -> bool:
    table, _, column = need.partition(".")
    contract = load_contract()
    return table in contract and (not column or column in contract[table].columns)


def _in_force(values: Iterable[Dated], day: date) -> Value | None:
    past = [dated for dated in values if dated.since <= day]
    return max(past, key=lambda dated: dated.since).value if past else None
