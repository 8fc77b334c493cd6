"""Slips on a receipt printer, from a thread of their own: off by default, and never in anybody's way.

    receipts = open_receipts(settings.receipts)        # None when none is configured
    if receipts and (slip := slip_of(conversation_before_the_turn_ended)):
        receipts.put(slip)                             # returns at once, whatever the printer does
    receipts.stop()

A printer that is off, out of paper or gone costs its slip, never a loan: the store has that already.
"""

import contextlib
import logging
import os
import select
import socket
import stat
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from db.errors import BadValue
from db.marking import N_
from kiosk.receipts.escpos import slip_bytes
from kiosk.receipts.kinds import ReviewSlip, Slip, WaySlip
from kiosk.settings import ReceiptSettings
from kiosk.short_queue import ShortQueue

LOG = logging.getLogger("kiosk.receipts")
_WAITING = 4
"""More slips than this are never due at once; when the printer hangs, the oldest go."""
_STALE = 60.0
"""A slip that comes later than this many seconds would be somebody else's."""
_CONNECTING = 3.0
_WRITING = 15.0

Send = Callable[[bytes], None]


class Receipts:
    """Prints slips in a daemon thread. `is_lost`: whether the last one could not be printed."""

    def __init__(self, send: Send, millimetres: int, fonts: Sequence[Path] = ()) -> None:
        self.is_lost = False
        self._send = send
        self._millimetres = millimetres
        self._fonts = fonts
        self._waiting = ShortQueue[tuple[float, Slip | WaySlip | ReviewSlip]](_WAITING)
        threading.Thread(target=self._print, name="receipts", daemon=True).start()

    def put(self, slip: Slip | WaySlip | ReviewSlip) -> None:
        """Hand a slip over; returns at once. Where too many wait, the oldest is dropped."""
        self._waiting.put((monotonic(), slip))

    def stop(self) -> None:
        """Let the thread end after the slip in hand."""
        self._waiting.put(None)

    def _print(self) -> None:
        while job := self._waiting.get():
            since, slip = job
            if monotonic() - since > _STALE:
                continue
            try:
                from kiosk.receipts.picture import picture_of  # Pillow, and only where slips are printed

                self._send(slip_bytes(picture_of(slip, self._millimetres, self._fonts)))
                self.is_lost = False
            except Exception as error:  # the outermost handler of the thread; no value is logged
                if not self.is_lost:
                    reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
                    LOG.warning("a receipt was not printed: %s%s", type(error).__name__, reason)
                self.is_lost = True


def open_receipts(settings: ReceiptSettings, fonts: Sequence[Path] = ()) -> Receipts | None:
    """Start printing as the settings say; None when they name no printer. Raises BadValue for nonsense.

    `/dev/usb/lp0` is a device, `tcp://10.0.0.9:9100` a printer in the network, `file:/tmp/slips` a file that
    slips are appended to. The printer itself is only looked for when there is something to print.
    """
    if not settings.printer:
        return None
    return Receipts(sender(settings.printer), settings.width, fonts)


def sender(printer: str) -> Send:
    """How bytes reach this printer; what it returns raises OSError when they do not. Raises BadValue."""
    return _ways(printer)[0]


def reach(printer: str) -> None:
    """Look whether bytes would reach this printer, and print nothing. Raises OSError, and BadValue."""
    _ways(printer)[1]()


def _ways(printer: str) -> tuple[Send, Callable[[], None]]:
    """How bytes reach a printer, and how to look whether they would."""
    try:
        address = urlsplit(printer)
    except ValueError:  # a bracket that is never closed
        address = urlsplit("")
    if address.scheme == "tcp":
        try:
            host, port = address.hostname, address.port or 9100
        except ValueError:
            host, port = None, 0
        if host:
            return (
                lambda data: _to_network(host, port, data),
                lambda: socket.create_connection((host, port), timeout=_CONNECTING).close(),
            )
    if address.scheme == "file" and address.path:
        return (
            lambda data: _to_file(Path(address.path), data),
            lambda: _to_file(Path(address.path), b""),
        )
    if printer.startswith("/"):
        return (
            lambda data: _to_device(Path(printer), data),
            lambda: _to_device(Path(printer), b""),
        )
    raise BadValue(
        N_("{printer} is not a printer. Write /dev/usb/lp0, tcp://ADDRESS:9100 or file:/PATH."),
        printer=printer,
    )


def _to_device(path: Path, data: bytes) -> None:
    """Write to a device that may stop taking bytes at any time: out of paper, lid open."""
    device = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        if stat.S_ISREG(os.fstat(device).st_mode):
            raise OSError(f"{path} is a file, not a printer")
        until = monotonic() + _WRITING
        while data:
            left = until - monotonic()
            if left <= 0 or not select.select([], [device], [], left)[1]:
                raise TimeoutError("the printer takes no more")
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(device, data[:4096]) :]
    finally:
        os.close(device)


def _to_network(host: str, port: int, data: bytes) -> None:
    with socket.create_connection((host, port), timeout=_CONNECTING) as printer:
        printer.settimeout(_WRITING)
        printer.sendall(data)
        printer.shutdown(socket.SHUT_WR)


def _to_file(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(file, "ab") as slips:
        slips.write(data)
