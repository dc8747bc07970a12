"""Which declarations of a table are accepted."""

import pytest
import yaml

from audit_models.contract import CONTRACT_FOLDER, Table, load_contract

MINIMAL = {
    "label": {"zh": "表", "en": "Table"},
    "group": "results",
    "grain": {"zh": "一行", "en": "One row"},
    "key": ["a_id"],
    "columns": {"a_id": {"label": {"zh": "编号", "en": "Id"}, "type": "id", "required": True}},
}


def changed(path: str, value: object) -> dict:
    """`MINIMAL` with one entry set."""
    declared = yaml.safe_load(yaml.safe_dump(MINIMAL))
    *parents, last = path.split(".")
    place = declared
    for parent in parents:
        place = place[parent]
    place[last] = value
    return declared


def test_the_smallest_declaration_is_accepted() -> None:
    assert list(Table(name="t", **MINIMAL).columns) == ["a_id"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("labels", "misspelt"),
        ("columns.a_id.requried", True),
        ("columns.a_id.type", "varchar"),
        ("columns.a_id.type", "code"),
        ("columns.a_id.required", False),
        ("columns.a_id.label", {"zh": "编号"}),
        ("columns.a_id.label", {"zh": "编号", "en": " "}),
        ("group", "other"),
        ("key", ["b_id"]),
        ("must", [{"code": "x", "label": {"zh": "甲", "en": "x"}, "sql": "true", "why": "?"}]),
    ],
)
def test_a_declaration_that_does_not_follow_the_format_is_refused(path: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"validation error|must exist and be required"):
        Table(name="t", **changed(path, value))


def test_a_column_with_a_shared_list_and_a_list_of_its_own_is_refused() -> None:
    column = {
        "label": {"zh": "环节", "en": "Stage"},
        "type": "code",
        "codelist": "stages",
        "codes": {"a": {"zh": "甲", "en": "a"}},
    }
    with pytest.raises(ValueError, match="not both"):
        Table(name="t", **changed("columns.b", column))


def test_a_reference_to_a_table_that_does_not_exist_is_refused(tmp_path) -> None:
    declared = changed("columns.a_id.references", "nowhere")
    (tmp_path / "t.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    with pytest.raises(ValueError, match="nowhere"):
        load_contract(tmp_path)


def test_no_yaml_key_is_written_twice() -> None:
    """YAML keeps the last of two equal keys without a word, which would lose a column."""
    for path in CONTRACT_FOLDER.glob("*.yaml"):
        root = yaml.compose(path.read_text(encoding="utf-8"))
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.MappingNode):
                keys = [key.value for key, _ in node.value]
                assert len(keys) == len(set(keys)), f"{path.name}: {keys}"
                waiting += [value for _, value in node.value]
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value
