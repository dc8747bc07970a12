"""The application only reads once its trail was found broken, until somebody answers for the break.

That it was is a file in the home folder, which every process sees at once and a restart finds again.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from audit_models.casework.trail import Verified
from audit_models.errors import Refused


@dataclass(frozen=True)
class Break:
    """What was found, and when; entry 0 where the file says nothing that can be read."""

    first_bad_seq: int
    reason: str
    found_at: str


class ReadOnly(Refused):
    """Nothing is changed while the trail is broken."""

    def __init__(self) -> None:
        super().__init__(
            "审计日志已不完整，系统只读：可以查看，不能更改。请告知审计管理员；服务器维护人员查明后用"
            " python app.py verify-trail --accept 理由 恢复。",
            "The trail is not intact, so this system only reads: you can look, nothing can be changed. Tell the"
            " audit administrator; whoever keeps the server finds out why and then runs"
            " python app.py verify-trail --accept REASON.",
        )


def found(home: Path) -> Break | None:
    """The break because of which nothing is changed; None while the trail is not known to have one."""
    try:
        return Break(**json.loads(_file(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Break(0, "changed", "")


def declare(home: Path, verified: Verified) -> None:
    """From now on nothing is changed, because of what a check found; the first finding stays."""
    if verified.first_bad_seq is None or found(home) is not None:
        return
    one = Break(verified.first_bad_seq, verified.reason, datetime.now(UTC).isoformat())
    part = _file(home).with_suffix(".part")
    part.write_text(json.dumps(asdict(one)), encoding="utf-8")
    part.replace(_file(home))


def lift(home: Path) -> None:
    """Changes are made again; whoever says so has entered it in the trail."""
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return home / "trail.broken"
