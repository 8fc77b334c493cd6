"""The librarian's desk in a window that lies over the kiosk: a process of its own, and what it leaves behind.

The kiosk goes on below it, and it ends with the kiosk. What the kiosk's own scanners read meanwhile goes
to the window: whoever scans sees that, and a book that is looked up there is not returned unseen below it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from kiosk.faults import note
from kiosk.settings import Settings

SHOWN = "shown"
"""The line by which the desk says that its window asks for scans."""
CLOSING = "closing"
"""The line by which it says that it takes no more of them; the window itself goes a moment later."""
_RANK = 5
_OOM_SCORE = "300"


class DeskWindow:
    """At most one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self.is_in_front = False
        """Whether it is shown, and waits for scans."""
        self.has_failed = False
        """Whether the last one ended by a fault."""

    @property
    def is_open(self) -> bool:
        """Whether there is one, also while it has not been painted yet."""
        return self._process is not None

    def open(self, settings: Settings, patron_id: int | None) -> bool:
        """Open the desk of this kiosk's store, for who has given their PIN here; False where it is open."""
        if self._process:
            return False
        try:
            self._begin(settings, patron_id)
        except OSError as error:  # no room on the disk, or no memory
            note(error)
            self.has_failed = True
        return True

    def _begin(self, settings: Settings, patron_id: int | None) -> None:
        from tempfile import TemporaryDirectory

        folder = TemporaryDirectory(prefix="kiosk-window-", ignore_cleanup_errors=True)
        said = {"STORE": settings.store, "NAME": settings.name, "LANGUAGE": settings.language}
        ours = {f"KIOSK_{name}": text for name, text in said.items() if text} | {"TMPDIR": folder.name}
        signs = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")  # systemd waits for those of the kiosk
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "desk", "window", "--over-kiosk"],
            env={**{name: text for name, text in os.environ.items() if name not in signs}, **ours},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        _lower(process.pid)
        self._process, self.is_in_front, self.has_failed = process, False, False
        self._send(str(patron_id or ""))
        threading.Thread(target=self._watch, args=(process, folder), name="desk window", daemon=True).start()

    def takes(self, code: str) -> bool:
        """Hand on what a scanner has read; False while no window is in front."""
        return self.is_in_front and self._send(code)

    def _send(self, line: str) -> bool:
        process = self._process
        if process is None or process.stdin is None:
            return False
        try:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        except (OSError, ValueError):  # it is just ending
            return False
        return True

    def _watch(
        self, process: "subprocess.Popen[str]", folder: contextlib.AbstractContextManager[str]
    ) -> None:
        """Wait for its end; then nothing of it stays, neither a browser nor a file, however it has ended."""
        with folder, process:
            for line in process.stdout or ():
                self.is_in_front = {SHOWN: True, CLOSING: False}.get(line.strip(), self.is_in_front)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            self.is_in_front = False
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            self.has_failed = process.wait() != 0
        self._process = None


def _lower(process_id: int) -> None:
    """Where time or memory is short, the counter keeps them."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process_id, _RANK)
    with contextlib.suppress(OSError):
        Path(f"/proc/{process_id}/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")


def tell(line: str) -> None:
    """In the process of the desk: say this to the kiosk."""
    with contextlib.suppress(OSError):  # which may have ended
        print(line, flush=True)
