"""A browser window on the dashboard that remembers what went wrong in it."""

from playwright.sync_api import ConsoleMessage, Page, Request

HERE = "unit=P&month=2026-03"
"""Where most tests look: the whole province in its last month."""

ROUND_MS, QUIET_ROUNDS = 60, 4
"""A window is settled when nothing was under way for so many rounds."""


class Screen:
    """One window: every console error and every request to another host is kept."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.under_way: set[Request] = set()
        page.on("request", self._watch)
        page.on("requestfinished", lambda request: self.under_way.discard(request))
        page.on("requestfailed", lambda request: self.under_way.discard(request))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _watch(self, request: Request) -> None:
        self.under_way.add(request)
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.outside.append(request.url)

    def open(self, path: str, *, ready: str = "h1") -> None:
        """Go to an address and wait until its body is there."""
        self.page.goto(self.server + path)
        self._arrive(ready)

    def reload(self) -> None:
        """Load the address anew and wait until its body is there."""
        self.page.reload()
        self._arrive("h1")

    def _arrive(self, ready: str) -> None:
        self.page.locator(ready).first.wait_for()
        self.page.locator("#shell-rail a").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Let what is still on its way arrive; events are delivered only while Playwright waits."""
        quiet = 0
        while quiet < QUIET_ROUNDS:
            self.page.wait_for_timeout(ROUND_MS)
            quiet = 0 if self.under_way else quiet + 1

    def go(self, selector: str) -> None:
        """Click, and wait for what it brings."""
        self.page.locator(selector).first.click()
        self.settle()

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    @property
    def address(self) -> str:
        """Path and query as the bar shows them."""
        return self.page.url.removeprefix(self.server)


def listed(screen: Screen) -> list[str]:
    """Ids of the rules in the register, as they stand below each other."""
    screen.page.locator(".register").wait_for()
    return screen.page.locator(".register tr:not(.family) th .id").all_inner_texts()
