"""What cells mean: examples from real lists, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isbn as stdnum_isbn

from db import codes
from db.errors import BadValue
from db.lists.cells import cleaning, identifiers, people
from db.lists.cells.cleaning import Cleaned, Price
from db.lists.cells.identifiers import FoundIsbn


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("9787806041574",), ("9787806041574", None, "good")),
        (("978-7-80604-157-4",), ("9787806041574", None, "good")),
        (("９７８７８０６０４１５７４",), ("9787806041574", None, "good")),
        (("189221301X",), ("9781892213013", None, "good")),
        (("9787806041574.0",), ("9787806041574", None, "recovered")),
        (("ISBN 978-7-80604-157-4",), ("9787806041574", None, "recovered")),
        (("ISBN978-7-80604-157-4(精装)",), ("9787806041574", None, "recovered")),
        (("439023483",), ("9780439023481", None, "recovered")),
        (("6280560",), ("9780006280569", None, "recovered")),
        (("9.787806041574E+12",), ("9787806041574", None, "recovered")),
        (("9.78043902348e+12", "439023483"), ("9780439023481", None, "recovered")),
        (("9.78043902348e+12", "0439023483"), ("9780439023481", None, "recovered")),
        (("", "0439023483"), ("9780439023481", None, "good")),
        (("9.78E+12",), (None, None, "damaged")),
        (("9.78081297106e+12", "812971060"), (None, "812971060", "damaged")),
        (("1234",), (None, "1234", "not_isbn")),
        (("111",), (None, "111", "not_isbn")),
        (("1234567891011",), (None, "1234567891011", "not_isbn")),
        (("97893806587.0",), (None, "97893806587", "not_isbn")),
        (("R10171·1",), (None, "R10171·1", "not_isbn")),
        (("x" * 65,), (None, None, "not_isbn")),
        (("", " "), (None, None, "absent")),
    ],
)
def test_an_isbn_is_found_or_what_stands_there_is_kept(
    cells: tuple[str, ...], found: tuple[str | None, str | None, str]
) -> None:
    assert identifiers.isbn(*cells) == FoundIsbn(*found)  # type: ignore[arg-type]


@given(st.integers(0, 999_999_999), st.integers(0, 3))
def test_leading_zeros_that_a_spreadsheet_dropped_come_back(body: int, zeros: int) -> None:
    digits = f"{body % 10 ** (9 - zeros):09}"
    check = stdnum_isbn._calc_isbn10_check_digit(digits)
    whole = digits + check
    lost = whole.lstrip("0")
    found = identifiers.isbn(lost)
    if len(lost) >= 7:
        assert found.isbn == stdnum_isbn.to_isbn13(whole)
    else:
        assert found.isbn is None


@given(st.text(max_size=30))
def test_whatever_stands_there_an_isbn_is_valid_or_the_text_is_kept(raw: str) -> None:
    found = identifiers.isbn(raw)
    assert found.isbn is None or (len(found.isbn) == 13 and stdnum_isbn.is_valid(found.isbn))
    assert (found.isbn is None) or (found.identifier is None)


@given(st.from_regex(r"97[789][0-9]{10}|[0-9]{13}", fullmatch=True))
def test_thirteen_digits_are_judged_as_the_well_kept_library_judges(code: str) -> None:
    assert codes.isbn_13(code) == (code if stdnum_isbn.is_valid(code) else None)


@pytest.mark.parametrize(
    ("raw", "amount", "currency", "guessed"),
    [
        ("CNY16.80", 1680, "CNY", False),
        ("￥0.40", 40, "CNY", False),
        ("13.80元", 1380, "CNY", False),
        ("CN9.9", 990, "CNY", False),
        ("38", 3800, "", False),
        ("EUR 50.84", 5084, "EUR", False),
        ("12,50 €", 1250, "EUR", False),
        ("$1,234.50", 123450, "USD", False),
        ("HK$90", 9000, "HKD", False),
        ("16.805", 1681, "", True),
        ("CNY20.00(上下册)", 2000, "CNY", True),
        ("CNY23.00,CNY23(精装)", 2300, "CNY", True),
        ("7RMB×23", 700, "CNY", True),
    ],
)
def test_a_price_is_hundredths_and_a_currency(raw: str, amount: int, currency: str, guessed: bool) -> None:
    assert cleaning.price(raw) == Cleaned(Price(amount, currency), guessed)


@pytest.mark.parametrize(
    ("raw", "year", "guessed"),
    [
        ("2010", 2010, False),
        ("2010年", 2010, False),
        ("2008.0", 2008, False),
        ("-720.0", -720, False),
        ("2010-10", 2010, False),
        ("2010.9", 2010, False),
        ("2004-03-01 00:00:00", 2004, False),
        ("2011-5-1", 2011, False),
        ("2008年9月", 2008, False),
        ("2008年9月1日", 2008, False),
        ("20100901", 2010, False),
        ("1999重印", 1999, True),
        ("2009, 2015重印", 2009, True),
        ("[2001]", 2001, True),
        ("98", 98, True),
        ("38231", None, True),
        ("不详", None, True),
        ("", None, False),
    ],
)
def test_a_year_is_found(raw: str, year: int | None, guessed: bool) -> None:
    assert cleaning.year(raw) == Cleaned(year, guessed)


@pytest.mark.parametrize(
    ("raw", "pages", "guessed"),
    [
        ("279页", 279, False),
        ("279", 279, False),
        ("36.0", 36, False),
        ("xii, 320 p.", 320, True),
        ("320 p.", 320, False),
        ("14,436页", 436, True),
        ("[107]页", 107, True),
        ("933页;21cm", 933, True),
        ("2册(424;430页)", 430, True),
        ("1册", None, True),
        ("9" * 5000, None, True),
        ("", None, False),
    ],
)
def test_pages_are_counted_by_the_longest_numbering(raw: str, pages: int | None, guessed: bool) -> None:
    assert cleaning.pages(raw) == Cleaned(pages, guessed)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("《毛泽东诗词鉴赏》", "毛泽东诗词鉴赏"),
        ("《于丹《庄子》心得》", "于丹《庄子》心得"),
        ("《《庄子》新悟》", "《庄子》新悟"),
        ("《漫画《金刚经》》", "漫画《金刚经》"),
        ("《红楼梦》与《西游记》", "《红楼梦》与《西游记》"),
        ("《没有关上", "《没有关上"),
        ("  Two\t words\n\u3000here ", "Two words here"),
        ("a\u202eb\u200bc\x1b[31m", "abc[31m"),
        ("\n      ", ""),
    ],
)
def test_a_title_loses_its_outer_marks_and_what_no_screen_should_show(raw: str, title: str) -> None:
    assert cleaning.title(raw) == title


@given(st.text())
def test_cleaned_text_is_one_line_and_cleaning_it_again_changes_nothing(raw: str) -> None:
    once = cleaning.text(raw)
    assert cleaning.text(once) == once
    assert not any(character.isspace() and character != " " for character in once)
    assert "\x1b" not in once
    assert cleaning.title(cleaning.title(raw)) == cleaning.title(raw)


@given(st.text("0123456789.,-/年月页册元CNY¥$€ ()E+", max_size=20))
def test_no_cell_is_too_odd_for_the_numbers(raw: str) -> None:
    price, year, pages = cleaning.price(raw).value, cleaning.year(raw).value, cleaning.pages(raw).value
    assert price is None or 0 <= price.amount <= cleaning.LARGEST
    assert year is None or -10_000 < year < 10_000
    assert pages is None or 0 <= pages < 1_000_000


def test_a_call_number_is_trimmed_or_put_together() -> None:
    assert cleaning.call_number("A841.4 ") == "A841.4"
    assert cleaning.call_number("", "I287.45", " 12 ") == "I287.45/12"
    assert cleaning.call_number("", "I287.45") == "I287.45"
    assert cleaning.call_number("823 DAH", "823", "D1") == "823 DAH"


def test_copies_are_counted_or_refused() -> None:
    assert [cleaning.count(raw) for raw in ("4", "4.0", "４本", " 12 册", "0")] == [4, 4, 4, 12, 0]
    for raw in ("four", "-1", "2.5", "10000", "9787806041574", "1/2"):
        with pytest.raises(BadValue):
            cleaning.count(raw)


def test_several_barcodes_may_stand_in_one_cell() -> None:
    assert identifiers.barcodes("10001；10002, ]C010003、 ").value == ["10001", "10002", "10003"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("胡小满", "小满"),
        ("王芳", "王芳"),
        ("欧阳修", "欧阳修"),
        ("王老师", "王老师"),
        ("Ms Green", "Ms Green"),
        ("Dr. Ada Green", "Dr. Ada Green"),
        ("Green, Ms", "Green, Ms"),
        ("Green, Ms Ada", "Ms Ada"),
        ("欧阳小满", "小满"),
        ("司马相如", "相如"),
        ("张王小满", "小满"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("Ada Lovelace", "Ada"),
        ("Lovelace, Ada King", "Ada King"),
        ("Ada", "Ada"),
        ("Lovelace,", "Lovelace"),
        ("满", "满"),
    ],
)
def test_a_reader_is_called_by_the_given_name(name: str, given: str) -> None:
    assert people.given_name(name) == given


@pytest.mark.parametrize(("told", "shown"), [("伟", "张伟"), ("小伟", "小伟"), ("", "张伟")])
def test_one_character_of_a_column_is_no_name_to_be_called_by(told: str, shown: str) -> None:
    assert people.called(told, "张伟") == shown
    assert people.called("Ms", "Ms Green") == "Ms Green"


@given(st.text(min_size=1).map(cleaning.text).filter(bool))
def test_nobody_is_without_a_name_to_be_called_by(name: str) -> None:
    assert people.given_name(name) in name
    assert people.given_name(name)


def test_a_class_is_put_together_from_grade_and_class() -> None:
    assert people.class_name("", "六甲") == "六甲"
    assert people.class_name("三年级", "2班") == "三年级2班"
    assert people.class_name("三年级", "三年级2班") == "三年级2班"
    assert people.class_name("3", "2") == "3-2"
    assert people.class_name("Year 4", "Oak") == "Year 4 Oak"
    assert people.class_name("三年级", "") == "三年级"


def test_a_status_is_known_in_both_languages_or_refused() -> None:
    words = ["开通", "暂停", "丢失", "毕业", "Active", "SUSPENDED", "card lost", "card_lost", ""]
    assert [people.status(word) for word in words] == [
        "active", "suspended", "card_lost", "left", "active", "suspended", "card_lost", "card_lost", "active",
    ]  # fmt: skip
    with pytest.raises(BadValue, match="暂停"):
        people.status("perhaps")


@pytest.mark.parametrize(
    ("cell", "text"),
    [("nan", ""), (" NaN ", ""), ("#N/A", ""), ("NULL", ""), ("nanny", "nanny"), ("77", "77"), ("无", "无")],
)
def test_a_programs_word_for_an_empty_cell_is_empty(cell: str, text: str) -> None:
    assert cleaning.unless_empty(cell) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("胡小满", "胡老师"),
        ("欧阳修文", "欧阳老师"),
        ("张伟", "张老师"),
        ("王老师", "王老师"),
        ("Ann Lee", "Ann"),
    ],
)
def test_a_teacher_with_a_chinese_name_is_called_by_the_surname(name: str, shown: str) -> None:
    assert people.called("", name, "teacher") == shown
    assert people.called("阿满", name, "teacher") == "阿满"
