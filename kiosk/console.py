"""Talking to a librarian at a terminal: sentences and tables."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len, set_cell_size

from db.clock import utc_now
from db.errors import BadValue
from db.marking import N_, Sentence
from kiosk.settings import Settings
from kiosk.settings_file import Slip
from kiosk.words import Words, visible

if TYPE_CHECKING:
    from db.events.record import Acting


@dataclass(frozen=True)
class Console:
    """What every command gets: the words, the machine's settings, and where answers and remarks go.

    `slips`: the parts of the settings that are left out.
    """

    words: Words
    settings: Settings
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    slips: Sequence[Slip] = ()

    def say(self, text: str | Sentence, /, **details: object) -> None:
        """Write one translated sentence as an answer."""
        print(self.words(text, **details), file=self.out)

    def warn(self, text: str | Sentence, /, **details: object) -> None:
        """Write one translated sentence beside the answers."""
        print(self.words(text, **details), file=self.err)

    def acting(self) -> "Acting":
        """A command acts, now, at this machine: whose it is, the operating system knows."""
        from db.events.record import Acting  # not on the way to the first screen

        return Acting(self.settings.name, utc_now(), "command", account=account())

    def table(self, head: Sequence[str], body: Iterable[Sequence[object]]) -> None:
        """Write rows in columns; Chinese characters count as two columns."""
        lines = [[visible(str(cell)) for cell in row] for row in (head, *body)]
        widths = [max(cell_len(line[column]) for line in lines) for column in range(len(head))]
        for line in lines:
            cells = (set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip(), file=self.out)


def account() -> str:
    """The account of the operating system that runs this, and who borrowed it with sudo."""
    try:
        import pwd  # not on Windows
    except ImportError:
        import getpass  # not on the way to the first screen

        return getpass.getuser()
    try:
        name = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # an account without a name, as in a container
        name = str(os.geteuid())
    borrower = os.environ.get("SUDO_USER", "")
    return f"{borrower}/{name}" if borrower else name


def confirmed(console: Console, question: str) -> bool:
    """Whether the person at the terminal types yes. Raises BadValue where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise BadValue(N_("Nobody is here to confirm this. Use --yes if you really mean it."))
    from kiosk.typed import is_yes

    return is_yes(input(console.words(question)))


class Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, err: TextIO) -> None:
        self._err = err if err.isatty() else None
        self._percent = -1

    def show(self, done: int, of: int) -> None:
        """Paint how far it is, when that is another whole percent."""
        percent = 100 * done // max(of, 1)
        if self._err and percent != self._percent:
            self._percent = percent
            self._err.write(f"\r[{'#' * (percent // 4):<25}] {percent:3} %")
            self._err.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._err and self._percent >= 0:
            self._err.write("\r\x1b[K")
            self._err.flush()
