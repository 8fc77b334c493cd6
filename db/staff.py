"""The staff PIN: who may leave the full screen or change the library's own settings at the kiosk."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from db.answers import PinTried
from db.errors import BadValue
from db.kept import forget, keep, kept
from db.marking import N_
from db.models import database

_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""scrypt with 32 MiB a try (RFC 7914): a stolen store does not give a short PIN away at once."""
_FREE_TRIES = 3
_LONGEST_WAIT = timedelta(minutes=15)


def pin_is_set() -> bool:
    """Whether the library has a staff PIN."""
    return kept("staff_pin") is not None


def set_pin(pin: str) -> None:
    """Keep a new staff PIN, as a salted scrypt hash. Raises BadValue unless it is 4 to 12 digits."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise BadValue(N_("A staff PIN has 4 to 12 digits."))
    salt = secrets.token_bytes(16)
    with database.atomic():
        keep("staff_pin", f"{salt.hex()}${_hash(pin, salt)}")
        forget("staff_pin_tries")


def try_pin(pin: str, now: datetime) -> PinTried:
    """Check a PIN. After three wrong ones every further try waits, from 2 seconds doubling to 15 minutes.

    The count is kept in the store, so starting the kiosk again does not help. `now` is naive UTC.
    """
    wrong, blocked_until = _tries()
    if now < blocked_until <= now + _LONGEST_WAIT:  # later than that: the clock was set back
        return PinTried(False, _seconds(blocked_until - now))
    hashed = kept("staff_pin")
    if hashed is None:
        return PinTried(False)
    salt, expected = hashed.split("$")
    if hmac.compare_digest(_hash(pin, bytes.fromhex(salt)), expected):
        forget("staff_pin_tries")
        return PinTried(True)
    too_many = min(wrong + 1 - _FREE_TRIES, 10)
    wait = min(timedelta(seconds=2**too_many), _LONGEST_WAIT) if too_many > 0 else timedelta(0)
    keep("staff_pin_tries", f"{wrong + 1} {(now + wait).isoformat()}")
    return PinTried(False, _seconds(wait))


def _tries() -> tuple[int, datetime]:
    tries = kept("staff_pin_tries")
    if tries is None:
        return 0, datetime.min  # noqa: DTZ901
    wrong, until = tries.split()
    return int(wrong), datetime.fromisoformat(until)


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, dklen=32, **_COST).hex()


def _seconds(wait: timedelta) -> int:
    return -int(-wait.total_seconds() // 1)
