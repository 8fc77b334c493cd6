"""A child finds a book: letters, a digit, the way to it; and whatever is scanned meanwhile is served."""

from pathlib import Path

import pytest
from full_screen import Standing, standing_at, until, within
from new_store import filled_once, new_store
from pdf_text import pages_of
from school import NOW, Library

from db.events.record import Acting
from db.models import Hold
from db.shelf.faces import set_bay, set_face
from db.store.opening import connected
from kiosk.settings import PaperSettings

STAFF = Acting("office", NOW, "command")
BOOKS = {
    "B1": ("西游记", "吴承恩", "I242.4/1"),
    "B2": ("红楼梦", "曹雪芹", "I242.4/2"),
    "B3": ("水浒传", "施耐庵", "I242.4/3"),
    "B4": ("Charlotte's Web", "E. B. White", "I712.84/5"),
    "B5": ("恐龙[bold]", "", "Q915/8"),
}


@pytest.fixture
@filled_once
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        for code, (name, author, number) in BOOKS.items():
            library.copy(code, title=library.title(name, author=author, call_number=number))
        library.patron("6101", name="Ada Lovelace")
        library.patron("6102", name="Ben Smith")
        for place, start in {("2", "", 1): "A", ("3", "A", 1): "I2", ("3", "B", 4): "I242.4/2"}.items():
            set_face(*place, start, STAFF)
        set_bay("2", STAFF, square=(1, 1))
        set_bay("3", STAFF, square=(2, 1))
    return path


def lend(store: Path, number: int, days_ago: int = 3) -> None:
    """Put this book, counted from 1, into Ben's bag."""
    from db.models import Copy, Patron

    with connected():
        Library(store).lend(Copy.get_by_id(number), Patron.get(Patron.number == "6102"), days_ago=days_ago)


async def open_page(kiosk: Standing) -> None:
    await kiosk.press("f5")
    assert "Which book are you looking for?" in kiosk.text


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
@pytest.mark.parametrize("way", ["key", "card"])
async def test_four_letters_lead_to_the_board(store: Path, size: tuple[int, int], way: str) -> None:
    async with standing_at(store, size=size) as kiosk:
        assert " F5  Find" in kiosk.lines[-1]
        await (kiosk.press("f5") if way == "key" else kiosk.scan("%FIND"))
        await kiosk.type("hlm")
        assert "红楼梦" in kiosk.text and "西游记" not in kiosk.text and "on the shelf" in kiosk.text
        await kiosk.type("1")
        assert "“红楼梦” I242.4/2" in kiosk.text
        assert "shelf 3, side B, level 4: on the shelf" in kiosk.text
        assert "between “西游记” and “水浒传”" in kiosk.text
        assert "[ 2 ] ▶ 3 ◀" in kiosk.text
        assert within(kiosk.lines, *size) and "Ada" not in kiosk.text
        await kiosk.press("escape")
        assert "> hlm_" in kiosk.text
        await kiosk.press("escape")
        await kiosk.press("escape")
        assert "Which book" not in kiosk.text and " F5  Find" in kiosk.lines[-1]


async def test_it_speaks_chinese_and_takes_what_an_input_method_commits(store: Path) -> None:
    async with standing_at(store, language="zh_CN") as kiosk:
        assert "F5  查找" in kiosk.lines[-1]
        await kiosk.press("f5")
        assert "你想找哪本书？" in kiosk.text
        for sign in "水浒":
            kiosk.send(sign, after=0.0)
        await kiosk.keys_rest(0.6)
        assert "水浒传" in kiosk.text and "红楼梦" not in kiosk.text
        await kiosk.type("1")
        assert "3 号书架 B 面第 4 层" in kiosk.text and "在《红楼梦》" in kiosk.text


async def test_titles_words_authors_and_class_numbers_are_typed_alike(store: Path) -> None:
    async with standing_at(store) as kiosk:
        for typed, found in {
            "hongloumeng": "红楼梦",
            "charl": "Charlotte's Web",
            "wce": "西游记",
            "q915": "恐龙[bold]",
        }.items():
            await open_page(kiosk)
            await kiosk.type(typed)
            assert f" 1  {found}" in kiosk.text, kiosk.text
        await kiosk.type("\r")
        assert "“恐龙[bold]” Q915/8" in kiosk.text, "Enter opens the only one"
        await open_page(kiosk)
        await kiosk.type("zzzz")
        assert "I cannot find that book" in kiosk.text
        await kiosk.press(*["backspace"] * 4)
        assert "Or press a number:" in kiosk.text


async def test_lists_are_opened_by_number_and_subjects_by_letter(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("1")
        assert (
            "New in the library" in kiosk.text and " 1  恐龙[bold]" in kiosk.text and "西游记" in kiosk.text
        )
        await open_page(kiosk)
        await kiosk.type("2")
        assert " I  Stories and poems" in kiosk.text and " Q  Animals and plants" in kiosk.text
        assert "Farm" not in kiosk.text, "no book is there"
        await kiosk.type("q")
        assert "Animals and plants" in kiosk.text and " 1  恐龙[bold]" in kiosk.text
        await kiosk.type("1")
        assert "shelf 3, side B, level 4" in kiosk.text


async def test_more_than_nine_are_turned_over_by_nought(store: Path) -> None:
    with connected():
        library = Library(store)
        for number in range(12):
            library.copy(f"C{number}", title=library.title(f"丛书 {number:02}", call_number=f"K1/{number}"))
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("cs")
        assert "丛书 08" in kiosk.text and "丛书 09" not in kiosk.text and " 0  more" in kiosk.text
        await kiosk.type("0")
        assert "丛书 09" in kiosk.text and "丛书 08" not in kiosk.text
        await kiosk.type("0")
        assert "丛书 00" in kiosk.text, "the first ones again"
        await kiosk.type("3")
        assert "“丛书 02” K1/2" in kiosk.text


@pytest.mark.parametrize("gap", [0.001, 0.06, 0.15])
async def test_a_book_that_is_scanned_meanwhile_is_returned(store: Path, gap: float) -> None:
    lend(store, 1)
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm")
        for character in "B1\r":
            kiosk.send(character, after=gap)
        await kiosk.keys_rest(0.25)
        assert kiosk.loans() == [] and "西游记" in kiosk.text
        assert "hlm" not in kiosk.text, "the counter is shown"


async def test_a_slow_scanner_chooses_nothing_by_its_digits(store: Path) -> None:
    with connected():
        Library(store).copy("31234000000018", title=Library(store).title("Emma"))
        from db.models import Copy, Patron

        copy = Copy.select().order_by(Copy.id.desc()).get()
        Library(store).lend(copy, Patron.get(Patron.number == "6102"))
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm")
        for character in "31234000000018\r":
            kiosk.send(character, after=0.12)
        await kiosk.settle()
        assert kiosk.loans() == []


async def test_a_card_opens_its_turn_as_ever(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.scan("6101", "B2")
        assert kiosk.loans() == [("6101", "红楼梦")] and "Which book" not in kiosk.text


async def test_of_a_book_that_is_out_one_may_wait_with_the_card_alone(store: Path) -> None:
    lend(store, 2)
    lend(store, 3, days_ago=30)
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm")
        assert "back on Saturday 19 September" in kiosk.text
        await kiosk.type("1")
        assert "It should be back on Saturday" in kiosk.text and "scan your card now" in kiosk.text
        assert "Ben" not in kiosk.text and "6102" not in kiosk.text and "▶" not in kiosk.text
        await kiosk.scan("6101")
        assert "It will be kept for you. You are next." in kiosk.text and "Ada" not in kiosk.text
        with connected():
            assert [(hold.patron.number, hold.title.title) for hold in Hold.select()] == [("6101", "红楼梦")]
        await kiosk.scan("6101")
        assert "You are already waiting for it. Your place in the line: 1." in kiosk.text
        await kiosk.scan("6102")
        assert "You have this book." in kiosk.text
        assert kiosk.events()[-1] == "hold_placed"
        await open_page(kiosk)
        await kiosk.type("shz")
        assert "on loan" in kiosk.text and "back on" not in kiosk.text
        await kiosk.type("1")
        assert "It should have come back already." in kiosk.text
        await kiosk.scan("B2", "B3")
        assert kiosk.loans() == [], "a book is no card: it is returned"
        assert "scan your card" not in kiosk.text


async def test_left_alone_it_counts_down_and_the_counter_is_back(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm")
        await kiosk.wait(33)
        assert "Time left: 7" in kiosk.text and "红楼梦" in kiosk.text
        await kiosk.press("backspace")
        await kiosk.wait(33)
        assert "> hl_" in kiosk.text
        await kiosk.wait(8)
        assert "hl_" not in kiosk.text and " F5  Find" in kiosk.lines[-1]


async def test_a_turn_ends_behind_it_as_ever(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101")
        await open_page(kiosk)
        assert "Ada" not in kiosk.text
        await kiosk.wait(12)
        assert "Time left: 8" in kiosk.text
        await kiosk.type("x")
        await kiosk.wait(9)
        await kiosk.scan("B2")
        assert kiosk.loans() == [], "nobody's turn is open any more"


async def test_the_slip_is_printed_where_slips_are(store: Path, tmp_path: Path) -> None:
    slips = tmp_path / "slips"
    async with standing_at(store, printer=f"file:{slips}") as kiosk:
        await open_page(kiosk)
        assert "Print" not in kiosk.lines[-1]
        await kiosk.type("hlm1")
        assert " F8  Print" in kiosk.lines[-1], kiosk.text
        await kiosk.press("f8")
        assert "Your slip is being printed." in kiosk.text
        await until(lambda: slips.exists() and slips.read_bytes().startswith(b"\x1b@"))


async def test_the_slip_is_a_page_where_only_pages_are_printed(store: Path, cups: Path) -> None:
    async with standing_at(store, paper=PaperSettings("HP")) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm1")
        await kiosk.scan("%PRINT")
        await until(lambda: "The page was printed on HP as HP-7." in kiosk.text)
        told = "".join(pages_of(cups / "taken.pdf"))
        assert "红楼梦" in told and "side B" in told and "▶ 3 ◀" in told


async def test_without_a_printer_no_key_is_offered(store: Path) -> None:
    async with standing_at(store) as kiosk:
        await open_page(kiosk)
        await kiosk.type("hlm1")
        assert "Print" not in kiosk.lines[-1]
        await kiosk.press("f10")
        assert "shelf 3" not in kiosk.text, "the staff's question is asked at the counter"
