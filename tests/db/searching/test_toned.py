"""Chinese read aloud with its tones, sign by sign."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from db.searching.toned import toned
from kiosk.words import speak

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("长大以后去银行", "zhǎng dà yǐ hòu qù yín háng"),
        ("重庆的音乐", "chóng qìng de yīn yuè"),
        ("朝花夕拾", "zhāo huā xī shí"),
        ("还好了", "huán hǎo le"),
        ("借？还？", "jiè huán"),
        ("我还没看完", "wǒ hái méi kàn wán"),
        ("先还一本。", "xiān huán yī běn"),
        ("绿野仙踪", "lǜ yě xiān zōng"),
    ],
)
def test_the_words_around_a_sign_say_how_it_is_read(text: str, read: str) -> None:
    assert " ".join(one for one in toned(text) if one) == read


def test_each_character_has_its_own_reading_and_others_have_none() -> None:
    assert toned("《Harry 与 1 本书》") == ("",) * 7 + ("yǔ", "", "", "", "běn", "shū", "")
    assert toned("") == () and toned("Emma") == ("",) * 4


def test_every_sign_that_the_kiosk_says_to_a_child_has_a_reading() -> None:
    """And what is given back is huán, whatever else the sign may be."""
    words, told = speak("zh_CN"), set()
    told_in = [*(ROOT / "kiosk/sentences/counter").glob("*.py"), ROOT / "kiosk/screens/stage.py"]
    for path in [*told_in, ROOT / "db/answers/counter/refusals.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
                told.add(words.catalogue.gettext(node.value))
    signs = [(sign, one) for text in told for sign, one in zip(text, toned(text), strict=True)]
    assert len(signs) > 500
    assert not [sign for sign, one in signs if "一" <= sign <= "龥" and not one]
    for word in ("还书", "还回", "归还", "还给", "借还"):
        for text in (text for text in told if word in text):
            at = text.index(word) + word.index("还")
            assert toned(text)[at] == "huán", text


def test_the_words_are_loaded_when_they_are_first_asked_for() -> None:
    program = "import sys, db.searching.toned, kiosk.screens.ruby\nassert 'pypinyin' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
