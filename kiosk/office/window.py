"""The librarian's desk in a window over the kiosk, for the school whose only computer the kiosk is.

In cage a second window lies over the first until it is closed; nothing of the kiosk stops meanwhile.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.settings import Settings

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = 0.5
"""Seconds between two looks at whether the window is still wanted."""

_opened: "subprocess.Popen[bytes] | None" = None


def window_browser() -> str:
    """The browser that can show a window here; empty where none is installed, or on a bare terminal."""
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        return ""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), "")


def begin_desk(settings: Settings) -> bool:
    """Open the desk of this kiosk's store in a window, as a process of its own; False where one is open."""
    global _opened
    if _opened and _opened.poll() is None:
        return False
    language = {"KIOSK_LANGUAGE": settings.language} if settings.language else {}
    _opened = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "desk", "window"],
        env={**os.environ, "KIOSK_STORE": settings.store, "KIOSK_NAME": settings.name, **language},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with contextlib.suppress(OSError):  # where memory or time is short, the counter keeps them
        os.setpriority(os.PRIO_PROCESS, _opened.pid, 5)
        Path(f"/proc/{_opened.pid}/oom_score_adj").write_text("300", encoding="ascii")
    return True


def while_wanted(browser: str, address: str, is_wanted: Callable[[], bool], then: Callable[[], None]) -> None:
    """Show this address in a window, beside what this thread does, until it is closed or not wanted; `then`.

    The window has a profile of its own, which goes with it: no history, no form and no name is kept.
    """

    def watch() -> None:
        with (
            TemporaryDirectory(prefix="kiosk-window-", ignore_cleanup_errors=True) as folder,
            subprocess.Popen(_command(browser, address, folder), stderr=subprocess.DEVNULL) as window,
        ):
            while window.poll() is None and is_wanted():
                time.sleep(_QUIET)
            window.terminate()
        then()

    threading.Thread(target=watch, name="desk window", daemon=True).start()


def _command(browser: str, address: str, folder: str) -> list[str]:
    # Under the locks of our unit no process may build a sandbox of its own; the unit's own goes round it.
    locked = ["--no-sandbox"] if _may_gain_nothing() else []
    return [
        browser,
        f"--app={address}",
        f"--user-data-dir={folder}",
        "--ozone-platform-hint=auto",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-sync",
        "--disable-component-update",
        *locked,
    ]


def _may_gain_nothing() -> bool:
    try:
        return "NoNewPrivs:\t1" in Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return False
