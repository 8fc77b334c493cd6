"""The pages of the handbook: found, searched, read."""

import re
from dataclasses import dataclass
from pathlib import Path

from db.store.sql import folded

FOLDER = Path(__file__).parent
ORDER = (
    *("first-day", "desk", "lists", "records", "rules", "books", "intake", "registers", "periodicals"),
    *("compliance", "answers", "lending", "readers", "loans", "holds", "classes", "lessons", "shelf"),
    *("shelf-photo", "stocktake", "reading", "structure", "weeding", "term-report", "review"),
    *("corners", "relabelling", "labels", "staff", "year", "scanners", "camera", "machine", "server"),
    *("safety", "what-it-withstands", "privacy", "receipts", "settings", "sip2", "replay", "commands"),
    "speed",
)
"""The pages as a school meets the tasks, the first day first: the order of the README's table."""


@dataclass(frozen=True)
class Topic:
    """One page. `name` is what its file and its address are called, `text` its Markdown."""

    name: str
    title: str
    text: str


def topics(language: str, words: str = "") -> tuple[Topic, ...]:
    """The pages in the order of their tasks; in English where a language has none.

    With words: the pages in which every one of them is. Those that have them all in their title or in one of
    their headings come first, then those that have them most often.
    """
    folder = FOLDER / language if (FOLDER / language).is_dir() else FOLDER / "en"
    found = [_topic(file) for file in sorted(folder.glob("*.md"), key=lambda file: ORDER.index(file.stem))]
    if not words.strip():
        return tuple(found)
    fitting = (one for one in found if all(folded(word) in folded(one.text) for word in words.split()))
    return tuple(sorted(fitting, key=lambda one: _rank(one, words)))


def topic(language: str, name: str) -> Topic | None:
    """The page of this name, or None."""
    return next((one for one in topics(language) if one.name == name), None)


def _rank(one: Topic, words: str) -> tuple[bool, bool, int]:
    """The smaller, the likelier it is the page looked for. A word counts where it begins, not in another."""
    begins = [re.compile(rf"(?<![a-z0-9]){re.escape(word)}") for word in words.casefold().split()]
    text = one.text.casefold()
    headings = [line for line in text.splitlines() if line.startswith("#")]
    in_heading = [all(word.search(heading) for word in begins) for heading in headings]
    return not in_heading[0], not any(in_heading), -sum(len(word.findall(text)) for word in begins)


def _topic(file: Path) -> Topic:
    text = file.read_text(encoding="utf-8")
    return Topic(file.stem, text.partition("\n")[0].lstrip("# ").strip(), text)
