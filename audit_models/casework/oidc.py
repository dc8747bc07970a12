"""Sign-in by the office's own identity provider: OpenID Connect, authorization code flow with PKCE.

Only the provider named in the settings is asked, for its discovery document, its keys and the token; it
says who somebody is, never what he may do. Without `AUDIT_OIDC_ISSUER` there is none of this.
"""

import hmac
import logging
import os
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from audit_models.access import PERMISSIONS, Permission, Role
from audit_models.casework.identities import LONGEST_SUBJECT
from audit_models.errors import Refused
from audit_models.serving import is_loopback
from audit_models.settings import Settings

logger = logging.getLogger(__name__)

ANSWER_PATH = "/sign-in/oidc/answer"
"""Where the provider sends people back to, below `AUDIT_PUBLIC_URL`."""

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures that are believed: neither none at all, nor one that the client's secret could make."""
KEY_KINDS = frozenset({"RSA", "EC"})
PATIENCE_S = 10
KNOWN_FOR_S = 3600
"""So long the discovery document and the keys are not asked for again."""
LEEWAY_S = 60
"""How far the clocks of the two machines may differ."""

SHORTEST_SECRET = 24
FEWEST_DIFFERENT = 10
TELLTALE = ("secret", "password", "changeme", "example")

PASSWORD_ROLES: Mapping[str, frozenset[Role]] = {
    "everyone": frozenset(Role),
    "administrators": frozenset(r for r in Role if Permission.READ not in PERMISSIONS[r]),
    "nobody": frozenset(),
}
"""`AUDIT_OIDC_PASSWORDS` → who may still sign in by a password."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way; the browser that began it has to bring it back."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """The identity provider of the office."""

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, redirect_uri: str,
        claim: str = "sub", password_roles: frozenset[Role] = PASSWORD_ROLES["administrators"],
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.issuer = issuer
        self.password_roles = password_roles
        self._client_id, self._client_secret = client_id, client_secret
        self._redirect_uri, self._claim, self._clock = redirect_uri, claim, clock
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(self) -> tuple[str, Attempt]:
        """The address to send a person to, and what has to come back with him.

        Raises:
            Refused: the provider cannot be reached, or is not the one that was configured.
        """
        attempt = Attempt(generate_token(32), generate_token(32), generate_token(64))
        endpoint = self._facts()["authorization_endpoint"]
        with self._client() as client:
            url, _ = client.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(url), attempt

    def finish(self, attempt: Attempt, answer: Mapping[str, str]) -> str:
        """The subject for whom the provider vouches, from the query of the address it sent people to.

        Raises:
            Refused: the answer belongs to another attempt, or does not hold; the log says why.
        """
        if not hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode()):
            raise _not_believed("the state is another attempt's")
        if answer.get("iss", self.issuer) != self.issuer:
            raise _not_believed("the answer is another provider's")
        if "code" not in answer:
            raise _not_believed(f"the provider says {answer.get('error', 'nothing')[:100]!r}")
        return self._subject(self._claims(attempt, self._token(attempt, answer["code"])))

    def _token(self, attempt: Attempt, code: str) -> Mapping[str, Any]:
        endpoint = self._facts()["token_endpoint"]
        try:
            with self._client() as client:
                found: Mapping[str, Any] = client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code,
                    code_verifier=attempt.verifier, redirect_uri=self._redirect_uri,
                    allow_redirects=False,
                )  # fmt: skip
        except OAuthError as error:
            raise _not_believed(f"the token was not given: {str(error)!r}") from error
        except (RequestException, ValueError) as error:
            raise _unreachable(error) from error
        return found

    def _claims(self, attempt: Attempt, token: Mapping[str, Any]) -> CodeIDToken:
        written = token.get("id_token")
        if not isinstance(written, str):
            raise _not_believed("there is no id_token")
        try:
            signed = self._verified(written)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                {
                    "nonce": attempt.nonce,
                    "client_id": self._client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(self._clock()), leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise _not_believed(f"the id_token does not hold: {error!r}") from error
        return claims

    def _verified(self, written: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(written, self._keys(), registry=registry)
        except InvalidKeyIdError:
            # The provider has changed its keys since they were read.
            self._known = None
            return jwt.decode(written, self._keys(), registry=registry)

    def _subject(self, claims: Mapping[str, Any]) -> str:
        subject = claims.get(self._claim)
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise _not_believed(
                f"the claim {self._claim} is no text of 1 to {LONGEST_SUBJECT} signs"
            )
        return subject

    def _facts(self) -> dict[str, Any]:
        return self._discovered()[0]

    def _keys(self) -> KeySet:
        return self._discovered()[1]

    def _discovered(self) -> tuple[dict[str, Any], KeySet]:
        known, now = self._known, self._clock()
        if known is None or now - known[0] > KNOWN_FOR_S:
            facts = self._ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._refuse_other(facts)
            self._known = known = (now, facts, _key_set(self._ask(facts["jwks_uri"])))
        return known[1], known[2]

    def _ask(self, url: str) -> dict[str, Any]:
        try:
            with self._client() as client:
                answer = client.get(url, withhold_token=True, allow_redirects=False)
                answer.raise_for_status()
                found = answer.json()
        except (RequestException, ValueError) as error:
            raise _unreachable(error) from error
        if not isinstance(found, dict):
            raise _not_believed(f"{url} holds no object")
        return found

    def _refuse_other(self, facts: Mapping[str, Any]) -> None:
        """The document names its issuer and addresses as safe as the issuer's own."""
        if facts.get("issuer") != self.issuer:
            raise _not_believed(f"the provider calls itself {facts.get('issuer')!r}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(facts.get(name)):
                raise _not_believed(f"{name} is {facts.get(name)!r}")

    def _client(self) -> OAuth2Session:
        known = self._known[1] if self._known else {}
        methods = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Session(
            self._client_id, self._client_secret, scope="openid", redirect_uri=self._redirect_uri,
            code_challenge_method="S256", default_timeout=PATIENCE_S,
            token_endpoint_auth_method=method,
        )  # fmt: skip


def open_provider(settings: Settings) -> Provider | None:
    """The provider that the settings name; None where they name none.

    Raises:
        Refused: the settings are incomplete, the issuer is not https, or the secret is weak or open.
    """
    if settings.oidc_issuer is None:
        return None
    if not is_safe(settings.oidc_issuer):
        raise Refused(
            f"AUDIT_OIDC_ISSUER 的值 {settings.oidc_issuer} 不正确；须为 https:// 开头的地址。",
            f"AUDIT_OIDC_ISSUER is {settings.oidc_issuer}; it must begin with https://.",
        )
    if not settings.oidc_client_id:
        raise Refused("请设置 AUDIT_OIDC_CLIENT_ID。", "Set AUDIT_OIDC_CLIENT_ID.")
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=client_secret(settings),
        redirect_uri=settings.public_url.rstrip("/") + ANSWER_PATH,
        claim=settings.oidc_claim,
        password_roles=PASSWORD_ROLES[settings.oidc_passwords],
    )


def client_secret(settings: Settings) -> str:
    """The secret that the provider gave this installation, from its file or from the environment.

    Raises:
        Refused: there is none, it is open to others on the machine, or somebody thought it up.
    """
    path, given = settings.oidc_client_secret_file, settings.oidc_client_secret
    if (path is None) == (given is None):
        raise Refused(
            "请在 AUDIT_OIDC_CLIENT_SECRET_FILE 和 AUDIT_OIDC_CLIENT_SECRET 中设置且只设置一个。",
            "Set one of AUDIT_OIDC_CLIENT_SECRET_FILE and AUDIT_OIDC_CLIENT_SECRET, and only one.",
        )
    secret = given.get_secret_value() if given else ""
    if path is not None:
        try:
            if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Refused(
                    f"密钥文件 {path} 对其他用户可读；请执行 chmod 600 后再启动。",
                    f"The file {path} is open to other users; run chmod 600 on it and start again.",
                )
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"无法读取 {path}：{error}", f"{path} cannot be read: {error}") from error
    is_thought_up = any(word in secret.lower() for word in TELLTALE)
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT or is_thought_up:
        raise Refused(
            f"统一身份认证的客户端密钥过弱；请在认证系统中重新生成，至少 {SHORTEST_SECRET} 位随机字符。",
            f"The client secret is weak; have the provider make a random one of {SHORTEST_SECRET} signs"
            " or more.",
        )
    return secret


def is_safe(url: Any) -> bool:
    """Whether nobody on the way can read or change what is said there: https, or this very machine."""
    parts = urlsplit(url if isinstance(url, str) else "")
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def _key_set(jwks: Mapping[str, Any]) -> KeySet:
    """The provider's keys to sign with; those of other kinds are not ours to understand."""
    keys = jwks.get("keys")
    fit = [
        key
        for key in (keys if isinstance(keys, list) else [])
        if key.get("kty") in KEY_KINDS and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": fit})
    except (JoseError, ValueError) as error:
        raise _not_believed(f"its keys cannot be read: {error!r}") from error


def _not_believed(why: str) -> Refused:
    logger.warning("OpenID Connect: %s", why)
    return Refused(
        "统一身份认证没有完成，请重新登录；如反复出现，请联系系统管理员（服务器日志中有原因）。",
        "The sign-in was not completed; begin again. If it happens again, tell the system administrator:"
        " the server's log says why.",
    )


def _unreachable(error: Exception) -> Refused:
    logger.warning("OpenID Connect: the provider cannot be asked: %r", error)
    return Refused(
        "暂时无法连接统一身份认证系统，请稍后再试。",
        "The identity provider cannot be reached; try again later.",
    )
