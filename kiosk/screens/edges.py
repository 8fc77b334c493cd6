"""The lines around the stage: the day, what is typed, the time that is left, the keys, codes to try."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from db.answers.alone.away import Away
from db.marking import N_
from kiosk.machine.terminal import is_plain_console
from kiosk.screens.pane import Pane, between, cut
from kiosk.screens.view import Notice, View
from kiosk.settings_file import LEFT_OUT
from kiosk.words import Words, visible

_COUNTDOWN = 10
"""Seconds for which the bar is full."""


@dataclass(frozen=True)
class Top:
    """What stands in the top line."""

    left: str
    day: str


_AWAY = {
    Away.NETWORK: N_("Working without the network. Nothing is lost."),
    Away.PASSWORD: N_("! The server rejects the password. Please tell the librarian."),
    Away.LACKING: N_("! The server lacks a table or a permission. Please tell the librarian."),
    Away.READ_ONLY: N_("! The server cannot save anything now. Please tell the librarian."),
    Away.FULL: N_("! The server's disk is full. Please tell the librarian."),
    Away.NEWER: N_("! The server is newer than I am: update me. Please tell the librarian."),
    Away.OLDER: N_("The server is being updated. Nothing is lost."),
    Away.UNPROVEN: N_("! The server cannot prove who it is. Please tell the librarian."),
}


_BESIDE = N_("Another kiosk is already running on {terminal} of this machine.")


class TopLine(Pane[Top]):
    """The library and the day; a scanner that is not connected."""

    def look(self, view: View) -> Top:
        _ = view.words
        left = visible(view.library) or _("School library")
        if view.corner:
            left = _("Corner of {name}. DONE ends it.", name=visible(view.corner.class_name))
        if view.dropped:
            left = _("! The scanner was too fast for me. Please scan again.")
        elif len(view.lost) == 1 and (trouble := view.lost[0].trouble):
            left = "! " + _(trouble)
        elif view.lost:
            left = _("! Scanner not connected: {names}", names=", ".join(lost.name for lost in view.lost))
        elif view.away:
            left = _(_AWAY[view.away])
        elif view.left_out:
            left = "! " + _(LEFT_OUT, part=", ".join(view.left_out))
        elif view.beside:
            left = "! " + _(_BESIDE, terminal=", ".join(view.beside))
        day = _.day(view.today)
        return Top(left, day if view.is_open else _("{day}, closed today", day=day))

    def draw(self, seen: Top, columns: int, rows: int) -> Sequence[Content]:
        left = Content.styled(seen.left, "bold")
        if left.cell_length + 2 + Content(seen.day).cell_length > columns:
            return [left.truncate(columns, ellipsis=True)]  # a scanner's trouble needs the whole line
        return [between(left, Content(seen.day), columns)]


@dataclass(frozen=True)
class Bottom:
    """What stands in the line above the keys."""

    words: Words
    typed: str
    seconds_left: int | None
    locks_in: int | None = None


class BottomLine(Pane[Bottom]):
    """What somebody is typing, or else how much time is left."""

    def look(self, view: View) -> Bottom:
        return Bottom(view.words, view.typed, view.seconds_left, view.locks_in)

    def show(self, view: View) -> bool:
        changed = super().show(view)
        self.set_class(bool(self._seen.seconds_left) and not self._seen.typed, "-counting")
        return changed

    def draw(self, seen: Bottom, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        if seen.typed == "#":
            return [
                Content.assemble(_("Type your number on the list, then press Enter:"), " ", ("#_", "bold"))
            ]
        if seen.typed:
            shown = visible(seen.typed)[-columns // 2 :]
            keys = _("Enter: done   Backspace: correct   Esc: clear")
            return [
                between(Content.assemble(_("Typed:"), " ", (f"{shown}_", "bold")), Content(keys), columns)
            ]
        if seen.locks_in is not None:
            return [Content.styled(locks_in(seen.locks_in, _), "bold")]
        if seen.seconds_left is None:
            return []
        told = _("Time left: {seconds}", seconds=seen.seconds_left)
        told = f"{told:<{len(told) + 2 - len(str(seen.seconds_left))}}  "
        room = max(0, columns - Content(told).cell_length)
        full = room * seen.seconds_left // _COUNTDOWN
        return [Content.assemble((told, "bold"), "█" * full, "·" * (room - full))]


@dataclass(frozen=True)
class Keys:
    """Which keys do something now."""

    words: Words
    has_reader: bool
    notice: Notice | None
    is_demo: bool
    is_lesson: bool
    has_camera: bool
    can_print: bool


class KeyLine(Pane[Keys]):
    """The function keys. Only these: a scanner can type anything else."""

    def look(self, view: View) -> Keys:
        return Keys(
            view.words,
            view.reader is not None,
            view.notice,
            view.is_demo,
            view.roster is not None,
            view.has_camera,
            view.can_print,
        )

    def draw(self, seen: Keys, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        keys = [("F2", _("Language") if is_plain_console() else "English/中文")]
        if seen.notice is None:
            keys.append(("F3", _("Undo")))
            if seen.has_reader:
                keys.append(("F4", _("Renew")))
            keys.append(("F5", _("Find")))
            if seen.has_camera:
                keys.append(("F6", _("Camera")))
            if seen.is_lesson:
                keys.append(("F7", _("No.")))
            if seen.can_print:
                keys.append(("F8", _("Print")))
            if seen.has_reader:
                keys.append(("F9", _("Done")))
        leave = _keys([("F10", _("Leave") if seen.is_demo else _("Staff"))])
        without_find = [key for key in keys if key[0] != "F5"]  # who has a card in hand needs the others more
        for shown, apart in ((keys, 3), (keys, 2), (without_find, 3), (without_find, 2)):
            left = _keys(shown, apart)
            if left.cell_length + 2 + leave.cell_length <= columns:
                break
        return [between(left, leave, columns)]


def _keys(keys: Sequence[tuple[str, str]], apart: int = 3) -> Content:
    parts = [Content.assemble((f" {key} ", "bold reverse"), f" {what}") for key, what in keys]
    return Content(" " * apart).join(parts)


@dataclass(frozen=True)
class Hints:
    """Codes to try."""

    words: Words
    hints: tuple[tuple[str, str], ...]


class HintPane(Pane[Hints]):
    """In the demonstration: what a newcomer without a scanner can type."""

    def look(self, view: View) -> Hints:
        return Hints(view.words, view.hints)

    def draw(self, seen: Hints, columns: int, rows: int) -> Sequence[Content]:
        _ = seen.words
        heading = _("To try it out, type a number and press Enter:")
        cells = [(visible(code), visible(_(label))) for label, code in seen.hints]
        across = max(1, min(3, columns // 38), -(-len(cells) // max(1, rows - 1)))  # no code is left out
        wide = columns // across
        lines = [Content.styled(cut(heading, columns), "bold")]
        for start in range(0, len(cells), across):
            row = Content("")
            for code, label in cells[start : start + across]:
                cell = Content.assemble((code, "bold"), "  ", label).truncate(wide - 1, ellipsis=True)
                row = Content.assemble(row, cell, " " * (wide - cell.cell_length))
            lines.append(row)
        return lines


def locks_in(seconds: int, words: Words) -> str:
    """In how many seconds staff mode locks itself."""
    return words.plural("Locks automatically in {n} second.", "Locks automatically in {n} seconds.", seconds)
