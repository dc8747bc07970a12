"""Files of a home that carry its signature: made with a key that never leaves it (Ed25519).

A signature covers the file's name as well as its text, so that one file cannot stand in for another.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES = 32


class Signer:
    """The key of one home for one purpose, made at the first signature, readable by its owner alone."""

    def __init__(self, key_path: Path) -> None:
        self.key_path = key_path

    def sign(self, name: str, text: str) -> str:
        """The signature of a named text, as hexadecimal digits."""
        return self._key().sign(_message(name, text)).hex()

    def holds(self, name: str, text: str, signature: str) -> bool:
        """Whether this key signed that text under that name."""
        if not self.key_path.exists():
            return False
        try:
            self._key().public_key().verify(bytes.fromhex(signature), _message(name, text))
        except (ValueError, InvalidSignature):
            return False
        return True

    @property
    def public(self) -> str:
        """Which key it is; empty where nothing was ever signed."""
        return self._key().public_key().public_bytes_raw().hex() if self.key_path.exists() else ""

    def _key(self) -> Ed25519PrivateKey:
        if not self.key_path.exists():
            self.key_path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        return Ed25519PrivateKey.from_private_bytes(self.key_path.read_bytes()[:KEY_BYTES])


def _message(name: str, text: str) -> bytes:
    return f"{name}\n{text}".encode()
