"""PINs: which are good enough, how they are kept, how wrong ones are slowed down. Pure."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from db.errors import BadValue
from db.marking import N_

_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""scrypt with 32 MiB a try (RFC 7914): a stolen store does not give a short PIN away at once."""
FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
_TELLING = 3
"""A number with at least this many digits gives away a PIN that contains it."""


def check_pin(pin: str, codes: Iterable[str] = ()) -> None:
    """Raise BadValue unless this is 4 to 12 digits and not the first that somebody would try.

    `codes` are its owner's number and cards, which others can read.
    """
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise BadValue(N_("A staff PIN has 4 to 12 digits."))
    if _is_weak(pin):
        raise BadValue(N_("This PIN is too easy to guess: avoid repeated digits and runs such as 1234."))
    if any(pin in code or (len(code) >= _TELLING and code in pin) for code in codes):
        raise BadValue(N_("This PIN is on the card. Choose one that nobody can read there."))


def hashed(pin: str) -> str:
    """What is kept of a PIN: a salt and its scrypt hash, as hexadecimal digits."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_hash(pin, salt)}"


def fits(pin: str, kept: str) -> bool:
    """Whether this is the PIN of which that is kept. Takes about 0.1 s on purpose."""
    salt, expected = kept.split("$")
    return hmac.compare_digest(_hash(pin, bytes.fromhex(salt)), expected)


def wait_after(wrong: int) -> timedelta:
    """How long no further try is looked at: 5 s after three wrong ones, doubling to 15 minutes."""
    if wrong < FREE_TRIES:
        return timedelta(0)
    doublings = min(wrong - FREE_TRIES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _is_weak(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    is_counted = steps <= {0} or steps == {1} or steps == {9}
    is_repeated = any(pin == pin[:length] * (len(pin) // length) for length in range(1, len(pin) // 2 + 1))
    return is_counted or is_repeated


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, dklen=32, **_COST).hex()
