"""What a browser keeps while its person is away at the identity provider: one signed, short-lived cookie."""

import hashlib
from dataclasses import asdict

from flask import Response, request
from itsdangerous import BadData, URLSafeTimedSerializer

from audit_models.casework.oidc import ANSWER_PATH, Attempt
from audit_models.casework.store import Casework

START_PATH = "/sign-in/oidc"
PATHS = frozenset({START_PATH, ANSWER_PATH})
"""What anybody may ask for where a provider is configured."""
AWAY_S = 600
"""How long somebody may take to sign in at the provider."""


def remember(response: Response, casework: Casework, attempt: Attempt, wanted: str) -> None:
    """Give the attempt, and where its person wanted to go, to the browser that begins it."""
    response.set_cookie(
        _cookie_name(), _signer(casework).dumps({**asdict(attempt), "wanted": wanted}),
        max_age=AWAY_S, httponly=True, secure=request.is_secure, samesite="Lax", path="/",
    )  # fmt: skip


def recall(casework: Casework) -> tuple[Attempt, str] | None:
    """The attempt that this browser began; None where there is none, or it is too old."""
    try:
        kept = _signer(casework).loads(request.cookies.get(_cookie_name(), ""), max_age=AWAY_S)
    except BadData:
        return None
    wanted = str(kept.pop("wanted"))
    return Attempt(**kept), wanted


def forget(response: Response) -> None:
    """An attempt is tried once, whatever came of it."""
    response.delete_cookie(_cookie_name(), path="/", secure=request.is_secure, httponly=True)


def _cookie_name() -> str:
    return "__Host-audit-oidc" if request.is_secure else "audit-oidc"


def _signer(casework: Casework) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        casework.secret, salt="oidc attempt", signer_kwargs={"digest_method": hashlib.sha256}
    )
