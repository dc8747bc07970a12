"""Work in the background: it says how far it is, ends when told to, and is its owner's alone."""

from time import monotonic, sleep

import duckdb
import pandas as pd
import pytest

from audit_models.errors import Refused
from audit_models.trials import MOST_RUNNING, Opened, Trials

ANN, BEN, CAI = 1, 2, 3


def quick(opened: Opened) -> pd.DataFrame:
    with duckdb.connect() as con:
        opened(con)
        return con.execute("select 42 as answer").df()


def endless(opened: Opened) -> pd.DataFrame:
    """A real statement that takes minutes unless somebody ends it."""
    with duckdb.connect(config={"threads": 1}) as con:
        opened(con)
        return con.execute(
            "select sum(hash(a.range + b.range)) from range(10_000_000) a, range(1_000) b"
        ).df()


def refused(opened: Opened) -> pd.DataFrame:
    raise Refused("不行", "no")


def test_what_came_out_is_its_owners_alone() -> None:
    trials = Trials()
    name = trials.start(ANN, quick)
    trial = trials.find(name, ANN)
    assert trial is not None
    trial.wait(30)
    assert trial.outcome()["answer"].tolist() == [42]
    assert trials.find(name, BEN) is None
    assert trials.find("no such", ANN) is None
    assert trials.find(None, ANN) is None


def test_it_says_how_far_it_is_and_ends_when_told_to() -> None:
    trials = Trials()
    trial = trials.find(trials.start(ANN, endless), ANN)
    assert trial is not None
    until = monotonic() + 30
    while trial.percent is None and monotonic() < until:
        sleep(0.02)
    assert trial.is_running
    assert 0 <= (trial.percent or 0) < 100
    trial.cancel()
    trial.wait(30)
    assert not trial.is_running
    with pytest.raises(Refused, match="Cancelled"):
        trial.outcome()


def test_what_the_work_refuses_is_told_to_its_owner() -> None:
    trials = Trials()
    trial = trials.find(trials.start(ANN, refused), ANN)
    assert trial is not None
    trial.wait(30)
    with pytest.raises(Refused, match="no"):
        trial.outcome()


def test_the_next_ends_the_one_before_and_others_are_not_crowded_out() -> None:
    trials = Trials()
    first = trials.find(trials.start(ANN, endless), ANN)
    second = trials.find(trials.start(ANN, endless), ANN)
    other = trials.find(trials.start(BEN, endless), BEN)
    assert first is not None
    assert second is not None
    assert other is not None
    first.wait(30)
    assert not first.is_running
    assert MOST_RUNNING == 2
    with pytest.raises(Refused, match="Others"):
        trials.start(CAI, quick)
    for one in (second, other):
        one.cancel()
        one.wait(30)
    assert trials.start(CAI, quick)
