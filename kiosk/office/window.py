"""The browser in which the librarian's desk lies over the kiosk, for the school whose only computer it is.

In cage a second window lies over the first until it is closed; nothing of the kiosk stops meanwhile.
"""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.doctor.screen import installed_browser

_QUIET = 0.5
"""Seconds between two looks at whether the window is still wanted."""


def window_browser() -> str:
    """The browser that can show a window here; empty where none is installed, or on a bare terminal."""
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        return ""
    return installed_browser()


def while_wanted(
    browser: str, address: str, language: str, is_wanted: Callable[[], bool], then: Callable[[bool], None]
) -> None:
    """Show this address in a window, beside what this thread does, until it is closed or not wanted.

    `then` hears whether it ended as it should. The window has a profile of its own, which goes with it:
    no history, no form and no name is kept. It leads to no other address, and keeps no file.
    """

    def watch() -> None:
        with TemporaryDirectory(prefix="kiosk-browser-", ignore_cleanup_errors=True) as folder:
            _bind(Path(folder), address, language)
            with subprocess.Popen(
                _command(browser, address, folder),
                env={**os.environ, "HOME": folder, "LANGUAGE": language},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as window:
                while (ended := window.poll()) is None and is_wanted():
                    time.sleep(_QUIET)
                window.terminate()
        then(not ended)

    threading.Thread(target=watch, name="desk window", daemon=True).start()


def _bind(folder: Path, address: str, language: str) -> None:
    """What a school's policy would say, said by the profile itself: that needs no root."""
    site = "/".join(address.split("/", 3)[:3])
    preferences = {
        "intl": {"accept_languages": language.replace("_", "-")},
        "policy": {
            "url_blocklist": ["*", "chrome://*", "view-source:*"],
            "url_allowlist": [site, "blob:*", "chrome-extension://*", "chrome://print"],
        },
        "devtools": {"availability": 2},
        "download_restrictions": 3,
        "credentials_enable_service": False,
        "autofill": {"profile_enabled": False, "credit_card_enabled": False},
        "translate": {"enabled": False},
    }
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")


def _command(browser: str, address: str, folder: str) -> list[str]:
    platform = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11"
    # Under the locks of our unit no process may build a sandbox of its own (the unit's goes round it),
    # nor the zygote give up privileges, which it does even where it has none.
    locked = ["--no-sandbox", "--no-zygote"] if _may_gain_nothing() else []
    return [
        browser,
        f"--app={address}",
        "--kiosk",
        f"--user-data-dir={folder}",
        f"--ozone-platform={platform}",
        "--test-type",  # nothing at its top about flags
        "--password-store=basic",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-sync",
        "--disable-component-update",
        "--disable-breakpad",
        *locked,
    ]


def _may_gain_nothing() -> bool:
    try:
        return "NoNewPrivs:\t1" in Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return False
