"""Which words belong on a page of one language, and what a reader of it sees and hears."""

import importlib
import pkgutil
import re

from playwright.sync_api import Page

import dashboard.page
from audit_models.text import Text

CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u303f]")

READ = """language => {
    const apart = `code, pre, script, style, noscript, [lang="${language}"]`;
    const heard = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent && !parent.closest(apart)) { heard.push(walker.currentNode.textContent); }
    }
    for (const name of ["aria-label", "title", "alt", "placeholder", "data-title"]) {
        for (const element of document.body.querySelectorAll(`[${name}]`)) {
            if (!element.closest(apart)) { heard.push(element.getAttribute(name)); }
        }
    }
    heard.push(document.title);
    return heard.filter(Boolean);
}"""


def heard(page: Page, *, leaving_out: str) -> list[str]:
    """Every text and label of the page, but code and what is marked as the other language."""
    return list(page.evaluate(READ, leaving_out))


def english_words() -> set[str]:
    """The English half of every text that the screens can show and that has a word in it. What is written alike in
    Chinese, as Excel, is no English word."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(dashboard.__path__, "dashboard.")
    ]
    texts = [text for module in modules for text in _texts(list(vars(module).values()))]
    found = {text.en for text in texts if text.en != text.zh}
    return {words for words in found if re.search(r"[A-Za-z]{2}", words) and "{" not in words}


def english_in(texts: list[str]) -> list[str]:
    """English words of ours in these texts."""
    whole = "\n".join(texts)
    return sorted(
        words
        for words in english_words()
        if words != Text("English", "中文").zh
        and re.search(rf"(?<![A-Za-z_]){re.escape(words)}(?![A-Za-z_])", whole)
    )


def _texts(values: list[object]) -> list[Text]:
    found: list[Text] = []
    for value in values:
        if isinstance(value, Text):
            found.append(value)
        elif isinstance(value, dict):
            found += _texts(list(value.values()))
        elif isinstance(value, tuple):
            found += _texts(list(value))
        elif isinstance(value, dashboard.page.Page):
            found.append(value.title)
    return found
