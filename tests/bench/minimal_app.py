"""The floor for the full screen: a Textual app with as many widgets, which shows what was typed."""

import sys

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class Minimal(App[None], inherit_bindings=False):
    """Repaints all its lines when Enter ends a code."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Static { height: 1fr; }"

    def __init__(self, widgets: int) -> None:
        super().__init__()
        self._lines = [Static("ready", markup=False) for _ in range(widgets)]
        self._typed = ""

    def compose(self) -> ComposeResult:
        yield from self._lines

    def on_key(self, event: Key) -> None:
        if event.key == "enter":
            for line in self._lines:
                line.update(f"answer {self._typed}")
            self._typed = ""
        elif event.character:
            self._typed += event.character


if __name__ == "__main__":
    Minimal(int(sys.argv[1])).run()
