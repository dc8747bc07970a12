"""A small OpenID provider over HTTP: it checks what a provider has to check, and lies where a test asks it to."""

import hashlib
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

CLIENT_ID = "supervision"
CLIENT_SECRET = "n7Qw2-Zt5Kp9-Vb3Xc8-Lm4Rd6"

Claims = dict[str, Any]


class IdentityProvider:
    """Who is at its door is `subject`; `lie` changes what it says of him before it is signed."""

    def __init__(self, issuer: str, callback: str) -> None:
        self.issuer, self.callback = issuer, callback
        self.subject = "7"
        self.lie: Callable[[Claims], Claims] = dict
        self.algorithm = "RS256"
        self.key = self.signs_with = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.called = issuer
        self.codes: dict[str, dict[str, str]] = {}
        self.app = self._made()

    def turn_key(self) -> None:
        """A new key, as providers have from time to time."""
        self.key = self.signs_with = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})

    def _made(self) -> Flask:
        app = Flask("identity provider")

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Claims:
            return {
                "issuer": self.called,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "none"],
            }

        @app.get("/keys")
        def keys() -> Claims:
            return {"keys": [self.key.as_dict(private=False), {"kty": "SM2", "kid": "x"}]}

        @app.get("/authorize")
        def authorize() -> Response:
            asked = request.args.to_dict()
            is_right = (
                asked["client_id"] == CLIENT_ID
                and asked["redirect_uri"] == self.callback
                and asked["response_type"] == "code"
                and asked["scope"].split() == ["openid"]
                and asked["code_challenge_method"] == "S256"
            )
            if not is_right:
                abort(400)
            code = secrets.token_urlsafe(16)
            self.codes[code] = {**asked, "subject": self.subject}
            query = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
            return redirect(f"{self.callback}?{query}")  # type: ignore[return-value]

        @app.post("/token")
        def token() -> Any:
            who, form = request.authorization, request.form
            if who is None or (who.username, who.password) != (CLIENT_ID, CLIENT_SECRET):
                return {"error": "invalid_client"}, 401
            asked = self.codes.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
            if asked is None or asked["code_challenge"] != challenge:
                return {"error": "invalid_grant"}, 400
            signed = self.signed(asked["subject"], asked["nonce"])
            return {"access_token": "opaque", "token_type": "Bearer", "id_token": signed}

        return app

    def signed(self, subject: str, nonce: str) -> str:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer, "sub": subject, "aud": CLIENT_ID, "exp": now + 300, "iat": now,
            "nonce": nonce,
        }  # fmt: skip
        algorithm = self.algorithm
        key: Any = OctKey.import_key(CLIENT_SECRET) if algorithm == "HS256" else self.signs_with
        header = {"alg": algorithm, "kid": self.key.as_dict()["kid"]}
        return jwt.encode(
            header, self.lie(claims), key, registry=JWSRegistry(algorithms=[algorithm])
        )


@contextmanager
def running(callback: str) -> Iterator[IdentityProvider]:
    """One on a free port of this machine."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}", callback)
    server.app = provider.app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
