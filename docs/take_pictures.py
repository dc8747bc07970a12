"""Takes the pictures of the guides anew, from demonstration data: `python docs/take_pictures.py`.

Needs a home with a demonstration snapshot (`AUDIT_HOME`) and a Chromium.
"""

import shutil
import socket
import sys
import threading
from pathlib import Path

import waitress
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from audit_models.casework.store import open_casework  # noqa: E402
from audit_models.settings import Settings  # noqa: E402
from audit_models.warehouse import Warehouse  # noqa: E402
from dashboard.application import create_app  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
PAGES = {"monitor": "/monitor", "findings": "/findings", "risk": "/risk", "data": "/data"}


def main() -> None:
    """Serve the home on a free port and photograph it."""
    settings = Settings()
    app = create_app(Warehouse(settings.home), open_casework(settings))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = waitress.create_server(app.server, host="127.0.0.1", port=port)
    threading.Thread(target=server.run, daemon=True).start()
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        photograph(page, f"http://127.0.0.1:{port}")
        browser.close()
    server.close()


def photograph(page: Page, address: str) -> None:
    """The sign-in page, the scorecard, and the pages of `PAGES`, as the province's auditor sees them."""
    FOLDER.mkdir(exist_ok=True)
    page.goto(f"{address}/sign-in")
    page.screenshot(path=FOLDER / "sign_in.png")
    page.locator("button[value=demo-auditor-province]").click()
    for name, path in {"scorecard": "/", **PAGES}.items():
        page.goto(address + path)
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(2_000)
        page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
