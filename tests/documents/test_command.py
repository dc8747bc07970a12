"""`report` writes one file, whole or not at all, and says where it is."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from audit_models.cli import main


def run(*arguments: str) -> int:
    return main(lambda warehouse: None, ["report", *arguments])


@pytest.fixture(autouse=True)
def _home(home_of_documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_HOME", str(home_of_documents))
    monkeypatch.setenv("AUDIT_PUBLIC_URL", "http://audit.example:8050/")


@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx"])
def test_it_prints_where_the_report_is(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a" / "b"
    code = run("--month", "2026-03", "--format", form, "--out", str(out))

    path = Path(capsys.readouterr().out.strip())
    assert code == 0
    assert [path] == list(out.iterdir())
    assert path.name.startswith("甲省供电公司_督察监测月报_2026-03_")
    assert path.suffix == f".{form}"


def test_the_scorecard_of_a_county_in_english_leads_to_the_office_s_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--month", "2026-03", "--unit", "D1", "--lang", "en", "--short", "--out")
    assert run(*asked, str(tmp_path)) == 0

    path = Path(capsys.readouterr().out.strip())
    pages = PdfReader(BytesIO(path.read_bytes())).pages
    assert len(pages) == 1
    links = [one.get_object()["/A"]["/URI"] for one in pages[0]["/Annots"]]
    assert links == ["http://audit.example:8050/?unit=D1&month=2026-03&lang=en"]


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (("--month", "2026-05"), 1, "There are no data of 2026-05"),
        (("--month", "2026-03", "--unit", "X"), 1, "There is no unit X"),
        (("--month", "2026-03", "--format", "docx", "--short"), 1, "one-page scorecard is a PDF"),
        (("--month", "March"), 2, "Wrong use"),
        (("--month", "2026-03", "--format", "odt"), 2, "Wrong use"),
    ],
)
def test_what_cannot_be_written_leaves_nothing(
    asked: tuple[str, ...],
    code: int,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"

    assert run(*asked, "--out", str(out)) == code
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")

    assert run("--month", "2026-03", "--out", str(tmp_path / "taken")) == 1
    assert "Cannot write" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
