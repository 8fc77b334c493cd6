"""English says “1 book was lent”, though the sentence is written for several."""

import re

import pytest
from babel.messages.pofile import read_po

from kiosk.singular import of_one
from kiosk.words import LOCALE, speak

_WRONG = re.compile(r"(?<!\bAll )\b1 (books|copies|titles|loans|readers|pupils|classes|visits|days)\b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{n} copies were withdrawn.", "1 copy was withdrawn."),
        ("There are {n} pupils in {m} classes.", "There is 1 pupil in 3 classes."),
        ("Lists met {n} copies, which were set apart.", "Lists met 1 copy, which was set apart."),
        ("{n} of {m} pupils came, {m} books lent", "1 of 3 pupils came, 3 books lent"),
        ("{n} were settled, {m} were not", "1 was settled, 3 were not"),
        ("{m} of {n} books", "3 of 1 book"),
        ("{n}.{m} books, {n} bookshelves", "1.3 books, 1 bookshelves"),
    ],
)
def test_what_is_one_is_said_of_one(text: str, said: str) -> None:
    assert speak("en")(text, n=1, m=3) == said
    assert speak("en")(text, n=2, m=3) == text.format(n=2, m=3)


def test_no_text_of_the_catalogue_says_1_books() -> None:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / "kiosk.po").open("rb") as file:
        texts = [message.id for message in read_po(file) if isinstance(message.id, str)]
    wrong = []
    for text in texts:
        ones = re.findall(r"\{(\w+)\}", text)
        said = of_one(text, ones)
        assert sorted(re.findall(r"\{(\w+)\}", said)) == sorted(ones), "no figure is lost"
        wrong += [said] if _WRONG.search(re.sub(r"\{\w+\}", "1", said)) else []
    assert wrong == []


def test_data_is_left_as_it_is_and_a_title_may_say_1_books() -> None:
    said = speak("en")("“{title}”, {n} copies", title="1 books {n} copies", n=1)
    assert said == "“1 books {n} copies”, 1 copy"
