"""Passwords: how they are kept, which are too weak, and the ones made for a first sign-in."""

import secrets
import string
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from audit_models.errors import Refused

SHORTEST = 10
FEWEST_CLASSES = 3
LONGEST = 200
"""More is not looked at: hashing a megabyte is work for nothing."""

_HASHER = PasswordHasher()
hidden = _HASHER.hash
"""Argon2id, with the parameters of RFC 9106 for little memory."""


@cache
def of_nobody() -> str:
    """Compared with where there is no such account, so that the answer takes as long."""
    return hidden(secrets.token_hex(16))


def matches(stored: str, password: str) -> bool:
    """Whether a password is the one whose hash is kept."""
    try:
        return _HASHER.verify(stored, password[:LONGEST])
    except Argon2Error:
        return False


def refuse_weak(password: str, login: str) -> None:
    """Refuse what is short, of too few kinds of signs, longer than is looked at, or holds the login."""
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    count = sum(any(sign in one for sign in password) for one in classes)
    count += any(not any(sign in one for one in classes) for sign in password)
    is_fit = SHORTEST <= len(password) <= LONGEST and count >= FEWEST_CLASSES
    if not is_fit or login in password.lower():
        raise Refused(
            f"口令为{SHORTEST}至{LONGEST}位，含大写字母、小写字母、数字、符号中的三类，且不得包含账号。",
            f"A password has {SHORTEST} to {LONGEST} signs, three of capitals, small letters, digits and"
            " other signs, and does not contain the login.",
        )


def one_time_password() -> str:
    """Sixteen letters and digits in groups of four, none that is read as another."""
    letters = string.ascii_letters.translate({ord(sign): None for sign in "lIO"}) + "23456789"
    while True:
        made = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
        if any(s.islower() for s in made) and any(s.isupper() for s in made):
            return made
