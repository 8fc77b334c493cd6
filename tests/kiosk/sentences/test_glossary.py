"""One word for one thing: the catalogue keeps to the glossary that lies beside it."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from catalogue import LOCALE, read

from kiosk.handbook.topics import topics

TERMS = tomllib.loads((LOCALE / "glossary.toml").read_text("utf-8"))["terms"]


@cache
def messages() -> list[tuple[str, str]]:
    """Every message with its translation; a plural's forms count as one text."""
    return [(_whole(message.id), _whole(message.string)) for message in read("zh_CN") if message.id]


def _whole(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else " / ".join(text)


@cache
def holds(text: str, phrase: str) -> bool:
    """Whether an English text has this word or phrase; a command or an option in it is no word."""
    flags = 0 if phrase.isupper() else re.IGNORECASE
    return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", _plain(text), flags) is not None


@cache
def _plain(text: str) -> str:
    return re.sub(r"--[\w-]+|kiosk [a-z][\w-]*( [a-z][\w-]*)?|\{\w*\}|\[\w+\]", " ", text)


def named(term: dict[str, object]) -> str:
    return str((*term["english"], "phrases")[0])  # type: ignore[misc]


def test_no_message_uses_a_word_that_the_glossary_forbids() -> None:
    assert [
        (named(term), word, text)
        for term in TERMS
        for text, translation in messages()
        for word in (
            *(word for word in term.get("never_english", ()) if holds(text, word)),
            *(word for word in term.get("never_chinese", ()) if word in translation),
        )
    ] == []


OTHER_THINGS = {"卡号": "校园卡", "盘点": "盘点枪"}
"""Where a forbidden word is part of another thing's name: a campus card, a scanner that stores."""


def test_the_chinese_handbook_uses_no_word_that_the_glossary_forbids() -> None:
    assert [
        (page.name, named(term), word)
        for page in topics("zh_CN")
        for term in TERMS
        for word in term.get("never_chinese", ())
        if word in page.text and OTHER_THINGS.get(word, "?") not in page.text
    ] == []


def test_every_term_is_translated_by_its_own_word() -> None:
    assert [
        (named(term), text, translation)
        for term in TERMS
        for text, translation in messages()
        if any(holds(text, form) for form in term["english"])
        and not any(word in translation for word in term["chinese"])
        and text not in term.get("exceptions", {})
    ] == []


def test_the_glossary_holds_nothing_that_is_of_no_use() -> None:
    """Each term stands in some message, each exception is one, and no form is written twice."""
    found = list(messages())
    forms = [form for term in TERMS for form in term["english"]]
    assert len(TERMS) >= 60 and len(set(forms)) == len(forms)
    for term in TERMS:
        held = [both for both in found if any(holds(both[0], form) for form in term["english"])]
        assert held or not term["english"], named(term)
        astray = {text for text, said in held if not any(word in said for word in term["chinese"])}
        assert term.get("exceptions", {}).keys() == astray, named(term)


def test_the_glossary_would_see_a_message_that_goes_astray() -> None:
    assert holds("Two holds are overdue.", "overdue") and not holds("kiosk loans --overdue", "overdue")
    assert holds("A PIN", "PIN") and not holds("pin it", "PIN") and not holds("{pupil} was here", "pupil")
