"""Scripts that join, stack or run from the right, and lines that fold in them."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, features

from labels.content.design import Design
from labels.content.layout import NO_LETTERS, Book, barcode_label
from labels.errors import FontError
from labels.ink.bidi import in_sight, levels
from labels.ink.folding import letter_ends, may_break
from labels.ink.typeface import MISSING, find_typeface
from labels.job import write
from labels.stock_file import read_stocks

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
NOTO = Path("/usr/share/fonts/truetype/noto")
WIDE = read_stocks()["L7163"]
UYGHUR, ARABIC, HEBREW = "ئۇيغۇر خەلق چۆچەكلىرى", "حكايات شعبية للأطفال", "סיפורי עם לילדים"
MIXED = ("هاري بوتر Harry Potter 7", "第3册 حكايات (1998)", "كتاب ١٢٣ abc", "שלום, 12.50 ₪ abc")
OTHERS = {
    "Thai": "นิทานพื้นบ้านไทย",
    "Tibetan": "བོད་ཀྱི་སྒྲུང་གཏམ།",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠦᠯᠢᠭᠡᠷ",
    "Devanagari": "हिन्दी की कहानियाँ",
}


def ink(picture: Image.Image) -> np.ndarray:
    """The written part, on one size."""
    box = picture.point(lambda value: 255 if value < 155 else 0).getbbox()
    return np.asarray(picture.crop(box).resize((600, 60)), float)


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one - one.mean(), other - other.mean()
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum()))


def printed(text: str, folder: Path) -> Image.Image:
    """The one line of this text, drawn by an independent reader of PDF."""
    typeface = find_typeface([DEJAVU])
    design = Design(typeface, dpi=300)
    target = folder / "label.pdf"
    write(target, [Book("31234000001238", "I2/1", text)], barcode_label, WIDE, design, proof=False)
    picture = pypdfium2.PdfDocument(target)[0].render(scale=300 / 72).to_pil().convert("L")
    left, top = (round(side * 300 / 25.4) for side in WIDE.first)
    return picture.crop((left, top, left + round(99 * 300 / 25.4), top + round(4.6 * 300 / 25.4)))


def drawn(text: str, font: Path) -> Image.Image:
    """The text as libraqm orders and shapes it."""
    letters = ImageFont.truetype(str(font), 60, layout_engine=ImageFont.Layout.RAQM)
    picture = Image.new("L", (4000, 200), 255)
    ImageDraw.Draw(picture).text((20, 40), text, font=letters, fill=0)
    return picture


@pytest.mark.skipif(
    not DEJAVU.exists() or not features.check("raqm"), reason="needs DejaVu, and raqm to compare"
)
@pytest.mark.parametrize("text", [UYGHUR, ARABIC, HEBREW, *(text for text in MIXED if "第" not in text)])
def test_what_runs_from_the_right_is_written_from_the_right_and_joined(tmp_path: Path, text: str) -> None:
    assert likeness(ink(printed(text, tmp_path)), ink(drawn(text, DEJAVU))) > 0.85


@pytest.mark.skipif(not NOTO.exists(), reason="needs fonts-noto-core")
@pytest.mark.parametrize("script", OTHERS)
def test_a_font_of_the_system_is_found_for_every_script_and_shapes_it(script: str) -> None:
    typeface = find_typeface()
    glyphs = typeface.glyphs(OTHERS[script])
    assert typeface.missing == set()
    assert {typeface.faces[glyph.face].path.name for glyph in glyphs if glyph.text.strip()} != set()
    assert all(glyph.number for glyph in glyphs)
    alone = [typeface.glyph(character).number for character in OTHERS[script]]
    assert [glyph.number for glyph in glyphs] != alone  # stacked, joined, or reordered
    assert "".join(glyph.text for glyph in glyphs) == OTHERS[script]


def test_a_character_without_any_font_is_told_and_a_selector_is_not(tmp_path: Path) -> None:
    typeface = find_typeface()
    design = Design(typeface, dpi=300)
    label = barcode_label(Book("31234000001238", "I2/1", "葛\U000e0100城 a\ufe0fb"), design, 99, 38)
    assert label.warnings == () and typeface.missing == set()
    assert typeface.width("葛\U000e0100城") == pytest.approx(2)
    label = barcode_label(Book("31234000001238", "I2/1", "ᠮ\U0010fffdع"), design, 99, 38)
    assert NO_LETTERS in label.warnings and "\U0010fffd" in typeface.missing
    assert any(glyph.number == typeface.glyph(MISSING).number for glyph in typeface.glyphs("ع\U0010fffdع"))


def test_a_file_that_is_no_font_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letters.ttf").write_text("no font")
    for name, said in (("letters.ttf", "is not a font"), ("none.ttf", "no font file none.ttf")):
        with pytest.raises(FontError, match=said):
            find_typeface([tmp_path / name])


def test_the_order_in_sight_is_unicodes() -> None:
    assert levels("abc 12") == [0] * 6
    assert levels("אבג") == [1, 1, 1]
    assert levels("אב 12 גד") == [1, 1, 1, 2, 2, 1, 1, 1]
    assert levels("ab אב 12") == [0, 0, 0, 1, 1, 1, 2, 2]
    assert levels("עם 1,250.5 ₪ ") == [1, 1, 1, *[2] * 7, 1, 1, 1]
    assert levels("ب ١٢") == [1, 1, 2, 2]
    assert in_sight([1, 2, 1]) == [2, 1, 0]
    assert in_sight([0, 1, 2]) == [0, 2, 1]


WORDS = {
    "english": "The Very Hungry Caterpillar and the Well-Known Fox",
    "uyghur": UYGHUR + " " + UYGHUR,
    "tibetan": "བོད་ཀྱི་སྒྲུང་གཏམ་བོད་ཀྱི་སྒྲུང་གཏམ",
    "korean": "구름빵 백희나 그림책 세트 전집",
    "mongolian": "ᠮᠣᠩᠭᠣᠯ ᠦᠯᠢᠭᠡᠷ ᠮᠣᠩᠭᠣᠯ ᠦᠯᠢᠭᠡᠷ",
    "chinese and english": "《哈利·波特》Harry Potter与魔法石（第一册）",
}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("units", [6.0, 9.0, 14.0])
def test_lines_end_between_words(words: str, units: float) -> None:
    design, text = Design(find_typeface()), WORDS[words]
    lines = design.fold(text, units, 100)
    assert "".join("".join(lines).split()) == "".join(text.split())
    place = 0
    for line in lines:
        place = text.index(line, place) + len(line)
        if 0 < place < len(text) and design.typeface.width(line) > units / 2:
            assert may_break(text[place - 1], text[place]) or len(line.split()) == 1, (line, lines)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40), st.floats(1.5, 20))
def test_no_line_is_longer_than_its_room_and_nothing_is_lost(text: str, units: float) -> None:
    design = Design(TYPEFACE)
    text = " ".join(text.split())
    lines = design.fold(text, units, 1000)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert TYPEFACE.width(line) <= units + 1e-6 or letter_ends(line, 1) == len(line)
    assert TYPEFACE.width(design.shorten(text, units)) <= max(units, 2.2) + 1e-6 or letter_ends(text, 1) > 1


def test_a_first_letter_of_several_signs_is_kept_whole_however_narrow_the_room() -> None:
    for text in ("〚\u00adŀêî", "e\u0301\u0301abc", "བོད་ཀྱི"):
        assert Design(TYPEFACE).shorten(text, 1.5).startswith(text[: letter_ends(text, 1)])


TYPEFACE = find_typeface()
