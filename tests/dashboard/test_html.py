"""Elements are what Dash would send, and no module gives one a property that its kind does not have."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import dash.html
import pytest
from plotly.io.json import to_json_plotly

import dashboard
from dashboard import html
from dashboard.components import link

MODULES = sorted(Path(dashboard.__file__).parent.rglob("*.py"))


def test_an_element_is_sent_as_the_one_of_dash_is() -> None:
    given = {"className": "card", "id": "x", "data-to": "/", "aria-label": "卡"}
    of_dash = json.loads(to_json_plotly(dash.html.Div(["a", dash.html.Br()], **given)))

    assert html.Div(["a", html.Br(children=None)], **given) == {
        **of_dash,
        "props": {**of_dash["props"], "children": ["a", html.Br()]},
    }


def test_a_link_is_followed_without_loading_anything() -> None:
    found = link("a", "/monitor")

    assert (found["type"], found["namespace"]) == ("Link", "dash_core_components")


def test_what_is_no_element_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Dvi"):
        html.Dvi("a")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_property_is_one_of_its_element(path: Path) -> None:
    unknown = [
        f"line {call.lineno}: {kind} has no {name}"
        for call, kind in elements(ast.parse(path.read_text(encoding="utf-8")))
        for name in names_given(call)
        if name not in getattr(dash.html, kind)()._prop_names
        and not name.startswith(("data-", "aria-"))
    ]

    assert unknown == []


def elements(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every `html.Kind(…)` of a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="html"), attr=kind)):
                yield node, kind


def names_given(call: ast.Call) -> Iterator[str]:
    """The properties by name, those of a dictionary written out in the call among them."""
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg
        elif isinstance(keyword.value, ast.Dict):
            yield from (
                key.value
                for key in keyword.value.keys
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            )
