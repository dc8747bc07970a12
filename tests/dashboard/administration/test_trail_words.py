"""The trail in words: every action that the program records has a name in both languages."""

import re
from pathlib import Path

import pytest

from dashboard.administration.trail_words import ACTIONS, action_name, recorded_as

ROOT = Path(__file__).resolve().parents[3]
RECORDED = re.compile(r"""(?:\.record|\bnote|\.note)\(\s*(?:[\w.()]+,\s*)?"([a-z_]+)"\s*,""")


def recorded() -> set[str]:
    sources = [
        *(ROOT / "audit_models" / "casework").rglob("*.py"),
        *(ROOT / "dashboard").rglob("*.py"),
    ]
    return {
        action for path in sources for action in RECORDED.findall(path.read_text(encoding="utf-8"))
    }


def test_every_action_that_is_recorded_has_a_name() -> None:
    assert len(recorded()) > 15
    assert {one for one in recorded() if action_name(one).zh == one} == set()


@pytest.mark.parametrize(
    ("action", "zh"),
    [("finding_confirm", "问题："), ("upload_tried", "上传："), ("lead_conclude", "线索：")],
)
def test_a_step_is_called_as_on_its_own_page(action: str, zh: str) -> None:
    assert action_name(action).zh.startswith(zh)


def test_what_the_page_shows_can_be_looked_for() -> None:
    assert recorded_as("登录") == "sign_in"
    assert recorded_as("Sign-in") == "sign_in"
    assert recorded_as("zhang.san") == "zhang.san"
    assert {recorded_as(name.zh) for name in ACTIONS.values()} == set(ACTIONS)
