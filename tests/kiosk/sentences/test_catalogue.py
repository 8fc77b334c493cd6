"""Both languages are complete: every text of the sources is translated, and the kiosk says it."""

import ast
import re
from string import Formatter

import jinja2
import pytest
from catalogue import calls_in_template, marked_calls, modules, read, source_texts, templates

from db.answers.counter.scans import AlreadyYours
from db.answers.shown import Book
from db.marking import N_
from kiosk.sentences.saying import say
from kiosk.words import speak, visible

UNTRANSLATED = {"CSV", "Excel", "autofocus"}
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


def test_every_marked_text_can_be_translated() -> None:
    """None is put together before it is looked up."""
    assert [
        (path.name, call.lineno)
        for path, source in modules()
        for call, places in marked_calls(ast.parse(source))
        if any(isinstance(place, ast.JoinedStr | ast.BinOp) for place in places)
    ] == []


def test_every_marked_text_of_a_page_can_be_translated() -> None:
    """Either it stands there, or it is a name: what that holds was marked where it was written."""
    calls = [
        (path.name, place)
        for path, source in templates()
        for _, places in calls_in_template(source)
        for place in places
    ]
    assert len(calls) > 50
    known = jinja2.nodes.Const | jinja2.nodes.Name | jinja2.nodes.Getattr | jinja2.nodes.Getitem
    assert [(name, place.lineno) for name, place in calls if not isinstance(place, known)] == []


def test_no_page_says_what_is_not_marked() -> None:
    """What stands between the tags in Latin letters is a product's name, or it would never be Chinese."""
    for path, source in templates():
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
        said = re.findall("[A-Za-z]{2,}", re.sub(r"<[^>]*>|&\w+;", " ", bare))
        assert set(said) <= UNTRANSLATED, path.name


def test_translations_keep_the_placeholders() -> None:
    for message in read("zh_CN"):
        for text in texts(message.string) if message.id else ():
            said = {found[0] or found[1] for found in PLACEHOLDER.findall(text)}
            known = {found[0] or found[1] for found in PLACEHOLDER.findall(" ".join(texts(message.id)))}
            # a Chinese day names its month by number
            assert said <= known | {"month_number"}, message.id
            assert "{title}" not in str(message.id) or "title" in said, message.id


def test_the_kiosk_says_every_translation() -> None:
    said = speak("zh_CN").catalogue
    for message in read("zh_CN"):
        if message.id:
            one, *many = texts(message.id)
            translated = said.ngettext(one, many[0], 2) if many else said.gettext(one)
            assert translated == texts(message.string)[-1]


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
