"""Labelled sets as their publishers keep them; what cannot be compared is said in one sentence.

Tenders are tables of bids that need `Tender`, `Bid_value` and `Collusive_competitor`, in any order, case and
encoding; every other numeric column is a fact of the bid. Outliers are MATLAB files with `X` and `y`.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.io import loadmat
from scipy.io.matlab import MatReadError
from scipy.sparse import issparse

TENDER, AMOUNT, LABEL = "Tender", "Bid_value", "Collusive_competitor"
NEEDED = (TENDER, AMOUNT, LABEL)
OTHER_LABELS = ("Collusive_competitor_original", "only_cartels_bidding_on_contract")
COMPANY, WINNER, BID = "Competitors", "Winner", "Bid"
TELLS_THE_YEAR = (
    "Date",
    "Bid_value_without_inflation",
    "Bid_value_inflation_raw_milk_price_adjusted_bid",
)
BROUGHT = ("CV", "SPD", "DIFFP", "RD", "KURT", "SKEW", "KSTEST", "Number_bids")
"""The screens that the sets bring along, for the baselines; ours are computed anew from the bids."""
KNOWN = (*NEEDED, *OTHER_LABELS, COMPANY, WINNER, BID, *TELLS_THE_YEAR, *BROUGHT)
FEWEST_TENDERS = 5
"""Of each class; with fewer no split by tender has both on both sides often enough."""
FEWEST_ROWS = 5
"""Of each kind, outliers and others."""
SEPARATORS = ",;\t"


class NotASet(ValueError):
    """Why a file cannot be compared, in one sentence."""


def tenders_below(folder: Path) -> Iterator[Path]:
    """Every table in a folder, or below it, that names a tender, a bid or the label: what may be meant as a set."""
    for path in sorted(folder.rglob("*.csv*")):
        try:
            names = _names(_text(path))
        except NotASet:
            yield path
            continue
        if len(_missing(names)) < len(NEEDED):
            yield path


def read_tenders(path: Path) -> pd.DataFrame:
    """The labelled bids of a file, all columns numeric.

    Raises:
        NotASet: a needed column is missing or holds no number, or a class has too few tenders.
    """
    text = _text(path)
    names = _names(text)
    if missing := _missing(names):
        raise NotASet(f"the columns {', '.join(missing)} are missing; found {', '.join(names)}")
    found = pd.read_csv(io.StringIO(text), sep=_separator(text), skipinitialspace=True)
    found.columns = pd.Index(names)
    found[TENDER] = pd.factorize(found[TENDER], sort=True)[0]
    facts = [name for name in names if name != TENDER]
    found[facts] = found[facts].apply(pd.to_numeric, errors="coerce")
    bids = found.dropna(axis=1, how="all").reset_index(drop=True)
    for name in (AMOUNT, LABEL):
        if name not in bids:
            raise NotASet(f"the column {name} holds no number")
    known = (bids[TENDER] >= 0) & bids[[AMOUNT, LABEL]].notna().all(axis=1)
    left_out = int((~known).sum())
    bids = bids[known].reset_index(drop=True)
    rigged = bids.groupby(TENDER)[LABEL].max() > 0
    fewest = min(int(rigged.sum()), int((~rigged).sum()))
    if fewest < FEWEST_TENDERS:
        raise NotASet(
            f"{int(rigged.sum())} tenders are labelled as rigged and {int((~rigged).sum())} as competitive;"
            f" a comparison needs {FEWEST_TENDERS} of each"
        )
    bids.attrs = {
        "left_out": left_out,
        "not_numeric": [name for name in names if name not in bids.columns],
    }
    return bids


def read_outliers(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The values of a MATLAB file, a row each, and 1 for the outliers: the higher of the two labels.

    Raises:
        NotASet: it cannot be read, has no labels of two kinds, or too few rows of one.
    """
    try:
        content = loadmat(path)
    except (MatReadError, NotImplementedError, ValueError, TypeError, OSError) as error:
        raise NotASet(f"it is no MATLAB file up to version 7 ({error})") from error
    if not {"X", "y"} <= set(content):
        raise NotASet("X and y are missing; found " + ", ".join(sorted(content)))
    values = content["X"].toarray() if issparse(content["X"]) else content["X"]
    label = np.asarray(content["y"], dtype=float).ravel()
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or len(values) != len(label):
        raise NotASet(f"X has the shape {values.shape} and y {len(label)} labels")
    if np.isinf(values).any() or np.isnan(values).all(axis=0).any():
        raise NotASet("X holds an infinite value, or a column without any")
    kinds, counts = np.unique(label, return_counts=True)
    if len(kinds) != 2 or counts.min() < FEWEST_ROWS:
        held = ", ".join(f"{kind:g} ({count})" for kind, count in zip(kinds, counts, strict=True))
        raise NotASet(
            f"y has to mark two kinds of rows, {FEWEST_ROWS} of each at least; it holds {held}"
        )
    return values, (label == kinds[1]).astype(np.int64)


def _text(path: Path) -> str:
    """The file's text; a heading in another encoding than UTF-8 does not matter, as the needed names are ASCII."""
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise NotASet(f"it cannot be unpacked ({error})") from error
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _separator(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(SEPARATORS, key=heading.count)


def _names(text: str) -> list[str]:
    """The heading, the names of the form in the writing that is used here."""
    known = {name.casefold(): name for name in KNOWN}
    heading = text.partition("\n")[0].strip("\r")
    names = [name.strip().strip('"') for name in heading.split(_separator(text))]
    return [known.get(name.casefold().replace(" ", "_"), name) for name in names]


def _missing(names: list[str]) -> list[str]:
    return [name for name in NEEDED if name not in names]
