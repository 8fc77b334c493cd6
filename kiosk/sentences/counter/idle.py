"""The idle screen in words: a few pages, one after the other."""

from collections.abc import Callable

from db.answers.counter.idle import Idle
from db.marking import N_
from kiosk.sentences.counter.tips import TIPS
from kiosk.sentences.said import Said, Tone
from kiosk.words import Words, visible


def idle_pages(idle: Idle) -> list[Callable[[Words], Said]]:
    """What there is to show, each page as it is said in a language; a tip is always there."""
    pages: list[Callable[[Words], Said]] = []
    if idle.reading_week:
        pages.append(lambda _: _page(_(N_("Reading week")), _(N_("Which book do you give to a friend?"))))
    if idle.new_books:
        pages.append(lambda _: _page(_(N_("Just in")), *map(visible, idle.new_books)))
    if idle.list_titles:
        name, titles = visible(idle.list_name), [visible(title) for title in idle.list_titles]
        pages.append(lambda _: _page(_(N_("Read this")), name, *titles))
    if idle.best_class:
        best, average = idle.best_class
        told = N_("{name} borrowed most this week: {average} books for each.")
        pages.append(lambda _: _page(_(N_("Well read")), _(told, name=visible(best), average=average)))
    if idle.today:
        pages.append(lambda _: _page(_(N_("Today")), *map(visible, idle.today)))
    pages.append(lambda _: _page(_(N_("Tip")), _(TIPS[idle.day % len(TIPS)])))
    return pages


def _page(big: str, *lines: str) -> Said:
    return Said(Tone.HELLO, "", big, lines)
