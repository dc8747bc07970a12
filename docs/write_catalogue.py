"""Writes `docs/catalogue.md`, the tables, indicators and rules, out of their definitions.

`python docs/write_catalogue.py`; a test fails where the page is not what the definitions say.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from audit_models.contract import load_contract  # noqa: E402
from audit_models.definitions import load_indicators, load_rules  # noqa: E402
from audit_models.families import load_families  # noqa: E402
from audit_models.policy.legal_basis import load_legal_basis  # noqa: E402

PAGE = ROOT / "docs" / "catalogue.md"
HEAD = """\
# 目录 / Catalogue

由定义自动生成，请勿手改：`python docs/write_catalogue.py`。
Made from the definitions; do not edit.
"""


def catalogue() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_indicators(), *_rules(), *_tables()]) + "\n"


def _indicators() -> Iterator[str]:
    yield "## 指标 / Indicators\n"
    yield from _table(
        ("编号 Id", "指标 Indicator", "定义 Definition"),
        (
            (one.id, f"{one.title.zh} {one.title.en}", f"{one.definition.zh} {one.definition.en}")
            for one in load_indicators()
        ),
    )


def _rules() -> Iterator[str]:
    yield "\n## 规则 / Rules\n"
    basis = load_legal_basis()
    for code, family in load_families().items():
        found = [rule for rule in load_rules() if rule.id.startswith(code)]
        if not found:
            continue
        yield f"\n### {code} {family.name.zh} {family.name.en}\n"
        yield from _table(
            (
                "编号 Id",
                "规则 Rule",
                "等级",
                "为什么看 Why",
                "可能的正当原因 Innocent if",
                "依据 Ground",
            ),
            (
                (
                    rule.id,
                    f"{rule.title.zh} {rule.title.en}",
                    rule.severity,
                    f"{rule.why.zh} {rule.why.en}",
                    f"{rule.innocent.zh} {rule.innocent.en}",
                    "；".join(basis[ground].label.zh for ground in rule.ground),
                )
                for rule in found
            ),
        )


def _tables() -> Iterator[str]:
    yield "\n## 源数据表 / Source tables\n"
    for name, table in load_contract().items():
        yield f"\n### `{name}` {table.label.zh} {table.label.en}\n"
        yield from _table(
            ("列 Column", "名称 Name", "类型 Type", "必填", "个人信息"),
            (
                (
                    f"`{column.name}`",
                    f"{column.label.zh} {column.label.en}",
                    column.type,
                    "●" if column.required else "",
                    "●" if column.sensitivity == "personal" else "",
                )
                for column in table.columns.values()
            ),
        )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = [" ".join(cell.replace("|", "\\|").split()) for cell in row]
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(catalogue(), encoding="utf-8", newline="\n")
