"""The one door: every request passes here before anything else sees it.

Deny by default. Who has not signed in reaches the sign-in page and the style sheets, nothing else.
A request from another site, for another host, for a callback of a page that is not registered or
not permitted to the account's role, or with a body that does not fit the callback, goes no further.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from dash import Dash
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Response, abort, redirect, request
from werkzeug.exceptions import HTTPException

from audit_models.access import Permission
from audit_models.casework.store import Casework
from dashboard import session

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

OPEN = frozenset({"/sign-in", "/sign-in/demonstration"})
"""What anybody may ask for; the style sheets, scripts and drawings under `ASSETS` besides."""
ASSETS = ("/assets/", "/_favicon.ico")
OWN = frozenset({"/password", "/sign-out"})
"""What every account may ask for and send, whatever its role: nothing there is anybody else's."""

MAX_BODY_BYTES = 1_000_000
CALLBACK_PATH = "_dash-update-component"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser says Origin: null with our own forms, and they would be refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"


def install(
    app: Dash,
    casework: Casework,
    *,
    permissions: Mapping[str, Permission | None],
    routes: Mapping[str, frozenset[Permission]],
    demonstrates: Callable[[], bool],
    hosts: Iterable[str] = (),
    open_paths: Iterable[str] = (),
) -> None:
    """Put the gate before every request of the app, and the security headers on every answer.

    `permissions`: page name → what an account must be permitted for its callbacks; None: signed in
    is enough. An output id that begins with none of these names is denied. `routes`: the rule of a
    further address → permissions of which an account must have one to ask for it or to send a form
    there; nowhere else is a form taken. `demonstrates`: whether
    the data shown is a demonstration's, on which alone its accounts speak for anybody. `hosts`: host names
    beside the machine itself under which people reach the server. `open_paths`: what anybody may ask
    for beside `OPEN`.
    """
    known: frozenset[str | None] = LOOPBACK.union(hosts)
    opened = OPEN.union(open_paths)
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    server.extensions[session.EXTENSION] = casework

    @server.before_request
    def guard() -> Any:
        refuse_foreigners(known)
        if request.path in opened or (request.method == "GET" and request.path.startswith(ASSETS)):
            return None
        principal = session.recognise(
            casework, is_activity=not is_poll(), demonstrates=demonstrates
        )
        if principal is None:
            return challenge()
        if request.path in OWN:
            return None
        if principal.must_change_password:
            return redirect("/password", 303) if is_navigation() else abort(401)
        rule = request.url_rule.rule if request.url_rule else ""
        if rule in routes:
            refuse_unpermitted_route(routes[rule])
        elif request.path.rpartition("/")[2] == CALLBACK_PATH and request.method != "GET":
            body = posted_body()
            try:
                output = known_output(body, app.callback_map, permissions)
            except HTTPException as refusal:
                note_forged(body, refusal)
                raise
            refuse_unpermitted(output, permissions)
        elif request.method not in {"GET", "HEAD", "OPTIONS"}:
            abort(405)
        return None

    # Dash raises where a script of its own is asked for that there is not.
    for missing in (DependencyException, InvalidResourceError):
        server.register_error_handler(missing, lambda _: ("", 404))

    @server.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        # Only a document that is not ours to draw has a policy of its own, and a stricter one.
        response.headers.setdefault("Content-Security-Policy", content_policy(app))
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = HSTS
        if not request.path.startswith(("/assets/", "/_dash-component-suites/")):
            response.headers["Cache-Control"] = "no-store"
        return response


def refuse_foreigners(hosts: Container[str | None]) -> None:
    """403 for another host name (DNS rebinding) and for what another site makes a browser send."""
    if urlsplit(f"//{request.host}").hostname not in hosts:
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


def challenge() -> Any:
    """A person is led to the sign-in page and back to where he wanted; anything else gets 401."""
    if request.method == "GET" and is_navigation():
        wanted = quote(request.full_path.rstrip("?"), safe="")
        return redirect(f"/sign-in?next={wanted}", 303)
    return abort(401)


def is_navigation() -> bool:
    """Whether a browser asked for a page to show, rather than for a part of one."""
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" or (mode is None and request.accept_mimetypes.accept_html)


def is_poll() -> bool:
    """Whether a page asks by itself, by a timer: that keeps nobody signed in."""
    if request.path.rpartition("/")[2] != CALLBACK_PATH or request.method != "POST":
        return False
    body = posted_body()
    changed = body.get("changedPropIds") if isinstance(body, dict) else None
    return (
        isinstance(changed, list)
        and bool(changed)
        and all(isinstance(one, str) and one.endswith(".n_intervals") for one in changed)
    )


def posted_body() -> Any:
    """What the JSON of a request says; None where it is none, 400 where it is nested beyond measure."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        abort(400)


def note_forged(body: Any, refusal: HTTPException) -> None:
    """An entry in the trail for a body that no page of ours sends."""
    output = body.get("output") if isinstance(body, dict) else None
    reason = f"forged: {refusal.code}"
    session.note("denied", kind="callback", id=str(output)[:200], result="denied", reason=reason)


def refuse_unpermitted_route(enough: Iterable[Permission]) -> None:
    """403 for a form that the role may not send, 404 for what it may not see; and an entry in the
    trail."""
    if not any(session.may(permission) for permission in enough):
        session.note("denied", kind="form", id=request.path[:300], result="denied")
        abort(403 if request.method == "POST" else 404)


def refuse_unpermitted(output: str, permissions: Mapping[str, Permission | None]) -> None:
    """403, and an entry in the trail, for a callback of a page that the role does not have."""
    needed = {permissions[name] for name in page_names(output)} - {None}
    if all(session.may(permission) for permission in needed if permission):
        return
    session.note("denied", kind="callback", id=output[:200], result="denied")
    abort(403)


def known_output(
    body: Any, callbacks: Mapping[str, Mapping[str, Any]], known: Container[str]
) -> str:
    """What the callback of a body fills; 400 for a body that is not a callback's, 403 for a callback
    that no page has."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        abort(400)
    output: str = body["output"]
    if not all(name in known for name in page_names(output)):
        abort(403)
    declared = callbacks.get(output)
    if declared is None or "callback" not in declared:
        abort(403)
    for part in ("inputs", "state"):
        if _ids(body.get(part, [])) != [(one["id"], one["property"]) for one in declared[part]]:
            abort(400)
    filled = body.get("outputs")
    sent = _ids(filled if output.startswith("..") else [filled]) or []
    # A browser sends `p@1a2b` as the property's name as well.
    if [(id, str(of).partition("@")[0]) for id, of in sent] != parts_of(output):
        abort(400)
    changed = body.get("changedPropIds")
    if not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        abort(400)
    return output


def parts_of(output: str) -> list[tuple[str, str]]:
    """Ids and properties that a callback fills: `..a-x.p...b-y.q..` is a-x with p, b-y with q.

    `p@1a2b` is p again, of the second callback that fills it.
    """
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    return [(id, of.partition("@")[0]) for id, _, of in (part.rpartition(".") for part in parts)]


def page_names(output: str) -> list[str]:
    """The pages to which a callback's outputs belong: `..a-x.p...b-y.p..` is a and b."""
    return [id.partition("-")[0] for id, _ in parts_of(output)]


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
