"""Checking the whole trail, at the start and every hour, and answering for a break that was found.

A broken chain cannot be mended: what was there is gone. Somebody who has the rights of the server finds
out why, and enters that and a digest of everything from the bad entry on. The chain goes on from that
entry, and whoever touches the stretch later is found as before.
"""

import logging
import threading
from datetime import timedelta

from audit_models.casework import read_only, trail
from audit_models.casework.store import Actor, Casework
from audit_models.casework.trail import Verified
from audit_models.errors import Refused

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)


def look(casework: Casework) -> Verified:
    """Check every entry; from a bad one on the application only reads."""
    with casework.read() as connection:
        found = trail.verify(connection, casework.secret, casework.anchor)
    read_only.declare(casework.home, found)
    return found


def keep_looking(casework: Casework, every: timedelta = EVERY) -> threading.Event:
    """Check again and again beside the server, until the returned event is set."""
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(every.total_seconds()):
            try:
                found = look(casework)
            except Exception:
                logger.exception("The trail could not be checked")
                continue
            if found.first_bad_seq is not None:
                logger.error("The trail is not intact from entry %s", found.first_bad_seq)

    threading.Thread(target=watch, name="trail", daemon=True).start()
    return is_over


def accept(casework: Casework, actor: Actor, reason: str) -> int:
    """Answer for the break, so that changes are made again; returns the number of the entry that says so.

    Raises:
        Refused: no reason was given, or there is nothing to answer for.
    """
    if not reason.strip():
        raise Refused("请写明查明的原因。", "Say what was found out.")
    with casework.write(actor, although_broken=True) as change:
        bad = trail.verify(change.connection, casework.secret, casework.anchor)
        known = read_only.found(casework.home)
        if bad.first_bad_seq is None and known is None:
            raise Refused(
                "审计日志完好，无须恢复。", "The trail is intact; there is nothing to accept."
            )
        seq = trail.next_seq(change.connection, casework.anchor)
        first = bad.first_bad_seq or seq
        change.record(
            trail.ACCEPTED, object_kind="trail", object_id=str(first), reason=reason.strip(), seq=seq,
            before=(bad.reason or known.reason) if known else bad.reason,
            after={"digest": trail.stretch(change.connection, first, seq).digest},
        )  # fmt: skip
    read_only.lift(casework.home)
    return seq
