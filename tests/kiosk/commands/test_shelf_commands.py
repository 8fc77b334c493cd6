"""`kiosk shelf`: what the librarian reads, and what a program reads."""

import json
import random
import re
from pathlib import Path

import zxingcpp
from pdf_text import pages_of
from school import Library

from db.answers.shelves.shelf import Move
from db.clock import utc_now
from db.models import Copy, Loan
from labels.ink.proof import rasterise


def shelved(library: Library, *call_numbers: str, **fields: object) -> None:
    for number in call_numbers:
        library.copy(number, title=library.title(f"Book {number}", call_number=number), **fields)


def test_a_program_reads_the_moves_and_every_list(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "K1/1", "K102/1", "K209/5", "K1209/1", "K209/16", "K209/56", "K209/31", "K3/1")
    library.lend(Copy.get(Copy.id == 1), library.patron("6101"))
    code, out = say(
        "shelf read --json",
        *("K1/1", "K102/1", "K209/5", "K1209/1", "K209/16", "K209/56", "K209/31", "K3/1", "NOBODY"),
    )
    told = json.loads(out)
    assert code == 0 and told["moves"] == [
        {"code": "K209/5", "after": "K1209/1", "before": "K209/16"},
        {"code": "K209/56", "after": "K209/31", "before": "K3/1"},
    ]
    assert (told["on_loan"], told["unknown"], told["strangers"]) == (["K1/1"], ["NOBODY"], [])


def test_the_librarian_reads_sentences(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "I1/1", "I1/2", "I1/3")
    code, out = say("shelf read", "I1/3", "I1/1", "I1/2", "XYZ")
    assert code == 0 and out.splitlines() == [
        "Move “Book I1/3” I1/3 to the end, after “Book I1/2” I1/2.",
        "Unknown codes: XYZ",
        "4 books scanned, 2 in place, moves: 1.",
    ]
    assert say("shelf read", "I1/1", "I1/2") == (0, "2 books, all in order.\n")
    code, out = say("--language zh_CN shelf read", "I1/3", "I1/1", "I1/2")
    assert "《Book I1/3》" in out and "移到最后" in out


def test_what_stands_here_is_settled_and_taken_back(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    library.shelf("7")
    copy = library.copy("B1", status="lost")
    code, out = say("shelf settle found B1")
    assert code == 0 and Copy.get_by_id(copy.id).status == "available"
    assert say(f"shelf undo {out.split()[-1]}") == (0, "Undone.\n")
    assert Copy.get_by_id(copy.id).status == "lost"
    assert say(f"shelf undo {out.split()[-1]}")[0] == 1
    library.lend(copy, library.patron("6101"))
    assert say("shelf settle returned B1")[0] == 0 and Loan.get().returned_at is not None
    code, out = say("shelf settle here B1")
    assert (code, "--shelf NAME" in out) == (2, True)
    assert say("shelf settle here B1 --shelf 7")[0] == 0 and Copy.get_by_id(copy.id).location.name == "7"
    assert say("shelf undo 999999") == (1, "There is no event 999999.\n")


def test_forty_shuffled_books_are_put_right_by_following_the_screen(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    right = [f"I{287 + n // 10}.{n % 10}/{n}" for n in range(40)]
    shelved(library, *right)
    shelf, chance = list(right), random.Random(14)
    for _ in range(7):
        shelf.insert(chance.randrange(40), shelf.pop(chance.randrange(len(shelf))))
    told = json.loads(say("shelf read --json", *shelf)[1])
    moves = [Move(**move) for move in told["moves"]]
    assert 1 <= len(moves) <= 7
    for move in moves:
        shelf.remove(move.code)
        shelf.insert(shelf.index(move.after) + 1 if move.after else shelf.index(move.before), move.code)
    assert say("shelf read", *shelf) == (0, "40 books, all in order.\n") and sorted(shelf) == sorted(right)


def test_the_way_to_a_book_is_said_with_the_plan(library: Library, say, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert say("shelf start 3 B 4 I1") == (0, "Saved.\n")
    for bay, square in (("3", "2 1"), ("10", "1 2")):
        assert say(f"shelf bay {bay} --at {square}") == (0, "Saved.\n")
    shelved(library, "I1/1", "I1/2", "I1/3")
    assert say("shelf where I1/2") == (
        0,
        "“Book I1/2” I1/2\n"
        "  shelf 3, side B, level 4: on the shelf\n"
        "  between “Book I1/1” and “Book I1/3”\n"
        "       ▶ 3  ◀\n"
        "[ 10 ]\n",
    )
    assert say("shelf where no such book")[0] == 1
    code, told = say("shelf where I1/2 --json")
    way = json.loads(told)["titles"][0]
    assert code == 0 and (way["after"], way["before"]) == ("Book I1/1", "Book I1/3")
    assert way["copies"] == [
        {"code": "I1/2", "state": "on_shelf", "due_on": None, "shelf": "3", "side": "B", "level": 4}
    ]
    slip, plan = tmp_path / "slip.pdf", tmp_path / "plan.pdf"
    assert say(f"shelf where I1/2 --out {slip}")[0] == say(f"shelf plan --out {plan}")[0] == 0
    assert "▶ 3 ◀" in pages_of(slip)[0] and "between “Book I1/1”" in pages_of(slip)[0]
    assert "Plan of the room" in pages_of(plan)[0] and "▶" not in pages_of(plan)[0]
    assert say(f"shelf where Book --out {slip}")[0] == 2, "a slip is for one title"
    assert "3 号书架 B 面第 4 层" in say("--language zh_CN shelf where Book")[1]
    assert "%SHELF-1" in say("shelf list")[1] and "[ 10 ]" in say("shelf plan")[1]
    assert say("shelf remove 3 B")[0] == 2 and say("shelf remove 3 - 4")[0] == 1
    undo = say("shelf remove 3 B 4")[1].split()[-1]
    assert "I1" not in say("shelf list")[1]
    assert say(f"shelf undo {undo}") == (0, "Undone.\n")
    assert say("shelf remove 3") == (0, "Bay 3 has been removed, and its boards with it: 1.\n")


def test_a_shelf_label_is_printed_and_read_back(library: Library, say, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert say("labels shelves")[0] == 1, "there are none yet"
    for level, start in ((1, "I1"), (2, "I287.45/12"), (3, "TP3")):
        say(f"shelf start 3 B {level} {start}")
    file = tmp_path / "shelves.pdf"
    assert say(f"labels shelves --out {file}")[0] == 0
    page = rasterise(file, 1, 300)
    assert {found.text for found in zxingcpp.read_barcodes(page)} == {"%SHELF-1", "%SHELF-2", "%SHELF-3"}
    assert "I287.45/12" in pages_of(file)[0]


def test_returns_are_confirmed_by_scanning_label_and_books(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    say("shelf start 3 B 1 I1")
    say("shelf start 3 B 2 K1")
    shelved(library, "I1/1", "K1/1")
    now = utc_now()
    for copy in Copy.select():
        loan = library.lend(copy, library.patron(f"6{copy.id}"))
        Loan.update(returned_at=now).where(Loan.id == loan.id).execute()
    assert say("shelf returns")[1].index("I1/1") < say("shelf returns")[1].index("K1/1")
    code, out = say("shelf returns --scan", "%SHELF-1", "I1/1", "K1/1")
    assert (code, out.splitlines()) == (
        1,
        ["On the shelf again: 1.", "“Book K1/1” belongs elsewhere: shelf 3, side B, level 2."],
    )
    assert say("shelf returns --scan", "%SHELF-2", "K1/1") == (0, "On the shelf again: 1.\n")
    assert say("shelf returns") == (0, "Nothing waits to be shelved.\n")


def test_each_scan_is_answered_at_once_and_what_is_wrong_beeps(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    say("shelf start 3 B 1 I1")
    shelved(library, "I1/1", "I1/2", "I1/3")
    library.lend(Copy.get_by_id(3), library.patron("6101"))
    code, out = say("shelf read --live", "%SHELF-1", "%SHELF-9", "I1/2", "I1/1", "I1/3", "XYZ", "6101")
    assert code == 0 and out.splitlines()[:6] == [
        "Started: shelf 3, side B, level 1",
        "✓ “Book I1/2” I1/2",
        "↔ “Book I1/1” I1/1: out of order\a",
        "! “Book I1/3” I1/3: recorded as on loan\a",
        "? Unknown: XYZ\a",
        "? A reader's card\a",
    ]
    assert "Move “Book I1/2” I1/2 between “Book I1/1” I1/1 and “Book I1/3” I1/3." in out
    assert "%SHELF-9 is not known any more" in out and "6101" not in out.partition("Move")[0]


def test_damage_states_and_one_book_at_a_time_by_command(library: Library, say) -> None:  # type: ignore[no-untyped-def]
    shelved(library, "I1/1", "I1/2")
    library.patron("6101")
    assert "on the shelf  2" in re.sub(r" {2,}", "  ", say("stock states")[1])
    assert say("books damage I1/1 torn --one-book 6101 --until 2099-07-01") == (
        0,
        "A copy of “Book I1/1” waits for repair.\n"
        "Reader 6101 may borrow one book at a time until 2099-07-01, or until the matter is settled.\n",
    )
    counted = json.loads(say("stock states --json")[1])
    assert (counted["in_repair"], counted["on_shelf"], sum(counted.values())) == (1, 1, 2)
    (told,) = json.loads(say("stock states in_repair --json")[1])
    assert (told["code"], told["call_number"], told["due_on"]) == ("I1/1", "I1/1", None)
    assert "I1/2" in say("stock states on_shelf")[1] and "I1/1" not in say("stock states on_shelf")[1]
    assert "one book at a time until 2099-07-01" in say("readers show 6101")[1]
    assert say("readers one-book 6101 --lift")[0] == 0
    assert say("readers one-book 6101 --lift")[0] == 1
    assert say("books damage I1/2 torn --amount 8.50")[0] == 2
    say("library set --damage-price on")
    assert say("books damage I1/2 torn --amount 8.50")[0] == 0 and "8.50" in say("books repairs")[1]
    assert say("books mended I1/2 paid")[0] == 0
