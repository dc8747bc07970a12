"""How fast pages answer: the callback that fills each, signed in and narrowed, beside a bare Dash app.

python -m benchmarks pages --home HOME [--login demo-inspector-province] [--requests 40]

HOME holds a demonstration snapshot. Both servers are processes of their own under the production
server; requests are made from this one, so all three share the machine's cores.
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from audit_models.warehouse import Warehouse
from dashboard.page import find_pages

CALLBACK = "/_dash-update-component"
CLIENTS = (1, 20)
AIMS = {1: 1.5, 20: 2.0}


def main(arguments: list[str]) -> None:
    """Print p50 and p95 of every page, and p95 as a multiple of the bare callback's."""
    options = argparse.ArgumentParser(prog="python -m benchmarks pages")
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--login", default="demo-inspector-province")
    options.add_argument("--requests", type=int, default=40)
    given = options.parse_args(arguments)
    warehouse = Warehouse(given.home)
    snapshot = warehouse.current()
    project = snapshot.query("select min(project_id) as id from core.projects")["id"][0]
    things = {"indicator": "&id=I01", "rules": "&id=CP02", "project": f"&id={project}"}
    bare_port, port = _free_port(), _free_port()
    path = str(warehouse.path(snapshot.id))
    with (
        _process(["-m", "benchmarks.bare", path, str(bare_port)], bare_port),
        _process(["app.py", "serve", "--port", str(port)], port, AUDIT_HOME=str(given.home)),
    ):
        cookie = _sign_in(port, given.login)
        bare_body = _body("body.children", [("at", "search", "")])
        for clients in CLIENTS:
            yard = _p95(bare_port, bare_body, None, clients, given.requests)
            print(f"\n{clients} client(s): bare callback p95 {yard[1]:.1f} ms (p50 {yard[0]:.1f})")
            for page in find_pages():
                if not page.shows_snapshot:
                    continue
                body = _page_body(page.name, page.path, things.get(page.name, ""))
                p50, p95 = _p95(port, body, cookie, clients, given.requests)
                print(
                    f"  {page.path:<14} p50 {p50:7.1f}  p95 {p95:7.1f} ms"
                    f"  {p95 / yard[1]:5.1f} x bare (aim {AIMS[clients]})"
                )


def _page_body(name: str, path: str, thing: str) -> bytes:
    inputs = [
        ("shell-location", "pathname", path),
        ("shell-location", "search", f"?lang=zh{thing}"),
    ]
    return _body(f"{name}-body.children", inputs)


def _body(output: str, inputs: list[tuple[str, str, str]]) -> bytes:
    identifier, _, prop = output.rpartition(".")
    body = {
        "output": output,
        "outputs": {"id": identifier, "property": prop},
        "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
        "state": [],
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
    }
    return json.dumps(body).encode()


def _p95(
    port: int, body: bytes, cookie: str | None, clients: int, requests: int
) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one request that warms up."""
    _ask(port, body, cookie, 1)
    with ThreadPoolExecutor(clients) as pool:
        each = max(1, requests // clients)
        runs = list(pool.map(lambda _: _ask(port, body, cookie, each), range(clients)))
    times = sorted(one for run in runs for one in run)
    return statistics.median(times), times[min(len(times) - 1, int(0.95 * len(times)))]


def _ask(port: int, body: bytes, cookie: str | None, count: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
    times = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request("POST", CALLBACK, body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.perf_counter() - start))
        if answer.status != 200:
            raise RuntimeError(f"{port} answered {answer.status}")
    connection.close()
    return times


def _sign_in(port: int, login: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    form = urlencode({"login": login})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in/demonstration", form, kind)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"]
    if answer.status != 303 or not cookie:
        raise RuntimeError(f"no sign-in as {login}: {answer.status}")
    return str(cookie).partition(";")[0]


@contextlib.contextmanager
def _process(arguments: list[str], port: int, **environment: str) -> Iterator[None]:
    """A server of its own, from when it answers until the end of the block."""
    running = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
