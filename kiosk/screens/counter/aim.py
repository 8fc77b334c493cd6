"""What the camera sees, coarse, beside the stage: so that a child can aim."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from kiosk.screens.pane import Pane, centred, cut
from kiosk.screens.view import Aim, View
from kiosk.words import Words

_HEADING_ROWS = 1
_COLUMNS_TO_ROWS = 8 / 3
"""Of a picture of 4 to 3, in characters that are twice as high as wide."""


@dataclass(frozen=True)
class Aimed:
    """The picture, in a language."""

    words: Words
    aim: Aim | None


class AimPane(Pane[Aimed]):
    """The picture below one line that says what to do; it flashes when a code was read."""

    def look(self, view: View) -> Aimed:
        return Aimed(view.words, view.aim)

    def show(self, view: View) -> bool:
        changed = super().show(view)
        self.set_class(self._seen.aim is not None and self._seen.aim.flashes, "-flash")
        return changed

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows that a picture may have; none before the pane is laid out."""
        columns, rows = self.size.width, max(0, self.size.height - _HEADING_ROWS)
        return min(columns, int(rows * _COLUMNS_TO_ROWS)), min(rows, int(columns / _COLUMNS_TO_ROWS))

    def draw(self, seen: Aimed, columns: int, rows: int) -> Sequence[Content]:
        _, aim = seen.words, seen.aim
        if aim is None:
            return []
        heading = _("Got it!") if aim.flashes else _("Hold the barcode here")
        lines = [Content(line[:columns]) for line in aim.picture] or [Content(_("One moment …"))]
        return centred([Content.styled(cut(heading, columns), "bold"), *lines], columns, rows)
