"""Sets that outsiders bring: read in whatever order, case and encoding, or refused in one sentence."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from benchmarks.labelled import (
    AMOUNT,
    COMPANY,
    LABEL,
    TENDER,
    NotASet,
    read_outliers,
    read_tenders,
    tenders_below,
)

HEADING = "Tender,Bid_value,Collusive_competitor,Competitors"
ROWS = [f"T{n // 2},{100 + n},{int(n < 10)},{n % 3}" for n in range(20)]
"""Ten tenders of two bids each, the first five rigged."""


def write(path: Path, heading: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([heading, *rows, ""]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("heading", "change", "encoding"),
    [
        (HEADING, str, "utf-8-sig"),
        (HEADING.lower(), str, "utf-8"),
        (HEADING.replace(",", ";"), lambda row: row.replace(",", ";"), "utf-16"),
        (f"{HEADING},Año", lambda row: f"{row},2001", "latin-1"),
        (f"年份,{HEADING}", lambda row: f"2001,{row}", "gb18030"),
    ],
    ids=["mark", "lower case", "semicolon", "latin", "chinese"],
)
def test_a_set_is_read_however_it_is_written(heading, change, encoding, tmp_path) -> None:  # type: ignore[no-untyped-def]
    bids = read_tenders(write(tmp_path / "a.csv", heading, list(map(change, ROWS)), encoding))
    assert bids[AMOUNT].tolist() == list(range(100, 120))
    assert bids.groupby(TENDER)[LABEL].max().tolist() == [1] * 5 + [0] * 5
    # The company must be found under this name, as it is told to no model.
    assert COMPANY in bids


def test_what_has_no_label_or_amount_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = [*ROWS, "T9,,0,1", "T9,200,,1", ",200,0,1"]
    bids = read_tenders(write(tmp_path / "a.csv", HEADING, rows))
    assert (len(bids), bids.attrs["left_out"]) == (20, 3)


@pytest.mark.parametrize(
    ("heading", "rows", "why"),
    [
        ("Tender,Bid_value", ["a,1"], "columns Collusive_competitor are missing; found Tender, Bid_value"),
        (HEADING, [row.replace(",1,", ",0,") for row in ROWS], "0 tenders are labelled as rigged and 10"),
        (HEADING, [f"a,n.a.,{n % 2},1" for n in range(9)], "column Bid_value holds no number"),
    ],
    ids=["no label", "one class", "no numbers"],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(
    heading: str, rows: list[str], why: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", heading, rows)
    with pytest.raises(NotASet, match=why):
        read_tenders(path)
    assert list(tenders_below(tmp_path)) == [path]


def test_a_damaged_file_is_said_and_a_foreign_table_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "other.csv", "a,b", ["1,2"])
    damaged = tmp_path / "d.csv.gz"
    damaged.write_bytes(gzip.compress(b"Tender")[:-5])
    assert list(tenders_below(tmp_path)) == [damaged]
    with pytest.raises(NotASet, match="cannot be unpacked"):
        read_tenders(damaged)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"X": np.ones((9, 2))}, "X and y are missing"),
        ({"X": np.ones((9, 2)), "y": np.zeros(9)}, r"it holds 0 \(9\)"),
        ({"X": np.ones((9, 2)), "y": np.zeros(8)}, "8 labels"),
        ({"X": np.full((12, 2), np.inf), "y": np.arange(12) % 2}, "infinite"),
    ],
    ids=["no labels", "one class", "another length", "infinite"],
)
def test_outliers_that_cannot_be_compared_are_said(
    content: dict[str, np.ndarray], why: str, tmp_path: Path
) -> None:
    savemat(tmp_path / "a.mat", content)
    with pytest.raises(NotASet, match=why):
        read_outliers(tmp_path / "a.mat")


def test_the_higher_label_marks_the_outliers(tmp_path: Path) -> None:
    savemat(tmp_path / "a.mat", {"X": np.eye(12), "y": [-1] * 7 + [1] * 5})
    assert read_outliers(tmp_path / "a.mat")[1].tolist() == [0] * 7 + [1] * 5
    (tmp_path / "b.mat").write_bytes(b"no")
    with pytest.raises(NotASet, match="no MATLAB file"):
        read_outliers(tmp_path / "b.mat")
