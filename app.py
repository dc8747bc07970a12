"""Starts everything: `python app.py --help` is the command line, `app:server` is for a WSGI server."""

import sys
from collections.abc import Iterable
from typing import Any

from audit_models.casework.store import Casework, open_casework
from audit_models.serving import outside_hosts
from audit_models.settings import Settings
from audit_models.warehouse import Warehouse


def make_server(warehouse: Warehouse, casework: Casework, hosts: Iterable[str]) -> Any:
    """The screens as a WSGI application; imported here so that the other commands start quickly."""
    from audit_models.casework.oidc import open_provider
    from dashboard.application import create_app

    provider = open_provider(Settings())
    return create_app(warehouse, casework, hosts=hosts, provider=provider).server


def __getattr__(name: str) -> Any:
    """`server` is made when a WSGI server asks for it, once, and not when this file is imported."""
    if name != "server":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    settings = Settings()
    globals()["server"] = server = make_server(
        Warehouse(settings.home), open_casework(settings), outside_hosts(settings.public_url)
    )
    return server


if __name__ == "__main__":
    from audit_models.cli import main

    sys.exit(main(make_server))
