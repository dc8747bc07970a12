"""One published province, one server on a free port, one browser, for all tests of the screens."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright

from audit_models.access import Role
from audit_models.casework.store import Casework, open_casework
from audit_models.settings import Settings
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from dashboard.application import create_app
from tests.dashboard.accounts import COOKIE, sign_in_as, token_of
from tests.dashboard.screens import Screen
from tests.dashboard.world import publish_world, publish_world_with_many_rules

STORES: dict[str, Casework] = {}
"""Address of a running server → its store, so that a window can be signed in."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The hand-made province under chosen rules, imported and published."""
    home = tmp_path_factory.mktemp("province") / "home"
    publish_world_with_many_rules(home)
    return Warehouse(home)


@pytest.fixture(scope="session")
def snapshot(warehouse: Warehouse) -> Snapshot:
    return warehouse.current()


@pytest.fixture(scope="session")
def casework(warehouse: Warehouse) -> Casework:
    """The accounts and the trail beside that province."""
    return casework_of(warehouse)


def casework_of(warehouse: Warehouse) -> Casework:
    return open_casework(Settings(home=warehouse.home))


@pytest.fixture
def client(warehouse: Warehouse, casework: Casework) -> FlaskClient:
    """Requests of the province's inspector to the app, without a browser."""
    return sign_in_as(create_app(warehouse, casework), casework, Role.INSPECTOR, "P")


@pytest.fixture(scope="session")
def server(warehouse: Warehouse) -> Iterator[str]:
    """The address of a running server."""
    yield from serve(warehouse)


def serve(warehouse: Warehouse) -> Iterator[str]:
    """Run the app of one warehouse on a free port until the fixture ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    casework = casework_of(warehouse)
    app = create_app(warehouse, casework)
    running = waitress.create_server(app.server, host="127.0.0.1", port=port)
    threading.Thread(target=running.run, daemon=True).start()
    address = f"http://127.0.0.1:{port}"
    STORES[address] = casework
    yield address
    running.close()


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has no snapshot yet."""
    yield from serve(Warehouse(Path(tmp_path_factory.mktemp("empty"))))


@pytest.fixture(scope="session")
def demonstration_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that shows demonstration data."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    publish_world_with_many_rules(home, seed=7)
    yield from serve(Warehouse(home))


@pytest.fixture(scope="session")
def shipped_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose snapshot was made with every rule that is shipped."""
    home = tmp_path_factory.mktemp("shipped") / "home"
    publish_world(home)
    yield from serve(Warehouse(home))


def _chromium() -> str:
    """The machine's own browser, under whichever name it goes."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, (
        f"the tests of the screens need one of {', '.join(BROWSERS)}; make test installs it"
    )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_chromium(), args=list(QUIET))
        yield running
        running.close()


@pytest.fixture
def screen(browser: Browser, server: str) -> Iterator[Screen]:
    """A fresh window that notes every error and every request to another host."""
    yield from window(browser, server, width=1440)


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Screen]:
    yield from window(browser, server, width=390)


@pytest.fixture
def demonstration(browser: Browser, demonstration_server: str) -> Iterator[Screen]:
    yield from window(browser, demonstration_server, width=1440)


def window(
    browser: Browser,
    server: str,
    *,
    width: int,
    role: Role | None = Role.INSPECTOR,
    unit: str | None = "P",
) -> Iterator[Screen]:
    """A window in which an account of this role and unit is signed in; None: nobody is."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    if role:
        token = token_of(STORES[server], role, unit)
        context.add_cookies([{"name": COOKIE, "value": token, "url": server}])
    page: Page = context.new_page()
    shown = Screen(page, server)
    yield shown
    context.close()
    assert shown.errors == []
    assert shown.outside == []
