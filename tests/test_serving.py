"""How the server listens: alone on its machine, or behind a TLS proxy and under its name only."""

import pytest

from audit_models.errors import Refused
from audit_models.serving import outside_hosts, refuse_in_the_open


@pytest.mark.parametrize(
    ("public_url", "hosts"),
    [
        (None, ()),
        ("", ()),
        ("http://127.0.0.1:8050", ()),
        ("http://localhost:8050", ()),
        ("https://audit.example", ("audit.example",)),
        ("https://Audit.Example:8443/x", ("audit.example",)),
    ],
)
def test_the_public_address_names_the_host(public_url: str | None, hosts: tuple[str, ...]) -> None:
    assert outside_hosts(public_url) == hosts


@pytest.mark.parametrize(
    "public_url", ["http://audit.example", "audit.example", "ftp://x", "https://"]
)
def test_an_address_without_tls_is_refused(public_url: str) -> None:
    with pytest.raises(Refused, match="begins with https"):
        outside_hosts(public_url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.0.1"])
def test_this_machine_needs_no_proxy(host: str) -> None:
    refuse_in_the_open(host, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.9", "audit.example"])  # noqa: S104
def test_other_machines_are_served_through_a_proxy_only(host: str) -> None:
    with pytest.raises(Refused, match="TLS proxy"):
        refuse_in_the_open(host, None)
    with pytest.raises(Refused, match="TLS proxy"):
        refuse_in_the_open(host, "http://127.0.0.1:8050")

    refuse_in_the_open(host, "https://audit.example")
