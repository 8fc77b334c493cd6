"""What is on loan, by class, title and day; renewed, returned, marked as lost, one by one or many at once."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from db.answers.counter.refusals import SENTENCES
from db.answers.counter.scans import BookShown, CheckedIn, Renewed, Undone
from db.circulation.at_the_desk import copy_on_loan, renew_loan, return_by_code, return_copy
from db.circulation.undo import undo
from db.clock import local_day
from db.errors import BadValue, NotFound
from db.marking import N_, Sentence
from db.readers.classes import class_names, name_of
from db.reports.loans import LoanRow, open_loans
from db.roles import Act
from db.stock.copy_status import mark_this_copy
from db.stock.finding import find_books
from kiosk.pages.ground.ask import Ask, local_path
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import is_there
from kiosk.pages.ground.tables import Column, table_answer
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.shelves.shelf import came_back
from kiosk.typed import day


@dataclass(frozen=True)
class Wanted:
    """Which loans are to be listed; what is left empty does not matter."""

    class_name: str = ""
    book: str = ""
    title_id: int | None = None
    lent_on: date | None = None
    due_until: date | None = None
    late: bool = False


def wanted(ask: Ask) -> Wanted:
    """What the form, or the address, asks for. Raises BadValue."""
    lent, due, title = ask.text("lent"), ask.text("due"), ask.whole("title", 0)
    return Wanted(
        ask.text("class"),
        ask.text("book"),
        title or None,
        day(lent) if lent else None,
        day(due) if due else None,
        bool(ask.text("late")),
    )


def loans_of(ask: Ask, which: Wanted) -> list[LoanRow]:
    """These loans, as far as this visitor may see them."""
    own = ask.classes(Act.READERS)
    theirs = None if own is None else {name_of(class_id) for class_id in own}
    found = open_loans(
        local_day(ask.now),
        overdue=which.late,
        class_name=which.class_name,
        title_id=which.title_id,
        lent_on=which.lent_on,
        due_until=which.due_until,
    )
    books = {book.title_id for book in find_books(which.book)} if which.book else None
    return [
        row
        for row in found
        if (theirs is None or row.class_name in theirs) and (books is None or row.title_id in books)
    ]


def list_loans(ask: Ask) -> Response:
    """The list, in which loans can be ticked."""
    which = wanted(ask)
    found = loans_of(ask, which)
    may_serve = ask.post.may(Act.SERVE)
    own = ask.classes(Act.READERS)
    theirs = None if own is None else {name_of(class_id) for class_id in own}
    return table_answer(
        ask,
        "loans.html",
        _columns(ask),
        found,
        key=(lambda row: row.loan_id) if may_serve else None,
        which=which,
        title=found[0].title if which.title_id and found else "",
        classes=[name for name in class_names() if theirs is None or name in theirs],
        late=sum(row.days_overdue > 0 for row in found),
        readers=len({row.patron_id for row in found}),
        may_serve=may_serve,
        may_print=ask.post.may(Act.PRINT),
        here=f"{ask.address}?{ask.request.url.query}" if ask.request.url.query else ask.address,
    )


def _columns(ask: Ask) -> tuple[Column[LoanRow], ...]:
    def book(row: LoanRow) -> str:
        address = f"/books/{row.title_id}"
        return address if is_there(ask.request, address) else ""

    return (
        Column(N_("title"), lambda row: row.title, book),
        Column(N_("class"), lambda row: row.class_name),
        Column(N_("name"), lambda row: row.name, lambda row: f"/readers/{row.patron_id}"),
        Column(N_("number"), lambda row: row.number),
        Column(N_("code"), lambda row: row.code),
        Column(N_("lent on"), lambda row: row.lent_on),
        Column(N_("due on"), lambda row: row.due_on),
        Column(N_("days late"), lambda row: row.days_overdue or None, is_number=True),
        Column(N_("renewals"), lambda row: row.renewals or None, is_number=True),
    )


def renew_chosen(ask: Ask) -> Response:
    """Renew the ticked loans; what a rule refuses is said with its reason."""
    refused: Counter[str] = Counter()
    renewed: list[Renewed] = []
    for loan_id in _chosen(ask):
        try:
            answer = renew_loan(loan_id, ask.acting())
        except NotFound as over:
            refused[ask.words(over.sentence)] += 1
            continue
        if isinstance(answer, Renewed):
            renewed.append(answer)
        else:
            refused[ask.words(SENTENCES[answer.reason].librarian, **answer.details)] += 1
    if len(renewed) == 1:
        one = renewed[0]
        said = Sentence(N_("Renewed: “{title}”, due on {day}."), {"title": one.book.title, "day": one.due_on})
    else:
        said = Sentence(N_("Renewed: {n}."), {"n": len(renewed)})
    if renewed:
        ask.say(said, undo=_undo(ask, [event for one in renewed for event in one.events]))
    for reason, n in refused.items():
        why = Sentence(N_("Not renewed: {n}. {reason}"), {"n": n, "reason": reason})
        ask.say(why, is_trouble=True)
    return ask.done(_back(ask))


def return_chosen(ask: Ask) -> Response:
    """Take the ticked loans back."""
    back = [return_copy(copy_id, ask.acting()) for copy_id in _copies_on_loan(ask)]
    _say_returned(ask, [answer for answer in back if isinstance(answer, CheckedIn)])
    return ask.done(_back(ask))


def return_scanned(ask: Ask) -> Response:
    """Take a book back by its label or ISBN, whoever had it."""
    code = ask.text("code")
    answer = return_by_code(code, ask.acting())
    if isinstance(answer, BookShown):
        ask.say(Sentence(N_("“{title}” was not on loan."), {"title": answer.book.title}))
    else:
        _say_returned(ask, [answer])
    return ask.done(_back(ask))


def lose_chosen(ask: Ask) -> Response:
    """Mark the ticked books as lost, which ends their loans."""
    lost = [mark_this_copy(copy_id, "lost", ask.acting()) for copy_id in _copies_on_loan(ask)]
    if len(lost) == 1:
        said = Sentence(N_("Marked as lost: “{title}”."), {"title": lost[0].title})
    else:
        said = Sentence(N_("Marked as lost: {n}."), {"n": len(lost)})
    return ask.done(_back(ask), said, undo=_undo(ask, [event for one in lost for event in one.events]))


def undo_events(ask: Ask) -> Response:
    """Take back what was just lent, renewed or returned."""
    texts = ask.text("events").split()
    if not texts or not all(text.isdecimal() and len(text) < 10 for text in texts):
        raise BadValue(N_("There is nothing to undo."))
    answer = undo(tuple(int(text) for text in texts), ask.acting())
    if isinstance(answer, Undone):
        return ask.done(_back(ask), Sentence(N_("It is undone.")))
    return ask.done(_back(ask), Sentence(SENTENCES[answer.reason].librarian), is_trouble=True)


def _say_returned(ask: Ask, back: list[CheckedIn]) -> None:
    for one in back:
        if one.on_hold:
            ask.say(Sentence(N_("Somebody is waiting for “{title}”."), {"title": one.book.title}))
    said = came_back(back[0]) if len(back) == 1 else Sentence(N_("Returned: {n}."), {"n": len(back)})
    ask.say(said, undo=_undo(ask, [event for one in back for event in one.events]))


def _copies_on_loan(ask: Ask) -> list[int]:
    """The copies of the ticked loans, without those that are over. Raises NotFound where none is left."""
    chosen, found = _chosen(ask), list[int]()
    for loan_id in chosen:
        try:
            found.append(copy_on_loan(loan_id).copy_id)
        except NotFound:
            if len(chosen) == 1:
                raise
    return found


def _undo(ask: Ask, events: list[int]) -> Undo:
    return Undo("/loans/undo", (("events", " ".join(map(str, events))), ("back", _back(ask))))


def _back(ask: Ask) -> str:
    back = local_path(ask.text("back"))
    return "/loans" if back == "/" else back


def _chosen(ask: Ask) -> list[int]:
    """The loans that are ticked. Raises BadValue for none."""
    found = [int(text) for text in ask.chosen("chosen") if text.isdecimal() and len(text) < 10]
    if not found:
        raise BadValue(N_("First tick at least one loan."))
    return found


PAGES = (
    Page("/loans", list_loans, Act.READERS, is_table=True),
    Page("/loans/renew", renew_chosen, Act.SERVE, "POST"),
    Page("/loans/return", return_chosen, Act.SERVE, "POST"),
    Page("/loans/scan", return_scanned, Act.SERVE, "POST"),
    Page("/loans/lost", lose_chosen, Act.SERVE, "POST"),
    Page("/loans/undo", undo_events, Act.SERVE, "POST"),
)
