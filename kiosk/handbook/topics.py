"""The pages of the handbook: found, searched, read."""

from dataclasses import dataclass
from pathlib import Path

from db.store.sql import folded

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Topic:
    """One page. `name` is what its file and its address are called, `text` its Markdown."""

    name: str
    title: str
    text: str


def topics(language: str, words: str = "") -> tuple[Topic, ...]:
    """The pages in which every one of these words is, by title; in English where a language has none."""
    folder = FOLDER / language if (FOLDER / language).is_dir() else FOLDER / "en"
    wanted = [folded(word) for word in words.split()]
    found = (_topic(file) for file in folder.glob("*.md"))
    return tuple(
        sorted(
            (one for one in found if all(word in folded(one.text) for word in wanted)),
            key=lambda one: one.title,
        )
    )


def topic(language: str, name: str) -> Topic | None:
    """The page of this name, or None."""
    return next((one for one in topics(language) if one.name == name), None)


def _topic(file: Path) -> Topic:
    text = file.read_text(encoding="utf-8")
    return Topic(file.stem, text.partition("\n")[0].lstrip("# ").strip(), text)
