"""Which font with Chinese characters a PDF is set in: the first of a list that this machine has."""

from functools import cache

import typst

from audit_models.errors import Refused

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "DengXian",
    "SimHei",
    "WenQuanYi Micro Hei",
    "SimSun",
)
"""Linux with `make system`, Adobe's, Windows, macOS, and what else an office's machine has."""


@cache
def chinese_font() -> str:
    """The font's family.

    Raises:
        Refused: there is none, so that every character would be an empty box.
    """
    return chosen(frozenset(typst.Fonts().families()))


def chosen(families: frozenset[str]) -> str:
    """The first of `FONTS` among the families of a machine.

    Raises:
        Refused: there is none.
    """
    found = next((name for name in FONTS if name in families), None)
    if found is None:
        raise Refused(
            "这台电脑没有可用的中文字体，无法生成 PDF；请安装 fonts-noto-cjk（Linux：make system），"
            "或改用 --format docx。",
            "This machine has no font with Chinese characters, so no PDF can be set; install"
            " fonts-noto-cjk (on Linux: make system), or use --format docx.",
        )
    return found
