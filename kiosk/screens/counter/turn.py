"""The reader's turn: who it is, how many books they may still take, what they hold and when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from kiosk.machine.terminal import is_plain_console
from kiosk.screens.pane import Pane, between
from kiosk.screens.view import View
from kiosk.words import Words, visible

if TYPE_CHECKING:  # at the first picture nobody is there
    from db.answers.shown import LoanLine, Reader

_LATE = "bold #ff8080"
_MOST_DOTS = 12
"""A larger quota (teachers) is shown as a number only."""

_LOW = 4
"""Rows of a pane that leaves no line blank."""


@dataclass(frozen=True)
class Held:
    """A reader with what they hold, as of a day, in a language."""

    reader: "Reader | None"
    today: date
    words: Words


class ReaderPane(Pane[Held]):
    """Given name, class, quota as a picture, and one line for each loan."""

    def look(self, view: View) -> Held:
        return Held(None if view.notice else view.reader, view.today, view.words)

    def show(self, view: View) -> bool:
        changed = super().show(view)
        if changed and self._seen.reader is None:
            # A pane that is not displayed is not painted, and would keep the last reader's lines.
            self.render_lines(self.size.region)
        return changed

    def draw(self, seen: Held, columns: int, rows: int) -> Sequence[Content]:
        reader, _ = seen.reader, seen.words
        if reader is None:
            return []
        who = f"{visible(reader.given_name)}  ·  {visible(reader.class_name)}".rstrip(" ·")
        lines = [between(Content.styled(who, "bold"), _quota(reader, _), columns)]
        if rows > _LOW:
            lines.append(Content(""))
        if not reader.loans:
            return [*lines, Content(_("You have no books at home."))]
        for at, loan in enumerate(reader.loans):
            if len(lines) == rows - 1 and len(reader.loans) > at + 1:
                more = len(reader.loans) - at
                return [*lines, Content(_.plural("and {n} more book", "and {n} more books", more))]
            lines.append(_loan(loan, seen, columns))
        return lines


def _quota(reader: "Reader", words: Words) -> Content:
    used, most = len(reader.loans), reader.most_loans
    told = words("{used} of {limit} books", used=used, limit=most)
    if most > _MOST_DOTS or used > _MOST_DOTS:
        return Content(told)
    free = "·" if is_plain_console() else "○"
    return Content.assemble(("●" * used + free * max(0, most - used), "bold"), "  ", told)


def _loan(loan: "LoanLine", seen: Held, columns: int) -> Content:
    _ = seen.words
    late = loan.days_overdue(seen.today)
    title = visible(loan.book.title)
    if late:
        due = _.plural("{n} day late: please bring it back", "{n} days late: please bring it back", late)
        return between(Content(f"! {title}"), Content(due), columns).stylize(_LATE)
    due = _("due today") if loan.due_on == seen.today else _("due {day}", day=_.day(loan.due_on))
    return between(Content(f"• {title}"), Content(due), columns)
