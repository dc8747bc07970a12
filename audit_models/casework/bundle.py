"""The trail as one signed file, for who keeps it outside: anybody with the public key can check it later,
without the installation, its database or its secret.

A zip of `entries.jsonl` (as recorded, each with its value in the chain), the anchor, and `about.json`
with counts and SHA-256 of both; `about.sig` is the Ed25519 signature of `about.json`. The signing key is
derived from the installation's secret, so there is no further secret to keep.
"""

import hashlib
import hmac
import json
import zipfile
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit_models.casework import trail
from audit_models.errors import Refused

ENTRIES, ANCHOR, ABOUT, SIGNATURE = "entries.jsonl", "trail.anchor", "about.json", "about.sig"
CHUNK_BYTES = 1 << 20


def public_key(secret: bytes) -> str:
    """The installation's public key as hex; note it down apart from the bundles."""
    return _key(secret).public_key().public_bytes_raw().hex()


def write_bundle(
    connection: sa.Connection, secret: bytes, anchor: Path, target: IO[bytes]
) -> dict[str, Any]:
    """Write the whole trail into `target`; returns what `about.json` says of it."""
    c, digest, last = trail.entries.c, hashlib.sha256(), (0, trail.FIRST)
    anchored = anchor.read_bytes() if anchor.exists() else b""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open(ENTRIES, "w", force_zip64=True) as lines:
            rows = connection.execute(
                sa.select(c.seq, c.happened_at, c.content, c.hash).order_by(c.seq)
            )
            for row in rows:
                line = trail.canonical(dict(row._mapping)).encode() + b"\n"
                digest.update(line)
                lines.write(line)
                last = row.seq, row.hash
        packed.writestr(ANCHOR, anchored)
        about = {
            "entries": last[0],
            "head": last[1],
            "entries_sha256": digest.hexdigest(),
            "anchor_sha256": hashlib.sha256(anchored).hexdigest(),
            "public_key": public_key(secret),
        }
        said = trail.canonical(about).encode()
        packed.writestr(ABOUT, said)
        packed.writestr(SIGNATURE, _key(secret).sign(said))
    return about


def check_bundle(path: Path, key: str) -> dict[str, Any]:
    """What a bundle says of itself, after its signature and contents were checked.

    Raises:
        Refused: it was not signed with this key, or it was changed since.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            said = packed.read(ABOUT)
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
                packed.read(SIGNATURE), said
            )
            about: dict[str, Any] = json.loads(said)
            for name, field in ((ENTRIES, "entries_sha256"), (ANCHOR, "anchor_sha256")):
                if _digest(packed, name) != about[field]:
                    raise _changed(name)
    except (InvalidSignature, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _changed(path.name) from error
    return about


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with packed.open(name) as content:
        for chunk in iter(lambda: content.read(CHUNK_BYTES), b""):
            found.update(chunk)
    return found.hexdigest()


def _key(secret: bytes) -> Ed25519PrivateKey:
    seed = hmac.new(secret, b"trail bundle", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _changed(name: str) -> Refused:
    return Refused(
        f"{name} 与签名不符：文件被更改过，或不是用这把公钥对应的密钥签名的。",
        f"{name} does not match its signature: it was changed, or signed with another key.",
    )
