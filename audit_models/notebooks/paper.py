"""An executed notebook as one HTML file that needs nothing from anywhere, and says how it came about."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from audit_models.text import Lang, Text

TEMPLATES = Path(__file__).with_name("template")
CODE = Text("代码", "Code")
STAMP = {
    "unit": Text("单位", "Unit"),
    "month": Text("月份", "Month"),
    "snapshot": Text("快照", "Snapshot"),
    "as_of": Text("数据截至", "Data to"),
    "person": Text("执行人", "Run by"),
    "started_at": Text("执行时间", "Run at"),
    "notebook": Text("笔记本", "Notebook"),
    "notebook_sha256": Text("笔记本指纹", "Notebook hash"),
    "output_sha256": Text("输出指纹", "Output hash"),
}


def write_paper(document: NotebookNode, facts: dict[str, Any]) -> str:
    """The page; `facts` are those of the run's record."""
    lang: Lang = facts["parameters"]["lang"]
    known = {**facts, **facts["parameters"], "as_of": facts["snapshot"]["as_of"]}
    exporter = HTMLExporter(
        template_name="paper",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        # Without these two the page would fetch scripts from elsewhere.
        require_js_url="",
        mathjax_url="",
    )
    resources = {
        "facts": facts,
        "title": facts["title"][lang],
        "style": (TEMPLATES / "paper" / "paper.css").read_text(encoding="utf-8"),
        "stamp": [(label.in_(lang), known[name]) for name, label in STAMP.items()],
        "code_word": CODE.in_(lang),
    }
    exporter.environment.globals.update(resources)
    page, _ = exporter.from_notebook_node(document)
    return str(page)
