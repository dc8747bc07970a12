"""What the office decides, as dated data: legal ground, limits, ceilings and targets in `data/policy`.

`load_policy` writes it into a snapshot, so that a result can always be read beside the policy that it
was judged by. An open side of a period is 1900-01-01 or 9999-12-31; both ends are inclusive.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

import duckdb
from pydantic import BaseModel, Field, model_validator

from audit_models.contract import CODELIST_FOLDER
from audit_models.declared import Strict, read_yaml
from audit_models.errors import Refused
from audit_models.settings import PROJECT
from audit_models.text import Text, TextField

POLICY_FOLDER = PROJECT / "data" / "policy"
ALWAYS = date(1900, 1, 1)
OPEN_END = date(9999, 12, 31)

SOURCES = {"any": (1, 999), "one": (1, 1), "two_or_more": (2, 999)}
"""Number of supply sources that a limit holds for, from and to."""

CustomerClass = Literal["hv", "lv_nonresident", "lv_resident"]
Declared = TypeVar("Declared", bound=BaseModel)
Row = tuple[object, ...]


class Period(Strict):
    """Something that holds from one day to another, both included."""

    valid_from: date = ALWAYS
    valid_to: date = OPEN_END

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Period":
        if self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        return self


class DocumentNumber(Strict):
    """The number a document was issued under; shown as ground only where verified."""

    text: str
    is_verified: bool


class Document(Strict):
    """One document in `legal_basis.yaml`, with the articles that are used."""

    name: TextField
    kind: Literal["law", "regulation", "rule", "policy", "promise", "case", "own"]
    number: DocumentNumber | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_verified: bool
    articles: dict[str, Literal["verified", "to_be_verified"]] = Field(default_factory=dict)
    note: TextField | None = None


class Ground(Strict):
    """What a definition or a limit rests on: a document, or one article of it."""

    id: str
    document: Document
    article: Text | None
    is_article_verified: bool

    @property
    def label(self) -> Text:
        """Name with number and article as far as they are verified: what may be shown as ground."""
        document = self.document
        zh, en = document.name
        if document.number and document.number.is_verified:
            zh, en = f"{zh}（{document.number.text}）", f"{en} ({document.number.text})"
        if self.article and self.is_article_verified:
            zh, en = f"{zh}{self.article.zh}", f"{en}, {self.article.en}"
        return Text(zh, en)


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
        _refuse_overlap(_limit_periods(self.limits))
        _refuse_overlap((ceiling.area, ceiling) for ceiling in self.three_zero_ceilings)
        _refuse_overlap((scope, limit) for limit in self.tender_limits for scope in limit.scopes)
        return self


class Target(Strict):
    """Target and floor of one indicator; without them it is watched and not scored."""

    target: float | None = None
    floor: float | None = None
    weight: float = Field(ge=0)

    @model_validator(mode="after")
    def _scored_or_watched(self) -> "Target":
        if (self.target is None) != (self.floor is None) or (self.weight > 0) != (
            self.target is not None
        ):
            raise ValueError("target, floor and a weight above 0 come together or not at all")
        if self.target is not None and self.target == self.floor:
            raise ValueError("target and floor are the same: no score lies between them")
        return self


class Scheme(Period):
    """A dated set of targets and weights."""

    id: str
    name: TextField
    targets: dict[str, Target]
    grades: dict[str, float] = Field(min_length=1)
    """From which score on a grade is given; below all of them the last grade's score is 0."""
    peer_groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Units that are compared with each other, by the group's name; all others form one group."""

    @model_validator(mode="after")
    def _weights_sum_to_100(self) -> "Scheme":
        total = sum(target.weight for target in self.targets.values())
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights of scheme {self.id} sum to {total:g}, not to 100")
        return self


class Schemes(Strict):
    """`targets.yaml`."""

    schemes: tuple[Scheme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_scheme_a_day(self) -> "Schemes":
        _refuse_overlap(("schemes", scheme) for scheme in self.schemes)
        return self


@cache
def load_legal_basis(folder: Path = POLICY_FOLDER) -> dict[str, Ground]:
    """Every id that a definition, a limit or a ceiling may name as its ground.

    Raises:
        Refused: the file does not follow the format.
    """
    path = folder / "legal_basis.yaml"
    grounds = {}
    for document_id, declared in _yaml(path).items():
        document = _checked(path, Document, declared)
        grounds[document_id] = Ground(
            id=document_id, document=document, article=None, is_article_verified=False
        )
        for article, mark in document.articles.items():
            ground = f"{document_id}.{article}"
            grounds[ground] = Ground(
                id=ground,
                document=document,
                article=_article_text(path, article),
                is_article_verified=mark == "verified",
            )
    return grounds


@cache
def load_limits(folder: Path = POLICY_FOLDER) -> Limits:
    """Limits and ceilings.

    Raises:
        Refused: wrong format, two values on one day, or a ground that does not exist.
    """
    path = folder / "limits.yaml"
    found = _checked(path, Limits, _yaml(path))
    known = load_legal_basis(folder)
    named = {entry.ground for entry in found.limits}
    named |= {entry.ground for entry in found.three_zero_ceilings + found.tender_limits}
    for ground in sorted(named - known.keys()):
        raise Refused(
            f"{path}：依据 {ground} 不在 legal_basis.yaml 中，请先登记。",
            f"{path}: the ground {ground} is not in legal_basis.yaml; enter it there first.",
        )
    return found


@cache
def load_schemes(folder: Path = POLICY_FOLDER) -> tuple[Scheme, ...]:
    """The schemes of targets and weights.

    Raises:
        Refused: wrong format, weights that do not sum to 100, or two schemes on one day.
    """
    path = folder / "targets.yaml"
    return _checked(path, Schemes, _yaml(path)).schemes


def load_policy(con: duckdb.DuckDBPyConnection, *, folder: Path = POLICY_FOLDER) -> None:
    """Write the policy into the snapshot.

    `core.legal_basis`, `core.limits`, `core.three_zero_ceilings`, `core.tender_limits`,
    `core.targets`, `core.grades`, `core.peer_groups` and `core.stages`.
    """
    con.execute("create schema if not exists core")
    _write(con, "legal_basis", LEGAL_BASIS_COLUMNS, _legal_basis_rows(folder))
    _write(con, "limits", LIMIT_COLUMNS, _limit_rows(folder))
    _write(con, "three_zero_ceilings", CEILING_COLUMNS, _ceiling_rows(folder))
    _write(con, "tender_limits", TENDER_LIMIT_COLUMNS, _tender_limit_rows(folder))
    _write(con, "targets", TARGET_COLUMNS, _target_rows(folder))
    _write(con, "grades", GRADE_COLUMNS, _grade_rows(folder))
    _write(con, "peer_groups", PEER_COLUMNS, _peer_rows(folder))
    con.execute(
        "create or replace table core.stages as"
        " select stage, position, zh as name_zh, en as name_en, default_clock"
        " from read_csv(?, header = true, columns = {stage: 'VARCHAR', position: 'INTEGER',"
        " zh: 'VARCHAR', en: 'VARCHAR', default_clock: 'VARCHAR'})",
        [str(CODELIST_FOLDER / "stages.csv")],
    )


LEGAL_BASIS_COLUMNS = (
    "ground varchar, name_zh varchar, name_en varchar, kind varchar, document_number varchar,"
    " is_number_verified boolean, article_zh varchar, article_en varchar,"
    " is_article_verified boolean, valid_from date, valid_to date, is_verified boolean,"
    " label_zh varchar, label_en varchar"
)
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
GRADE_COLUMNS = "scheme_id varchar, grade varchar, from_score double"
PEER_COLUMNS = "scheme_id varchar, unit_code varchar, peer_group varchar"
TARGET_COLUMNS = (
    "indicator_id varchar, target double, floor double, weight double, valid_from date,"
    " valid_to date, scheme_id varchar"
)


def _legal_basis_rows(folder: Path) -> Iterable[Row]:
    for ground in load_legal_basis(folder).values():
        document, number, article = ground.document, ground.document.number, ground.article
        yield (
            ground.id,
            *document.name,
            document.kind,
            number.text if number else None,
            number.is_verified if number else None,
            *(article or (None, None)),
            ground.is_article_verified if article else None,
            document.valid_from or ALWAYS,
            document.valid_to or OPEN_END,
            document.is_verified,
            *ground.label,
        )


def _limit_rows(folder: Path) -> Iterable[Row]:
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


def _ceiling_rows(folder: Path) -> Iterable[Row]:
    for ceiling in load_limits(folder).three_zero_ceilings:
        yield (
            ceiling.area == "urban",
            ceiling.valid_from,
            ceiling.valid_to,
            ceiling.kva,
            ceiling.is_verified,
            ceiling.ground,
        )


def _tender_limit_rows(folder: Path) -> Iterable[Row]:
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


def _grade_rows(folder: Path) -> Iterable[Row]:
    for scheme in load_schemes(folder):
        for grade, from_score in scheme.grades.items():
            yield scheme.id, grade, from_score


def _peer_rows(folder: Path) -> Iterable[Row]:
    for scheme in load_schemes(folder):
        for group, units in scheme.peer_groups.items():
            for unit in units:
                yield scheme.id, unit, group


def _target_rows(folder: Path) -> Iterable[Row]:
    for scheme in load_schemes(folder):
        for indicator_id, entry in scheme.targets.items():
            yield (
                indicator_id,
                entry.target,
                entry.floor,
                entry.weight,
                scheme.valid_from,
                scheme.valid_to,
                scheme.id,
            )


def _write(con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[Row]) -> None:
    con.execute(f"create or replace table core.{name} ({columns})")
    found = list(rows)
    if not found:
        return
    con.executemany(f"insert into core.{name} values ({', '.join('?' * len(found[0]))})", found)


def _limit_periods(limits: Iterable[Limit]) -> Iterable[tuple[object, Period]]:
    """Each period under everything that must have one value on one day."""
    for limit in limits:
        for customer_class in limit.classes:
            for sources in ("one", "two_or_more") if limit.sources == "any" else (limit.sources,):
                yield (limit.parameter, customer_class, sources, limit.yardstick), limit


def _refuse_overlap(periods: Iterable[tuple[object, Period]]) -> None:
    ordered = sorted(periods, key=lambda item: (str(item[0]), item[1].valid_from))
    for (key, earlier), (next_key, later) in pairwise(ordered):
        if key == next_key and later.valid_from <= earlier.valid_to:
            raise ValueError(f"two values hold for {key} on {later.valid_from}")


def _article_text(path: Path, article: str) -> Text:
    """`art_24` → 第24条 / Article 24; `sec_2_5` → §2.5."""
    kind, _, number = article.partition("_")
    forms: dict[str, Callable[[str], Text]] = {
        "art": lambda n: Text(f"第{n}条", f"Article {n}"),
        "sec": lambda n: Text(f" §{n.replace('_', '.')}", f"§{n.replace('_', '.')}"),
    }
    if kind not in forms or not number.replace("_", "").isdigit():
        raise Refused(
            f"{path}：条款标识 {article} 应写作 art_24 或 sec_2_5。",
            f"{path}: write an article as art_24 or sec_2_5, not {article}.",
        )
    return forms[kind](number)


def _yaml(path: Path) -> dict[str, Any]:
    declared: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8"))
    return declared


def _checked(path: Path, model: type[Declared], declared: object) -> Declared:
    try:
        return model.model_validate(declared)
    except ValueError as error:
        raise Refused(f"{path} 不符合格式：{error}", f"{path} is not in order: {error}") from error
