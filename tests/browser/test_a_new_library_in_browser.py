"""A new machine and nothing but the browser: from the first PIN to the list that goes out and in again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import needs_chromium, scan
from pdf_text import pages_of
from playwright.sync_api import Browser, Locator, Page, expect
from school_lists import DATA
from served import running

from kiosk.words import speak

pytestmark = needs_chromium

SMALL_BOOKS = "书名,作者,ISBN,索书号,册数,书架\n" + "\n".join(
    f"{title},{author},{isbn},{call_number},{copies},1"
    for title, author, isbn, call_number, copies in (
        ("《红楼梦》", "曹雪芹", "9787534243752", "I242.4/C18", 2),
        ("《朝花夕拾》", "鲁迅", "9787020002207", "I210.4/L82", 3),
        ("《十万个为什么》", "", "9787532733415", "Z228.1/S54", 1),
    )
)
SMALL_READERS = "学号,姓名,班级\n6101,小明,六甲\n6102,小红,六甲\n6103,小兰,六甲\n6201,小刚,六乙"
GROUP = "六甲"
KNOWN, NEW = "9787806041574", "9787544270878"


@dataclass(frozen=True)
class School:
    """The lists that it has, and what they hold."""

    books: Path
    readers: Path
    titles: int
    persons: int


def small_school(folder: Path) -> School:
    """A small one of our own."""
    books, readers = folder / "books.csv", folder / "readers.csv"
    books.write_text(SMALL_BOOKS, encoding="gb18030")
    readers.write_text(SMALL_READERS, encoding="utf-8-sig")
    return School(books, readers, titles=3, persons=4)


@contextmanager
def new_machine(browser: Browser, language: str, folder: Path) -> Iterator[Page]:
    """`kiosk desk` where there is no library yet, and the page that it opens."""
    opened = folder / "opened"
    opener = folder / "open"
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    opener.chmod(0o755)
    with running("--language", language, "desk", browser=str(opener)) as (desk, at):
        while not (opened.is_file() and opened.read_text(encoding="utf-8").endswith("\n")):
            assert desk.poll() is None
        context = browser.new_context(
            base_url=at, locale=language.replace("_", "-"), viewport={"width": 1200, "height": 800}
        )
        page = context.new_page()
        page.goto(opened.read_text(encoding="utf-8").strip())
        yield page
        context.close()


@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
def test_the_first_days_with_the_lists_of_a_real_school(browser: Browser, tmp_path: Path) -> None:
    school = School(DATA / "school-books.csv", DATA / "school-readers.csv", titles=2662, persons=334)
    with new_machine(browser, "en", tmp_path) as page:
        librarian = Librarian(page, "en", tmp_path)
        librarian.chooses_the_first_pin()
        librarian.brings_in("books", school.books, school.titles)
        librarian.brings_in("readers", school.readers, school.persons)
        librarian.corrects_what_hlm_finds()
        librarian.lends_it_to("6101")
        librarian.takes_in_a_box(KNOWN)
        librarian.replaces_the_card_of("6102")
        librarian.prints_the_cards_of(GROUP)
        librarian.prints_the_recall(GROUP)
        librarian.moves_a_lesson(GROUP)
        librarian.asks_questions(GROUP, 6)
        librarian.gives_out_and_brings_in("books", "csv")
        librarian.gives_out_and_brings_in("readers", "xlsx")


def test_the_first_day_in_chinese(browser: Browser, tmp_path: Path) -> None:
    school = small_school(tmp_path)
    with new_machine(browser, "zh_CN", tmp_path) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("图书馆工作台")
        librarian = Librarian(page, "zh_CN", tmp_path)
        librarian.chooses_the_first_pin()
        librarian.brings_in("books", school.books, school.titles)
        librarian.brings_in("readers", school.readers, school.persons)
        librarian.corrects_what_hlm_finds()
        librarian.lends_it_to("6101")
        librarian.prints_the_recall(GROUP)
        librarian.moves_a_lesson(GROUP)
        librarian.asks_questions(GROUP, 2)
        librarian.gives_out_and_brings_in("readers", "xlsx")


class Librarian:
    """Clicks, types and scans by what stands on the page in her language."""

    def __init__(self, page: Page, language: str, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self._ = speak(language)

    def link(self, text: str) -> Locator:
        return self.page.get_by_role("link", name=self._(text), exact=True).first

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self._(text), exact=True)

    def field(self, text: str) -> Locator:
        return self.page.get_by_label(self._(text), exact=True)

    def reads(self, text: str, **details: object) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(self._(text, **details))

    def chooses_the_first_pin(self) -> None:
        self.field("New PIN").fill("2580")
        self.field("The same PIN once more").fill("2580")
        self.button("Save this PIN").click()
        expect(self.page.get_by_role("heading", name=self._("Begin here"))).to_be_visible()

    def brings_in(self, kind: str, file: Path, number: int) -> None:
        self.page.goto("/")
        self.link(f"Import the list of your {kind}").click()
        self.looks_at(file)
        new = self._("new titles" if kind == "books" else "new readers")
        expect(self.page.locator(".figure", has_text=new)).to_contain_text(str(number))
        self.button("Import the list").click()
        expect(self.page.get_by_role("heading", name=self._("The list is imported"))).to_be_visible()

    def looks_at(self, file: Path) -> None:
        self.field("The file: CSV or .xlsx; records as ISO 2709 or MARCXML").set_input_files(file)
        self.button("Look at the list").click()
        expect(self.page.get_by_role("heading", name=self._("What this list would do"))).to_be_visible()

    def corrects_what_hlm_finds(self) -> None:
        self.page.get_by_role("searchbox").fill("hlm")
        found = self.page.locator("#results").get_by_role("link", name="红楼梦", exact=True)
        found.first.click()
        self.link("Correct the data").click()
        expect(self.field("title")).to_be_focused()
        self.field("title").fill("红楼梦（少年版）")
        self.page.keyboard.press("Enter")
        self.reads("The corrections are saved.")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("红楼梦（少年版）")

    def lends_it_to(self, number: str) -> None:
        self.field("Reader's card, number or name").first.fill(number)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("status")).to_contain_text(number)

    def takes_in_a_box(self, known: str) -> None:
        self.link("New books").click()
        self.field("From whom").fill("捐赠")
        with self.page.expect_navigation():
            self.button("Use this for the next books").click()
        scan(self.page, known)
        scan(self.page, known)
        scan(self.page, NEW)
        self.page.keyboard.type("毛毛\n", delay=80)
        self.reads("Named: “{title}”.", title="毛毛")
        self.button("Labels for this box").click()
        self.button("Make the labels").click()
        address = self.link("Open the PDF").get_attribute("href")
        assert address
        assert "毛毛" in self.paper(address)

    def paper(self, address: str) -> str:
        file = self.folder / "paper.pdf"
        file.write_bytes(self.page.request.get(address).body())
        return "".join(pages_of(file))

    def prints(self, text: str) -> str:
        """Press a button that ends at a PDF, and read it."""
        self.button(text).click()
        self.page.wait_for_url("**/papers/*", wait_until="commit")
        return self.paper(self.page.url)

    def replaces_the_card_of(self, number: str) -> None:
        self.page.get_by_role("searchbox").fill(number)
        self.page.keyboard.press("Enter")
        self.link("New card").click()
        self.button("Give the new card").click()
        card = self.page.locator("section", has=self.page.locator("#card"))
        expect(card).to_contain_text(self._("Ended: {codes}", codes=number))
        assert self.code_of_card() in self.prints("Print the card")

    def code_of_card(self) -> str:
        return self.page.locator("section[aria-labelledby=card] .call-number").inner_text()

    def prints_the_cards_of(self, group: str) -> None:
        self.page.goto("/classes")
        self.page.get_by_role("link", name=group, exact=True).click()
        pupils = self.page.locator("main table tbody tr").count()
        cards = self.prints("Print the cards of this class")
        assert cards.count(group) == pupils

    def prints_the_recall(self, group: str) -> None:
        self.page.goto("/loans")
        recall = self.prints("Recall: lists and slips")
        assert recall.count("红楼梦（少年版）") == 2, "on the list of its class, and on the slip"
        assert group in recall

    def moves_a_lesson(self, group: str) -> None:
        self.page.goto("/classes/timetable")
        self.field("Class").select_option(label=group)
        self.set_hours("09:00", "09:45")
        self.button("Add").click()
        self.page.locator("td.period", has_text="09:00-09:45").get_by_role("link").click()
        self.field("Day").select_option("3")
        self.set_hours("10:15", "11:00")
        self.button("Save").click()
        expect(self.page.locator("td.period")).to_have_count(1)
        expect(self.page.locator("td.period")).to_contain_text("10:15-11:00")

    def set_hours(self, starts: str, ends: str) -> None:
        self.field("from").fill(starts)
        self.field("to").fill(ends)

    def asks_questions(self, group: str, most: int) -> None:
        """Each of them but one is answered with a figure: the library has lent one book."""
        questions = self.page.locator("main h2 a[href^='/answers']")
        answered = 0
        for number in range(most):
            self.page.goto("/answers")
            with self.page.expect_navigation():
                questions.nth(number).click()
            if self.page.get_by_role("combobox", name=self._("Class")).count():
                self.page.get_by_role("combobox", name=self._("Class")).select_option(label=group)
                with self.page.expect_navigation():
                    self.button("Show").click()
            answered += self.page.locator("main tbody tr", has_text=re.compile("[1-9]")).count() > 0
        assert answered >= most - 1

    def gives_out_and_brings_in(self, kind: str, ending: str) -> None:
        self.page.goto(f"/lists?kind={kind}")
        with self.page.expect_download() as given:
            self.page.locator(f"a[href='/lists/{kind}.{ending}']").click()
        file = self.folder / f"again.{ending}"
        given.value.save_as(file)
        self.looks_at(file)
        for changed in ("changed", "new titles" if kind == "books" else "new readers", "rejected rows"):
            figure = self.page.locator(".figure").filter(
                has_text=re.compile(rf"^\s*\d+\s*{re.escape(self._(changed))}\s*$")
            )
            expect(figure).to_have_text(re.compile(r"^\s*0\b|^\s*0\s*\D"))
