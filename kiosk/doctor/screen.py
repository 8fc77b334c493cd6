"""What the screen `cage` needs of this machine, for itself and for the desk in a window over the kiosk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from db.marking import N_, Sentence

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CAGE_UNIT = Path("/etc/systemd/system/kiosk-cage.service")


def installed_browser() -> str:
    """The browser that shows the desk over the kiosk; empty where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def screen_lacks(unit: Path = CAGE_UNIT) -> Iterator[Sentence]:
    """What is missing; nothing where `unit`, the service that shows the kiosk in cage, is not installed."""
    if not unit.exists():
        return
    if not shutil.which("Xwayland"):  # cage ends without it, though nothing here uses it
        yield Sentence(N_("The screen cage does not start without Xwayland: apt install xwayland"))
    if not installed_browser():
        yield Sentence(
            N_("Without Chromium F10 cannot open the desk in a window over the kiosk: apt install chromium")
        )
