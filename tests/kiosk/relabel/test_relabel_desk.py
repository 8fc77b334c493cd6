"""The relabel campaign: printed, stuck, scanned in pairs, by two people, until nothing is left."""

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.campaign import (
    Progress,
    ShelfProgress,
)
from db.answers.relabel import (
    AlreadyClosed,
    AlreadyQueued,
    BookSeen,
    Choose,
    Closed,
    LabelSeen,
    MarkedMissing,
    Mismatch,
    NothingToTakeBack,
    NotOnList,
    Queued,
    SameAgain,
    ScanFirst,
    TakenBack,
    UnknownCode,
)
from db.answers.shown import Book
from db.codes import mint
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.labelling import campaign
from db.labelling import jobs as print_jobs
from db.labelling.jobs import Job, Sheet
from db.models import Copy, Event, RelabelItem, Title, database
from db.stock.choosing import Wanted
from db.store.opening import connected
from db.store.sql import rows
from kiosk.relabel.desk import RelabelDesk
from kiosk.sentences.relabel.desk import bar, progress_lines, say_relabel
from kiosk.words import speak

STAFF = Acting("office", NOW, "staff")
SHEET = Sheet("L7160")
EMMA, HEIDI, MOMO = "9780141439587", "9780141322568", "9783522202107"


@pytest.fixture
def stock(library: Library) -> Library:
    """Two copies of Emma, one of Heidi with an old code, one of Momo; in this order on the shelf."""
    place = library.shelf("10")
    emma = library.title("Emma", isbn=EMMA, call_number="I561/1")
    library.copy(title=emma, location=place)
    library.copy(title=emma)
    library.copy("OLD1", title=library.title("Heidi", isbn=HEIDI, call_number="I561/2"), location=place)
    library.copy(title=library.title("Momo", isbn=MOMO, call_number="I561/3"))
    return library


class Talk:
    """A desk with a clock of its own: every scan comes five seconds after the last."""

    def __init__(self, name: str = "office") -> None:
        self.desk, self.now = RelabelDesk(Acting(name, NOW, "staff")), NOW

    def scan(self, *codes: str) -> object:
        answer: object = None
        for code in codes:
            self.now += timedelta(seconds=5)
            answer = self.desk.scan(code, self.now)
        return answer

    def __getattr__(self, verb: str) -> object:
        self.now += timedelta(seconds=5)
        return getattr(self.desk, verb)(self.now)


def begin(**options: object) -> None:
    campaign.open_campaign(Wanted(), STAFF, **options)  # type: ignore[arg-type]


def print_all(most: int = 99) -> dict[str, list[str]]:
    """Print what is next; the new codes by title."""
    job = campaign.print_next(most, SHEET, STAFF)
    print_jobs.printed(job, SHEET, STAFF)
    return codes_of(job)


def codes_of(job: Job) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for copy in job.copies:
        found.setdefault(copy.title, []).append(copy.code)
    return found


def states() -> list[str]:
    return [line.state for line in campaign.worklist()]


def test_without_a_campaign_everything_says_how_to_begin(stock: Library) -> None:
    for ask in (campaign.progress, campaign.worklist, lambda: Talk().scan(EMMA), lambda: print_all()):
        with pytest.raises(NotFound, match="kiosk relabel open"):
            ask()


def test_a_campaign_grows_and_is_only_one(stock: Library) -> None:
    first = campaign.open_campaign(Wanted(classes="I561", shelf="10"), STAFF)
    assert (first.added, first.total, first.extended) == (2, 2, False)
    more = campaign.open_campaign(Wanted(), STAFF)
    assert (more.added, more.total, more.extended) == (2, 4, True)
    assert more.campaign == first.campaign
    with pytest.raises(BadValue, match="other labels"):
        campaign.open_campaign(Wanted(), STAFF, kind="barcode")
    with pytest.raises(BadValue, match="no such book"):
        campaign.open_campaign(Wanted(classes="Z"), STAFF)


def test_a_book_and_its_label_close_in_either_order(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    seen = talk.scan(EMMA)
    assert isinstance(seen, BookSeen) and (seen.book.title, seen.labels) == ("Emma", 2)
    closed = talk.scan(codes["Emma"][1])
    assert isinstance(closed, Closed) and (closed.done, closed.total) == (1, 4)
    assert isinstance(talk.scan(codes["Momo"][0]), LabelSeen)
    closed = talk.scan("978-3-522-20210-7")
    assert isinstance(closed, Closed) and closed.line.book.title == "Momo"
    assert states() == ["printed", "closed", "printed", "closed"]


def test_a_label_on_the_wrong_book_says_whose_it_is_and_closes_nothing(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    answer = talk.scan(EMMA, codes["Momo"][0])
    assert isinstance(answer, Mismatch)
    assert (answer.belongs_on.book.title, answer.in_hand.title) == ("Momo", "Emma")
    assert "closed" not in states()
    assert isinstance(talk.scan(codes["Emma"][0]), Closed)  # the book in hand still waits
    assert isinstance(talk.scan(codes["Momo"][0], EMMA), Mismatch)
    assert isinstance(talk.scan(codes["Emma"][1]), Closed)


def test_an_old_code_closes_with_the_new_one_and_stays_valid(stock: Library) -> None:
    begin(new_codes=True)
    assert isinstance(Talk().scan("OLD1"), BookSeen)  # the old code is not the new label
    codes = print_all()
    talk = Talk()
    assert isinstance(talk.scan("OLD1", codes["Heidi"][0]), Closed)
    retired = dict(rows("SELECT code, retired_at FROM barcode WHERE copy_id = 3"))
    assert retired["OLD1"] is not None and retired[codes["Heidi"][0]] is None
    from db.circulation.found import FoundCopy
    from db.circulation.lookup import find_barcode

    found = find_barcode("OLD1")
    assert isinstance(found, FoundCopy) and found.copy_id == 3
    assert isinstance(talk.scan("OLD1", codes["Emma"][0]), Mismatch)
    talk.scan("OLD1")
    assert isinstance(talk.scan(codes["Heidi"][0]), AlreadyClosed)


def test_a_label_that_is_good_already_needs_no_print(stock: Library) -> None:
    begin()
    assert isinstance(Talk().scan(HEIDI, "OLD1"), Closed)
    assert sum(map(len, print_all().values())) == 3


def test_a_book_on_which_nothing_can_be_scanned_closes_by_its_label_twice(stock: Library) -> None:
    stock.copy(title=stock.title("Old fables", call_number="I1/1"))
    begin()
    code = print_all()["Old fables"][0]
    talk = Talk()
    seen = talk.scan(code)
    assert isinstance(seen, LabelSeen) and seen.alone
    assert isinstance(talk.scan(code), Closed)
    assert isinstance(talk.scan(code), AlreadyClosed)
    assert isinstance(talk.scan(EMMA), BookSeen)  # a label that is done is no half of a pair


def test_a_scanner_that_repeats_itself_does_no_harm(stock: Library) -> None:
    begin()
    codes = print_all()
    desk = RelabelDesk(STAFF)
    desk.scan(EMMA, NOW)
    assert desk.scan(EMMA, NOW + timedelta(seconds=1)) == SameAgain()
    assert isinstance(desk.scan(codes["Emma"][0], NOW + timedelta(seconds=2)), Closed)
    assert desk.scan(codes["Emma"][0], NOW + timedelta(seconds=3)) == SameAgain()


def test_a_book_without_a_label_joins_the_queue(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    talk.scan(MOMO)
    queued = talk.want_label
    assert isinstance(queued, Queued) and queued.was == "printed"
    talk.scan(MOMO)
    assert isinstance(talk.want_label, AlreadyQueued)
    assert print_all() == {"Momo": codes["Momo"]}  # the same code once more


def test_of_several_copies_the_librarian_names_the_one(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    talk.scan(EMMA)
    offered = talk.want_label
    assert isinstance(offered, Choose)
    assert [(line.number, line.code) for line in offered.lines] == [
        (1, codes["Emma"][0]),
        (2, codes["Emma"][1]),
    ]
    queued = talk.scan("2")
    assert isinstance(queued, Queued) and queued.line.number == 2
    assert isinstance(talk.scan("2"), UnknownCode)  # the choice is over
    talk.scan(EMMA)
    assert isinstance(talk.want_label, Choose)
    assert isinstance(talk.scan(MOMO, codes["Momo"][0]), Closed)  # going on ends the choice


def test_of_equal_books_without_a_label_any_will_do(stock: Library) -> None:
    far = stock.shelf("12")
    begin()
    talk = Talk()
    talk.scan(EMMA)
    assert isinstance(
        talk.want_label, AlreadyQueued
    )  # a label waits for each: it may be stuck on any of them
    print_all()
    for _ in range(2):  # they came later, and stand elsewhere
        stock.copy(title=Title.get(Title.title == "Emma"), location=far)
    for _ in range(2):
        talk.scan(EMMA)
        assert isinstance(talk.want_label, Queued)  # each of two books gets one
    talk.scan(EMMA)
    assert isinstance(talk.want_label, Choose)  # now a printed label decides


def test_a_torn_label_is_printed_again_even_when_it_was_closed(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    assert isinstance(talk.scan(MOMO, codes["Momo"][0]), Closed)
    assert isinstance(talk.scan(codes["Momo"][0]), AlreadyClosed)
    assert isinstance(talk.want_label, Queued)
    assert print_all() == {"Momo": codes["Momo"]}
    assert isinstance(talk.scan(MOMO, codes["Momo"][0]), Closed)


def test_a_book_that_is_not_found_waits_for_the_stocktake_and_may_turn_up(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    assert isinstance(talk.missing, ScanFirst)
    talk.scan(EMMA, codes["Momo"][0])  # another book lies under the scanner
    missing = talk.missing
    assert isinstance(missing, MarkedMissing) and missing.line.book.title == "Momo"
    assert [(event.verb, event.flagged) for event in Event.select().where(Event.flagged)] == [
        ("not_found", True)
    ]
    assert campaign.progress().not_found == 1
    assert isinstance(talk.scan(MOMO, codes["Momo"][0]), Closed)
    talk.scan(codes["Momo"][0])
    assert isinstance(talk.missing, AlreadyClosed)


def test_a_book_that_is_not_on_the_list_can_be_put_there(stock: Library) -> None:
    campaign.open_campaign(Wanted(title="Emma"), STAFF)
    talk = Talk()
    assert talk.scan(MOMO) == NotOnList(Book("Momo", "", "I561/3"))
    assert isinstance(talk.want_label, Queued)
    assert talk.scan("OLD1") == NotOnList(Book("Heidi", "", "I561/2", "10"))
    assert len(states()) == 3


def test_the_last_answer_can_be_taken_back(stock: Library) -> None:
    begin(new_codes=True)
    codes = print_all()
    talk = Talk()
    assert isinstance(talk.scan(HEIDI, codes["Heidi"][0]), Closed)
    undone = talk.undo
    assert isinstance(undone, TakenBack) and undone.line.state == "printed"
    assert rows("SELECT retired_at FROM barcode WHERE code = 'OLD1'") == [(None,)]
    assert talk.undo == NothingToTakeBack()
    assert isinstance(talk.scan("OLD1", codes["Heidi"][0]), Closed)

    late = stock.title("Late", isbn="9780306406157", call_number="I561/9")
    stock.copy(title=late)
    talk.scan("9780306406157")
    assert isinstance(talk.want_label, Queued)
    assert isinstance(talk.scan("%UNDO"), TakenBack)
    assert len(states()) == 4


def test_what_somebody_else_changed_is_not_taken_back(stock: Library) -> None:
    begin()
    codes = print_all()
    one, other = Talk("one"), Talk("other")
    one.scan(MOMO, codes["Momo"][0])
    other.now += timedelta(minutes=1)
    other.scan(codes["Momo"][0])
    assert isinstance(other.want_label, Queued)
    assert one.undo == NothingToTakeBack()
    assert states()[-1] == "to_print"


def test_two_people_never_print_nor_close_the_same_copy(stock: Library) -> None:
    begin()
    first = campaign.print_next(3, SHEET, Acting("one", NOW, "staff"))
    second = campaign.print_next(3, SHEET, Acting("other", NOW, "staff"))
    assert (first.labels, second.labels) == (3, 1)
    assert not {copy.copy_id for copy in first.copies} & {copy.copy_id for copy in second.copies}
    with pytest.raises(NotFound, match="nothing to print"):
        campaign.print_next(3, SHEET, STAFF)
    assert campaign.progress().unprinted_jobs == (first.job_id, second.job_id)

    one, other = Talk("one"), Talk("other")
    code = second.copies[0].code
    one.scan(MOMO)
    other.scan(MOMO)
    assert isinstance(one.scan(code), Closed)
    answer = other.scan(code)
    assert isinstance(answer, AlreadyClosed) and answer.line.changed_by == "one"
    assert Event.select().where(Event.verb == "label_closed").count() == 1


def test_a_job_that_failed_is_repeated_and_nobody_else_prints_it(stock: Library) -> None:
    begin()
    job = campaign.print_next(2, SHEET, STAFF)
    print_jobs.failed(job, STAFF)
    assert campaign.progress().in_hand == 2
    again = print_jobs.again(of_campaign=True)
    assert again.copies == job.copies
    print_jobs.printed(again, SHEET, STAFF)
    assert states() == ["printed", "printed", "to_print", "to_print"]
    assert campaign.progress().unprinted_jobs == ()


def test_labels_printed_beside_the_campaign_count_in_it(stock: Library) -> None:
    from db.stock.choosing import copies

    begin()
    job = print_jobs.make("barcode", SHEET, STAFF, copies=copies(Wanted(title="Momo")))
    print_jobs.printed(job, SHEET, STAFF)
    print_jobs.make("spine", SHEET, STAFF, copies=copies(Wanted(title="Heidi")))
    assert states() == ["to_print", "to_print", "to_print", "printed"]
    assert sum(map(len, print_all().values())) == 3


def test_a_book_on_loan_is_printed_when_it_is_back(stock: Library) -> None:
    loan = stock.lend(Copy.get_by_id(4), stock.patron("6101"))
    begin()
    assert "Momo" not in print_all()
    assert (campaign.progress().on_loan, campaign.progress().to_print) == (1, 1)
    loan.returned_at = NOW
    loan.save()
    assert list(print_all()) == ["Momo"]


def test_a_copy_that_is_withdrawn_leaves_the_list(stock: Library) -> None:
    begin()
    Copy.update(status="withdrawn").where(Copy.id == 4).execute()
    assert campaign.progress().total == 3 and len(states()) == 3
    assert isinstance(Talk().scan(MOMO), UnknownCode)


def test_progress_tells_the_rate_and_the_days_left(stock: Library) -> None:
    begin()
    codes = print_all(3)
    assert campaign.progress() == Progress(4, 1, 3, 0, 0, 0, 0, 0.0)
    talk = Talk()
    done = []
    for isbn, code in ((HEIDI, codes["Heidi"][0]), (EMMA, codes["Emma"][0]), (EMMA, codes["Emma"][1])):
        assert campaign.progress().days_left is None  # two days say nothing of the months to come
        talk.scan(isbn, code)
        done.append(talk.now)
        talk.now += timedelta(days=3)
    now = campaign.progress()
    assert (now.closed, now.per_day, now.left, now.days_left, now.percent) == (3, 1.0, 1, 1, 75)
    shelves = campaign.shelf_progress()
    assert shelves == [ShelfProgress("", 1, 0, 1, 0, done[2]), ShelfProgress("10", 0, 0, 2, 0, done[1])]
    assert progress_lines(now, speak("en"))[1:] == [
        "Done 3, printed 0, to print 1, not found 0; 4 in all.",
        "About 1 a day: 1 more day of work at this rate.",
    ]


def test_what_is_done_is_what_was_closed(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    talk.scan(codes["Momo"][0])
    assert isinstance(talk.missing, MarkedMissing)
    closed = talk.scan(HEIDI, codes["Heidi"][0])
    assert isinstance(closed, Closed) and (closed.done, closed.total) == (1, 4)
    assert (campaign.progress().closed, campaign.progress().not_found) == (1, 1)


def test_a_campaign_is_closed_to_the_last_book_and_ended(stock: Library) -> None:
    begin()
    codes = print_all()
    talk = Talk()
    isbns = {"Emma": EMMA, "Heidi": HEIDI, "Momo": MOMO}
    for title, labels in codes.items():
        for code in labels:
            assert isinstance(talk.scan(isbns[title], code), Closed)
    assert campaign.progress().percent == 100
    assert campaign.end_campaign(STAFF).left == 0
    with pytest.raises(NotFound):
        campaign.running_campaign()
    begin()  # another one may begin, with the same books
    assert set(states()) == {"to_print"}
    assert RelabelItem.select().count() == 8


def test_a_readers_card_and_a_stray_code_change_nothing(stock: Library) -> None:
    stock.patron("6101")
    begin()
    talk = Talk()
    assert talk.scan("6101") == UnknownCode(card=True)
    for code in ("", " ", "x" * 65, "%DONE", "9999999999994", mint("copy", 1, 99)):
        assert talk.scan(code) == UnknownCode()
    assert set(states()) == {"to_print"}


@pytest.mark.parametrize("width", [4, 7, 40])
def test_a_bar_is_as_wide_as_asked_and_shows_the_smallest_part(width: int) -> None:
    painted = bar(ShelfProgress("10", to_print=1, printed=1, closed=9_000, not_found=1), width)
    assert len(painted) == width and {*painted} == {*"#+.?"}
    assert bar(ShelfProgress("10", 0, 0, 0, 0), width) == " " * width


def test_every_answer_has_its_words(stock: Library) -> None:
    begin()
    title = Title.get(Title.title == "Emma")
    title.title = "{braces} [/b] \x1b[31m"
    title.save()
    line = campaign.worklist()[0]
    at = datetime(2026, 9, 7)
    book = line.book
    answers = [
        *(BookSeen(book, (line,)), LabelSeen(line, alone=True), LabelSeen(line, alone=False)),
        *(Closed(line, "printed", at, 1, 4), Mismatch(line, book), AlreadyClosed(line), NotOnList(book)),
        *(
            Choose(book, (line, line)),
            Queued(line, "", at),
            AlreadyQueued(line),
            MarkedMissing(line, "printed", at),
        ),
        *(
            TakenBack(line),
            NothingToTakeBack(),
            ScanFirst(),
            UnknownCode(),
            UnknownCode(card=True),
            SameAgain(),
        ),
    ]
    for language in ("en", "zh_CN"):
        said = [say_relabel(answer, speak(language)) for answer in answers]
        assert all(one.lines for one in said)
        assert not any("\x1b" in text for one in said for text in one.lines)


def test_two_desks_that_print_at_the_same_moment_share_the_list(stock: Library) -> None:
    begin()
    start = threading.Barrier(2)
    jobs: list[Job] = []

    def desk(name: str) -> None:
        with connected():
            start.wait()
            jobs.append(campaign.print_next(2, SHEET, Acting(name, NOW, "staff")))

    desks = [threading.Thread(target=desk, args=(name,)) for name in ("one", "other")]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert sorted(copy.copy_id for job in jobs for copy in job.copies) == [1, 2, 3, 4]


ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.one_of(
            st.sampled_from(
                ["want_label", "missing", "undo", "print", "fail", EMMA, HEIDI, MOMO, "OLD1", "1", "2"]
            ),
            st.integers(0, 3),
        ),
    ),
    min_size=8,
    max_size=30,
)


@settings(max_examples=40)
@given(ACTIONS, st.booleans())
def test_whatever_two_desks_do_every_pair_fits_and_no_copy_is_lost(
    stock: Library, actions: list[tuple[int, str | int]], new_codes: bool
) -> None:
    """Desks scan, ask, print, undo at random: an answer changes its own copy only, nothing is doubled."""
    with database.atomic() as transaction:
        begin(new_codes=new_codes)
        talks = [Talk("one"), Talk("other")]
        for who, action in actions:
            talk = talks[who]
            for other in talks:
                other.now = max(one.now for one in talks) + timedelta(seconds=who)
            before = {line.copy_id: line.state for line in campaign.worklist()}
            in_hand = {item.copy_id for item in RelabelItem.select().where(RelabelItem.job.is_null(False))}
            match action:
                case "print" | "fail":
                    try:
                        job = campaign.print_next(2, SHEET, talk.desk.acting.at(talk.now))
                    except NotFound:
                        continue
                    taken = {copy.copy_id for copy in job.copies}
                    assert all(before[id_] == "to_print" for id_ in taken)
                    assert not {id_ for id_ in taken & in_hand if before[id_] == "to_print"}
                    if action == "print":
                        print_jobs.printed(job, SHEET, Acting("x", talk.now, "staff"))
                    continue
                case int():
                    code = campaign.worklist()[action].code
                    answer = talk.scan(code) if code else None
                case "want_label" | "missing" | "undo":
                    answer = getattr(talk, action)
                case _:
                    answer = talk.scan(action)
            after = {line.copy_id: line.state for line in campaign.worklist()}
            changed = {id_ for id_ in after if after[id_] != before[id_]}
            match answer:
                case Closed() | Queued() | MarkedMissing() | TakenBack():
                    assert changed <= {answer.line.copy_id}
                case _:
                    assert not changed
            if isinstance(answer, Closed):
                assert answer.done == sum(state == "closed" for state in after.values())
            now = campaign.progress()
            assert now.to_print + now.printed + now.closed + now.not_found == now.total == 4
        valid = rows("SELECT copy_id FROM barcode WHERE retired_at IS NULL AND copy_id IS NOT NULL")
        closed = [line.copy_id for line in campaign.worklist(("closed",))]
        assert all(valid.count((id_,)) == 1 for id_ in closed)
        transaction.rollback()
