"""One search: by pinyin, by every spelling of an ISBN, by any part, whatever the keyboard makes of it."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin
from school import NOW, Library
from school_lists import DATA
from stdnum import isbn as isbns

from db.events.record import Acting
from db.labelling.new_card import replace_card
from db.lists.books import import_books
from db.lists.people.readers import import_readers
from db.models import CODE_OF_READER, Patron, SchoolClass, Title, TitleSearch
from db.privacy.forgetting import forget
from db.readers.finding import find_readers
from db.readers.numbering import renumber as renumber_readers
from db.registering.readers import add_reader, edit_reader
from db.searching.names import keep_readers, text_of_reader
from db.searching.pinyin import initials, syllables
from db.searching.titles import best_titles, find_titles, keep_titles, text_of
from db.searching.typed import query_of, searchable
from db.stock.finding import find_books
from db.stock.renumbering import renumber
from db.store.opening import open_store
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")


@pytest.fixture
def books(library: Library) -> Library:
    for name, fields in {
        "长征": {"isbn": "9787020002207", "author": "(清)王树增著 ; 韩 梅编", "call_number": "I25/1"},
        "红楼梦": {"isbn": "9787020002208", "call_number": "I242.4"},
        "我读《红楼梦》": {"call_number": "I207"},
        "朝花夕拾": {},
        "绿野仙踪": {},
        "Harry Potter 与魔法石": {"isbn": "9780590353427"},
        "100% Wolf": {},
        "100 Wolves": {},
        "Émile_und!": {},
        "emile": {"identifier": "A-17"},
        "你好，世界": {},
        "Charlotte's Web": {"isbn": "9780061124952"},
    }.items():
        library.title(name, **fields)
    return library


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zzh", ["长征"]),
        ("czh", ["长征"]),
        ("CZ", ["长征"]),
        ("changzheng", ["长征"]),
        ("zhang'zheng", ["长征"]),
        ("hlm", ["红楼梦", "我读《红楼梦》"]),
        ("hong lou", ["红楼梦", "我读《红楼梦》"]),
        ("ＨＬＭ", ["红楼梦", "我读《红楼梦》"]),
        ("梦 我", ["我读《红楼梦》"]),
        ("zhxs", ["朝花夕拾"]),
        ("zhaohua", ["朝花夕拾"]),
        ("lvye", ["绿野仙踪"]),
        ("luye", ["绿野仙踪"]),
        ("harrypotterymfs", ["Harry Potter 与魔法石"]),
        ("potter 石", ["Harry Potter 与魔法石"]),
        ("0-590-35342-x", ["Harry Potter 与魔法石"]),
        ("059035342X", ["Harry Potter 与魔法石"]),
        ("０５９０３５３４２Ｘ", ["Harry Potter 与魔法石"]),
        ("978-0-590", ["Harry Potter 与魔法石"]),
        ("59035342", ["Harry Potter 与魔法石"]),
        ("100%", ["100% Wolf"]),
        ("100", ["100 Wolves", "100% Wolf"]),
        ("e_und", ["Émile_und!"]),
        ("d!", ["Émile_und!"]),
        ("e%d", []),
        ("emile", ["Émile_und!", "emile"]),
        ("E\u0301MILE", ["Émile_und!", "emile"]),
        ("a-17", ["emile"]),
        ("你好世界", ["你好，世界"]),
        ("charlottes web", ["Charlotte's Web"]),
        ("charlotte’s", ["Charlotte's Web"]),
        ("\x00\ud800hlm\u200b", ["红楼梦", "我读《红楼梦》"]),
        ("王树增", ["长征"]),
        ("wsz", ["长征"]),
        ("qwsz", []),
        ("i25/1", ["长征"]),
        ("xyz", []),
        ("红lm", ["红楼梦", "我读《红楼梦》"]),
        ("h楼M", ["红楼梦", "我读《红楼梦》"]),
        ("wd红l梦", ["我读《红楼梦》"]),
        ("红ml", []),
        ("红loumeng", ["红楼梦", "我读《红楼梦》"]),
        ("红l 我", ["我读《红楼梦》"]),
        ("potter与mfs", ["Harry Potter 与魔法石"]),
    ],
)
def test_what_is_typed_finds_the_title(books: Library, typed: str, found: list[str]) -> None:
    assert sorted(row.title for row in find_books(typed)) == sorted(found)


def test_what_begins_with_it_comes_first(books: Library) -> None:
    assert [row.title for row in find_books("红楼")] == ["红楼梦", "我读《红楼梦》"]
    assert [row.title for row in find_books("hl")] == ["红楼梦", "我读《红楼梦》"]
    assert [row.title for row in find_books("e")][:2] == ["Émile_und!", "emile"]


@pytest.mark.store_in("file")
@pytest.mark.parametrize("typed", ["zzh", "czh", "cz", "changzheng"])
def test_a_title_that_is_called_so_comes_before_all_that_hold_it(library: Library, typed: str) -> None:
    for number in range(60):
        library.title(f"财富 {number}", author="陈志宏", call_number=f"B8/{number}")
        library.title(f"正直的长城和中正 {number}", author="赵正中", call_number=f"C9/{number}")
    library.title("长征", author="王树增", call_number="I25")
    assert find_books(typed)[0].title == "长征"


@pytest.mark.store_in("file")
def test_a_reader_is_found_as_they_are_called_and_stand_now(library: Library) -> None:
    reader = library.patron("6101", name="曾乐", class_name="3A")
    for before, after, change in (
        ("zl", "wl", {"name": "万乐"}),
        ("3A", "4B", {"school_class": SchoolClass.create(name="4B").id}),
    ):
        assert [row.patron_id for row in find_readers(before)] == [reader.id], before
        assert not find_readers(after)
        Patron.update(**change).where(Patron.id == reader.id).execute()
        keep_readers([reader.id])
        assert [row.patron_id for row in find_readers(after)] == [reader.id], after
        assert not find_readers(before)
    SchoolClass.update(name="5C").where(SchoolClass.name == "4B").execute()
    assert [row.class_name for row in find_readers("5C")] == ["5C"] and not find_readers("4B")
    forget("6101", STAFF)
    assert not find_readers("wl") and Patron.get().found_by == ""


def test_a_label_finds_its_title_and_its_numbers_follow_a_change(books: Library) -> None:
    title = Title.get(Title.title == "长征")
    books.copy("31234000000018", title=title)
    assert [row.title for row in find_books("1234000000018")] == ["长征"]
    renumber("I242", STAFF)
    assert [row.title for row in find_books("I242.4/1")] == ["红楼梦"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("31234000000018", ["长征"]),
        ("0018", ["长征"]),
        ("长 0018", ["长征"]),
        ("红 0018", []),
        ("TS7", ["emile"]),
        ("9917", ["100 Wolves"]),  # one label ends so, another has it in its middle
        ("9172", ["100% Wolf"]),  # only in the middle
        ("s7", ["emile"]),
        ("40002", ["红楼梦"]),
        ("400027", []),
    ],
)
def test_a_label_is_found_by_its_end_and_by_any_part_where_there_is_nothing_else(
    books: Library, typed: str, found: list[str]
) -> None:
    for name, code in {
        "长征": "31234000000018",
        "红楼梦": "31234000200026",
        "emile": "TS7",
        "100 Wolves": "31234000009917",
        "100% Wolf": "31234000991725",
    }.items():
        books.copy(code, title=Title.get(Title.title == name))
    assert [row.title for row in find_books(typed)] == found


def test_the_first_of_many_are_the_first_of_all(library: Library) -> None:
    Title.insert_many(
        {"title": f"Title {number}", "shelf_key": b"%d" % (number * 7919 % 1009)} for number in range(2100)
    ).execute()
    keep_titles(title.id for title in Title.select())
    on_the_shelf = [title.id for title in Title.select().order_by(Title.shelf_key, Title.id)]
    for typed in ("title", "itle 1", ""):
        every = find_titles(typed)
        assert every == [id_ for id_ in on_the_shelf if id_ in set(every)]
        assert best_titles(typed, 50) == (every[:50], len(every))
    assert len(find_titles("title")) == 2100


def test_a_very_long_query_is_a_query(books: Library) -> None:
    assert find_books("红 " * 50_000)
    assert find_books("%" * 50_000) == []


TITLES = st.text(
    st.one_of(
        st.sampled_from("长征红楼梦的了不起重庆音乐会说话行银西游记还珠格格朝花夕拾绿女"),
        st.characters(codec="utf-8", exclude_categories=("C", "Z")),
        st.sampled_from("aZé9 '%_!-·《》，"),
    ),
    min_size=1,
    max_size=12,
).map(lambda text: unicodedata.normalize("NFC", text))


def _is_found(text: str, typed: str) -> bool:
    """As the statement says, in Python."""
    kept = text_of([text, "", None, None, ""])
    return all(any(one in kept for one in word.spellings) for word in query_of(typed).words)


@given(TITLES, st.data())
def test_any_title_is_found_by_any_part_of_it_and_by_its_own_initials(
    title: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(title) - 1))
    part = title[start : data.draw(st.integers(start + 1, len(title)))]
    for form in ("NFC", "NFD"):
        assert _is_found(title, unicodedata.normalize(form, part))
    swapped = part.swapcase()
    assert swapped.casefold() != part.casefold() or _is_found(title, swapped)
    assert all(_is_found(title, one) for one in (*initials(title), *syllables(title)) if one)
    assert len(initials(title)) <= 16 >= len(syllables(title))


@given(
    st.text("长征红楼梦的了不起重庆音乐会说话行银西游记还珠格格朝花夕拾绿女", min_size=2, max_size=8),
    st.data(),
)
def test_a_title_is_found_by_signs_and_initials_mixed(title: str, data: st.DataObject) -> None:
    lines = text_of([title, "", None, None, ""]).strip("\n").split("\n")
    read = data.draw(st.sampled_from(initials(title)))
    chosen = data.draw(st.lists(st.booleans(), min_size=len(title), max_size=len(title)))
    typed = "".join(
        sign if is_sign else letter for sign, letter, is_sign in zip(title, read, chosen, strict=True)
    )
    (word,) = query_of(typed).words
    assert word.is_read_in(lines), typed
    wrong = typed + next(letter for letter in "qwvkp" if letter not in "".join(lines))
    assert not any(one.is_read_in(lines) for one in query_of(wrong).words)


@pytest.mark.store_in("file")
@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
def test_every_title_of_a_real_school_is_found(library: Library) -> None:
    import_books(DATA / "school-books.csv", acting=STAFF)
    assert "红楼梦" in {row.title for row in find_books("hlm")}
    kept = dict(rows("SELECT title_id, text FROM title_search"))
    for title in Title.select():
        text = kept[title.id]
        own = "".join(
            pinyin(one, style=Style.FIRST_LETTER)[0][0] for one in searchable(title.title) if one.isalnum()
        )
        assert searchable(title.title) in text and own in text, title.title
    for title in Title.select().where(Title.isbn.is_null(False)).order_by(Title.id).limit(40):
        ten = isbns.to_isbn10(title.isbn)
        for spelling in (title.isbn, isbns.format(title.isbn), ten, isbns.format(ten), ten.lower()):
            assert title.id in find_titles(spelling)


def test_a_list_that_corrects_a_title_corrects_what_it_is_found_by(
    library: Library, tmp_path: object
) -> None:
    file = library_list(tmp_path, "ISBN,书名\n9787020002207,长江\n")
    import_books(file, acting=STAFF)
    import_books(library_list(tmp_path, "ISBN,书名\n9787020002207,长征\n"), acting=STAFF)
    assert find_books("长江") == [] and len(find_books("cz")) == 1
    assert TitleSearch.select().count() == 1


def library_list(folder: object, text: str) -> object:
    file = folder / "list.csv"  # type: ignore[operator]
    file.write_text(text)
    return file


@pytest.fixture
def readers(library: Library) -> Library:
    library.patron("6101", name="朱晓明", class_name="六甲")
    library.patron("6102", name="单子墨", class_name="六甲")
    library.patron("6103", name="曾雨", class_name="三（2）班")
    library.patron("61", name="Zoë O'Hara", class_name="3A")
    return library


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("六甲 朱", ["6101"]),
        ("zxm", ["6101"]),
        ("zhuxiao", ["6101"]),
        ("szm", ["6102"]),
        ("shan", ["6102"]),
        ("dan", ["6102"]),
        ("zeng", ["6103"]),
        ("三2班", ["6103"]),
        ("61", ["61"]),
        ("610", ["6101", "6102", "6103"]),
        ("６１０１", ["6101"]),
        ("zoe ohara", ["61"]),
        ("%", []),
    ],
)
def test_readers_are_found_by_number_name_pinyin_and_class(
    readers: Library, typed: str, numbers: list[str]
) -> None:
    assert sorted(row.number for row in find_readers(typed)) == numbers


def test_whoever_writes_a_reader_writes_what_they_are_found_by(library: Library, tmp_path: Path) -> None:
    def is_kept() -> bool:
        kept = rows(f"SELECT found_by, name, number, {CODE_OF_READER} FROM patron")
        return all(text == text_of_reader(*cells) and bool(text) == bool(cells[0]) for text, *cells in kept)

    import_readers(library_list(tmp_path, "学号,姓名,班级\n1,朱晓明,六甲\n2,曾雨,六甲\n"), acting=STAFF)
    assert is_kept() and [row.number for row in find_readers("zxm")] == ["1"]
    import_readers(
        library_list(tmp_path, "学号,姓名,班级\n1,单子墨,六甲\n2,曾雨,六甲\n"), acting=STAFF, confirmed=True
    )
    assert is_kept() and [row.number for row in find_readers("szm")] == ["1"] and not find_readers("zxm")
    add_reader("3", {"name": "Zoë O'Hara"}, STAFF)
    edit_reader("2", {"name": "单雨"}, STAFF)
    assert is_kept() and [row.number for row in find_readers("sy")] == ["2"]
    renumber_readers({"2": "9"}, STAFF)
    assert [row.number for row in find_readers("sy")] == ["9"] and [row.number for row in find_readers("9")]
    code = replace_card("9", STAFF).code
    assert is_kept() and [row.number for row in find_readers(code[-6:])] == ["9"]
    assert forget("1", STAFF) and is_kept() and not find_readers("szm")


def test_a_store_from_before_is_searched_as_one_of_today(library: Library) -> None:
    library.title("长征", isbn="9787020002207")
    library.patron("6101", name="曾晓明")
    kept = rows("SELECT * FROM title_search"), rows("SELECT found_by FROM patron")
    rows("DROP TABLE title_search")
    rows("ALTER TABLE patron DROP COLUMN found_by")
    rows("DROP INDEX barcode_ending")
    rows("CREATE TABLE sign_reading (sign VARCHAR(8) PRIMARY KEY, readings VARCHAR(120))")
    rows("DELETE FROM schema_migration WHERE name IN ('0012_title_search', '0036_quick_search')")
    open_store(library.where)
    assert (rows("SELECT * FROM title_search"), rows("SELECT found_by FROM patron")) == kept
    assert len(find_books("czh")) == len(find_readers("zeng")) == 1


def test_neither_a_search_nor_the_kiosk_loads_the_pinyin() -> None:
    program = (
        "import sys, kiosk.full_screen.app, db.stock.finding, db.readers.finding, db.cataloguing.titles\n"
        "assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
