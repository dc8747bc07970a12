"""Every notebook is a pair that agrees, without outputs, and says everything in both languages."""

from pathlib import Path

import jupytext
import nbformat
import pytest

from audit_models.errors import Refused
from audit_models.notebooks.find import FOLDER, find_notebook, find_notebooks

NAMES = [one.name for one in find_notebooks()]
OPENS_WITH = {
    "zh": ("**问题**", "**数据**", "**方法**"),
    "en": ("**Question**", "**Data**", "**Method**"),
}
ENDS_WITH = {"zh": "## 结论与局限", "en": "## Conclusion and limits"}
PARAMETERS = ["unit", "month", "snapshot", "lang"]


def cells(path: Path) -> list[tuple[str, str, list[str]]]:
    document = jupytext.read(path)
    return [(c.cell_type, c.source, list(c.metadata.get("tags", []))) for c in document.cells]


def test_there_are_as_many_texts_as_pairs() -> None:
    assert NAMES
    assert [path.stem for path in sorted(FOLDER.glob("*.ipynb"))] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_pair_agrees_and_holds_no_outputs(name: str) -> None:
    pair = FOLDER / f"{name}.ipynb"
    assert cells(pair) == cells(FOLDER / f"{name}.py"), "run: jupytext --sync notebooks/*.py"
    document = nbformat.read(pair, as_version=4)
    code = [cell for cell in document.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("name", NAMES)
def test_every_prose_cell_has_its_twin(name: str) -> None:
    found = cells(FOLDER / f"{name}.py")
    prose = [(tags, source) for kind, source, tags in found if kind == "markdown"]
    assert [tags for tags, _ in prose] == [["zh"], ["en"]] * (len(prose) // 2)
    for (_, zh), (_, en) in zip(prose[::2], prose[1::2], strict=True):
        assert headings(zh) == headings(en)


def headings(source: str) -> list[str]:
    return [line.partition(" ")[0] for line in source.splitlines() if line.startswith("#")]


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_the_question_and_ends_with_the_limits(name: str) -> None:
    found = cells(FOLDER / f"{name}.py")
    for at, lang in enumerate(("zh", "en")):
        assert found[at][2] == [lang]
        assert all(word in found[at][1] for word in OPENS_WITH[lang])
        assert found[at - 2][1].startswith(ENDS_WITH[lang])


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_are_the_same_everywhere(name: str) -> None:
    [source] = [s for _, s, tags in cells(FOLDER / f"{name}.py") if tags == ["parameters"]]
    assert [line.partition(" =")[0] for line in source.splitlines()] == PARAMETERS


def test_a_notebook_goes_by_number_or_name() -> None:
    assert find_notebook("1") == find_notebook("01") == find_notebook("01_read_a_snapshot")
    with pytest.raises(Refused, match="01_read_a_snapshot"):
        find_notebook("99")
