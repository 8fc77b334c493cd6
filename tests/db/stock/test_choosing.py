"""Choosing copies and readers: along the shelf, by list, and as the library files them."""

import io
from pathlib import Path

import peewee
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from school import NOW, Library

from db.callnumber.keys import shelf_key
from db.callnumber.scheme import CLC
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.labelling.cards import cardholders
from db.library.identity import identity, set_name, set_number
from db.lists.books import import_books
from db.lists.files.codes import codes_of_list
from db.models import Title, database
from db.stock.choosing import LeftOut, Wanted, copies, left_out
from db.stock.filing import filing_key, set_scheme
from db.store.opening import connected, open_store
from db.store.sql import rows

STAFF = Acting("office", NOW, "staff")


@pytest.fixture
def shelf(library: Library) -> Library:
    """Titles in no order, most of them within I287."""
    place = library.shelf("10")
    for number, call_number in enumerate(("I287.45/12", "I287", "K209", "I287.45/3", "I287-49", "I288", "")):
        title = library.title(f"Book {number}", call_number=call_number, isbn=f"97800000000{number:02}")
        library.copy(title=title, location=place if number % 2 else None)
    library.copy("OLD1", title=Title.get(Title.title == "Book 0"))
    return library


def call_numbers(**wanted: object) -> list[str]:
    return [copy.call_number for copy in copies(Wanted(**wanted))]  # type: ignore[arg-type]


def test_a_range_holds_all_below_it_in_shelf_order(shelf: Library) -> None:
    assert call_numbers(classes="I287") == ["I287", "I287-49", "I287.45/3", "I287.45/12", "I287.45/12"]
    assert call_numbers(classes="Ｉ287.45 .. i288") == ["I287.45/3", "I287.45/12", "I287.45/12", "I288"]
    assert call_numbers()[-1] == "" and len(call_numbers()) == 8


def test_nothing_is_left_out_of_a_range_in_silence(shelf: Library) -> None:
    for call_number in ("I287.45/13(上册)", "I287.5/杨", "捐赠 1", "捐赠 2"):
        shelf.copy(title=shelf.title(call_number, call_number=call_number))
    assert call_numbers(classes="I287")[-2:] == ["I287.45/13(上册)", "I287.5/杨"]
    assert left_out(Wanted(classes="I287")) == LeftOut(1, 2, ("捐赠 1", "捐赠 2"))
    assert left_out(Wanted(classes="I287", title="捐赠 2")) == LeftOut(0, 1, ("捐赠 2",))
    assert left_out(Wanted(shelf="10")) == LeftOut()


def test_choices_can_be_narrowed(shelf: Library) -> None:
    assert call_numbers(classes="I287", shelf="10") == ["I287", "I287.45/3"]
    assert call_numbers(title="book 2") == ["K209"]
    assert call_numbers(title="_") == []
    assert call_numbers(classes="I287.45", without_label=True) == ["I287.45/3", "I287.45/12"]
    assert call_numbers(codes=("OLD1", "9780000000002")) == ["I287.45/12", "K209"]
    assert call_numbers(codes=()) == []


@pytest.mark.parametrize("classes", ["I288..I287", "shelf 3", "..", "I287.."])
def test_a_range_that_is_none_is_a_sentence(shelf: Library, classes: str) -> None:
    if classes == "I287..":
        assert call_numbers(classes=classes)[0] == "I287"
        return
    with pytest.raises(BadValue):
        copies(Wanted(classes=classes))


def test_what_is_not_there_is_named(shelf: Library) -> None:
    with pytest.raises(NotFound, match=r"no shelf 99\. The shelves are: 10"):
        copies(Wanted(shelf="99"))
    with pytest.raises(NotFound, match=r"No book is known for these codes \(2\): NOPE, NOR THIS"):
        copies(Wanted(codes=("NOPE", "OLD1", "NOR THIS")))


def test_withdrawn_and_lost_copies_are_never_chosen(shelf: Library) -> None:
    rows("UPDATE copy SET status = 'lost' WHERE id = 1")
    rows("UPDATE copy SET status = 'withdrawn' WHERE id = 2")
    assert len(copies(Wanted())) == 6


def test_a_list_may_have_a_heading_and_several_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("条码,书名\nold1,一\n９７８-0-00-000000-2,二\nOLD1,三\n", encoding="gb18030")
    assert codes_of_list(path) == ("OLD1", "978-0-00-000000-2")


def test_readers_are_chosen_by_class_or_number(library: Library) -> None:
    for number, class_name in (("6202", "6B"), ("6101", "6A"), ("6102", "6A")):
        library.patron(number, class_name=class_name)
    library.patron("6103", class_name="6A", status="left")
    assert [reader.number for reader in cardholders("6A")] == ["6101", "6102"]
    assert [reader.code for reader in cardholders(numbers=["６２０２", "6101"])] == ["6101", "6202"]
    with pytest.raises(NotFound, match="no reader 6103"):
        cardholders(numbers=["6103"])
    with pytest.raises(NotFound, match=r"no class 9Z\. The classes are: 6A, 6B"):
        cardholders("9Z")


CALL_NUMBERS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    st.builds(
        "{}{}/{}".format,
        st.sampled_from(["I287", "I287.45", "H319.4:I561", "K2"]),
        st.sampled_from(["", "-49", "(2)", "=2"]),
        st.integers(0, 99_999),
    ),
)


@settings(max_examples=40)
@given(st.lists(CALL_NUMBERS, max_size=12))
def test_the_store_orders_as_the_rule_does(library: Library, call_numbers: list[str]) -> None:
    with database.atomic() as transaction:
        rows("DELETE FROM title")
        for call_number in call_numbers:
            Title.create(title="x", call_number=call_number, shelf_key=filing_key(call_number, CLC))
        stored = [text for (text,) in rows("SELECT call_number FROM title ORDER BY shelf_key, id")]
        transaction.rollback()
    assert stored == sorted(call_numbers, key=lambda text: shelf_key(text, CLC))


def keys() -> list[tuple[str, bytes]]:
    return [
        (call_number, bytes(key)) for call_number, key in rows("SELECT call_number, shelf_key FROM title")
    ]


def test_the_importer_keeps_the_key_of_what_it_adds_and_changes(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    for call_number in ("I287.45/3", "Ｋ209", ""):
        path.write_text(f"ISBN,书名,索书号\n9787532733415,夏洛的网,{call_number}\n", encoding="utf-8")
        import_books(path, acting=STAFF)
        assert keys() == [(kept, filing_key(kept, CLC)) for (kept, _) in keys()]
    assert keys() == [("Ｋ209", filing_key("K209", CLC))]


def test_another_scheme_files_every_title_anew(shelf: Library) -> None:
    library = shelf
    library.title("绘本书", call_number="绘本 I287.8/2")
    assert set_scheme(None, ["绘本", "-"], STAFF) > 0
    assert call_numbers()[0] != "绘本 I287.8/2"  # it has no copy
    first = rows("SELECT call_number FROM title ORDER BY shelf_key LIMIT 1")[0][0]
    assert (first, identity().scheme.runs) == ("绘本 I287.8/2", (("绘本",), ("",)))
    set_scheme("dewey", None, STAFF)
    assert identity().scheme.kind == "dewey"
    assert all(key == filing_key(text, identity().scheme) for text, key in keys())
    with pytest.raises(BadValue):
        set_scheme("clc", ["F=FIC", "f"], STAFF)
    assert identity().scheme.kind == "dewey"


def test_name_and_number_are_the_librarys_own(library: Library) -> None:
    assert (identity().name, identity().number, identity().scheme) == ("", 1, CLC)
    set_name(" 育才小学 ", STAFF)
    set_number(42, STAFF)
    assert (identity().name, identity().number) == ("育才小学", 42)
    for number in (-1, 10_000):
        with pytest.raises(BadValue):
            set_number(number, STAFF)


def test_a_store_of_version_1_gets_its_shelf_order_with_the_update(tmp_path: Path) -> None:
    """The first version's own migration makes the old store; then this version opens it."""
    from playhouse.migrations import Runner

    from db.store.migrating import MIGRATIONS

    path = tmp_path / "old.db"
    old = peewee.SqliteDatabase(str(path), pragmas={"foreign_keys": 1})
    with old.connection_context():
        Runner(old, str(MIGRATIONS)).up("0001_first")
        old.execute_sql(
            "INSERT INTO title (title, author, publisher, currency, subject, language, original,"
            " call_number) VALUES ('a', '', '', '', '', '', '', 'I287.45/12'),"
            " ('b', '', '', '', '', '', '', 'I287.45/3')"
        )
        old.execute_sql("INSERT INTO copy (title_id, number, status) VALUES (1, 1, 'available')")
    open_store(str(path))
    with connected():
        assert [copy.title for copy in copies(Wanted(classes="I287"))] == ["a"]
        assert rows("SELECT title FROM title ORDER BY shelf_key") == [("b",), ("a",)]
        assert rows("PRAGMA foreign_key_check") == []


def test_books_that_an_earlier_version_filed_at_the_end_come_into_their_class(tmp_path: Path) -> None:
    from playhouse.migrations import Runner

    from db.store.migrating import MIGRATIONS

    path = tmp_path / "old.db"
    old = peewee.SqliteDatabase(str(path), pragmas={"foreign_keys": 1})
    with old.connection_context():
        Runner(old, str(MIGRATIONS)).up("0008_roster_numbers")
        old.execute_sql(
            "INSERT INTO title (title, author, publisher, currency, subject, language, original, call_number,"
            " shelf_key) VALUES ('odd', '', '', '', '', '', '', 'I287.45/12(上册)', CAST('11' AS BLOB)),"
            " ('none', '', '', '', '', '', '', '', CAST('11 ' AS BLOB))"
        )
    open_store(str(path))
    with connected():
        found = rows("SELECT call_number, shelf_key FROM title ORDER BY id")
        assert found[0] == ("I287.45/12(上册)", filing_key("I287.45/12(上册)", CLC))
        assert found[1] == ("", b"11 ")


def test_codes_can_come_from_the_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.commands.labels.options import listed

    monkeypatch.setattr("sys.stdin", io.StringIO("b1\n b2 \n\nb3\n"))
    assert listed("-") == ("B1", "B2")
    monkeypatch.setattr("sys.stdin", io.StringIO("b1"))
    assert listed("-") == ("B1",)
