"""What Textual's way of reading the terminal lacks for a machine that nobody attends."""

import asyncio
import codecs
import errno
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

from textual import constants, events
from textual.driver import Driver
from textual.message import Message

from kiosk.faults import note
from kiosk.machine.key_signs import ESCAPE, PROOF, KeySigns

if sys.platform != "win32":
    from textual._xterm_parser import XTermParser
    from textual.drivers import linux_driver

    _LOOK = 0.1
    """Seconds between two looks at whether the screen has ended."""

    class KioskDriver(linux_driver.LinuxDriver):
        """Reads keys whatever arrives, and nothing but keys.

        No mouse, whose reports would only cost; no pastes and no sizes, which a scanner can feign: the size
        is what the system says.
        """

        def __init__(self, app: Any, *, mouse: bool = False, **options: Any) -> None:
            super().__init__(app, mouse=False, **options)
            self._proof_is_wanted = threading.Event()

        def prove(self) -> None:
            """Have the thread that reads the keys send the sign PROOF, on the way of all keys."""
            self._proof_is_wanted.set()

        def run_input_thread(self) -> None:
            """Read on after what the parser cannot digest; a terminal that is gone ends the app."""
            while not self.exit_event.is_set():
                try:
                    for message in self._messages():
                        self.process_message(message)
                except OSError as error:
                    note(error)
                    self._app.call_later(self._app.exit, 1)
                    return
                except Exception as error:  # the outermost handler of the thread
                    note(error)

        def _messages(self) -> Iterator[Message]:
            # Bytes that are no UTF-8 would end Textual's own thread, and with it the app (issue 6456).
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            signs, parser = KeySigns(), XTermParser()
            while not self.exit_event.is_set():
                if select.select([self.fileno], [], [], _LOOK)[0]:
                    data = os.read(self.fileno, 4096)
                    if not data:  # it hung up, and will be ready with nothing to read for ever
                        raise OSError(errno.EIO, os.strerror(errno.EIO))
                    pieces = signs.take(decoder.decode(data), monotonic())
                else:
                    pieces = signs.expire(monotonic())
                if self._proof_is_wanted.is_set() and not signs.is_pending:
                    self._proof_is_wanted.clear()
                    pieces.append(PROOF)
                for piece in pieces:
                    if piece == ESCAPE:  # the parser would wait for more
                        yield events.Key("escape", ESCAPE)
                    else:
                        yield from parser.feed(piece)

        def _enable_bracketed_paste(self) -> None:
            """Leave it off: what is pasted comes as keys."""

        def _query_in_band_window_resize(self) -> None:
            """Do not ask: the answer would come from wherever keys come from."""


def prove(driver: Driver | None) -> bool:
    """Have this terminal send PROOF on the way of all keys; False for one that cannot."""
    if sys.platform != "win32" and isinstance(driver, KioskDriver):
        driver.prove()
        return True
    return False


def end_when_asked(end: Callable[[], None]) -> None:
    """Have the running loop call `end` when the machine asks the process to end."""
    # Not on Windows, and not outside the main thread.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)


def forgive() -> None:
    """Make Textual's input survive what a scanner can send. To be called before the app runs.

    The kitty keyboard protocol would report the modifiers as keys of their own.
    Signals stay off: a Code 128 may well carry Ctrl+C or Ctrl+Z.
    """
    os.environ.pop("TEXTUAL_ALLOW_SIGNALS", None)
    constants.DISABLE_KITTY_KEY = True  # type: ignore[misc]


def driver_class(usual: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual chose."""
    if sys.platform != "win32" and usual is linux_driver.LinuxDriver:
        return KioskDriver
    return usual


def tone_of(*, is_right: bool, is_console: bool) -> str:
    """What a terminal is sent so that it sounds: high and short where all is right, low and long otherwise.

    Only the console of Linux has two tones (console_codes(4)); elsewhere what is right makes no sound.
    """
    if not is_console:
        return "" if is_right else "\a"
    pitch, milliseconds = (880, 80) if is_right else (220, 400)
    return f"\x1b[10;{pitch}]\x1b[11;{milliseconds}]\a"


def is_plain_console() -> bool:
    """Whether this is the kernel's own console: 16 colours and few signs."""
    return os.environ.get("TERM") == "linux"


_OLDEST_VTE = 6200
"""GNOME's terminals draw sixths themselves since 0.62."""


def draws_sixths() -> bool:
    """Whether this terminal draws the sixths of a cell (U+1FB00) itself, whatever its font has.

    Those that do say who they are; `KIOSK_SIXTHS` says it of another (1), or that one does not (0).
    """
    told = os.environ.get("KIOSK_SIXTHS")
    if told:
        return told != "0"
    term, vte = os.environ.get("TERM", ""), os.environ.get("VTE_VERSION", "")
    return (
        term.startswith(("foot", "xterm-kitty", "xterm-ghostty", "wezterm"))
        or os.environ.get("TERM_PROGRAM") == "WezTerm"
        or (vte.isdigit() and int(vte) >= _OLDEST_VTE)
    )
