"""An executed notebook as one HTML file that needs nothing from anywhere, and says how it came about."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from audit_models.text import Lang, Text

TEMPLATES = Path(__file__).with_name("template")
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
POLICY = "(policy of content)"
"""Stands in the template until the scripts are known."""
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
        "policy": POLICY,
        "title": facts["title"][lang],
        "style": (TEMPLATES / "paper" / "paper.css").read_text(encoding="utf-8"),
        "stamp": [(label.in_(lang), known[name]) for name, label in STAMP.items()],
        "code_word": CODE.in_(lang),
    }
    exporter.environment.globals.update(resources)
    page, _ = exporter.from_notebook_node(document)
    return str(page).replace(POLICY, content_policy(str(page)), 1)


def content_policy(page: str) -> str:
    """What a browser may do with a page: run the scripts that stand in it as they are, by their hashes,
    and neither a handler in some markup nor anything from elsewhere."""
    digests = {
        base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        for script in SCRIPT.findall(page)
    }
    scripts = " ".join(f"'sha256-{digest}'" for digest in sorted(digests)) or "'none'"
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
        f" base-uri 'none'; form-action 'none'; script-src {scripts}"
    )
