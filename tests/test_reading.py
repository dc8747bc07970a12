"""Reading a snapshot by hand: one function for SQL, refusals in plain words, and the catalogue."""

import pytest

from audit_models import columns, open_snapshot, read, relations
from audit_models.contract import load_contract
from audit_models.errors import Refused
from audit_models.snapshot import Snapshot


def test_the_current_snapshot_and_one_by_its_id(
    province: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_HOME", str(province.home))
    assert open_snapshot().id == province.id
    assert open_snapshot(province.id).id == province.id
    with pytest.raises(Refused, match="There is no snapshot 00000000"):
        open_snapshot("00000000")


def test_a_named_parameter_takes_its_value(province: Snapshot) -> None:
    found = read(
        province,
        "select unit_code from core.units where parent_code = $parent order by unit_code",
        parent="C1",
    )
    assert found["unit_code"].tolist() == ["D1", "D2"]
    nasty = read(province, "select $text as text", text="'; drop table core.units; --")
    assert nasty["text"].tolist() == ["'; drop table core.units; --"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select nothing from core.units", "nothing"),
        ("select * from core.unit", 'Did you mean "units"'),
        ("select * from core.units where unit_code = $unit", "unit"),
        ("delete from core.units", "read-only"),
        ("select * from read_csv('/etc/passwd')", "disabled"),
        ("selec 1", "syntax error"),
    ],
    ids=["column", "table", "value", "write", "file", "syntax"],
)
def test_what_cannot_be_run_is_refused_in_one_line(province: Snapshot, sql: str, said: str) -> None:
    with pytest.raises(Refused, match="The statement cannot be run") as refused:
        read(province, sql)
    assert said in refused.value.text.en
    assert "\n" not in refused.value.text.zh


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_relation_has_a_name_in_words(province: Snapshot, lang: str) -> None:
    found = relations(province, lang)  # type: ignore[arg-type]
    unnamed = found.loc[found["label"] == found["relation"], "relation"].tolist()
    assert unnamed == [], "say what it holds in audit_models/relations.py"


def test_columns_are_named_by_the_contract(province: Snapshot) -> None:
    found = columns(province, "source.client_projects").set_index("column")
    contract = load_contract()["client_projects"].columns
    assert found.loc["accepted_at", "label"] == contract["accepted_at"].label.zh
    assert found["label"].ne("").all()
    with pytest.raises(Refused, match=r"has no core\.nothing"):
        columns(province, "core.nothing")
