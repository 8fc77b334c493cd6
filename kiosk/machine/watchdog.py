"""Talking to systemd: the kiosk is up, it is alive, it is going. Without systemd nothing happens.

`ready` is said once the screen is mounted, `stopping` at the end, and `alive` at each `interval`, but only
after a sign of our own has gone the whole way of a scan: through the thread that reads the keys, the event
loop, the desk's thread and its store, and back to the screen. A kiosk that is deaf is started afresh.
"""

import os
import socket


def is_service() -> bool:
    """Whether systemd started us and listens."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


def ready() -> bool:
    """Report that the kiosk is up. Returns whether anybody listens."""
    return _tell("READY=1")


def alive() -> bool:
    """Report that the kiosk goes on; to be called at each `interval`."""
    return _tell("WATCHDOG=1")


def stopping() -> bool:
    """Report that the kiosk is about to end."""
    return _tell("STOPPING=1")


def interval() -> float | None:
    """Seconds between two signs of life, a third of what systemd waits for one; None when it waits for none.

    The process that systemd means may be another (cage, of which the kiosk is a grandchild); the unit's
    NotifyAccess decides whose signs count, so WATCHDOG_PID is not asked.
    """
    try:
        microseconds = int(os.environ.get("WATCHDOG_USEC", "0"))
    except ValueError:
        return None
    return microseconds / 3_000_000 if microseconds > 0 and os.environ.get("NOTIFY_SOCKET") else None


def _tell(message: str) -> bool:
    """The protocol of sd_notify(3): one datagram to the socket that the environment names."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    if address.startswith("@"):  # a name without a file
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
            told.settimeout(1)  # a systemd that does not listen must not stop the screen
            told.connect(address)
            told.sendall(message.encode())
    except OSError:
        return False
    return True
