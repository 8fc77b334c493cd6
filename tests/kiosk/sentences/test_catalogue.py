"""Both languages are complete: every text of the sources is translated, and the compiled file is current."""

import ast
import re
from string import Formatter

import pytest
from catalogue import KEYWORDS, ROOT, compiled, po_file, read, source_texts

from db.answers.counter import AlreadyYours
from db.answers.shown import Book
from db.marking import N_
from kiosk.sentences.saying import say
from kiosk.words import speak, visible

PLACEHOLDER = re.compile(r"\{(\w*)\}|%\((\w+)\)s|%s")


def texts(message: object) -> list[str]:
    return list(message) if isinstance(message, tuple | list) else [str(message)]


def test_every_text_of_the_sources_is_translated_and_no_other() -> None:
    translated = {message.id: message for message in read("zh_CN") if message.id}
    wanted = {message.id for message in source_texts() if message.id}
    assert wanted - translated.keys() == set()
    assert translated.keys() - wanted == set()
    assert [
        id_ for id_, message in translated.items() if message.fuzzy or not all(texts(message.string))
    ] == []


def test_no_marked_text_escapes_the_catalogues_tools() -> None:
    """They look into no f-string."""
    wanted = {text for message in source_texts() if message.id for text in texts(message.id)}
    escaped = [
        (path.name, call.lineno)
        for package in ("db", "kiosk", "labels")
        for path in (ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in KEYWORDS
        for first in call.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value
        if first.value not in wanted
    ]
    assert escaped == []


def test_translations_keep_the_placeholders() -> None:
    for message in read("zh_CN"):
        for text in texts(message.string) if message.id else ():
            said = {found[0] or found[1] for found in PLACEHOLDER.findall(text)}
            known = {found[0] or found[1] for found in PLACEHOLDER.findall(" ".join(texts(message.id)))}
            # a Chinese day names its month by number
            assert said <= known | {"month_number"}, message.id
            assert "{title}" not in str(message.id) or "title" in said, message.id


def test_the_compiled_catalogue_is_that_of_the_translations() -> None:
    assert po_file("zh_CN").with_suffix(".mo").read_bytes() == compiled(read("zh_CN"))


def test_marked_sentences_can_be_filled() -> None:
    for message in source_texts():
        for text in texts(message.id):
            if "%(" not in text and "%s" not in text:
                assert all(
                    name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text)
                ), text


def test_a_title_never_becomes_part_of_a_format_or_of_the_terminal() -> None:
    title = "{used} \x1b[31m\u202eevil\x07\n[/b] 100%"
    from datetime import date

    for language in ("en", "zh_CN"):
        said = say(AlreadyYours(Book(title), date(2026, 9, 22)), speak(language))
        assert "{used} [31mevil [/b] 100%" in said.lines[0]
        assert not [character for line in said.lines for character in line if character < " "]


@pytest.mark.parametrize(
    ("raw", "seen"), [("a\tb\nc", "a b c"), ("ab\x00c\u200bd", "abcd"), ("图书👍", "图书👍")]
)
def test_visible_text_holds_no_control_characters(raw: str, seen: str) -> None:
    assert visible(raw) == seen


def test_an_unknown_language_speaks_english() -> None:
    assert speak("tlh")(N_("Borrowed")) == "Borrowed"
