"""The large part of the screen: what to do while nobody is here, and what the kiosk says to a scan."""

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from kiosk.lettering.large import draw_large
from kiosk.lettering.letters import LETTER_ROWS
from kiosk.machine.terminal import draws_sixths
from kiosk.screens.pane import Pane, centred, fold
from kiosk.screens.view import Notice, View
from kiosk.sentences.said import Said, Tone
from kiosk.words import Words


class Stage(Pane[Said]):
    """One answer, in a colour, with a mark and a word that are read from two metres."""

    def look(self, view: View) -> Said:
        return _said(view)

    def show(self, view: View) -> bool:
        changed = super().show(view)
        for tone in Tone:
            self.set_class(tone is self._seen.tone and bool(self._seen.mark), f"-{tone.value}")
        return changed

    def draw(self, seen: Said, columns: int, rows: int) -> Sequence[Content]:
        if seen.picture:
            from kiosk.screens.idle_page import draw_idle  # the first picture is another one

            return draw_idle(seen, columns, rows, sixths=draws_sixths())
        if seen.step:
            from kiosk.screens.idle_page import draw_step  # who comes for the first time

            if step := draw_step(seen, columns, rows):
                return step
        if seen.mark:
            if seen.pinyin:
                from kiosk.screens.ruby import spread_with_pinyin  # nobody has it at the start

                if drawn := spread_with_pinyin(seen, columns, rows, sixths=draws_sixths()):
                    return drawn
            from kiosk.screens.spread import spread  # the first picture is no answer

            if drawn := spread(seen, columns, rows, sixths=draws_sixths()):
                return drawn
        room = columns - 4
        lines = [fold(line, room, 2) for line in seen.lines]
        if sum(map(len, lines)) > rows - LETTER_ROWS + 2:
            lines = [fold(line, room, 1) for line in seen.lines]
        below = [
            Content.styled(row, "bold" if not (at and seen.mark) else "")
            for at, line in enumerate(lines)
            for row in line
        ]
        if seen.step and seen.pinyin:
            from kiosk.screens.ruby import text_with_pinyin

            read = text_with_pinyin(seen.lines, room)[1:]
            below = read if len(read) <= rows - LETTER_ROWS else below
        picture = draw_large(seen.mark, seen.big, columns, rows - len(below))
        above = [Content.styled(row, "bold") for row in picture]
        gap = [Content("")] if rows > len(above) + len(below) else []
        wide = max((row.cell_length for row in below), default=0)
        # Below the welcome the lines stand under each other; below an answer each has the middle.
        if not seen.mark:
            below = [row.pad_right(wide - row.cell_length) for row in below]
        return centred([*above, *gap, *below], columns, rows)


def _said(view: View) -> Said:
    words = view.words
    if view.notice is Notice.CLOSED:
        return _closed(words)
    if view.notice:
        return unavailable(words, view.notice)
    if view.answer is None and not view.page:
        return _welcome(view)
    from db.answers.counter.scans import Ignored
    from db.answers.counter.turn import TurnEnded  # the first picture answers nobody
    from kiosk.sentences.saying import say

    if view.page and (view.answer is None or isinstance(view.answer, TurnEnded)):
        over = words("The lesson of {name} is over.", name=view.page.roster.lesson.class_name)
        return Said(Tone.HELLO, "→", words("Lesson"), (over,))
    if view.answer is not None and not isinstance(view.answer, Ignored):
        said = say(view.answer, words)
        if view.roster:
            said = replace(said, step="")  # a class is waiting: the line is enough
        if view.slip_offered:
            offer = words("To write about it, press F8 or scan PRINT.")
            said = replace(said, lines=(*said.lines, offer))
        if view.printing and not view.page:
            printing = words(view.printing)
            said = replace(said, lines=(*said.lines, printing))
        has_pinyin = view.reader is not None and view.reader.pinyin and words.language.startswith("zh")
        return replace(said, pinyin=True) if has_pinyin else said
    return _welcome(view)


def _welcome(view: View) -> Said:
    _ = view.words
    if view.corner:
        from kiosk.sentences.saying import say  # the first picture answers nobody

        return say(view.corner, _)
    if view.idle:
        from kiosk.sentences.counter.idle import idle_pages  # the first picture shows no such page

        idle, number = view.idle
        shown = len(idle_pages(idle))
        said = idle_pages(idle, number // shown)[number % shown](_)
        has_pinyin = idle.pinyin and _.language.startswith("zh")
        return replace(said, lines=(*said.lines, _("Scan card or book")), pinyin=has_pinyin)
    lines = [
        _("Borrow: scan your card, then each book."),
        _("Return: just scan the book. Your card only if I ask."),
    ]
    if not view.clock.may_lend:
        lines[0] = _(view.clock.sentence, day=view.today.isoformat())
    if not view.is_open:
        lines.append(_("The library is closed today. You can still borrow and return here."))
    # Translators: drawn large; lines of at most ten letters or five Chinese characters, with blanks
    # between them.
    return Said(Tone.HELLO, "", _("Scan card or book"), tuple(lines))


def _closed(words: Words) -> Said:
    _ = words
    return Said(Tone.WAIT, "!", _("Closed"), (_("The kiosk is closed for now. Please ask the librarian."),))


def unavailable(words: Words, notice: Notice = Notice.NOT_NOTED) -> Said:
    """The store cannot be used at the moment, and what became of the last scan."""
    _ = words
    why = _("I cannot reach my list of books just now.")
    if notice is Notice.NOTED:
        returned = _("Bringing a book back? I have noted it. Put it on the return trolley.")
        borrowed = _("Borrowing a book? That does not work now. Please ask the librarian.")
        return Said(Tone.WAIT, "!", _("Noted"), (why, returned, borrowed))
    if notice is Notice.NOT_NOTED:
        nothing = _("Nothing was written down.")
        ask = _("Please ask the librarian. You can scan again in a moment.")
        return Said(Tone.STOP, "!", _("Sorry"), (why, nothing, ask))
    returns = _("Return: just scan the book, and I note it. To borrow, please ask the librarian.")
    return Said(Tone.STOP, "!", _("Sorry"), (why, returns))
