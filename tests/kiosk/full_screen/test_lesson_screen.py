"""A class at the full screen: cards and books in, tiles and the end page out; and its corner."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import Clock, Standing, standing_at, until, within
from lesson_play import make_class, scans
from new_store import filled_once, new_store
from rich.cells import set_cell_size
from school import NOW, Library

from db.circulation.found import FoundCopy
from db.circulation.lookup import find_barcode
from db.corners.filling import open_corner, place
from db.corners.ledger_days import code_of_day
from db.corners.librarians import appoint
from db.corners.manifest import manifest
from db.events.record import Acting
from db.lessons.lessons import open_lesson
from db.lessons.timetable import add_period
from db.library.terms import set_term
from db.models import Copy, Loan, SchoolClass, Title
from db.readers.classes import code_of_class
from db.store.opening import connected
from kiosk.demo.demonstration import Demo, Sample

SIZES = [(80, 24), (100, 30), (200, 60)]
PUPILS = 50
STAFF = Acting("office", NOW, "staff")
NAMES = ["Ada", "Ben", "Charlotte", "欧阳小明", "[/b] Zoe", "Dora"]


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.policy("teacher")
        for number in range(1, PUPILS + 1):
            given_name = NAMES[number % len(NAMES)]
            pupil = library.patron(f"{6100 + number}", name=f"{given_name} Family", given_name=given_name)
            library.copy(f"B{number}", title=library.title(f"Secret {number}"))
            if number == 4:
                library.lend(library.copy("LATE", title=library.title("Late Secret")), pupil, days_ago=20)
            if number == 3:
                library.lend(library.copy("OLD", title=library.title("Old Secret")), pupil)
        library.patron("7001", name="Guest Family", class_name="3B")
        library.copy("GB", title=library.title("Guest Secret"))
        library.patron("9001", name="Helen Marsh", class_name="3A", category="teacher")
        library.patron("9002", name="Peter Quinn", class_name="Staff", category="teacher")
    return path


def class_card() -> str:
    with connected():
        return code_of_class(SchoolClass.get(SchoolClass.name == "3A").id)


async def scan(kiosk: Standing, *codes: str) -> None:
    """Three seconds apart, so that nothing is a scanner's repeat."""
    for code in codes:
        kiosk.clock.at += timedelta(seconds=3)
        await kiosk.scan(code)


def tile(kiosk: Standing, position: int) -> str:
    """What stands behind this roster number, up to the next number."""
    names = [f" {position:>2} {shape} " for shape in "·↩✓!→"]
    line = next(line for line in kiosk.lines if any(name in line for name in names))
    start = next(line.index(name) for name in names if name in line)
    return set_cell_size(line[start + 1 :], 23).strip()


@pytest.mark.parametrize("size", SIZES)
async def test_every_pupil_has_a_tile_that_changes_as_cards_are_scanned(
    store: Path, size: tuple[int, int]
) -> None:
    async with standing_at(store, size=size) as kiosk:
        assert "not yet" not in kiosk.text
        await scan(kiosk, "9001")
        assert "The lesson of 3A has begun." in kiosk.text
        assert all(tile(kiosk, number).startswith(f"{number} ·") for number in range(1, PUPILS + 1))
        assert tile(kiosk, 2).startswith("2 · Charlotte")
        assert "not yet 50" in kiosk.text
        await scan(kiosk, "6101", "B1")
        assert tile(kiosk, 1).startswith("1 ✓ Ben")
        assert "•" in kiosk.text and "Secret 1" in kiosk.text  # to Ben, whose turn it is
        await scan(kiosk, "6105")
        assert tile(kiosk, 5).startswith("5 →") and "here 1" in kiosk.text
        await scan(kiosk, "6103", "OLD", "6104", "6102", "B2", "B3")
        assert tile(kiosk, 3).startswith("3 ↩ 欧阳小明")
        assert tile(kiosk, 4).startswith("4 ! [/b] Zoe"[: len(tile(kiosk, 4))])
        assert "5 of 50 here · 3 lent · 1 returned · 0.1 books per pupil" in kiosk.text
        assert "has books 2" in kiosk.text and "returned 1" in kiosk.text
        assert ("still has overdue books 1" if size[0] == 200 else "overdue 1") in kiosk.text
        assert within(kiosk.lines, *size)
        assert "F7" in kiosk.lines[-1] and "Staff" in kiosk.lines[-1]


@pytest.mark.parametrize(("size", "tall"), [((160, 45), 2), ((200, 60), 4), ((80, 24), 1)])
async def test_the_tiles_use_the_room(store: Path, size: tuple[int, int], tall: int) -> None:
    """From one pupil to the next below; where a tile has three lines, its word stands on the second."""
    async with standing_at(store, size=size) as kiosk:
        await scan(kiosk, "9001", "6101", "B1")
        (first,) = [at for at, line in enumerate(kiosk.lines) if line.startswith("  1 ✓ Ben")]
        (second,) = [at for at, line in enumerate(kiosk.lines) if line.startswith("  2 · Charlotte")]
        assert second - first == tall
        assert (tall < 3) or kiosk.lines[first + 1].strip().startswith("has books")
        assert within(kiosk.lines, *size)
        assert all(tile(kiosk, number).startswith(f"{number} ") for number in range(1, PUPILS + 1))


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_equal_given_names_are_told_apart_however_narrow_the_tiles(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = new_store(tmp_path / "twins.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.policy("teacher")
        for number in range(40):
            name = {7: "Charlotte-Sophie Miller", 8: "Charlotte-Sophie Quint"}.get(number, f"Pupil{number} X")
            library.patron(f"{6100 + number}", name=name)
        library.patron("9001", name="Helen Marsh", category="teacher")
    async with standing_at(path, size=size) as kiosk:
        await scan(kiosk, "9001")
        assert "Miller" in kiosk.text and "Quint" in kiosk.text
        assert within(kiosk.lines, *size)


async def test_each_state_is_told_by_a_word_a_shape_and_a_colour_at_100x30(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6101", "B1", "6103", "OLD", "6104")
        words = {number: tile(kiosk, number).split()[-1] for number in (1, 2, 3, 4)}
        assert words == {1: "books", 2: "yet", 3: "returned", 4: "overdue"}
        assert {tile(kiosk, number).split()[1] for number in (1, 2, 3, 4)} == set("✓·↩!")
        strips = kiosk.app.screen._compositor.render_strips()
        row = next(at for at, line in enumerate(kiosk.lines) if line.startswith("  1 ✓ "))
        colours = set()
        for strip in strips[row : row + 4]:
            segment = next(segment for segment in strip if segment.text.strip())
            assert segment.style is not None
            colours.add(segment.style.bgcolor)
        assert len(colours) == 4


async def test_titles_are_seen_in_the_readers_own_turn_only(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6104")
        assert "Late Secret" in kiosk.text
        await scan(kiosk, "6101")
        assert "Secret" not in kiosk.text
        assert tile(kiosk, 4).endswith("overdue")


async def test_a_pupil_of_another_class_is_served_and_counted_apart(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "7001", "GB")
        assert "0 of 50 here · 0 lent · 0 returned · 0.0 books per pupil · 1 guest" in kiosk.text
        assert ("7001", "Guest Secret") in kiosk.loans()


async def test_the_screen_speaks_chinese_in_a_lesson(store: Path) -> None:
    async with standing_at(store, size=(80, 24), language="zh_CN") as kiosk:
        await scan(kiosk, "9001", "6101", "B1")
        assert "学校图书馆" in kiosk.text and "《Secret 1》" in kiosk.text
        assert tile(kiosk, 1).startswith("1 ✓ Ben")
        assert within(kiosk.lines, 80, 24)


@pytest.mark.parametrize("steps", ["f7", "#"], ids=["F7", "typed"])
async def test_a_forgotten_card_is_its_roster_number(store: Path, steps: str) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001")
        if steps == "f7":
            await kiosk.press("f7")
            await kiosk.keys_rest(0.25)
            assert "Type your number on the list, then press Enter: #_" in kiosk.text
        await kiosk.type(steps.removeprefix("f7"))
        await kiosk.type("12")
        assert "Typed: #12_" in kiosk.text
        await kiosk.type("\r")
        await scan(kiosk, "B9")
        assert ("6112", "Secret 9") in kiosk.loans()
        assert tile(kiosk, 12).startswith("12 ✓ Ada")
        await scan(kiosk, "#51")
        assert "There is no number 51 in 3A." in kiosk.text


async def test_a_child_cannot_come_as_another_before_a_grown_up_has_come(store: Path) -> None:
    with connected():
        add_period("3A", 0, "09:55", "10:35", STAFF)
    async with standing_at(store, size=(100, 30)) as kiosk:
        await until(lambda: "not yet 50" in kiosk.text)  # the timetable opens it, nobody scans
        assert "35 minutes left" in kiosk.text
        await scan(kiosk, "6101", "#12")
        assert "A teacher has to scan their card first." in kiosk.text
        await scan(kiosk, "9001", "6101", "#12", "B9", "#13", "B8")  # once is enough for all who forgot
        assert {("6112", "Secret 9"), ("6113", "Secret 8")} <= set(kiosk.loans())


async def test_f7_does_nothing_while_no_lesson_is_on(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.press("f7")
        await kiosk.type("12\r")
        assert "I do not know this code." in kiosk.text


async def test_the_class_card_ends_the_lesson_with_its_page_until_the_next_scan(store: Path) -> None:
    with connected():
        set_term("Autumn", NOW.date() - timedelta(days=9), NOW.date() + timedelta(days=99), STAFF)
    card = class_card()
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6101", "B1", "6104", "9001", card)
        for _ in range(2):
            assert "The lesson of 3A is over." in kiosk.text
            assert "2 of 50 pupils came, 1 borrowed, 1 book lent, 0 returned." in kiosk.text
            assert "Autumn: 2 books, 0.0 per pupil; 0 pupils have reached the target of 6." in kiosk.text
            assert "Borrowed books (1): 1 Ben" in kiosk.text
            assert "Came and borrowed nothing (1): 4 [/b] Zoe" in kiosk.text
            assert "Still have books that are due (1): 4 [/b] Zoe · 1 book" in kiosk.text
            assert "Secret" not in kiosk.text
            assert "not yet" not in kiosk.text
            await kiosk.scan(card)  # the scanner's repeat
            await kiosk.wait(60)
        await scan(kiosk, "6102")
        assert "Autumn" not in kiosk.text and "Charlotte  ·  3A" in kiosk.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_page_names_everybody_of_a_large_class(store: Path, size: tuple[int, int]) -> None:
    card = class_card()
    async with standing_at(store, size=size) as kiosk:
        await scan(kiosk, "9001", *(f"{6100 + number}" for number in range(1, 31)), "9001", card)
        assert "Came and borrowed nothing (30)" in kiosk.text and "Did not come (20)" in kiosk.text
        page = " ".join(kiosk.text.split())
        assert all(f" {number} " in page for number in range(1, PUPILS + 1))
        assert "Still have books that are due (1)" in page
        assert within(kiosk.lines, *size)


async def test_another_language_is_no_scan_that_ends_the_page(store: Path) -> None:
    card = class_card()
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6101", "B1", "9001", card)
        assert "Borrowed books (1): 1 Ben" in kiosk.text
        await kiosk.press("f2")
        assert "借了书的 (1): 1 Ben" in kiosk.text
        await kiosk.wait(60)
        assert "Borrowed books (1): 1 Ben" in kiosk.text  # to whoever comes next it speaks its own language


async def test_the_bell_shows_the_page_once_the_last_child_is_done(store: Path) -> None:
    with connected():
        class_id = SchoolClass.get(SchoolClass.name == "3A").id
        open_lesson(class_id, STAFF, "command", NOW + timedelta(seconds=30))
    async with standing_at(store, size=(100, 30)) as kiosk:
        await until(lambda: "1 minute left" in kiosk.text)
        await scan(kiosk, "6101")
        kiosk.clock.at += timedelta(seconds=16)
        await scan(kiosk, "B1")
        kiosk.clock.at = NOW + timedelta(seconds=35)
        await until(lambda: "not yet" not in kiosk.text)
        assert "Ben  ·  3A" in kiosk.text and "is over" not in kiosk.text
        await scan(kiosk, "B2")
        assert "Secret 2" in kiosk.text
        await scan(kiosk, "6101")
        assert "The lesson of 3A is over." in kiosk.text
        assert "1 of 50 pupils came, 1 borrowed, 1 book lent, 0 returned." in kiosk.text


async def test_the_page_gives_way_to_the_class_that_the_timetable_brings(
    store: Path,
) -> None:
    with connected():
        library = Library(store)
        library.patron("6201", name="Emil Next", class_name="4A")
        add_period("4A", 0, "10:15", "10:55", STAFF)
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6101", "B1", "9001", class_card())
        assert "The lesson of 3A is over." in kiosk.text
        kiosk.clock.at = NOW + timedelta(minutes=15, seconds=1)
        await until(lambda: "4A" in kiosk.text and "Emil" in kiosk.text)
        assert "The lesson of 3A is over." not in kiosk.text


async def test_a_store_in_trouble_does_not_stop_the_lesson(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001", "6101")
        away = store.with_name("away.db")
        store.rename(away)
        await scan(kiosk, "B1")
        assert "I cannot reach my list of books just now." in kiosk.text
        assert "here ·" not in kiosk.text
        away.rename(store)
        await scan(kiosk, "6101", "B1")
        assert "1 of 50 here · 1 lent" in kiosk.text


async def test_two_kiosks_show_the_same_class(store: Path) -> None:
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "9001")
        async with standing_at(store, size=(80, 24)) as other:
            await until(lambda: "not yet 50" in other.text)
            other.clock.at = kiosk.clock.at
            await scan(other, "6101", "B1")
            kiosk.clock.at = other.clock.at
            await until(lambda: "1 of 50 here · 1 lent" in kiosk.text)


async def test_forty_pupils_with_all_their_mistakes_end_in_the_right_numbers(tmp_path: Path) -> None:
    path = new_store(tmp_path / "class.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        class_id = make_class(library)
        open_lesson(class_id, STAFF, "command", NOW + timedelta(minutes=40))
    async with standing_at(path, size=(100, 30)) as kiosk:
        for at, code in scans(range(1, 41), NOW):
            kiosk.clock.at = at
            await kiosk.scan(code)
        assert "40 of 40 here · 80 lent · 80 returned · 2.0 books per pupil" in kiosk.text
        assert "has books 40" in kiosk.text


async def test_a_corner_that_lends_is_on_the_screen_until_one_done(store: Path) -> None:
    with connected():
        class_id = SchoolClass.get(SchoolClass.name == "3A").id
        open_corner(class_id, STAFF)
        place(class_id, Copy.get(Copy.title == Title.get(Title.title == "Secret 1")).id, STAFF)
        appoint("6101", STAFF)
    async with standing_at(store, size=(100, 30)) as kiosk:
        await scan(kiosk, "%LEND", "6101", "6102")
        assert "Corner of 3A. DONE ends it." in kiosk.lines[0]
        await scan(kiosk, "6102")  # the child's own card ends their turn, and not the lending
        await kiosk.wait(30)
        assert "Corner of 3A. DONE ends it." in kiosk.lines[0]
        assert "Now scan a pupil's card" in kiosk.text and "Scan card or book" not in kiosk.text
        await scan(kiosk, "6103", "%DONE")
        await kiosk.wait(30)
        assert "Corner of" not in kiosk.text and "only if I ask" in kiosk.text


async def test_a_corner_is_filled_lent_from_and_closed_by_scans_alone(store: Path) -> None:
    card = class_card()
    with connected():
        appoint("6101", STAFF)
    async with standing_at(store) as kiosk:
        await scan(kiosk, "6102", "B5")
        await scan(kiosk, "%FILL")
        assert "Charlotte" not in kiosk.text and "Scan the card of a teacher or a librarian." in kiosk.text
        await scan(kiosk, "9002", card)
        assert "The corner of 3A has 0 of" in kiosk.text
        await scan(kiosk, "B1", "B2")
        assert "“Secret 2”" in kiosk.text and kiosk.tones == {"-done"}
        await kiosk.wait(60)
        assert "“Secret 2”" in kiosk.text  # books are fetched meanwhile
        await scan(kiosk, "%DONE")
        assert "The corner of 3A has 2 of" in kiosk.text
        await scan(kiosk, "%LEND", "6101", "6103", "B1")
        assert "欧阳小明  ·  3A" in kiosk.text and "• Secret 1" in kiosk.text
        assert ("6103", "Secret 1") in kiosk.loans()
        await scan(kiosk, "%DONE", "%DONE")
        await scan(kiosk, "6104", "B2")
        assert kiosk.tones == {"-stop"}  # a corner book is not lent from the library floor
        await scan(kiosk, "%CLOSE", "9002", card, "B2", "%DONE")
        assert "The corner of 3A is closed." in kiosk.text
        assert "1 back, 1 on loan to pupils, 0 missing." in kiosk.text
        assert ("6103", "Secret 1") in kiosk.loans()


async def test_two_classes_swap_their_corners_by_scans_alone(store: Path) -> None:
    cards = {}
    with connected():
        for name, book in (("3A", "B1"), ("3B", "GB")):
            class_id = SchoolClass.get(SchoolClass.name == name).id
            cards[name] = code_of_class(class_id)
            open_corner(class_id, STAFF)
            found = find_barcode(book)
            assert isinstance(found, FoundCopy)
            place(class_id, found.copy_id, STAFF)
    async with standing_at(store) as kiosk:
        await scan(kiosk, "%SWAP")
        assert "Scan the card of a teacher or a librarian." in kiosk.text
        await scan(kiosk, "6101")
        assert kiosk.tones == {"-stop"}  # a pupil may not
        await scan(kiosk, "9002", cards["3A"])
        assert "And the other class?" in kiosk.text
        await scan(kiosk, cards["3A"])
        assert "And the other class?" in kiosk.text  # a class has nothing to swap with itself
        await scan(kiosk, "7001")  # a pupil's card says the class as well
        assert "3A has 1 new book." in kiosk.text and "3B has 1 new book." in kiosk.text
        with connected():
            assert [[line.code for line in manifest(id_)] for id_ in (1, 2)] == [["GB"], ["B1"]]
        await scan(kiosk, "6101")
        assert "Ben  ·  3A" in kiosk.text  # the counter serves again


async def test_the_paper_ledger_is_scanned_back_in_with_no_key_touched(store: Path) -> None:
    card = class_card()
    friday = NOW.date() - timedelta(days=3)
    with connected():
        class_id = SchoolClass.get(SchoolClass.name == "3A").id
        open_corner(class_id, STAFF)
        for book in ("B1", "B2", "B3"):
            found = find_barcode(book)
            assert isinstance(found, FoundCopy)
            place(class_id, found.copy_id, STAFF)
    async with standing_at(store) as kiosk:
        await scan(kiosk, "%LEDGER", "9001", card)
        assert "The corner of 3A has 3 of 50 books." in kiosk.text
        await scan(kiosk, "6101")
        assert "Which day? Scan its code on the ledger." in kiosk.text
        await scan(kiosk, code_of_day(friday), "6101")
        assert "Friday 4 September" in kiosk.text
        await scan(kiosk, "B1")
        assert "Secret 1" in kiosk.text and kiosk.tones == {"-done"}
        await scan(kiosk, "6102", "B2", "B3", "%UNDO")
        assert "Secret 3" in kiosk.text and kiosk.tones == {"-wait"}
        await scan(kiosk, "B9")
        assert "Secret 9" in kiosk.text and kiosk.tones == {"-stop"}  # not of this corner
        await scan(kiosk, "%BACK", "B1")
        assert "Secret 1" in kiosk.text and kiosk.tones == {"-done"}
        await scan(kiosk, "%DONE")
        await kiosk.wait(11)
        assert "Borrow: scan your card" in kiosk.text
        assert [line for line in kiosk.loans() if line[0] in ("6101", "6102")] == [("6102", "Secret 2")]
    with connected():
        lent = Loan.select().where(Loan.lent_on == friday, ~Loan.voided).order_by(Loan.id)
        assert [loan.copy.title.title for loan in lent] == ["Old Secret", "Secret 1", "Secret 2"]


async def test_a_key_pressed_twice_at_a_corner_is_meant_twice(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await scan(kiosk, "%FILL", "9001", class_card(), "B1", "B2")
        await kiosk.scan("%UNDO", "%UNDO")  # a scanner repeats itself
        with connected():
            assert len(manifest(1)) == 1
        kiosk.clock.at += timedelta(seconds=3)
        await scan(kiosk, "B2")
        await kiosk.press("f3", "f3")
        with connected():
            assert manifest(1) == ()
        await kiosk.press("f2")
        assert "现在说中文" in kiosk.text or "中文" in kiosk.text
        await scan(kiosk, "B3")
        assert "《Secret 3》" in kiosk.text  # the work goes on in the other language


async def test_work_at_a_corner_that_was_left_ends_by_itself(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await scan(kiosk, "%FILL", "9002")
        assert "Which class?" in kiosk.text
        kiosk.clock.at += timedelta(minutes=3)
        await until(lambda: "Nothing was scanned for a while." in kiosk.text)
        await kiosk.wait(11)
        assert "Borrow: scan your card" in kiosk.text
        await scan(kiosk, "6101", "B1")
        assert ("6101", "Secret 1") in kiosk.loans()


async def test_the_demonstration_of_a_lesson_ends_with_its_page(store: Path) -> None:
    card = class_card()
    clocks: list[Clock] = []

    def play() -> Iterator[tuple[float, str]]:
        for code in ("9001", "6101", "B1", "9001", card):
            yield 0.2, code
            for clock in clocks:
                clock.at += timedelta(seconds=3)

    demo = Demo(lambda: Sample(hints=[("a card", "6101")], play=play()))
    async with standing_at(store, size=(100, 30), demo=demo) as kiosk:
        clocks.append(kiosk.clock)
        await until(lambda: "Borrowed books (1): 1 Ben" in kiosk.text)
        with connected():
            assert Loan.select().count() == 3
