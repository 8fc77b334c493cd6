"""What the page for finding a book says: what to type, what was found, and the way to it."""

from collections.abc import Iterator
from datetime import date

from db.answers.shelves.copy_state import State
from db.answers.shelves.finding import READY, Waits, WaitsFor, Way
from db.answers.shelves.shelf import TitleThere
from db.marking import N_, Sentence
from kiosk.sentences.shelves.shelf import STATES, state_words
from kiosk.words import Words

LISTS = (N_("New in the library"), N_("By subject"))
"""The lists of the first page; each is opened by its number."""

NOT_REACHED = Sentence(N_("I cannot reach my list of books just now."))
NOTHING = Sentence(N_("I cannot find that book. Try fewer letters."))
SLIP = Sentence(N_("Your slip is being printed."))

_WAITS = {
    Waits.WAITED: N_("You are already waiting for it. Your place in the line: {position}."),
    Waits.HAS_IT: N_("You have this book."),
    Waits.TOO_MANY: N_("You are already waiting for several books. Please ask the librarian."),
    Waits.NO_COPY: N_("The library has no copy of this book any more."),
    Waits.NOT_NOW: N_("That cannot be saved just now. Please try again later."),
}


def waits_sentence(answer: WaitsFor) -> Sentence:
    """What is said to somebody who scanned a card at the page of a book; it names nobody."""
    if answer.waits is Waits.WAITS:
        if answer.position == 1:
            return Sentence(N_("It will be kept for you. You are next."))
        return Sentence(
            N_("It will be kept for you. Your place in the line: {position}."), {"position": answer.position}
        )
    return Sentence(_WAITS[answer.waits], {"position": answer.position})


def hint_lines(words: Words) -> tuple[str, ...]:
    """What may be typed."""
    return (
        words(N_("Type the first pinyin letters of the title: xyj finds 西游记.")),
        words(N_("Words from the title or the author's name work too.")),
    )


def seen_at_once(there: TitleThere, today: date, words: Words) -> str:
    """Whether a title can be fetched, in a few words."""
    ready = [one for one in there.copies if one.state.state in READY]
    if ready:
        return state_words(ready[0].state, words)
    if there.back_on is None:
        return state_words(there.copies[0].state, words)
    if there.back_on < today:
        return words(STATES[State.ON_LOAN])
    return words(N_("back on {day}"), day=words.day(there.back_on))


def out_lines(way: Way, today: date, words: Words) -> Iterator[str]:
    """What to do while no copy can be fetched."""
    if way.is_here:
        return
    back_on = way.there.back_on
    if back_on and back_on < today:
        yield words(N_("It should have come back already."))
    elif back_on:
        yield words(N_("It should be back on {day}."), day=words.day(back_on))
    yield words(N_("To wait for it, scan your card now."))
