"""Layout: all stays on its label, nothing is dropped in silence, what has no room is refused in words."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.answers.classes.corner import Purpose
from labels.content.cards import (
    COMMANDS,
    CommandCard,
    ReaderCard,
    command_card,
    reader_card,
)
from labels.content.design import Design
from labels.content.layout import (
    NO_LETTERS,
    NO_ROOM_FOR_LIBRARY,
    NO_ROOM_FOR_TITLE,
    Book,
    barcode_label,
    combined_label,
    spine_label,
)
from labels.content.pictures import PICTURES, picture_marks
from labels.content.signs import Sign, shelf_range, sign
from labels.errors import CodeError, FitError, FontError
from labels.ink.bars import Symbology
from labels.ink.marks import Area, Bars, Text
from labels.ink.typeface import find_typeface
from labels.stock_file import read_stocks

ROOT = Path(__file__).parents[2]
SHARED = next((p for p in (ROOT.parent / "shared", ROOT.parent.parent / "shared") if p.is_dir()), None)
STOCKS = read_stocks()
DESIGN = Design(find_typeface(), library="育才小学图书馆")
CODE = "31234000001238"
LAYOUTS = [barcode_label, spine_label, combined_label]

titles = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=["C"]), max_size=400
)


def texts(label):
    return [mark.text for mark in label.marks if isinstance(mark, Text)]


def assert_inside(label, design):
    for mark in label.marks:
        if isinstance(mark, Text):
            assert mark.x >= -0.01 and mark.x + mark.width <= label.width + 0.01, mark
            assert mark.y - 0.9 * mark.size >= -0.01 and mark.y + 0.3 * mark.size <= label.height + 0.01, mark
            assert mark.size >= min(design.smallest, 1.8) - 1e-6
            assert mark.width == pytest.approx(design.typeface.width(mark.text) * mark.size)
        elif isinstance(mark, Bars):
            module = mark.dots * design.dot
            left, right = mark.symbol.quiet
            assert mark.x - left * module >= -0.01
            assert mark.x + (len(mark.symbol.rows[0]) + right) * module <= label.width + 0.01
            assert mark.y >= 0 and mark.y + mark.height <= label.height + 0.01
        else:
            assert isinstance(mark, Area)


@settings(max_examples=60)
@given(
    st.sampled_from([*STOCKS.values()]),
    st.sampled_from(LAYOUTS),
    st.sampled_from([203, 300, 600]),
    st.sampled_from([CODE, "12345", "DPB000001", "6101"]),
    titles,
)
def test_everything_lies_on_the_label_or_is_refused(stock, layout, dpi, code, title):
    design = Design(DESIGN.typeface, dpi, library="育才小学图书馆")
    try:
        label = layout(Book(code, "K837.125.76=534/J822-2(14)", title), design, *stock.label)
    except FitError as refusal:
        assert refusal.values["needed"] > 0
        return
    assert_inside(label, design)
    if layout is not barcode_label:
        assert "".join(texts(label)).replace("/", "").find("K837.125.76=534J822-2(14)") >= 0


@given(st.floats(12, 60), st.floats(8, 50))
@settings(max_examples=60)
def test_a_spine_label_never_drops_a_line(width, height):
    try:
        label = spine_label(Book(call_number="绘本/I287.45/J822-2(14)"), DESIGN, width, height)
    except FitError:
        return
    assert "".join(texts(label)) == "绘本I287.45J822-2(14)"
    assert_inside(label, DESIGN)


def test_a_code_too_wide_for_its_label_is_refused_with_the_width_it_needs():
    with pytest.raises(FitError) as refused:
        barcode_label(Book(CODE, title="草房子"), Design(DESIGN.typeface, 203), 25.4, 10)
    assert str(refused.value) == (
        "31234000001238 草房子: the code 31234000001238 needs 33.0 mm with its quiet zones; "
        "there are only 25.4 mm."
    )
    codabar = Design(DESIGN.typeface, 203, Symbology.CODABAR)
    with pytest.raises(FitError, match=r"needs 5\d\.\d mm"):
        barcode_label(Book(CODE), codabar, *STOCKS["L7651"].label)


@pytest.mark.parametrize(
    ("layout", "book", "size", "sentence"),
    [
        (
            spine_label,
            Book(CODE, "  ", "草房子"),
            (38, 21),
            "31234000001238 草房子: there is no call number to print",
        ),
        (combined_label, Book(CODE, ""), (64, 38), "there is no call number to print"),
        (
            spine_label,
            Book(call_number="K837.125.76=534/1"),
            (6, 25),
            r"needs \d\.\d mm; the label is only 6\.0 mm wide",
        ),
        (
            spine_label,
            Book(call_number="I287/1/2/3/4/5/6"),
            (30, 10),
            r"needs 17\.8 mm of height; there are only 10\.0",
        ),
        (barcode_label, Book(CODE), (60, 6), r"needs 7\.\d mm of height; there are only"),
        (
            combined_label,
            Book(CODE, "K837.125.76=534/J822-2(14)/v.12/c.3"),
            (30, 30),
            r"needs 3\d\.\d mm; the label is only 30",
        ),
    ],
)
def test_what_has_no_room_is_refused_in_words(layout, book, size, sentence):
    with pytest.raises(FitError, match=sentence):
        layout(book, DESIGN, *size)


def test_a_code_without_bars_names_itself():
    with pytest.raises(CodeError, match="The code 三〇一 cannot be printed as Code 128"):
        barcode_label(Book("三〇一"), DESIGN, 60, 30)


def test_a_title_of_400_characters_is_shortened_where_everybody_sees_it():
    label = combined_label(Book(CODE, "I287.45/12", "长" * 400), DESIGN, *STOCKS["L7160"].label)
    title = [text for text in texts(label) if "长" in text]
    assert len(title) == 2 and title[1].endswith("长…")
    assert label.name == "31234000001238 " + "长" * 23 + "…"


def test_no_control_character_of_a_title_reaches_a_sentence():
    with pytest.raises(FitError) as refused:
        barcode_label(Book(CODE, title="草房\x1b[2J\n子"), DESIGN, 20, 20)
    assert str(refused.value).startswith("31234000001238 草房[2J子: the code")


def test_a_title_or_library_without_room_is_a_warning():
    label = barcode_label(Book("6101", title="草房子"), DESIGN, 35, 10)
    assert label.warnings == (NO_ROOM_FOR_TITLE, NO_ROOM_FOR_LIBRARY)
    assert barcode_label(Book(CODE, title="草房子"), DESIGN, *STOCKS["L7651"].label).warnings == ()


def test_a_character_of_no_font_is_a_warning_on_its_own_label_only():
    design = Design(find_typeface())
    rare = barcode_label(Book(CODE, title="\U0001f9ff的故事"), design, 60, 30)
    plain = barcode_label(Book(CODE, title="我的故事"), design, 60, 30)
    assert rare.warnings == (NO_LETTERS,)
    assert plain.warnings == ()


def test_no_line_begins_with_a_closing_sign():
    folded = DESIGN.fold("《培养青少年专注力的方法》", 12.2, 2)
    assert folded == ["《培养青少年专注力的方", "法》"]
    assert DESIGN.fold("Data Structures and Algorithms", 8, 3) == ["Data Structures", "and Algorithms"]


def test_a_child_reads_its_name_and_no_sentence_names_it():
    label = reader_card(ReaderCard("21234000000125", "欧阳小满", "三年级2班"), DESIGN, 85.6, 53.98)
    assert {"欧阳小满", "三年级2班", "育才小学图书馆", "21234000000125"} <= set(texts(label))
    assert label.name == "21234000000125"
    assert_inside(label, DESIGN)
    with pytest.raises(FitError) as refused:
        reader_card(ReaderCard("21234000000125", "欧阳小满"), DESIGN, 20, 30)
    assert "欧阳" not in str(refused.value)


@pytest.mark.parametrize("stock", ["card", "C32011", "5371", "HB-PC0001", "zweckform-32015"])
@pytest.mark.parametrize("symbology", [Symbology.CODE_128, Symbology.QR])
def test_cards_fit_all_card_stock(stock, symbology):
    design = Design(DESIGN.typeface, symbology=symbology, library="育才小学图书馆")
    size = STOCKS[stock].label
    card = reader_card(
        ReaderCard("21234000000125", "Anna-Maria Longname-Schmidt", "三年级2班"), design, *size
    )
    assert_inside(card, design)
    for code, (word, explanation) in COMMANDS.items():
        label = command_card(CommandCard(code, word, explanation), design, *size)
        assert_inside(label, design)
        assert label.codes == ((symbology, code),)


@pytest.mark.parametrize("stock", ["a3-markers", "a4-markers"])
@pytest.mark.parametrize("symbology", [Symbology.CODE_128, Symbology.QR])
def test_a_marker_card_shows_its_code_and_hides_the_name(stock, symbology):
    design = Design(DESIGN.typeface, symbology=symbology, library="育才小学图书馆")
    card = reader_card(ReaderCard("21234000000125", "王小明", "三年级2班"), design, *STOCKS[stock].label)
    assert_inside(card, design)
    assert card.codes == ((symbology, "21234000000125"),)
    tops = {mark.text: mark.y for mark in card.marks if isinstance(mark, Text)}
    (code,) = [mark for mark in card.marks if isinstance(mark, Bars)]
    assert code.y + code.height < 60 and tops["三年级2班"] < 60
    assert tops["王小明"] > 250, "the books beside it hide the name"


def test_the_command_cards_are_those_that_the_kiosk_obeys():
    counter, ledger = {"%DONE", "%UNDO", "%RENEW", "%LANG", "%FIND", "%PRINT"}, {"%BACK"}
    assert set(COMMANDS) == counter | ledger | {f"%{purpose.value.upper()}" for purpose in Purpose}


@given(st.floats(40, 200), st.floats(25, 100), titles.filter(str.strip), st.sampled_from(["", "22222"]))
@settings(max_examples=40)
def test_signs_are_as_large_as_they_fit(width, height, heading, code):
    label = sign(Sign(heading.strip(), "儿童文学", code), DESIGN, width, height)
    assert_inside(label, DESIGN)


@given(
    st.floats(60, 200),
    st.floats(40, 150),
    titles.filter(str.strip),
    st.sampled_from(sorted(PICTURES)),
    titles,
)
@settings(max_examples=30)
def test_a_sign_with_pictures_stays_within_its_paper(width, height, heading, picture, caption):
    pictures = (picture, "cat") if len(heading) % 2 else (picture,)
    made = Sign(heading.strip()[:8], caption.strip(), "I287 – K209", pictures=pictures)
    assert_inside(sign(made, DESIGN, width, height), DESIGN)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_fills_its_square_and_is_neither_blank_nor_black(name):
    marks = picture_marks(name, 10, 20, 30)
    assert all(mark.x >= 10 and mark.x + mark.width <= 40 + 1e-6 for mark in marks)
    assert all(mark.y >= 20 and mark.y + mark.height <= 50 + 1e-6 for mark in marks)
    assert 0.12 < sum(mark.width * mark.height for mark in marks) / 900 < 0.8
    assert max(mark.x + mark.width for mark in marks) - min(mark.x for mark in marks) > 18


def test_the_pictures_are_told_apart():
    assert len({tuple(picture_marks(name, 0, 0, 24)) for name in PICTURES}) == len(PICTURES) > 25


def test_a_shelf_end_with_one_class_says_it_once():
    assert shelf_range("I287", "I287.9") == "I287 – I287.9"
    assert shelf_range("I287", "I287") == "I287"


def test_no_font_is_a_sentence(tmp_path):
    with pytest.raises(FontError, match=r"There is no font file mine\.ttf"):
        find_typeface([tmp_path / "mine.ttf"])


def test_without_a_chinese_font_the_package_to_install_is_named(monkeypatch):
    # Nothing here can be uninstalled for a test, so both places to look in are taken away.
    monkeypatch.setattr("labels.ink.fonts.find_spec", lambda name: None)
    monkeypatch.setattr("labels.ink.fonts._SYSTEM_FONTS", ())
    with pytest.raises(FontError, match="Install the Debian package fonts-wqy-microhei"):
        find_typeface()


@pytest.mark.skipif(SHARED is None, reason="needs ../shared/data")
def test_every_call_number_of_a_real_school_fits_the_smallest_spine_label():
    with (SHARED / "data" / "school-books.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["索书号"].strip()]
    assert len(rows) > 2000
    for row in rows:
        book = Book(CODE, row["索书号"] + "/12", row["书籍名称"])
        wanted = "".join(book.call_number.split()).replace("/", "")
        assert "".join(texts(spine_label(book, DESIGN, 30, 25))) == wanted
        combined_label(book, DESIGN, *STOCKS["L7651"].label)
