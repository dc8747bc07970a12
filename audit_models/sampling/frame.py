"""The frame that a sample is drawn from, and the sample: which rows, by which seed, from which frame."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit_models.errors import Refused

WHOLE = "*"
"""The stratum of a frame without strata."""
LARGEST_SEED = 2**63 - 1
"""So that a seed can be stored as a whole number anywhere."""


@dataclass(frozen=True)
class Frame:
    """Everything that can be drawn: `rows` has id, amount (NaN without amounts) and stratum, by id."""

    rows: pd.DataFrame
    hash: str
    """SHA-256 of the rows in the order of their ids: another amount or stratum is another frame."""

    def draw_order(self, seed: int) -> pd.DataFrame:
        """All rows in the random order of a seed: by SHA-256 of seed, frame and id.

        Raises:
            Refused: the seed is no whole number from 0 to 2⁶³ − 1.
        """
        if type(seed) is not int or not 0 <= seed <= LARGEST_SEED:
            raise Refused(
                f"随机种子“{seed}”应为 0 至 2⁶³ − 1 的整数；请重新填写。",
                f'The seed "{seed}" must be a whole number from 0 to 2⁶³ − 1; enter another.',
            )
        drawn = [_digest(f"{seed}|{self.hash}|{one}") for one in self.rows["id"]]
        return self.rows.assign(drawn=drawn).sort_values("drawn").drop(columns="drawn")

    def fraction(self, seed: int) -> float:
        """A number in [0, 1) that follows from the seed and the frame: a random start."""
        return int(_digest(f"{seed}|{self.hash}|start")[:13], 16) / 16**13


@dataclass(frozen=True)
class Sample:
    """What was drawn: `rows` has id, amount, stratum and how often each was hit, in the order drawn."""

    method: str
    seed: int
    frame_hash: str
    rows: pd.DataFrame

    @property
    def facts(self) -> dict[str, Any]:
        """What is stored with the sample, so that anyone can draw it again."""
        return {
            "method": self.method,
            "seed": self.seed,
            "frame_hash": self.frame_hash,
            "ids": self.rows["id"].tolist(),
        }


def make_frame(
    rows: pd.DataFrame, *, id: str, amount: str | None = None, stratum: str | None = None
) -> Frame:
    """A frame of these rows: one id each, an amount in yuan and a stratum where asked for.

    Raises:
        Refused: no rows, an id that is empty or repeated, or an amount or stratum that is empty.
    """
    for column in filter(None, (id, amount, stratum)):
        if column not in rows:
            raise Refused(
                f"总体中没有“{column}”这一列；请核对列名。",
                f'The frame has no column "{column}"; check its name.',
            )
        empty = rows.index[rows[column].isna()]
        if len(empty):
            raise Refused(
                f"总体中有 {len(empty)} 行的“{column}”为空；请补全，或先剔除并单独检查。",
                f'{len(empty)} rows of the frame have no "{column}"; fill them in, or take them out'
                " and check them by themselves.",
            )
    if rows.empty:
        raise Refused("总体为空，无法抽样。", "The frame is empty; there is nothing to draw from.")
    names = rows[id].astype(str)
    repeated = names[names.duplicated()]
    if not repeated.empty:
        raise Refused(
            f"编号 {repeated.iloc[0]} 在总体中重复；每个对象只能有一行。",
            f"Id {repeated.iloc[0]} stands more than once in the frame; one row each, please.",
        )
    frame = pd.DataFrame(
        {
            "id": names,
            "amount": rows[amount].astype(float) if amount else float("nan"),
            "stratum": rows[stratum].astype(str) if stratum else WHOLE,
        }
    )
    frame = frame.sort_values("id").reset_index(drop=True)
    lines = "\n".join(
        f"{len(name)}|{name}|{cny!r}|{layer}"
        for name, cny, layer in zip(
            frame["id"].tolist(), frame["amount"].tolist(), frame["stratum"].tolist(), strict=True
        )
    )
    return Frame(frame, _digest(lines))


def refuse_other_frame(frame: Frame, planned: str) -> None:
    """Raises Refused where a plan was made for another frame, whose sizes it has."""
    if frame.hash != planned:
        raise Refused(
            "总体与抽样方案不符（数据已变动）；请重新制定方案。",
            "The frame is not the one that was planned on (its rows differ); plan again.",
        )


def refuse_unanswered(sample: Sample, answers: "pd.Series[Any]") -> None:
    """Raises Refused where an item of the sample has no result, or a result no item."""
    left = sorted(set(sample.rows["id"]) - set(answers.dropna().index))
    if left:
        raise Refused(
            f"样本中有 {len(left)} 项没有结果（如 {left[0]}）；请补全后再评价，无法检查的按错误计。",
            f"{len(left)} items of the sample have no result (such as {left[0]}); complete them first."
            " What cannot be checked counts as an error.",
        )
    other = sorted(set(answers.index) - set(sample.rows["id"]))
    if other:
        raise Refused(
            f"{other[0]} 不在样本中；请只评价抽中的项目。",
            f"{other[0]} is not in the sample; only what was drawn can be evaluated.",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
