"""A program in a real pseudo-terminal: keys in, painted text out, with the time of every chunk."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CONTROLS = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[()][A-Z0-9]|[=>])")


def _environment() -> dict[str, str]:
    """That of a school's machine, where what was compiled once is kept: only the first start pays for it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class TerminalApp:
    """Starts a Python command in a pseudo-terminal of its own and reads what it paints."""

    def __init__(
        self,
        arguments: list[str],
        *,
        columns: int = 100,
        rows: int = 30,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.started = time.perf_counter()
        self.fd, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=ROOT,
            env={**_environment(), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **(environment or {})},
            start_new_session=True,
        )
        os.close(child)
        self.text = ""
        self._painted = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, keys: str) -> float:
        """Write keys as a scanner would; returns when the last byte was taken."""
        os.write(self.fd, keys.encode())
        return time.perf_counter()

    def wait_for(self, text: str, *, after: int = 0, timeout: float = 20) -> float:
        """The time at which `text` was painted, in what came after this many characters."""
        end = time.perf_counter() + timeout
        with self._painted:
            while text not in self.text[after:]:
                if not self._painted.wait(end - time.perf_counter()):
                    raise TimeoutError(f"{text!r} was not painted; the last was {self.text[-500:]!r}")
            return self._at

    def quiet(self, seconds: float = 0.3) -> int:
        """Wait until nothing was painted for a while; returns how much was painted so far."""
        while True:
            before = len(self.text)
            time.sleep(seconds)
            if len(self.text) == before:
                return before

    def processor_seconds(self) -> float:
        """How long the program has kept a processor busy so far: on a busy machine this says more."""
        times = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.fd)

    def _read(self) -> None:
        while True:
            try:
                if not select.select([self.fd], [], [], 1)[0]:
                    continue
                chunk = os.read(self.fd, 65536)
            except (OSError, ValueError):
                return
            with self._painted:
                self._at = time.perf_counter()
                # Text painted in one run of a style stays in one piece; cursor moves are taken out.
                self.text += _CONTROLS.sub("", chunk.decode(errors="replace"))
                self._painted.notify_all()
