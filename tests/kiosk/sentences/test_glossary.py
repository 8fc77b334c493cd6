"""One word for one thing: the catalogue keeps to the glossary that lies beside it."""

import re
import tomllib
from collections.abc import Iterator

from catalogue import LOCALE, read

TERMS = tomllib.loads((LOCALE / "glossary.toml").read_text("utf-8"))["terms"]


def messages() -> Iterator[tuple[str, str]]:
    """Every message with its translation; a plural's forms count as one text."""
    for message in read("zh_CN"):
        if message.id:
            yield tuple(
                " / ".join(text) if isinstance(text, tuple | list) else str(text)
                for text in (message.id, message.string)
            )  # type: ignore[misc]


def holds(text: str, phrase: str) -> bool:
    """Whether an English text has this word or phrase; a command or an option in it is no word."""
    plain = re.sub(r"--[\w-]+|kiosk [a-z][\w-]*( [a-z][\w-]*)?", " ", text)
    flags = 0 if phrase.isupper() else re.IGNORECASE
    return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", plain, flags) is not None


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


def test_every_term_is_translated_by_its_own_word() -> None:
    assert [
        (named(term), text, translation)
        for term in TERMS
        for text, translation in messages()
        if any(holds(text, form) for form in term["english"])
        and not any(word in translation for word in term["chinese"])
        and text not in term.get("exceptions", {})
    ] == []
