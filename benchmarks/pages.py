"""How fast pages answer: the callback that fills each, signed in and narrowed, beside a bare Dash app.

python -m benchmarks pages --home HOME [--login demo-inspector-province] [--requests 40]

Twice: `first` views, each of another unit and month than the one before, on a server that has just
started, and `again`, the same view once more. The aims are judged on first views.

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
from typing import NamedTuple
from urllib.parse import urlencode

from audit_models import views
from audit_models.snapshot import Snapshot
from audit_models.warehouse import Warehouse
from dashboard.page import find_pages

CALLBACK = "/_dash-update-component"
CLIENTS = (1, 20)
AIMS = {1: 1.5, 20: 2.0}


class Times(NamedTuple):
    """Median and 95th percentile, in milliseconds."""

    p50: float
    p95: float


def main(arguments: list[str]) -> None:
    """Print p50 and p95 of every page, and p95 as a multiple of the bare callback's."""
    options = argparse.ArgumentParser(prog="python -m benchmarks pages")
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--login", default="demo-inspector-province")
    options.add_argument("--requests", type=int, default=40)
    given = options.parse_args(arguments)
    warehouse = Warehouse(given.home)
    snapshot = warehouse.current()
    things = _things(snapshot)
    places = _places(snapshot, given.requests)
    bare_port = _free_port()
    path = str(warehouse.path(snapshot.id))
    with _process(["-m", "benchmarks.bare", path, str(bare_port)], bare_port):
        for clients in CLIENTS:
            port = _free_port()
            serve = ["app.py", "serve", "--port", str(port)]
            # Anew for each: what was kept for one client would make the twenty quick.
            with _process(serve, port, AUDIT_HOME=str(given.home)):
                cookie = _sign_in(port, given.login)
                bare = [_body("body.children", [("at", "search", "")])] * given.requests
                yard = _p95(bare_port, bare, None, clients)
                print(
                    f"\n{clients} client(s): bare callback p95 {yard.p95:.1f} ms (p50 {yard.p50:.1f})"
                )
                for page in find_pages():
                    if page.shows_snapshot:
                        bodies = [
                            _page_body(page.name, page.path, place + things.get(page.name, ""))
                            for place in places
                        ]
                        first = _p95(port, bodies, cookie, clients)
                        again = _p95(port, [bodies[0]] * len(bodies), cookie, clients)
                        print(f"  {page.path:<14} {_line('first', first, yard, clients)}")
                        print(f"  {'':<14} {_line('again', again, yard, clients)}")


def _line(name: str, found: Times, yard: Times, clients: int) -> str:
    times = f"p50 {found.p50:7.1f}  p95 {found.p95:7.1f} ms"
    return f"{name}  {times}  {found.p95 / yard.p95:5.1f} x bare (aim {AIMS[clients]})"


def _things(snapshot: Snapshot) -> dict[str, str]:
    """What the pages of one thing show."""
    project = snapshot.query("select min(project_id) as id from core.projects")["id"][0]
    return {"indicator": "&id=I01", "rules": "&id=CP02", "project": f"&id={project}"}


def _places(snapshot: Snapshot, count: int) -> list[str]:
    """As many different units and months, the latest months first."""
    months = views.months(snapshot)["month"].sort_values(ascending=False)
    units = views.units(snapshot)
    above = units.loc[units["level"] != "county", "unit_code"]
    every = [f"&unit={unit}&month={month:%Y-%m}" for month in months for unit in above]
    return every[:count]


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


def _p95(port: int, bodies: list[bytes], cookie: str | None, clients: int) -> Times:
    """The requests dealt out among the clients, after the last of them, which warms up the code."""
    _ask(port, bodies[-1:], cookie)
    with ThreadPoolExecutor(clients) as pool:
        dealt = [bodies[client::clients] for client in range(clients)]
        runs = list(pool.map(lambda own: _ask(port, own, cookie), dealt))
    times = sorted(one for run in runs for one in run)
    return Times(statistics.median(times), times[min(len(times) - 1, int(0.95 * len(times)))])


def _ask(port: int, bodies: list[bytes], cookie: str | None) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
    times = []
    for body in bodies:
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
