"""The one door: every request passes here before anything else sees it.

Deny by default. A request from another site, for another host, for a callback of a page that is
not registered, or with a body that does not fit the callback, goes no further.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, abort, request

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
"""Until there is a sign-in, the server answers only on the machine itself."""

MAX_BODY_BYTES = 1_000_000
CALLBACK_PATH = "_dash-update-component"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: Dash, *, prefixes: Iterable[str]) -> None:
    """Put the gate before every request of the app, and the security headers on every answer.

    `prefixes` are the names of the pages: an output id that begins with none of them is denied.
    """
    known = frozenset(prefixes)
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @server.before_request
    def guard() -> None:
        refuse_foreigners()
        if request.path.rpartition("/")[2] == CALLBACK_PATH and request.method != "GET":
            refuse_unknown_callback(request.get_json(silent=True), app.callback_map, known)
        elif request.method not in {"GET", "HEAD", "OPTIONS"}:
            abort(405)

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = content_policy(app)
        if not request.path.startswith(("/assets/", "/_dash-component-suites/")):
            response.headers["Cache-Control"] = "no-store"
        return response


def refuse_foreigners() -> None:
    """403 for another host name (DNS rebinding) and for what another site makes a browser send."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        abort(403)
    is_followed_link = (
        request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in {"none", "same-origin"} and not is_followed_link:
        abort(403)


def refuse_unknown_callback(
    body: Any, callbacks: Mapping[str, Mapping[str, Any]], prefixes: frozenset[str]
) -> None:
    """400 for a body that is not a callback's, 403 for a callback that no page has."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        abort(400)
    output = body["output"]
    if not all(name in prefixes for name in page_names(output)):
        abort(403)
    declared = callbacks.get(output)
    if declared is None or "callback" not in declared:
        abort(403)
    for part in ("inputs", "state"):
        if _ids(body.get(part, [])) != [(one["id"], one["property"]) for one in declared[part]]:
            abort(400)
    if not isinstance(body.get("changedPropIds"), list) or not body.get("outputs"):
        abort(400)


def page_names(output: str) -> list[str]:
    """The pages to which a callback's outputs belong: `..a-x.p...b-y.p..` is a and b."""
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    return [part.partition("-")[0] for part in parts]


def _ids(given: Any) -> list[tuple[Any, Any]] | None:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return None
    return [(one.get("id"), one.get("property")) for one in given]


def content_policy(app: Dash) -> str:
    """No other host may be asked for anything; the only inline script is Dash's own first line."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
