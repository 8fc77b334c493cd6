"""A scanner that is a keyboard, read from the kernel's event device.

It is taken for the kiosk alone, so that a scan never types into anything.
"""

import errno
import fcntl
import os
import select
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from db.marking import Sentence
from kiosk.scanner.key_codes import RECORD, Keys, Lost, Typed
from kiosk.scanner.retrying import RetryingSource
from kiosk.scanner.trouble import GONE, NO_SUCH_DEVICE, SourceLost, trouble_of

EVIOCGRAB = 0x40044590
"""Take the device for this process alone (linux/input.h)."""

FASTEST = "fastest"
"""Instead of a device: the one that types a code faster than a hand can."""

FAST_SECONDS = 0.035
FAST_LENGTH = 4
"""A scanner sends 5 to 60 ms per character, mostly 20; a hand never four characters at 35 ms."""

PAUSE = 0.1
_LOOK_EVERY = 0.2
_LISTEN_SECONDS = 10.0
_KEY_ENTER, _KEY_1 = 28, 2


@dataclass(frozen=True)
class InputDevice:
    """A keyboard, or what the kernel takes for one.

    Attributes:
        path: its event device.
        name: what it calls itself.
        vendor, product: four hexadecimal digits each, as `lsusb` shows them.
    """

    path: Path
    name: str
    vendor: str
    product: str


def find_devices(
    sysfs: Path = Path("/sys/class/input"), devices: Path = Path("/dev/input")
) -> list[InputDevice]:
    """All keyboards and keyboard-like scanners, by the kernel's list (no device is opened)."""
    found = []
    for entry in sorted(sysfs.glob("event*"), key=lambda path: (len(path.name), path.name)):
        about = entry / "device"
        try:
            keys = int((about / "capabilities/key").read_text("ascii").split()[-1], 16)
            name, vendor, product = (
                (about / file).read_text("utf-8", "replace").strip()
                for file in ("name", "id/vendor", "id/product")
            )
        except (OSError, ValueError, IndexError):
            continue  # unplugged while we looked
        if keys >> _KEY_ENTER & 1 and keys >> _KEY_1 & 1:
            found.append(InputDevice(devices / entry.name, name, vendor.lower(), product.lower()))
    return found


def choose_device(wanted: str, found: Iterable[InputDevice]) -> Path:
    """The path that `wanted` means: a path as it stands, or the first device with this `vendor:product`.

    Raises SourceLost when no device has these numbers.
    """
    if "/" in wanted:
        return Path(wanted)
    for device in found:
        if f"{device.vendor}:{device.product}" == wanted.lower():
            return device.path
    raise SourceLost(Sentence(NO_SUCH_DEVICE, {"place": wanted}))


class EventSource(RetryingSource):
    """Codes from an event device."""

    def __init__(
        self,
        device: str,
        *,
        ends_by_pause: bool = False,
        grab: bool = True,
        name: str = "event",
        find: Callable[[], list[InputDevice]] = find_devices,
    ) -> None:
        """`device` is `vendor:product`, a path (best one of /dev/input/by-id), or `fastest`.

        With `ends_by_pause` a tenth of a second of silence ends a code too, for scanners without a suffix.
        Without `grab` the keys go on typing elsewhere as well.
        """
        super().__init__()
        self.name = name
        self._device, self._ends_by_pause, self._grab = device, ends_by_pause, grab
        self._find = find

    def _read(self) -> bool:
        if self._device == FASTEST:
            while (fastest := self._fastest(self._find())) is None:
                if self._stopping.is_set():
                    return True
            # From now on it is known by its numbers: after a re-plug its path may be another's.
            self._device = f"{fastest.vendor}:{fastest.product}"
        with _Opened(choose_device(self._device, self._find())) as opened:
            if self._grab:
                opened.grab()
            self._opened()
            self._read_codes(opened)
        return True

    def _read_codes(self, opened: "_Opened") -> None:
        keys = Keys()
        try:
            while not self._stopping.is_set():
                received = opened.read(PAUSE if self._ends_by_pause and keys.unfinished() else _LOOK_EVERY)
                for event in keys.take(received) if received else self._silence(keys):
                    if isinstance(event, Typed):
                        self._scanned(event.text)
                    else:
                        self._dropped()
        except SourceLost:
            if keys.unfinished():
                self._dropped()
            raise

    def _silence(self, keys: Keys) -> Iterable[Typed | Lost]:
        return keys.pause() if self._ends_by_pause else ()

    def _fastest(self, candidates: list[InputDevice]) -> InputDevice | None:
        """Listen to all keyboards, without taking any, until one types a code faster than a hand.

        That first code is not reported: it has gone where keys go, and typing always works.
        None after some seconds, for by then another device may have been plugged in.
        """
        opened: dict[int, tuple[_Opened, Keys, InputDevice]] = {}
        until = time.monotonic() + _LISTEN_SECONDS
        trouble = Sentence(NO_SUCH_DEVICE, {"place": "/dev/input/event*"})
        for candidate in candidates:
            try:
                device = _Opened(candidate.path).__enter__()
            except SourceLost as lost:
                trouble = lost.trouble
            else:
                opened[device.handle] = device, Keys(), candidate
        try:
            while opened and not self._stopping.is_set() and time.monotonic() < until:
                for handle in select.select(list(opened), [], [], _LOOK_EVERY)[0]:
                    device, keys, candidate = opened[handle]
                    for event in keys.take(device.read(0)):
                        if isinstance(event, Typed) and _too_fast_for_a_hand(event):
                            return candidate
        finally:
            for device, _, _ in opened.values():
                device.__exit__()
        if not opened:
            raise SourceLost(trouble)
        return None


def _too_fast_for_a_hand(typed: Typed) -> bool:
    return len(typed.text) >= FAST_LENGTH and typed.seconds_per_key <= FAST_SECONDS


class _Opened:
    """An open event device (or a pipe with the same records); leaving it gives it back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle = -1

    def __enter__(self) -> "_Opened":
        try:
            self.handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise SourceLost(trouble_of(error, str(self.path), "input")) from error
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)  # which also ends the grab

    def grab(self) -> None:
        """Take the device for this process alone."""
        try:
            fcntl.ioctl(self.handle, EVIOCGRAB, 1)
        except OSError as error:
            raise SourceLost(trouble_of(error, str(self.path), "input")) from error

    def read(self, seconds: float) -> bytes:
        """What comes within that many seconds, perhaps nothing. Raises SourceLost when the device is gone."""
        try:
            if not select.select([self.handle], [], [], seconds)[0]:
                return b""
            received = os.read(self.handle, 64 * RECORD.size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise SourceLost(trouble_of(error, str(self.path), "input")) from error
        if not received:
            raise SourceLost(Sentence(GONE, {"place": str(self.path)})) from OSError(
                errno.ENODEV, "end of file"
            )
        return received
