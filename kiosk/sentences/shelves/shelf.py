"""Shelves in words: where a book stands, and what is to be done about a shelf that was read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from db.answers.counter.scans import CheckedIn
from db.answers.shelves.copy_state import CopyState, State
from db.answers.shelves.shelf import Face, Handful, HeardAtShelf, ShelfRead, Spine, TitleThere, Verdict
from db.marking import N_, Sentence
from kiosk.words import Words

_MOST = 20
"""How many books a line of a list names."""

LISTS = {
    Verdict.STRANGER: N_("These belong elsewhere: {books}"),
    Verdict.ON_LOAN: N_("Recorded as on loan, but here: {books}"),
    Verdict.LOST: N_("Recorded as lost, but here: {books}"),
    Verdict.WITHDRAWN: N_("Withdrawn, but here: {books}"),
    Verdict.IN_REPAIR: N_("Recorded as in repair, but here: {books}"),
    Verdict.TWICE: N_("Scanned in two places: {books}"),
    Verdict.OLD_LABEL: N_("These have an old label: {books}"),
    Verdict.NO_LABEL: N_("The label that these should have is missing: {books}"),
    Verdict.CARD: N_("Readers' cards found here: {books}"),
    Verdict.UNKNOWN: N_("Unknown codes: {books}"),
}


_AT_ONCE = {
    Verdict.RIGHT: N_("✓ {book}"),
    Verdict.MOVE: N_("↔ {book}: out of order"),
    Verdict.STRANGER: N_("→ {book}: belongs elsewhere"),
    Verdict.ON_LOAN: N_("! {book}: recorded as on loan"),
    Verdict.LOST: N_("! {book}: recorded as lost"),
    Verdict.WITHDRAWN: N_("! {book}: withdrawn"),
    Verdict.IN_REPAIR: N_("! {book}: recorded as in repair"),
    Verdict.TWICE: N_("! {book}: already scanned"),
    Verdict.OLD_LABEL: N_("! {book}: an old label"),
    Verdict.NO_LABEL: N_("! {book}: its label is missing"),
    Verdict.CARD: N_("? A reader's card"),
    Verdict.UNKNOWN: N_("? Unknown: {book}"),
}

VERDICTS = {
    None: ("", N_("Shelf")),
    Verdict.RIGHT: ("✓", N_("Right")),
    Verdict.MOVE: ("!", N_("Move")),
    Verdict.STRANGER: ("!", N_("Elsewhere")),
    Verdict.ON_LOAN: ("!", N_("On loan")),
    Verdict.LOST: ("!", N_("Lost")),
    Verdict.WITHDRAWN: ("!", N_("Withdrawn")),
    Verdict.IN_REPAIR: ("!", N_("In repair")),
    Verdict.TWICE: ("!", N_("Twice")),
    Verdict.OLD_LABEL: ("!", N_("Old label")),
    Verdict.NO_LABEL: ("!", N_("No label")),
    Verdict.CARD: ("?", N_("A card")),
    Verdict.UNKNOWN: ("?", N_("Unknown")),
}
"""The mark and the large word of each verdict."""


def scan_line(heard: HeardAtShelf, words: Words) -> str:
    """What is said of one scan at once."""
    if heard.verdict is None:
        return words(N_("Started: {place}"), place=place_of(heard.face or "", words))
    book = named(heard.spine, words) if heard.spine else heard.code
    return words(_AT_ONCE[heard.verdict], book=book)


def place_of(where: Face | str, words: Words) -> str:
    """A face as people call it, or the name of a shelf or corner."""
    if isinstance(where, str):
        return words("shelf {name}", name=where) if where.isdigit() else where
    if where.side:
        # Translators: a board of a bookcase: {bay} is the bookcase, {level} counts from the top.
        return words(
            "shelf {bay}, side {side}, level {level}", bay=where.bay, side=where.side, level=where.level
        )
    return words("shelf {bay}, level {level}", bay=where.bay, level=where.level)


STATES = {
    State.WITHDRAWN: N_("withdrawn"),
    State.MISSING: N_("missing"),
    State.ON_LOAN: N_("on loan"),
    State.FROZEN: N_("kept back"),
    State.IN_PROCESSING: N_("being prepared"),
    State.IN_REPAIR: N_("in repair"),
    State.IN_CORNER: N_("in a class corner"),
    State.TO_SHELVE: N_("just came back"),
    State.ON_SHELF: N_("on the shelf"),
}


NOTICED = {
    "librarian": N_("noticed by the librarian"),
    "stocktake": N_("noticed in a stocktake"),
    "corner": N_("noticed when a corner closed"),
}


_SINCE = (State.MISSING, State.IN_REPAIR, State.FROZEN, State.IN_PROCESSING)


def state_note(state: CopyState, words: Words) -> str:
    """What more is known of the state than its name: since when, where it lies, who noticed."""
    since = words(N_("since {day}"), day=state.since) if state.since and state.state in _SINCE else ""
    noticed = words(NOTICED[state.noticed]) if state.noticed else ""
    return " · ".join(part for part in (since, state.place, noticed) if part)


def state_words(state: CopyState, words: Words) -> str:
    """The state of a copy, with the day it is due back."""
    said = words(STATES[state.state])
    if state.due_on:
        return words(N_("{state}, due back on {day}"), state=said, day=words.day(state.due_on))
    if state.since and state.state in _SINCE:
        said = words(N_("{state} since {day}"), state=said, day=words.dated(state.since))
    if state.place:
        said = f"{said} ({state.place})"
    if state.noticed:
        said = f"{said} ({words(NOTICED[state.noticed])})"
    return said


def came_back(answer: CheckedIn) -> Sentence:
    """A book was returned, and where it goes."""
    text, place = N_("Returned: “{title}”."), answer.corner or answer.book.shelf
    if answer.corner:
        text = N_("Returned: “{title}”. It belongs to the class corner {place}.")
    elif place:
        text = N_("Returned: “{title}”. It stands on shelf {place}.")
    return Sentence(text, {"title": answer.book.title, "place": place})


_UNSAID = (State.ON_SHELF, State.WITHDRAWN)


def states_line(states: Iterable[CopyState], words: Words) -> str:
    """How many copies are elsewhere than on the shelf, state by state; withdrawn ones are left out."""
    counted = Counter(one.state for one in states)
    ordered = [state for state in reversed(State) if counted[state] and state not in _UNSAID]
    return words(", ").join(
        words(N_("{n} {state}"), n=counted[state], state=words(STATES[state])) for state in ordered
    )


def way_lines(there: TitleThere, words: Words) -> Iterator[str]:
    """The way to a title: where each of its copies is, between which books, when it should be back."""
    yield words(N_("“{title}” {number}"), title=there.title, number=there.call_number).rstrip()
    counted: dict[str, int] = {}
    for one in there.copies:
        state = state_words(one.state, words)
        shelved = one.place and one.state.state in (State.ON_SHELF, State.TO_SHELVE, State.IN_CORNER)
        line = f"{place_of(one.place, words)}: {state}" if shelved else state
        counted[line] = counted.get(line, 0) + 1
    for line, count in counted.items():
        yield f"  {line}" + (f" × {count}" if count > 1 else "")
    if there.after and there.before:
        yield "  " + words(N_("between “{after}” and “{before}”"), after=there.after, before=there.before)
    elif there.after:
        yield "  " + words(N_("after “{after}”"), after=there.after)
    elif there.before:
        yield "  " + words(N_("before “{before}”"), before=there.before)


def named(spine: Spine, words: Words) -> str:
    """A book in a sentence."""
    if not spine.title:
        return spine.code
    return words("“{title}” {number}", title=spine.title, number=spine.call_number or spine.code)


LIST_NAMES = {
    Verdict.STRANGER: N_("Belong elsewhere"),
    Verdict.ON_LOAN: N_("Recorded as on loan"),
    Verdict.LOST: N_("Recorded as lost"),
    Verdict.WITHDRAWN: N_("Recorded as withdrawn"),
    Verdict.IN_REPAIR: N_("Recorded as in repair"),
    Verdict.TWICE: N_("Scanned in two places"),
    Verdict.OLD_LABEL: N_("With an old label"),
    Verdict.NO_LABEL: N_("Without their proper label"),
    Verdict.CARD: N_("Readers' cards"),
    Verdict.UNKNOWN: N_("Unknown codes"),
}
"""The headings of the lists of a shelf that was read."""

ACT_BUTTONS = {
    "found": N_("Found again"),
    "returned": N_("Return it"),
    "here": N_("Keep it here from now on"),
}
"""What the buttons say that settle a book at the shelf."""


def handful_lines(read: ShelfRead, words: Words) -> Iterator[str]:
    """What is to be moved, a line for each grip of a hand."""
    for handful in read.handfuls:
        yield _handful(handful, read, words)


def read_lines(read: ShelfRead, words: Words) -> Iterator[str]:
    """What there is to do, a line for each thing; one line where nothing is."""
    yield from handful_lines(read, words)
    for verdict, sentence in LISTS.items():
        found = read.found.get(verdict, ())
        if found:
            yield words(sentence, books=_books(found, read, words))
    if read.missing:
        yield words(N_("Missing here: {books}"), books=_books(read.missing, read, words))
    if read.is_in_order:
        yield words.plural("{n} book, all in order.", "{n} books, all in order.", read.scanned)
    else:
        yield words.plural(
            "{n} book scanned, {right} in place, moves: {moves}.",
            "{n} books scanned, {right} in place, moves: {moves}.",
            read.scanned,
            right=read.right,
            moves=len(read.moves),
        )


def _handful(handful: Handful, read: ShelfRead, words: Words) -> str:
    def book(code: str) -> str:
        return named(read.books[code], words)

    books = words(", ").join(book(code) for code in handful.codes)
    if not handful.after:
        return words(
            N_("Move {books} to the front, before {before}."), books=books, before=book(handful.before)
        )
    if not handful.before:
        return words(N_("Move {books} to the end, after {after}."), books=books, after=book(handful.after))
    return words(
        N_("Move {books} between {after} and {before}."),
        books=books,
        after=book(handful.after),
        before=book(handful.before),
    )


def _books(spines: Sequence[Spine], read: ShelfRead, words: Words) -> str:
    told = []
    for spine in spines[:_MOST]:
        home = read.homes.get(spine.code)
        book = named(spine, words)
        told.append(f"{book} → {place_of(home, words)}" if home else book)
    if len(spines) > _MOST:
        told.append(words(N_("and {n} more"), n=len(spines) - _MOST))
    return words(", ").join(told)
