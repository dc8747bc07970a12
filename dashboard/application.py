"""The application: pages found by walking a folder, one shell around them, one gate before them."""

import logging
from collections.abc import Iterable

import pandas as pd
from dash import Dash, Input, Output, State, set_props
from dash.development.base_component import Component

from audit_models.access import Permission
from audit_models.casework.oidc import Provider
from audit_models.casework.store import Casework
from audit_models.errors import Refused
from audit_models.warehouse import Warehouse
from dashboard import gate, notebook_runs, oidc, session, sign_in
from dashboard.address import Address, read_address
from dashboard.data import uploads
from dashboard.findings import evidence_files
from dashboard.frame import menu, shell
from dashboard.page import Page, find_pages, nothing_to_show, register_page
from dashboard.view import NO_BUSINESS, NOT_FOUND, Nothing

logger = logging.getLogger(__name__)


def create_app(
    warehouse: Warehouse, casework: Casework, *, hosts: Iterable[str] = (),
    provider: Provider | None = None,
) -> Dash:  # fmt: skip
    """The dashboard on the snapshots of one warehouse and one casework store.

    `hosts`: names beside the machine itself under which people reach it. `provider`: who vouches for
    people beside their passwords. Nothing is read before the
    first request, and no layout holds data.
    """
    # Pages take small frames apart word by word, which Arrow's texts make a third slower.
    pd.options.mode.string_storage = "python"
    app = Dash(
        __name__,
        assets_folder="assets",
        pages_folder="",
        use_pages=False,
        serve_locally=True,
        compress=True,
        suppress_callback_exceptions=True,
        update_title="",
        title=menu.PRODUCT.zh,
        on_error=show_error,
        enable_mcp=False,
        websocket_callbacks=False,
    )
    pages = find_pages()
    app.index_string = INDEX
    app.layout = shell.layout
    shell.register(app, warehouse, pages)
    for page in pages:
        register_page(app, warehouse, page)
    register_router(app, pages)
    sign_in.register(app.server, warehouse, casework, provider)
    permissions: dict[str, Permission | None] = {page.name: page.permission for page in pages}
    tray = uploads.register_forms(app.server, warehouse, casework)
    uploads.register_watch(app, tray)
    evidence_files.register_routes(app.server, warehouse, casework)
    notebook_runs.register_routes(app.server, warehouse)
    gate.install(
        app,
        casework,
        permissions={"shell": None, **permissions},
        routes=routes_of(pages),
        demonstrates=lambda: shows_demonstration(warehouse),
        hosts=hosts,
        open_paths=oidc.PATHS if provider else (),
    )
    uploads.resume(tray)
    return app


def routes_of(pages: Iterable[Page]) -> dict[str, frozenset[Permission]]:
    """Every address beside the pages themselves, and which permissions open it."""
    of_pages = {rule: frozenset({page.permission}) for page in pages for rule in page.routes}
    return {**uploads.ROUTES, **evidence_files.ROUTES, **notebook_runs.ROUTES, **of_pages}


def shows_demonstration(warehouse: Warehouse) -> bool:
    """Whether what is shown now was made up; nothing to show is nothing to keep from anybody."""
    try:
        return warehouse.current().facts.is_demonstration
    except Refused:
        return True


def register_router(app: Dash, pages: list[Page]) -> None:
    """Another path brings another page's empty container; another query leaves it in place."""
    known = {page.path: page for page in pages}

    @app.callback(
        Output("shell-page", "children"),
        Input("shell-location", "pathname"),
        State("shell-location", "search"),
    )
    def route(path: str, search: str) -> Component:
        page = known.get(path)
        # What the role may not see and what does not exist are answered alike.
        if page and session.may(page.permission):
            return page.layout()
        own = next((one for one in pages if one.in_menu and session.may(one.permission)), None)
        lang = read_address(path, search).lang
        if page and path == "/" and own:
            # The three administrators start where their own work is.
            where = Nothing(NO_BUSINESS, to=Address(own.path, lang=lang), label=own.title)
            return nothing_to_show(where, lang=lang)
        return nothing_to_show(Nothing(NOT_FOUND), lang=lang)


def show_error(error: Exception) -> None:
    """Log an error of a callback and say on the page that there was one."""
    logger.error("A callback failed", exc_info=error)
    set_props("shell-error", {"hidden": False})


INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
