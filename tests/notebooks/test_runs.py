"""A run is kept whole, says how it came about, needs nothing from elsewhere, or leaves nothing."""

import json
import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest

from audit_models import durable, views
from audit_models.errors import Refused
from audit_models.notebooks.find import Notebook, find_notebook
from audit_models.notebooks.keep import run_notebook
from audit_models.notebooks.runs import Run, find_run, list_runs
from audit_models.snapshot import Snapshot
from audit_models.text import Text

HEAD = '# %% tags=["parameters"]\nunit = month = snapshot = None\nlang = "zh"\n\n# %%\n'
OCTOBER = date(2026, 10, 1)


def written(folder: Path, code: str, *, head: str = HEAD) -> Notebook:
    path = folder / "90_tried.py"
    path.write_text(head + code, encoding="utf-8")
    return Notebook("90_tried", path, Text("试", "Tried"))


@pytest.fixture(scope="module")
def kept(demonstration: Path) -> Run:
    return run_notebook(demonstration, find_notebook("1"), unit="210700", person="甲")


def test_the_record_says_how_it_came_about(kept: Run, demonstrated: Snapshot) -> None:
    facts = json.loads((kept.folder / "run.json").read_text(encoding="utf-8"))
    assert facts["parameters"] == {
        "unit": "210700", "month": "2026-10", "snapshot": demonstrated.id, "lang": "zh",
    }  # fmt: skip
    path = find_notebook("1").path
    assert facts["notebook_sha256"] == durable.digest(path)
    assert facts["snapshot"]["id"] == demonstrated.id
    assert facts["person"] == "甲"
    assert facts["versions"]["duckdb"] == "2.0.0"
    assert facts["started_at"] <= facts["ended_at"]
    assert set(facts["files"]) == {"executed.ipynb", "paper.html"}
    assert kept.is_intact()
    assert find_run(kept.folder.parent.parent, kept.id).facts == facts


def test_the_executed_notebook_holds_outputs_and_one_language(kept: Run) -> None:
    document = nbformat.read(kept.folder / "executed.ipynb", as_version=4)
    prose = [cell.source for cell in document.cells if cell.cell_type == "markdown"]
    assert prose[0].startswith("# 读取快照")
    assert not any("Conclusion" in source for source in prose)
    code = [cell for cell in document.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_a_record_under_another_name_is_not_the_one_that_was_signed(
    kept: Run, tmp_path: Path
) -> None:
    assert kept.is_ours
    home = kept.folder.parent.parent
    shutil.copytree(home / "keys", tmp_path / "keys")
    moved = shutil.copytree(kept.folder, tmp_path / "notebook_runs" / "20260101-000000-moved")
    assert find_run(tmp_path, moved.name).is_ours
    assert not find_run(tmp_path, moved.name).is_intact()


def test_the_same_run_gives_the_same_output(kept: Run, demonstration: Path) -> None:
    again = run_notebook(demonstration, find_notebook("1"), unit="210700")
    assert again.facts["output_sha256"] == kept.facts["output_sha256"]
    assert again.id != kept.id


def test_a_number_is_compared_with_the_page(kept: Run, demonstrated: Snapshot) -> None:
    found = views.notebook_runs(demonstrated, "I01", "210700", OCTOBER)
    assert set(found["state"]) == {"equal"}
    assert kept.id in set(found["run_id"])
    assert views.notebook_runs(demonstrated, "I01", "210000", OCTOBER).empty
    assert views.notebook_runs(demonstrated, "I01.p50", "210700", OCTOBER).empty


def test_another_number_on_the_page_is_told(
    demonstration: Path, demonstrated: Snapshot, tmp_path: Path
) -> None:
    code = (
        "from datetime import date\nfrom audit_models.notebooks.numbers import record\n"
        "record('I10', '210700', date(2026, 9, 1), 12345)"
    )
    run = run_notebook(demonstration, written(tmp_path, code))
    [row] = views.notebook_runs(demonstrated, "I10", "210700", date(2026, 9, 1)).to_dict("records")
    assert (row["run_id"], row["value"], row["state"]) == (run.id, 12345, "differs")
    record = run.folder / "run.json"
    was = record.read_text(encoding="utf-8")
    record.chmod(0o600)
    record.write_text(was.replace("12345.0", repr(row["page_value"])), encoding="utf-8")
    [row] = views.notebook_runs(demonstrated, "I10", "210700", date(2026, 9, 1)).to_dict("records")
    assert row["state"] == "altered"  # the record says what the page says, and nobody signed that
    (run.folder / "run.json.sig").unlink()
    [row] = views.notebook_runs(demonstrated, "I10", "210700", date(2026, 9, 1)).to_dict("records")
    assert row["state"] == "unsigned"
    executed = run.folder / "executed.ipynb"
    executed.chmod(0o600)
    executed.write_text("{}", encoding="utf-8")
    [row] = views.notebook_runs(demonstrated, "I10", "210700", date(2026, 9, 1)).to_dict("records")
    assert row["state"] == "altered"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "第 3 个单元格停止，未保存任何内容：ZeroDivisionError"),
        (
            "from audit_models import open_snapshot, read\nread(open_snapshot(), 'select * from core.unitz')",
            "语句无法执行：Catalog Error",
        ),
        ("from dashboard.desk import open_desk\nopen_desk('no_such')", "没有找到"),
        (
            "from dashboard.desk import open_desk\nopen_desk('210700', '2026-10').record('I01', 0.5)",
            "I01 在本笔记本为 0.5，页面为",
        ),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "DeadKernelError"),
    ],
    ids=["error", "sql", "unit", "number", "killed"],
)  # fmt: skip
def test_a_failure_is_one_sentence_and_leaves_nothing(
    demonstration: Path, tmp_path: Path, code: str, said: str
) -> None:
    before = [run.id for run in list_runs(demonstration)]
    with pytest.raises(Refused) as refused:
        run_notebook(demonstration, written(tmp_path, code))
    assert said in refused.value.text.zh
    assert "\n" not in refused.value.text.zh
    assert [run.id for run in list_runs(demonstration)] == before
    assert not list((demonstration / "notebook_runs").glob(".*"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"unit": "no_such"}, "没有单位 no_such"),
        ({"month": date(1999, 1, 1)}, "没有 1999-01 的数据"),
        ({"snapshot_id": "0badc0de"}, "没有编号为 0badc0de 的快照"),
    ],
    ids=["unit", "month", "snapshot"],
)
def test_what_is_not_there_is_refused_before_a_kernel_starts(
    demonstration: Path, asked: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        run_notebook(demonstration, find_notebook("1"), **asked)  # type: ignore[arg-type]
    assert said in refused.value.text.zh


def test_a_notebook_without_parameters_is_refused(demonstration: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="tagged parameters"):
        run_notebook(demonstration, written(tmp_path, "1", head="# %%\n"))
