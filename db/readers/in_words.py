"""Whether words that are kept for a report, a poster or a list name a pupil."""

import re

from db.errors import BadValue
from db.marking import N_
from db.roles import PUPILS
from db.store.sql import rows

_TELLING = 3
"""Chinese names of two signs are words too often (高山, 方正): they tell only beside a mark of a person."""
_BEFORE = r"(?:班|级|同学|学生|队员|选手|读者|馆员|管理员|作者|孩子|之星)[的：:]?"
_BEHIND = "(?:小?同学|小朋友|小读者|小馆员|等人|等同学|[荣曾]?获|被评|当选|担任)"
_ENDS = r"(?:^|$|[\s、，。；：,;:（）()“”\"])"
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_BETWEEN = re.compile("(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])")


def names_a_pupil(words: str) -> bool:
    """Whether the name of a pupil stands in them, of one who has left too.

    A name in letters counts as whole words; one in Chinese with blanks in it or without. A Chinese name of
    two signs, and a given name, counts where it stands as a person's: 六年级李明, 李明同学, 李明、王芳.
    """
    close = _BETWEEN.sub("", words)
    for name, given in rows(f"SELECT name, given_name FROM patron WHERE patron.{PUPILS} AND name <> ''"):
        whole = _BETWEEN.sub("", name.strip())
        if _HAN.search(whole):
            if len(whole) >= _TELLING and whole in close:
                return True
            if any(_as_person(one, close) for one in {whole, (given or "").strip()}):
                return True
        elif (
            len(whole) >= _TELLING
            and whole in words
            and re.search(rf"(?<!\w){re.escape(whole)}(?![^\W_])", words)
        ):
            return True
    return False


def must_name_no_pupil(name: str) -> None:
    """For what is called something that stands in reports. Raises BadValue."""
    if names_a_pupil(name):
        raise BadValue(N_("This name contains a pupil's name, and it appears in reports: choose another."))


def in_a_report(name: str, instead: str = "…") -> str:
    """A name as a report may say it, which was given before its pupil came."""
    return instead if names_a_pupil(name) else name


def _as_person(name: str, words: str) -> bool:
    if len(name) < 2 or name not in words:
        return False
    at = re.escape(name)
    return bool(re.search(f"{_BEFORE}{at}|{at}{_BEHIND}|{_ENDS}{at}[、，]|[、，]{at}{_ENDS}", words))
