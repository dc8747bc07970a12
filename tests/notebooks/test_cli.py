"""`python app.py notebook` and `extract` as a person types them."""

import re
from pathlib import Path

import pytest

from audit_models.cli import main
from audit_models.notebooks.find import find_notebooks
from audit_models.notebooks.runs import list_runs
from audit_models.warehouse import Warehouse
from tests.notebooks.conftest import CITY


@pytest.fixture
def command(demonstration: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("AUDIT_HOME", str(demonstration))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(lambda warehouse: warehouse, [str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


def test_without_a_name_all_are_listed(command) -> None:
    code, out, _ = command("notebook")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [one.name for one in find_notebooks()]


def test_a_run_says_where_it_is_kept_and_what_it_vouches_for(command, demonstration: Path) -> None:
    before = len(list_runs(demonstration))
    code, out, err = command("notebook", "1", "--unit", CITY, "--month", "2026-10", "--lang", "en")
    assert (code, len(list_runs(demonstration))) == (0, before + 1)
    assert str(list_runs(demonstration)[0].folder) in out
    assert re.search(rf"^  I01 {CITY} 2026-10: \d", out, re.MULTILINE)
    assert "Running the notebook" in err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["notebook", "99"], 1, "There is no notebook 99"),
        (["notebook", "1", "--unit", "X"], 1, "has no unit X"),
        (["notebook", "1", "--month", "2026-13"], 2, "2026-13"),
        (["notebook", "1", "--lang", "fr"], 2, "fr"),
        (["extract", "--unit", "X", "--out", "new"], 1, "has no unit X"),
    ],
    ids=["name", "unit", "month", "lang", "extract"],
)
def test_what_cannot_be_is_one_sentence(
    command, arguments: list[str], exit_code: int, said: str
) -> None:
    code, _, err = command(*arguments)
    assert code == exit_code
    assert said in err
    assert "Traceback" not in err


def test_an_extract_is_a_home_for_notebooks(command, tmp_path: Path) -> None:
    out = tmp_path / "extract"
    code, said, _ = command("extract", "--unit", CITY, "--out", out)
    assert code == 0
    assert f"AUDIT_HOME={out}" in said
    assert Warehouse(out).current().id in said
