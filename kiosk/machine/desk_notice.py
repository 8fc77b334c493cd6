"""What the desk that is served to other machines leaves for the kiosk beside it: where it is, and how."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kiosk.machine.folders import desk_folder


class DeskNotice(msgspec.Struct, frozen=True):
    """A desk that other machines reach.

    Attributes:
        addresses: at which it is reached, as browsers write them.
        fingerprint: of its certificate, SHA-256; empty where it speaks without TLS.
        process: its number.
    """

    addresses: tuple[str, ...]
    fingerprint: str = ""
    process: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether PINs cross the network as they are typed."""
        return not self.fingerprint


@contextlib.contextmanager
def noted(addresses: tuple[str, ...], fingerprint: str) -> Iterator[None]:
    """While this lasts the kiosk of this machine knows of the desk. What cannot be written is not known."""
    file, notice = _file(), DeskNotice(addresses, fingerprint, os.getpid())
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_bytes(msgspec.json.encode(notice))
    try:
        yield
    finally:
        if desk_notice() == notice:
            file.unlink(missing_ok=True)


def desk_notice() -> DeskNotice | None:
    """The desk that is served to other machines just now; None for none."""
    try:
        notice = msgspec.json.decode(_file().read_bytes(), type=DeskNotice)
        os.kill(notice.process, 0)
    except PermissionError:  # it is somebody else's process, and there
        return notice
    except (OSError, OverflowError, msgspec.MsgspecError):
        return None
    return notice if notice.process > 0 else None


def plain_desk() -> str:
    """Where a desk is served to other machines without TLS; empty for nowhere."""
    served = desk_notice()
    return served.addresses[0] if served and served.is_plain and served.addresses else ""


def _file() -> Path:
    return desk_folder() / "serving.json"
