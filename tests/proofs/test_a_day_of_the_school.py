"""Days of a real school, with its own lists, written down on paper as well; at the end both are compared.

The paper knows no rule of ours but these: a copy is with one reader, a child with two books gets no third,
and what is not scanned does not happen.
"""

import copy
import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from school import NOW
from school_lists import DATA

from db.answers.counter.asking import CardWanted, TakenOrBrought
from db.answers.counter.refusals import Reason
from db.answers.counter.scans import Answer, BookShown, CheckedIn, CheckedOut, Refused
from db.answers.counter.turn import TurnOpened
from db.classes.school_year import begin_year
from db.events.record import Acting
from db.lessons.timetable import add_period
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import Lesson, Patron
from db.safety.backup import back_up
from db.safety.checking import check
from db.safety.restoring import restore
from db.store.opening import Store, connected, open_store
from db.store.sql import rows
from kiosk.service.desks import Desks

STAFF = Acting("office", NOW, "staff")
PUPILS = 2
"""How many books a pupil of this school may have."""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")


@dataclass
class Paper:
    """What is written down by hand. A child is known by the number of the first day, whatever comes later."""

    copies: dict[str, int]
    names: dict[str, str]
    classes: dict[str, str]
    number: dict[str, str]
    held: dict[str, list[str]] = field(default_factory=dict)
    lent_ever: Counter[tuple[str, str]] = field(default_factory=Counter)

    def out(self, isbn: str) -> int:
        return sum(books.count(isbn) for books in self.held.values())

    def free(self, isbn: str) -> int:
        return self.copies[isbn] - self.out(isbn)

    def lend(self, child: str, isbn: str) -> None:
        self.held.setdefault(child, []).append(isbn)
        self.lent_ever[child, isbn] += 1

    def take_back(self, child: str, isbn: str) -> None:
        self.held[child].remove(isbn)

    def holders(self, isbn: str) -> list[str]:
        return [child for child, books in self.held.items() if isbn in books]


def is_whole(isbn: str) -> bool:
    """An ISBN of 13 digits whose last one fits; the others are a matter of the list's own tests."""
    digits = [int(sign) for sign in isbn if sign.isdecimal()]
    return len(isbn) == len(digits) == 13 and (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def paper_of_the_lists() -> Paper:
    with (DATA / "school-books.csv").open(encoding="utf-8-sig", newline="") as file:
        copies = {row["ISBN"]: int(row["馆藏本数"]) for row in csv.DictReader(file) if is_whole(row["ISBN"])}
    with (DATA / "school-readers.csv").open(encoding="utf-8-sig", newline="") as file:
        readers = list(csv.DictReader(file))
    names = {row["借书号"]: row["姓名"] for row in readers}
    classes = {row["借书号"]: row["单位"] for row in readers if row["借书权限"] == "开通"}
    return Paper(copies, names, classes, {number: number for number in names})


class Day:
    """A kiosk that serves; whatever it says is compared with the paper."""

    def __init__(self, paper: Paper, at: datetime) -> None:
        self.paper, self.at = paper, at
        self.desks = Desks("counter", ("zh_CN", "en"))

    def scan(self, code: str, seconds: int = 3) -> Answer:
        self.at += timedelta(seconds=seconds)
        self.desks.keep_time(self.at)
        return self.desks.scan(code, self.at)  # type: ignore[return-value]

    def card(self, child: str, code: str = "") -> None:
        assert isinstance(self.scan(code or self.paper.number[child], 40), TurnOpened), child

    def borrow(self, child: str, isbn: str) -> None:
        """The child is at the kiosk with a book that the paper says is there, or is not."""
        answer = self.scan(isbn)
        if not self.paper.free(isbn):
            assert isinstance(answer, Refused) and answer.reason is Reason.ALL_OUT
        elif len(self.paper.held.get(child, ())) >= (PUPILS if child[0] != "0" else 5):
            assert isinstance(answer, Refused) and answer.reason is Reason.LIMIT_REACHED
        else:
            assert isinstance(answer, CheckedOut), (child, isbn, answer)
            self.paper.lend(child, isbn)

    def bring_back(self, child: str, isbn: str) -> None:
        self.card(child)
        assert isinstance(self.scan(isbn), CheckedIn)
        self.paper.take_back(child, isbn)
        self.scan("%DONE")

    def lay_on_the_counter(self, isbn: str) -> None:
        """Nobody shows a card: the book comes back, unless it could be somebody else's."""
        answer, out, free = self.scan(isbn, 40), self.paper.out(isbn), self.paper.free(isbn)
        if not out:
            assert isinstance(answer, BookShown)
            return
        if free:
            assert isinstance(answer, TakenOrBrought)
            answer = self.scan(isbn)
        if out > 1:
            assert isinstance(answer, CardWanted)
        else:
            assert isinstance(answer, CheckedIn)
            self.paper.take_back(self.paper.holders(isbn)[0], isbn)

    def take_from_the_shelf(self, child: str, isbn: str) -> None:
        """The book first, the card after it: another child's loan of the same title goes on."""
        answer = self.scan(isbn, 40)
        assert isinstance(answer, TakenOrBrought if self.paper.out(isbn) else BookShown)
        answer = self.scan(self.paper.number[child])
        if len(self.paper.held.get(child, ())) >= PUPILS:
            assert isinstance(answer, Refused) and answer.reason is Reason.LIMIT_REACHED
        else:
            assert isinstance(answer, CheckedOut)
            self.paper.lend(child, isbn)
        self.scan("%DONE")

    def lesson(self, class_name: str, books: list[str]) -> None:
        """Every pupil comes: with the card, or with the number in the class where it was forgotten."""
        self.card("0002")  # no number counts before a teacher is there
        self.scan("%DONE")
        pupils = [child for child, name in self.paper.classes.items() if name == class_name]
        for place, child in enumerate(pupils):
            roster = Patron.get(Patron.number == self.paper.number[child]).roster_number
            self.card(child, f"#{roster}" if place % 3 == 0 else "")
            for isbn in (books[place % len(books)], books[(place + 7) % len(books)]):
                if isbn not in self.paper.held.get(child, ()):
                    self.borrow(child, isbn)
            self.scan("%DONE")

    def class_set(self, teacher: str, isbn: str, number: int) -> None:
        """A teacher takes several copies of one title."""
        self.card(teacher)
        self.borrow(teacher, isbn)
        for _ in range(number - 1):
            self.scan(isbn)
            self.borrow(teacher, isbn)
        self.scan("%DONE")


def any_day(day: Day, chance: Random, steps: int) -> None:
    """Children come as they like."""
    paper = day.paper
    pupils = sorted(child for child in paper.classes if child[0] != "0")
    popular = sorted(isbn for isbn, copies in paper.copies.items() if copies > 1)[:60]
    for _ in range(steps):
        child, isbn = chance.choice(pupils), chance.choice(popular)
        mine = paper.held.get(child, [])
        match chance.choice(("borrow", "bring back", "counter", "shelf")):
            case "bring back" if mine:
                day.bring_back(child, chance.choice(mine))
            case "counter":
                day.lay_on_the_counter(isbn)
            case "shelf" if paper.free(isbn) and isbn not in mine:
                day.take_from_the_shelf(child, isbn)
            case "borrow" if isbn not in mine:
                day.card(child)
                day.borrow(child, isbn)
                day.scan("%DONE")


def ids() -> dict[str, int]:
    return {number: id_ for id_, number in rows("SELECT id, number FROM patron")}


def compare(paper: Paper, known: dict[str, int]) -> None:
    """Count once more, by hand: nothing is lost and nothing stands on another child's record."""
    child_of = {id_: child for child, id_ in known.items()}
    held, ever = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for patron_id, isbn, returned_at in rows(
        "SELECT loan.patron_id, title.isbn, loan.returned_at FROM loan"
        " JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
    ):
        ever[child_of[patron_id], isbn] += 1
        held[child_of[patron_id], isbn] += returned_at is None
    assert +held == Counter((child, isbn) for child, books in paper.held.items() for isbn in books)
    assert ever == paper.lent_ever
    assert dict(rows("SELECT id, name FROM patron WHERE id <= ?", max(known.values()))) == {
        known[child]: name for child, name in paper.names.items()
    }
    numbers = dict(rows("SELECT id, number FROM patron"))
    stay = [child for child in paper.number if child in paper.classes]
    assert [numbers[known[child]] for child in stay] == [paper.number[child] for child in stay]
    standing = rows(
        "SELECT title.isbn, COUNT(*) FROM copy JOIN title ON title.id = copy.title_id GROUP BY title.isbn"
    )
    counted = dict(standing)
    assert {isbn: counted.get(isbn) for isbn in paper.copies} == paper.copies
    assert (
        rows("SELECT copy_id FROM loan WHERE returned_at IS NULL GROUP BY copy_id HAVING COUNT(*) > 1") == []
    )


def import_both() -> tuple[int, int]:
    """How many rows of both lists changed or added something."""
    books = import_books(DATA / "school-books.csv", acting=STAFF)
    readers = import_readers(DATA / "school-readers.csv", acting=STAFF)
    return books.added + readers.added, books.changed + readers.changed


def begin_the_next_year(paper: Paper, folder: Path) -> None:
    """First-graders get the numbers that those of last year had; a number begins with the grade."""
    first = folder / "first.csv"
    new = [f"{number},新生{number},一年级" for number in range(1001, 1035)]
    first.write_text("\n".join(["借书号,姓名,单位", *new]), "utf-8")
    year = begin_year(STAFF, new_pupils=first, move_numbers=True)
    assert sum(one.pupils for one in year.arriving) == 34
    for child in paper.number:
        if "1" <= child[0] <= "5":
            paper.number[child] = f"{int(child[0]) + 1}{child[1:]}"


def test_days_a_new_year_and_a_restore_lose_nothing_and_move_no_loan(tmp_path: Path) -> None:
    store: Store = open_store(str(tmp_path / "library.db"))
    paper, chance = paper_of_the_lists(), Random(20260907)
    with connected():
        assert import_both() == (2662 + 334, 0)
        assert import_both() == (0, 0), "the same lists once more change nothing"
        known = ids()
        add_period("五甲", 0, "10:00", "10:40", STAFF)
        day = Day(paper, NOW)
        in_fours = sorted(isbn for isbn, copies in paper.copies.items() if copies == 4)
        day.lesson("五甲", in_fours[:9])
        day.at = NOW + timedelta(minutes=90)
        any_day(day, chance, 150)
        day.class_set("0001", in_fours[100], 4)
        day.card("6101")
        day.borrow("6101", in_fours[100])  # the teacher has them all
        day.scan("%DONE")
        assert import_both() == (0, 0)
        compare(paper, known)
        assert Lesson.select().where(Lesson.closed_at.is_null(False)).count() == 1
        made = back_up(store, tmp_path / "backups", day.at)
        evening = copy.deepcopy(paper)

        later = Day(paper, NOW + timedelta(days=1))
        any_day(later, chance, 60)
        for child in [child for child, name in paper.classes.items() if name.startswith("六")]:
            del paper.classes[child]  # a leaver may bring back, and borrows no more
        begin_the_next_year(paper, tmp_path)
        compare(paper, known)
        autumn = Day(paper, NOW + timedelta(days=2))
        for child in sorted(paper.classes):
            for isbn in paper.held.get(child, [])[:1]:
                if child[0] != "0":  # by the card with the new number
                    autumn.bring_back(child, isbn)
        any_day(autumn, chance, 60)
        autumn.bring_back("0001", in_fours[100])
        compare(paper, known)
        assert check(store, autumn.at) == []
    restore(made.path, store, NOW + timedelta(days=3))
    with connected():
        compare(evening, known)
        any_day(Day(evening, NOW + timedelta(days=4)), chance, 40)
        compare(evening, known)
