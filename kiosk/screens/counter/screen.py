"""The screen at which children borrow and return: a stage, the reader's turn, and lines around them."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from kiosk.screens.counter.aim import AimPane
from kiosk.screens.counter.class_pane import ClassPane
from kiosk.screens.counter.turn import ReaderPane
from kiosk.screens.edges import BottomLine, HintPane, KeyLine, TopLine
from kiosk.screens.pane import Pane
from kiosk.screens.stage import Stage
from kiosk.screens.view import View


class Counter(Screen[None], inherit_bindings=False):
    """Shows a view. It decides nothing and remembers nothing but the view."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-high"), (40, "-tall")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._panes: Sequence[Pane[object]] = ()

    def compose(self) -> ComposeResult:
        """Seven panes; nothing of it can have the focus."""
        yield TopLine(self._view, "top")
        yield Widget(Stage(self._view, "stage"), AimPane(self._view, "aim"), id="middle")
        yield ReaderPane(self._view, "reader")
        yield ClassPane(self._view, "class")
        yield HintPane(self._view, "hints")
        yield BottomLine(self._view, "bottom")
        yield KeyLine(self._view, "keys")

    def on_mount(self) -> None:
        """Show the view that was given before there was anything to show it in."""
        self._panes = tuple(self.query(Pane).results(Pane))
        self.show(self._view)

    def show(self, view: View) -> None:
        """Show what holds now; each pane repaints only what it must."""
        self._view = view
        self.set_class(view.reader is not None and view.notice is None, "-turn")
        self.set_class(bool(view.hints), "-hints")
        self.set_class(view.roster is not None or view.page is not None, "-lesson")
        self.set_class(view.page is not None, "-page")
        self.set_class(view.aim is not None, "-aim")
        for pane in self._panes:
            pane.show(view)

    @property
    def aim_room(self) -> tuple[int, int]:
        """Columns and rows that the camera's picture may have."""
        return self.query_one("#aim", AimPane).room
