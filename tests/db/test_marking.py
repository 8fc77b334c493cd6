"""A sentence is one value: what shows it translates the text, and only then fills it."""

import pytest

from db.errors import BadValue, LibraryError
from db.marking import N_, Sentence
from kiosk.words import speak


def test_a_sentence_speaks_for_itself_in_english() -> None:
    assert str(Sentence("{n} of {path}", {"n": 2, "path": "store.db"})) == "2 of store.db"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_error_carries_the_sentence_that_is_shown(language: str) -> None:
    error: LibraryError = BadValue(N_("{text} is not a day. Write it like 2026-09-01."), text="tomorrow")
    words = speak(language)
    assert "tomorrow" in str(error) and "tomorrow" in words(error.sentence)
    assert words(error.sentence) == words(error.sentence.text, text="tomorrow")


def test_what_fills_a_sentence_is_data_and_never_a_format() -> None:
    assert speak("zh_CN")(Sentence("{path}", {"path": "{n}\x1b[2J"})) == "{n}[2J"
