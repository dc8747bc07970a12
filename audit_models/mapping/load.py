"""Reading a mapping file: by shipped name or by path, checked against the contract before any data is read."""

from pathlib import Path

from pydantic import BaseModel, ValidationError
from yaml import YAMLError

from audit_models.contract import Table, load_contract
from audit_models.declared import read_yaml
from audit_models.errors import Refused
from audit_models.mapping.model import (
    Block,
    Condition,
    Extreme,
    Input,
    Mapping,
    Rank,
    TableMapping,
    Value,
)
from audit_models.settings import PROJECT

MAPPINGS_FOLDER = PROJECT / "data" / "mappings"


def shipped() -> list[str]:
    """The names of the mappings that come with the product."""
    return sorted(path.stem for path in MAPPINGS_FOLDER.glob("*.yaml"))


def load_mapping(name_or_file: str) -> Mapping:
    """The mapping of that shipped name, or of that file.

    Raises:
        Refused: no such mapping, or it does not follow `docs/mappings.md`.
    """
    path = _find(name_or_file)
    try:
        declared = read_yaml(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())
        raise Refused(
            f"映射文件 {path} 不是有效的 YAML：{why}",
            f"The mapping file {path} is not valid YAML: {why}",
        ) from None
    if not isinstance(declared, dict):
        raise Refused(
            f"映射文件 {path} 是空的；请按 docs/mappings.md 填写",
            f"The mapping file {path} holds no mapping; write one as docs/mappings.md explains",
        )
    try:
        mapping = Mapping(name=path.stem, **declared)
    except ValidationError as error:
        raise _malformed(path, error) from None
    except TypeError:
        raise Refused(
            f"映射文件 {path}：不认识的键 name；名称就是文件名，请删去",
            f"The mapping file {path}: unknown key name; a mapping is named after its file, so remove it",
        ) from None
    _check_against_contract(path, mapping)
    return mapping


def _find(name_or_file: str) -> Path:
    shipped_file = MAPPINGS_FOLDER / f"{name_or_file}.yaml"
    if name_or_file in shipped():
        return shipped_file
    path = Path(name_or_file)
    if path.is_file():
        return path
    names = "、".join(shipped())
    raise Refused(
        f"没有名为“{name_or_file}”的映射，也没有这个文件；可用：{names}，或写出文件路径",
        f"There is no mapping and no file called {name_or_file}; shipped are {', '.join(shipped())}, "
        "or give the path of a file",
    )


def _malformed(path: Path, error: ValidationError) -> Refused:
    """The first thing that is wrong, at its place in the file."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the top"
    key = str(first["loc"][-1]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        known = ", ".join(_keys_at(first["loc"][:-1]))
        return Refused(
            f"映射文件 {path}：{place} 处有不认识的键 {key}；可用的键：{known}",
            f"The mapping file {path}: unknown key {key} at {place}; known there are {known}",
        )
    if first["type"] == "missing":
        return Refused(
            f"映射文件 {path}：缺少 {place}；请补上",
            f"The mapping file {path}: {place} is missing; add it",
        )
    what = first["msg"].removeprefix("Value error, ")
    value = str(first["input"])[:80]
    return Refused(
        f"映射文件 {path}：{place} 写错了（{value}）：{what}",
        f"The mapping file {path}: {place} is wrong ({value}): {what}",
    )


# How a place in the file leads from model to model; in the first, a name or a number comes between.
_HOLDS: dict[str, type[BaseModel]] = {
    "tables": TableMapping,
    "blocks": Block,
    "columns": Value,
    "fields": Value,
    "first_of": Value,
    "within": Value,
    "by": Value,
    "where": Condition,
}
_IS: dict[str, type[BaseModel]] = {
    "input": Input,
    "rank": Rank,
    "earliest": Extreme,
    "latest": Extreme,
    "of": Value,
}


def _keys_at(place: tuple[int | str, ...]) -> list[str]:
    """The keys that the format knows at a place."""
    model: type[BaseModel] = Mapping
    parts = iter(place)
    for part in parts:
        key = str(part)
        if key in _HOLDS:
            model = _HOLDS[key]
            next(parts, None)
        else:
            model = _IS.get(key, model)
    return [info.alias or key for key, info in model.model_fields.items() if key != "name"]


def _check_against_contract(path: Path, mapping: Mapping) -> None:
    contract = load_contract()
    for name, declared in mapping.tables.items():
        if name not in contract or contract[name].written_by_system:
            accepted = ", ".join(t.name for t in contract.values() if not t.written_by_system)
            raise Refused(
                f"映射文件 {path}：没有表 {name}；可用的表：{accepted}",
                f"The mapping file {path}: there is no table {name}; tables are {accepted}",
            )
        table = contract[name]
        for column in declared.distinct:
            _check_column(path, table, column, "distinct")
        for number, block in enumerate(declared.blocks, start=1):
            for column in block.columns:
                _check_column(path, table, column, "columns")
            _check_required(path, table, block, number)
            _check_elements(path, mapping, f"{name}, block {number}", block)


def _check_column(path: Path, table: Table, column: str, key: str) -> None:
    if column not in table.columns:
        known = ", ".join(table.columns)
        raise Refused(
            f"映射文件 {path}：表 {table.name} 没有列 {column}（写在 {key} 中）；可用的列：{known}",
            f"The mapping file {path}: table {table.name} has no column {column} (under {key}); "
            f"its columns are {known}",
        )


def _check_required(path: Path, table: Table, block: Block, number: int) -> None:
    missing = [c.name for c in table.columns.values() if c.required and c.name not in block.columns]
    if missing:
        raise Refused(
            f"映射文件 {path}：表 {table.name} 第 {number} 个 block 缺少必填列 {'、'.join(missing)}；请补上",
            f"The mapping file {path}: block {number} of table {table.name} does not fill the required "
            f"{', '.join(missing)}; add them",
        )


def _check_elements(path: Path, mapping: Mapping, place: str, block: Block) -> None:
    """`each` walks JSON; a table of cells has nothing to walk."""
    if block.each and not mapping.has_paths:
        raise Refused(
            f"映射文件 {path}：{place} 的 each 只能用于 json_lines；请删去",
            f"The mapping file {path}: each in {place} is only for json_lines; remove it",
        )
