"""The secret key of an installation: sessions and the trail hang on it."""

import os
import secrets
import stat
from pathlib import Path

from audit_models.errors import Refused

NAME = "secret.key"
BYTES = 32
FEWEST_DIFFERENT = 12
"""A random key of 32 bytes has fewer different ones less than once in 10^15 draws."""


def load_secret(home: Path) -> bytes:
    """The key, made at the first start.

    Raises:
        Refused: it is short, plainly not random, or open to others on the machine.
    """
    path = home / NAME
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(
            f"密钥文件 {path} 对其他用户可读；请执行 chmod 600 后再启动。",
            f"The key file {path} is open to other users; run chmod 600 on it and start again.",
        )
    key = path.read_bytes()
    if len(key) < BYTES or len(set(key)) < FEWEST_DIFFERENT:
        raise Refused(
            f"密钥文件 {path} 过短或不是随机内容；请从备份恢复。没有备份时删除后重新启动，将生成新密钥："
            "所有人须重新登录，此前的审计轨迹无法再校验。",
            f"The key file {path} is too short or not random; restore it from a backup. Where there is"
            " none, delete it and start again to have a new one made: everybody has to sign in again,"
            " and the trail so far can no longer be verified.",
        )
    return key


def _make(path: Path) -> None:
    """Only the first of several processes writes it; the others read what it wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{NAME}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
