"""What changed since last month is what differs, and nothing else."""

from audit_models.text import Text
from dashboard.scorecard.changes import Change, changes

NAMES = {name: Text(name, name) for name in ("same", "worse", "more", "new", "lost")}


def test_only_a_changed_state_is_named() -> None:
    before = {
        "same": ("met", None),
        "worse": ("met", None),
        "more": ("hit", 2),
        "lost": ("met", None),
    }
    now = {
        "same": ("met", None),
        "worse": ("missed", None),
        "more": ("hit", 5),
        "new": ("met", None),
    }

    assert changes(NAMES, before, now) == [Change(NAMES["worse"], "worse", "met", "missed")]


def test_hits_that_come_are_counted() -> None:
    found = changes(NAMES, {"more": ("clean", 0)}, {"more": ("hit", 5)})

    assert found == [
        Change(NAMES["more"], "more", "clean", "hit", Text("疑点0 → 5条", "hits 0 → 5"))
    ]


def test_hits_are_not_compared_with_what_could_not_be_checked() -> None:
    found = changes(NAMES, {"more": ("insufficient_data", None)}, {"more": ("hit", 3)})

    assert found == [Change(NAMES["more"], "more", "insufficient_data", "hit")]


def test_what_got_worse_comes_before_what_cleared() -> None:
    before = {"same": ("hit", 1), "worse": ("hit", 1), "more": ("clean", 0), "new": ("met", None)}
    now = {
        "same": ("not_applicable", None),
        "worse": ("clean", 0),
        "more": ("hit", 2),
        "new": ("missed", None),
    }

    assert [change.id for change in changes(NAMES, before, now)] == ["new", "more", "worse", "same"]
