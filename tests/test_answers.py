"""Kept answers: the asker's own copy, never more than a few, and never one of another question."""

import pandas as pd

from audit_models.answers import MOST_ANSWERS, MOST_ROWS, Answers


def test_what_an_asker_changes_does_not_reach_the_next() -> None:
    answers, given = Answers(), pd.DataFrame({"n": [1, 2]})
    answers.keep("select", [1], given)
    given.loc[0, "n"] = 9
    first = answers.find("select", [1])
    assert first is not None
    first.loc[1, "n"] = 9

    second = answers.find("select", [1])
    assert second is not None
    assert second["n"].tolist() == [1, 2]


def test_another_parameter_is_another_question() -> None:
    answers = Answers()
    answers.keep("select", {"unit": "A", "n": 1}, pd.DataFrame({"n": [1]}))

    assert answers.find("select", {"unit": "B", "n": 1}) is None
    assert answers.find("select", {"unit": "A", "n": "1"}) is None
    assert answers.find("select", {"unit": "A", "n": True}) is None
    assert answers.find("select", {"unit": "A", "n": 1}) is not None


def test_the_oldest_leave_and_large_ones_and_lists_are_never_kept() -> None:
    answers = Answers()
    for number in range(MOST_ANSWERS + 1):
        answers.keep("select", [number], pd.DataFrame({"n": [number]}))
    answers.keep("large", [], pd.DataFrame({"n": range(MOST_ROWS + 1)}))
    answers.keep("list", [], pd.DataFrame({"n": [None, [1]]}))

    assert answers.find("select", [0]) is None
    assert answers.find("select", [1]) is not None
    assert answers.find("large", []) is None
    assert answers.find("list", []) is None
