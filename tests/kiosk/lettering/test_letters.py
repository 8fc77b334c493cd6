"""The big letters of the answer banner."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kiosk.lettering.letters import big, can_draw
from kiosk.lettering.middle import title_pixels
from kiosk.lettering.pixels import pixels_of, signs_of

# fmt: off
WORDS = [
    "借好了", "还好了", "续借好了", "你好", "再见", "已撤销", "请再扫一次", "请问老师", "不能借", "等一下",
    "找不到", "到期", "已借出", "已归还", "欢迎", "图书馆", "请扫借书证", "请扫书", "谢谢", "暂停", "关闭",
    "已经借了", "没有变化", "换人了", "中文", "今天休息", "出错了", "在架上", "语言",
]
# fmt: on

SIGNS = "✓✔↩✗✖?!→♥★⟳↻"

HALVES = {" ": ("0", "0"), "▀": ("1", "0"), "▄": ("0", "1"), "█": ("1", "1")}


def pixels(drawn: list[str]) -> list[str]:
    """Half blocks back to rows of `0` and `1`."""
    return ["".join(HALVES[sign][half] for sign in row) for row in drawn for half in (0, 1)]


def test_a_latin_letter_is_drawn_pixel_for_pixel() -> None:
    # GNU Unifont, U+0041.
    assert pixels(big("A", 8, 8)) == [
        "00000000",
        "00000000",
        "00000000",
        "00000000",
        "00011000",
        "00100100",
        "00100100",
        "01000010",
        "01000010",
        "01111110",
        "01000010",
        "01000010",
        "01000010",
        "01000010",
        "00000000",
        "00000000",
    ]


def test_a_chinese_letter_is_drawn_pixel_for_pixel() -> None:
    # GNU Unifont, U+4E2D: four hexadecimal digits a row.
    glyph = "01000100010001003FF8210821082108210821083FF821080100010001000100"
    rows = [glyph[at : at + 4] for at in range(0, 64, 4)]
    assert pixels(big("中", 16, 8)) == [f"{int(row, 16):016b}" for row in rows]


def test_each_pixel_becomes_a_square_at_a_larger_scale() -> None:
    single = pixels(big("中", 16, 8))
    triple = pixels(big("中", 48, 24))
    assert triple == ["".join(bit * 3 for bit in row) for row in single for _ in range(3)]


@pytest.mark.parametrize(
    ("text", "columns", "rows", "size"),
    [
        ("借好了", 80, 24, (48, 8)),
        ("借好了", 100, 30, (96, 16)),
        ("借好了", 200, 60, (192, 32)),
        ("请扫借书证", 80, 24, (80, 8)),
        ("Borrowed", 127, 24, (64, 8)),
        ("Borrowed", 128, 16, (128, 16)),
        ("Borrowed", 128, 15, (64, 8)),
    ],
)
def test_the_largest_scale_that_fits_is_taken(
    text: str, columns: int, rows: int, size: tuple[int, int]
) -> None:
    drawn = big(text, columns, rows)
    assert (len(drawn[0]), len(drawn)) == size


def test_words_are_broken_at_blanks_where_that_makes_them_larger() -> None:
    ask, librarian = big("Ask the", 80, 8), big("librarian", 80, 8)
    drawn = big("Ask the librarian", 80, 16)
    assert [row.strip() for row in drawn] == [row.strip() for row in ask + librarian]
    assert drawn[5].startswith(" " * 8)  # centred under the longer line


@pytest.mark.parametrize("word", [*WORDS, *SIGNS])
def test_every_word_and_sign_of_the_screens_can_be_drawn(word: str) -> None:
    assert can_draw(word)
    drawn = big(word, 80, 24)
    assert "█" in "".join(drawn)
    assert len(drawn) % 8 == 0


def test_every_printable_ascii_sign_can_be_drawn() -> None:
    assert can_draw("".join(map(chr, range(0x20, 0x7F))))


@pytest.mark.parametrize(
    "name", ["红星小学", "上海市浦东新区实验小学", "St. Mary's Primary School", "Zoë", "梓萱"]
)
def test_names_of_schools_and_children_can_be_drawn(name: str) -> None:
    assert can_draw(name)


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert big("Zoe\u0308", 80, 8) == big("Zoë", 80, 8)


@pytest.mark.parametrize(
    ("text", "columns", "rows", "shown"),
    [
        ("Borrowed", 60, 8, ["B o r r o w e d"]),
        ("Borrowed", 80, 7, ["B o r r o w e d"]),
        ("Borrowed", 12, 8, ["Borrowed"]),
        ("Borrowed", 5, 8, ["Borr…"]),
        ("借好了", 5, 3, ["借好…"]),
        ("借好了", 8, 3, ["借 好 了"]),
        ("مكتبة", 80, 24, ["مكتبة"]),
        ("हिन्दी", 80, 24, ["हिन्दी"]),
        ("", 80, 24, []),
        (" \n", 80, 24, []),
        ("A", 0, 24, []),
        ("A", 80, 0, []),
    ],
)
def test_what_cannot_be_drawn_large_comes_back_as_text(
    text: str, columns: int, rows: int, shown: list[str]
) -> None:
    assert big(text, columns, rows) == shown


def test_control_signs_never_reach_the_screen() -> None:
    assert big("\x1b[31mA\u202e", 3, 1) == ["[3…"]
    assert big("\x07A\x00", 8, 8) == big("A", 8, 8)


drawable = st.text(st.sampled_from("Ag! Zë✓借书馆的"), max_size=12)


@given(st.one_of(drawable, st.text(max_size=12)), st.integers(-1, 220), st.integers(-1, 70))
def test_a_drawing_never_leaves_its_box(text: str, columns: int, rows: int) -> None:
    drawn = big(text, columns, rows)
    assert len(drawn) <= max(rows, 0)
    assert all(cell_len(row) <= columns for row in drawn)
    assert len({cell_len(row) for row in drawn}) <= 1


def test_the_vowels_of_pinyin_and_the_letters_of_rare_titles_can_be_drawn() -> None:
    assert can_draw("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")
    assert can_draw("瓢虫骑士团Ⅱ＋Ⅰ")  # of 2,662 real titles 92 had such a letter


@pytest.mark.parametrize("sixths", [True, False])
def test_signs_are_the_pixels_of_the_picture(sixths: bool) -> None:
    """The signs taken apart again by their names: each half or sixth where the picture has it."""
    picture = pixels_of("书 Aā")
    assert picture is not None
    rows = signs_of(picture, sixths=sixths)
    taken = [_row_of(row, upper) for row in rows for upper in range(3)] if sixths else pixels(list(rows))
    drawn = [f"{row:0{picture.width}b}" for row in picture.rows]
    assert [row[: picture.width] for row in taken[: len(drawn)]] == drawn
    assert not any("1" in row for row in taken[len(drawn) :])


def _row_of(signs: str, row: int) -> str:
    """The two pixels of each sign in one of its three rows, by the sign's name in Unicode."""
    blocks = {" ": "", "█": "123456", "▌": "135", "▐": "246"}
    digits = [blocks.get(sign) or unicodedata.name(sign).rpartition("-")[2] for sign in signs]
    digits = ["" if sign == " " else found for sign, found in zip(signs, digits, strict=True)]
    return "".join("01"[str(2 * row + at) in found] for found in digits for at in (1, 2))


@pytest.mark.parametrize(
    ("title", "columns", "shown"),
    [
        ("Emma", 40, "Emma"),
        ("The Lion, the Witch and the Wardrobe", 86, "The Lion, the Witch…"),
        ("草房子(曹文轩纯美小说系列)", 45, "草房子…"),
        ("一个非常非常长的书名用来看看", 40, "一个非…"),
    ],
)
def test_a_title_that_is_too_long_ends_where_a_reader_would_pause(
    title: str, columns: int, shown: str
) -> None:
    picture, whole = title_pixels(title, columns * 2)
    assert picture == pixels_of(shown) and whole is (title == shown)


@pytest.mark.parametrize("title", ["مكتبة", "Emma مكتبة"])
def test_a_title_with_a_letter_that_has_no_bitmap_is_not_drawn(title: str) -> None:
    assert title_pixels(title, 400)[0] is None


@given(drawable.filter(str.strip), st.integers(1, 200), st.integers(1, 60))
def test_a_larger_box_never_gives_smaller_letters(text: str, columns: int, rows: int) -> None:
    assert len(big(text, columns * 2, rows * 2)) >= len(big(text, columns, rows))
