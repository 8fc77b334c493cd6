"""What Textual's way of reading the terminal lacks for a machine that nobody attends."""

import codecs
import errno
import os
import sys
from typing import Any

from textual import constants
from textual.driver import Driver

from kiosk.faults import note
from kiosk.machine.pastes import PatientParser

if sys.platform != "win32":
    from textual.drivers import linux_driver

    class KioskDriver(linux_driver.LinuxDriver):
        """Reads keys whatever arrives, and no mouse: its reports would only cost."""

        def __init__(self, app: Any, *, mouse: bool = False, **options: Any) -> None:
            super().__init__(app, mouse=False, **options)

        def run_input_thread(self) -> None:
            """Read on after what the parser cannot digest; a terminal that is gone ends the app."""
            while not self.exit_event.is_set():
                try:
                    return super().run_input_thread()
                except OSError as error:
                    note(error)
                    self._app.call_later(self._app.exit, 1)
                    return None
                except Exception as error:  # the outermost handler of the thread
                    note(error)
            return None


def forgive() -> None:
    """Make Textual's input survive what a scanner can send. To be called before the app runs.

    One byte that is not UTF-8 ends Textual's input thread and with it the app (Textual issue 6456);
    it becomes U+FFFD here. A paste that never ends would deafen it. The kitty keyboard protocol would report
    the modifiers as keys of their own. Signals stay off: a Code 128 may well carry Ctrl+C or Ctrl+Z.
    """
    os.environ.pop("TEXTUAL_ALLOW_SIGNALS", None)
    constants.DISABLE_KITTY_KEY = True  # type: ignore[misc]
    if sys.platform != "win32":
        linux_driver.XTermParser = PatientParser  # type: ignore[attr-defined]
        linux_driver.getincrementaldecoder = lambda _encoding: _TerminalDecoder  # type: ignore[attr-defined,assignment]


def driver_class(usual: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual chose."""
    if sys.platform != "win32" and usual is linux_driver.LinuxDriver:
        return KioskDriver
    return usual


def is_plain_console() -> bool:
    """Whether this is the kernel's own console: 16 colours and few signs."""
    return os.environ.get("TERM") == "linux"


class _TerminalDecoder(codecs.getincrementaldecoder("utf-8")):  # type: ignore[misc]
    """Makes text of what the terminal gives: U+FFFD of what is no UTF-8, an error of its end.

    A terminal that hung up is ready at once and forever, with nothing to read: Textual would go on asking it
    as fast as the machine can.
    """

    def __init__(self) -> None:
        super().__init__(errors="replace")

    def decode(self, data: bytes, final: bool = False) -> str:
        if not data and not final:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return str(super().decode(data, final))
