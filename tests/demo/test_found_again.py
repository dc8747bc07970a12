"""The report of found, missed and false hits counts subjects, not windows, and tells consequences apart."""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.planted import Line, compare, newest_truth, report, titles

TRUTH = """\
rule_id,subject_type,subject_id,planted_how,kind
CT01,contract,a,above the limit,irregularity
CT01,contract,b,above the limit,irregularity
CT01,contract,c,follows from another,consequence
CT01,contract,d,follows from another and was not hit,consequence
CT24,unit,u,affiliates only,irregularity
CT24,unit,v,affiliates only,irregularity
ZZ99,unit,u,a rule that nobody wrote,irregularity
,project,p,only odd,oddity
"""
# a is found and b missed; c follows, e is false; the unit u is found once, in two windows;
# a contractor of the same id as a planted unit is another subject.
HITS = [
    ("CT01", "contract", "a"),
    ("CT01", "contract", "c"),
    ("CT01", "contract", "e"),
    ("CT24", "unit", "u"),
    ("CT24", "unit", "u"),
    ("CT24", "contractor", "v"),
    ("IM01", "contract", "f"),
]


RULES = ("CT01", "CT24", "IM01")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("create schema result")
        con.execute(
            "create table result.rule_hits (rule_id varchar, subject_type varchar, subject_id varchar)"
        )
        con.executemany("insert into result.rule_hits values (?, ?, ?)", HITS)
        con.execute("create table result.definitions (kind varchar, id varchar, header json)")
        con.executemany(
            "insert into result.definitions values ('rule', ?, ?)",
            [(rule, f'{{"title": {{"zh": "规则", "en": "Title of {rule}"}}}}') for rule in RULES],
        )
        yield con


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "irregularities.csv"
    path.write_text(TRUTH, encoding="utf-8")
    return path


def test_found_missed_following_and_false_subjects_are_counted_by_rule(
    con: duckdb.DuckDBPyConnection, truth: Path
) -> None:
    assert compare(con, truth) == [
        Line("CT01", planted=2, found=1, missed=1, consequences=1, false=1),
        Line("CT24", planted=2, found=1, missed=1, consequences=0, false=1),
        Line("IM01", planted=0, found=0, missed=0, consequences=0, false=1),
        Line("ZZ99", planted=1, found=0, missed=1, consequences=0, false=0),
    ]


def test_a_rule_that_the_snapshot_lacks_is_said_and_left_out_of_the_total(
    con: duckdb.DuckDBPyConnection, truth: Path
) -> None:
    head, *body, total = report(compare(con, truth), titles(con)).splitlines()
    assert head.split()[:6] == ["rule", "planted", "found", "missed", "follow", "false"]
    assert body[0].split() == ["CT01", "2", "1", "1", "1", "1", "Title", "of", "CT01"]
    assert body[-1].endswith("not a rule of this snapshot")
    assert total.split() == ["total", "4", "2", "2", "1", "3", "3", "rules"]


def test_the_truth_is_that_of_the_demonstration_written_last(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"app\.py demo"):
        newest_truth(tmp_path)
    for name in ("county-1", "city-2"):
        folder = tmp_path / "demonstration" / name / "truth"
        folder.mkdir(parents=True)
        (folder / "irregularities.csv").write_text(TRUTH, encoding="utf-8")
    older = tmp_path / "demonstration" / "county-1" / "truth" / "irregularities.csv"
    os.utime(older, (0, 0))
    assert newest_truth(tmp_path).parent.parent.name == "city-2"
