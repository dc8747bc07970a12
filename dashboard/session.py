"""Who a request speaks for. Only the gate decides it, from the server-side session.

Nothing in an address, an input or a store says who somebody is or which units are his.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, has_request_context, request

from audit_models.access import Permission, Principal
from audit_models.casework.reach import Reach
from audit_models.casework.sessions import principal_of
from audit_models.casework.store import Actor, Casework
from audit_models.scope import ScopedSnapshot, narrow
from audit_models.snapshot import Snapshot

EXTENSION = "audit_casework"


def cookie_name() -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over TLS only."""
    return "__Host-audit-session" if request.is_secure else "audit-session"


def recognise(
    casework: Casework, *, is_activity: bool, demonstrates: Callable[[], bool]
) -> Principal | None:
    """Read who the request's cookie speaks for, and keep it for the rest of the request."""
    token = request.cookies.get(cookie_name())
    found = None
    if token:
        found = principal_of(casework, token, is_activity=is_activity, demonstrates=demonstrates)
    g.principal = found
    return found


def principal() -> Principal:
    """Who the request speaks for; the gate has let nobody else through."""
    found = g.get("principal")
    if not isinstance(found, Principal):
        raise PermissionError("the request passed no gate")
    return found


def may(permission: Permission) -> bool:
    """Whether the request's account is permitted this; a notebook, which has none, only reads."""
    if not has_request_context():
        return permission is Permission.READ
    return principal().may(permission)


def casework() -> Casework:
    """People's work: findings, campaigns, accounts, trail."""
    found: Casework = current_app.extensions[EXTENSION]
    return found


def actor() -> Actor:
    """The same person as the trail names him, with the address he came from."""
    return Actor.of(principal(), address=request.remote_addr or "")


def narrowed(snapshot: Snapshot) -> ScopedSnapshot:
    """The snapshot as the request's account sees it.

    Raises:
        Refused: the account has no unit in it.
    """
    return narrow(snapshot, principal().unit_code)


def reach(snapshot: Snapshot) -> Reach:
    """The request's person over his own units of a snapshot.

    Raises:
        Refused: the account has no unit in it.
    """
    units, seed = narrowed(snapshot).units, snapshot.facts.seed
    return Reach(principal(), units, request.remote_addr or "", seed)


def note(action: str, *, kind: str, id: str, unit_code: str | None = None, **more: Any) -> None:
    """One entry of the trail for something that changes nothing: a read, an export, a denial."""
    casework().note(actor(), action, object_kind=kind, object_id=id, unit_code=unit_code, **more)


def give_cookie(response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(), token, httponly=True, secure=request.is_secure, samesite="Lax", path="/"
    )


def take_cookie(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=request.is_secure, httponly=True)
