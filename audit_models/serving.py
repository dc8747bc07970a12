"""How the server listens: on this machine alone, or behind a TLS proxy under one public address."""

import gc
import ipaddress
from typing import Any
from urllib.parse import urlsplit

import waitress

from audit_models.errors import Refused

THREADS = 8
MOST_BODY_BYTES = 1 << 30
"""More than this of one request is not even received."""
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def outside_hosts(public_url: str | None) -> tuple[str, ...]:
    """The host name under which people reach the server through the proxy; none without one.

    Raises:
        Refused: the address is not one of https.
    """
    parts = urlsplit(public_url or "")
    if not public_url or is_loopback(parts.hostname or ""):
        return ()
    if parts.scheme != "https" or not parts.hostname:
        raise Refused(
            f"AUDIT_PUBLIC_URL 的值 {public_url} 不正确；须为 https:// 开头的完整地址。",
            f"AUDIT_PUBLIC_URL is {public_url}; it must be a full address that begins with https://.",
        )
    return (parts.hostname,)


def refuse_in_the_open(host: str, public_url: str | None) -> None:
    """Passwords and personal data do not cross a network in the clear.

    Raises:
        Refused: the server would listen beyond this machine, and no TLS proxy was named.
    """
    if is_loopback(host) or outside_hosts(public_url):
        return
    raise Refused(
        f"不能在 {host} 上监听：对外提供服务须先配置 TLS 代理，并用 AUDIT_PUBLIC_URL 给出其 https 地址；"
        "只在本机使用请用 --host 127.0.0.1。",
        f"Cannot listen on {host}: to serve other machines put a TLS proxy before this server and give"
        " its https address in AUDIT_PUBLIC_URL; for this machine alone use --host 127.0.0.1.",
    )


def listen(wsgi: Any, host: str, port: int, *, proxy: str | None) -> Any:
    """A server that holds its port already, so that a taken one is known before any work is done.

    `proxy`: address of the machine whose word on a request's origin is taken; nobody else's is.
    """
    trusted: dict[str, Any] = {}
    if proxy:
        trusted = {
            "trusted_proxy": proxy,
            "trusted_proxy_headers": FORWARDED,
            "clear_untrusted_proxy_headers": True,
        }
    try:
        return waitress.create_server(
            wsgi,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MOST_BODY_BYTES,
            **trusted,
        )
    except OSError as error:
        raise Refused(
            f"无法在 {host}:{port} 上监听（{error.strerror}）；请关闭占用该端口的程序，或用 --port 换一个。",
            f"Cannot listen on {host}:{port} ({error.strerror}); stop what is using it,"
            " or choose another with --port.",
        ) from error


def keep_what_is_loaded() -> None:
    """What the server holds until its end is searched for rubbish once, and then never again.

    Else one request in thirty would wait a quarter of a second while all of it is gone through anew.
    """
    gc.collect()
    gc.freeze()


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
