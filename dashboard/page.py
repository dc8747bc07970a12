"""What a page is: an address, a title, and a body that is filled only when somebody asks.

Layouts hold no data: they are empty containers that a callback fills, so nothing of a page is in
what the server sends to everybody. Ids begin with the page's name; the gate relies on it.
"""

import importlib
import logging
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dash import Dash, Input, Output, dcc
from dash.exceptions import PreventUpdate

from audit_models.access import Permission
from audit_models.errors import Refused
from audit_models.text import Text
from audit_models.warehouse import Warehouse
from dashboard import html
from dashboard.address import read_address
from dashboard.exports import Sheets, register_exports
from dashboard.html import Component
from dashboard.view import Nothing, View, open_view

logger = logging.getLogger(__name__)

FAILED = Text(
    "这一部分没有算出来，其余部分不受影响。详情已记入服务器日志。",
    "This part could not be computed; the rest is not affected. The server's log has the details.",
)

LOCATION = (Input("shell-location", "pathname"), Input("shell-location", "search"))
"""The one source of a page's state."""


@dataclass(frozen=True)
class Page:
    """One page, found by walking `dashboard/pages`."""

    name: str
    path: str
    title: Text
    order: int
    icon: str
    body: Callable[[Any], Component]
    """Makes the page of a `View`; of an `Address` where the page shows no snapshot."""
    register: Callable[[Dash, Warehouse], None] | None = None
    """Adds the page's further callbacks, where it has any."""
    in_menu: bool = True
    permission: Permission = Permission.READ
    """What an account must be permitted to be shown the page and to use its callbacks."""
    shows_snapshot: bool = True
    waiting: Callable[[View], int] | None = None
    """How much on the page waits for the person who is signed in; the menu shows it."""
    routes: tuple[str, ...] = ()
    """Further addresses of the page, which only its permission opens."""
    sheets: Sheets = field(default_factory=dict)
    """What of the page can be saved as CSV and Excel."""

    def layout(self) -> Component:
        """The empty container, and the way out for files where the page has any."""
        files: list[Component] = []
        if self.sheets:
            files = [dcc.Store(id=f"{self.name}-wanted"), dcc.Download(id=f"{self.name}-download")]
        return html.Div([html.Div(id=f"{self.name}-body", className="page"), *files])


def find_pages() -> list[Page]:
    """Every page, in the order of the menu."""
    from dashboard import pages

    modules = [
        importlib.import_module(f"{pages.__name__}.{found.name}")
        for found in pkgutil.iter_modules(pages.__path__)
    ]
    return sorted((module.PAGE for module in modules), key=lambda page: page.order)


def register_page(app: Dash, warehouse: Warehouse, page: Page) -> None:
    """Fill the page's container from the address, and add its own callbacks."""

    @app.callback(Output(f"{page.name}-body", "children"), *LOCATION)
    def fill(path: str, search: str) -> Component:
        if path != page.path:
            raise PreventUpdate
        address = read_address(path, search)
        try:
            return page.body(open_view(warehouse, address) if page.shows_snapshot else address)
        except Nothing as nothing:
            return nothing_to_show(nothing, lang=address.lang)
        except Refused as refused:
            return nothing_to_show(Nothing(refused.text), lang=address.lang)
        except Exception:
            # One failing page must not leave the reader before an empty or a stale one.
            logger.exception("The page %s failed at %s", page.name, search)
            return nothing_to_show(Nothing(FAILED), lang=address.lang)

    if page.sheets:
        register_exports(app, warehouse, page.name, page.sheets)
    if page.register:
        page.register(app, warehouse)


def nothing_to_show(nothing: Nothing, *, lang: Any) -> Component:
    """Why there is nothing, in plain words, and the one way out."""
    way_out = []
    if nothing.to and nothing.label:
        way_out = [dcc.Link(nothing.label.in_(lang), href=nothing.to.href, className="button")]
    return html.Div(
        [html.P(nothing.text.in_(lang), className="empty-text"), *way_out],
        className="empty",
        role="status",
    )
