"""The idle screen in words: a few pages, one after the other."""

from collections.abc import Callable, Sequence

from db.answers.counter.idle import Idle
from db.marking import N_
from kiosk.sentences.counter.tips import TIPS
from kiosk.sentences.said import Said, Tone
from kiosk.words import Words, visible


def idle_pages(idle: Idle, turn: int = 0) -> list[Callable[[Words], Said]]:
    """What there is to show, each page as it is said in a language; a tip is always there.

    Each has a picture, by its name in `kiosk.lettering.pictures`. Its word is drawn large beside that. Of its
    lines the last is a note to the others, or empty. `turn` counts how often all were shown: each time
    another title, class or activity stands first, where the letters may be large.
    """
    # Translators: "Books!" (reading week), "Just in", "Read!", "Bravo" (to a class), "Today" and "Tip" are
    # drawn large beside a picture: at most six letters or three Chinese characters.
    pages: list[Callable[[Words], Said]] = []
    if idle.reading_week:
        told = N_("Which book would you give to a friend?")
        pages.append(lambda _: _page("owl", _(N_("Books!")), _(told)))
    if idle.new_books:
        pages.append(lambda _: _page("book", _(N_("Just in")), *_from(turn, idle.new_books)))
    if idle.list_titles:
        name, titles = visible(idle.list_name), _from(turn, idle.list_titles)
        pages.append(lambda _: _page("shelf", _(N_("Read!")), *titles, note=_(N_("List: {name}"), name=name)))
    if idle.best_class:
        best, average = idle.best_class
        each = N_("{average} books each this week")
        pages.append(lambda _: _page("cup", _(N_("Bravo")), visible(best), note=_(each, average=average)))
    if idle.today:
        pages.append(lambda _: _page("calendar", _(N_("Today")), *_from(turn, idle.today)))
    pages.append(lambda _: _page("bulb", _(N_("Tip")), _(TIPS[idle.day % len(TIPS)])))
    return pages


def _from(turn: int, lines: Sequence[str]) -> list[str]:
    first = turn % len(lines)
    return [visible(line) for line in (*lines[first:], *lines[:first])]


def _page(picture: str, big: str, *lines: str, note: str = "") -> Said:
    return Said(Tone.HELLO, "", big, (*lines, note), picture=picture)
