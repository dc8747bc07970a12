"""The keys that every page knows, in a window of their own: `?` opens it, Esc closes it."""

from audit_models.text import Lang, Text
from dashboard import html
from dashboard.html import Component

TITLE = Text("快捷键  ?", "Keyboard shortcuts  ?")
CLOSE = Text("关闭", "Close")
KEYS = (
    ("/", Text("查找单位、指标、规则、承包商、项目或问题", "Find a unit, indicator, rule, contractor, project or finding")),
    ("[  ]", Text("上一月、下一月", "Previous and next month")),
    ("Alt + ↑", Text("上一级单位", "One level up")),
    ("T", Text("打开或收起各图下的表格", "Open or fold the tables under the charts")),
    ("P", Text("打印", "Print")),
    ("?", Text("本说明", "This list")),
    ("Tab  Enter", Text("移动和进入；图中单位在其表格中也是链接", "Move and enter; the units of a chart are links in its table too")),
)  # fmt: skip


def words(lang: Lang) -> list[Component]:
    """What the window says."""
    lines = [
        html.Div([html.Dt(html.Kbd(key, lang="en")), html.Dd(text.in_(lang))]) for key, text in KEYS
    ]
    return [
        html.H2(TITLE.in_(lang), id="shell-keys-title"),
        html.Dl(lines),
        html.Button(CLOSE.in_(lang), id="shell-keys-close", type="button", className="button"),
    ]
