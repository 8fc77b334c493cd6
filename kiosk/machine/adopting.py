"""Adopting a stick that is plugged in: the kiosk writes a wish, and a unit of root's carries it out.

The kiosk may write no rule of udev's. Of its wish, root believes nothing but the UUID of a stick there.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from db.errors import BadValue, LibraryError
from db.marking import N_
from kiosk.machine.sticks import ROOT, Stick, is_uuid, sticks

_WISH = Path("var/lib/kiosk/stick")
_LONGEST = 64
_RULES = Path("etc/udev/rules.d/70-kiosk.rules")
_UNITS = Path("etc/systemd/system")
_MOUNT = _UNITS / "media-kioskbackup.mount"
_WATCH = _UNITS / "kiosk-stick.path"
_OURS = 'ENV{ID_FS_UUID}=="'
_SOURCE = re.compile("^What=/dev/disk/by-uuid/.*$", re.MULTILINE)


def may_wish(root: Path = ROOT) -> bool:
    """Whether this machine waits for a wish, so that nobody need type as root."""
    return (root / _WATCH).exists() and os.access((root / _WISH).parent, os.W_OK)


def wish_for(stick: Stick, root: Path = ROOT) -> None:
    """Ask that this stick gets the backups from now on. Raises OSError."""
    wish = root / _WISH
    fresh = wish.with_name(f".{wish.name}")
    fresh.write_text(f"{stick.uuid}\n", encoding="ascii")
    fresh.replace(wish)


def adopt_wished(rule: Callable[[str], str], root: Path = ROOT) -> Stick:
    """Write the wished stick into the rules and the mount, in the place of another. Run by root.

    `rule` makes the line of udev's rules for a UUID. Raises BadValue for a wish that is none, or for a stick
    that is not plugged in, LibraryError where the files cannot be read or written.
    """
    uuid = _wished(root / _WISH)
    found = next((stick for stick in sticks(root) if stick.uuid.upper() == uuid), None)
    if found is None:
        raise BadValue(N_("No stick {uuid} is plugged in."), uuid=uuid)
    try:
        rules = (root / _RULES).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in rules if _OURS not in line)
        mount = (root / _MOUNT).read_text(encoding="utf-8")
        _write(root / _RULES, f"{kept.rstrip()}\n{rule(found.uuid)}\n")
        _write(root / _MOUNT, _SOURCE.sub(f"What=/dev/disk/by-uuid/{found.uuid}", mount))
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError(
            N_("The stick was not adopted: {reason}. First run kiosk install-service, as root."), reason=error
        ) from error
    return found


def _wished(wish: Path) -> str:
    """The UUID in this file, which anybody at the kiosk may have written: no link is followed."""
    try:
        handle = os.open(wish, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            text = file.read(_LONGEST).decode("ascii", "replace").strip()
    except OSError as error:
        raise BadValue(
            N_("No stick has been chosen at the kiosk: {reason}."), reason=error.strerror
        ) from error
    if not is_uuid(text):
        raise BadValue(
            N_("What the kiosk wrote is not the UUID of a stick. Choose the stick at the kiosk again.")
        )
    return text.upper()


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(path)
