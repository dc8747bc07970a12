"""The elements of a page as plain dictionaries: `html.Div(children, className="card")`.

They are what the browser is sent. Dash's own classes check every property of every element at every
request, which was up to half of a page's time; the tests check each page once instead.
"""

from collections.abc import Callable
from typing import Any

import dash.html

Element = dict[str, Any]
"""Kind, library and properties, `children` among them."""

Component = Any
"""What stands on a page: an element, or one of Dash's own components, such as a grid or a field."""


def element(kind: str, namespace: str, children: Any, props: dict[str, Any]) -> Element:
    """One element of a kind that Dash's renderer knows."""
    if children is not None:
        props["children"] = children
    return {"type": kind, "namespace": namespace, "props": props}


def __getattr__(kind: str) -> Callable[..., Element]:
    """`html.Div` and every other kind that HTML has, made when it is first asked for."""
    if kind not in dash.html.__all__:
        raise AttributeError(f"HTML has no {kind}")

    def make(children: Any = None, **props: Any) -> Element:
        return element(kind, "dash_html_components", children, props)

    globals()[kind] = make
    return make
