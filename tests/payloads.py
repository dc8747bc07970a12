"""Texts by which somebody would have another's spreadsheet, browser or file system do something."""

import itertools

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠", "'=", '"=')
CALLS = ("1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://a.example","x")', "SUM(A1:A9)")
FORMULAS = tuple(sign + call for sign, call in itertools.product(SIGNS, CALLS))

MARKUP = (
    "<script>window.struck=1</script>",
    "<img src=x onerror=window.struck=1>",
    "<svg onload=window.struck=1></svg>",
    "<svg><script>window.struck=1</script></svg>",
    "<iframe srcdoc='<script>parent.struck=1</script>'></iframe>",
    "<details open ontoggle=window.struck=1>x</details>",
    "<a href='javascript:window.struck=1' id=struck>x</a>",
    "[x](javascript:window.struck=1)",
    "![x](x\" onerror=\"window.struck=1)",
    "<b onmouseover=window.struck=1>x</b>",
    "\"><img src=x onerror=window.struck=1>",
    "</textarea><script>window.struck=1</script>",
    "{{constructor.constructor('window.struck=1')()}}",
    "<math><mi xlink:href='javascript:window.struck=1'>x</mi></math>",
    "&lt;img src=x onerror=window.struck=1&gt;",
    "<style>@import 'http://a.example/x.css';</style>",
)  # fmt: skip

NAMES = (
    "../../etc/passwd.pdf", "..\\..\\win.ini.pdf", "a\r\nSet-Cookie: x=1.pdf", "a\0b.pdf",
    "a\u202egpj.pdf", "a" * 300 + ".pdf", "CON:1?.pdf", "报告\u2066.pdf",
)  # fmt: skip
