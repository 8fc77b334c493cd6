"""The staff's question whose copy a book is, where every copy of its title is out."""

from collections.abc import Sequence

from textual.content import Content

from db.answers.counter.overriding import Holder
from db.codes import clean
from kiosk.screens.pane import cut
from kiosk.screens.staff.dialog import WIDTH, Dialog
from kiosk.words import Words, visible

_MOST_LINES = 9
"""What fits into a window of 24 rows; who is not shown can be typed as well."""


class WhoseDialog(Dialog):
    """Shows who has the title; the number of one of them says that this is their copy."""

    def __init__(self, words: Words, holders: Sequence[Holder]) -> None:
        super().__init__(words)
        self._holders = holders

    def told(self) -> list[Content]:
        _ = self._words
        shown = self._holders if len(self._holders) <= _MOST_LINES else self._holders[: _MOST_LINES - 1]
        lines = [
            Content(cut(f"{one.number}  {one.class_name}  {one.name}  {_.day(one.due_on)}", WIDTH))
            for one in shown
        ]
        more = len(self._holders) - len(shown)
        if more:
            lines.append(Content(_("and {more} more", more=more)))
        return [
            Content.styled(
                _("Whose copy is it? Their loan ends, and the copy is lent to this reader."), "bold"
            ),
            Content(""),
            *lines,
            Content(""),
            Content.assemble(_("Reader's number:"), " ", (f"{visible(self._typed)}_", "bold")),
            Content(self._said),
            Content(_("Enter: go on   Esc: back to the kiosk")),
        ]

    def entered(self, text: str) -> None:
        wanted = clean(text)
        for one in self._holders:
            if clean(one.number) == wanted:
                self.dismiss(one)
                return
        self.tell(self._words("Nobody with this number has the book."))
