"""A bar for what takes longer than a moment."""

from typing import TextIO


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
