"""What a person types, as the program understands it: days, weekdays and fixed words, in either language."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from db.errors import BadValue
from db.marking import N_
from kiosk.words import LANGUAGES, speak

_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月|(\d\d)(?=\d\d$))(\d{1,2})[日号]?"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_WEEKDAY = re.compile("(?:周|星期|礼拜)?([一二三四五六日天])|(?:周|星期|礼拜)([1-7])")
_BETWEEN_WEEKDAYS = re.compile("[,、;\\s]+")
_SPAN = re.compile("[-~–—至到]+")


def plain(text: str) -> str:
    """What was meant by full-width letters and digits and by blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A day outside of these years is a slip of the finger, and no calendar can count from the last one."""


def day(text: str) -> date:
    """The day that a person typed, as 2026-09-01, 2026/9/1, 20260901 or 2026年9月1日. Raises BadValue."""
    found = _DAY.fullmatch(re.sub(r"\s", "", plain(text)))
    try:
        if found:
            year, *month, number = (int(part) for part in found.groups() if part)
            typed = date(year, month[0], number)
            if FIRST_YEAR <= year <= LAST_YEAR:
                return typed
            raise BadValue(
                N_("{text} is too far away: give a date between {first} and {last}."),
                text=text,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
    except ValueError:  # 30 February
        pass
    raise BadValue(N_("{text} is not a date. Write it like 2026-09-01 or 2026/9/1."), text=text)


def month_of(text: str, today: date) -> tuple[date, date]:
    """The first and the last day of a month, as 2026-09; of this one for an empty text. Raises BadValue."""
    try:
        year, month = map(int, text.split("-")) if text else (today.year, today.month)
        first = date(year, month, 1)
    except ValueError as error:
        raise BadValue(N_("{text} is not a month. Write it like 2026-09."), text=text) from error
    if text:
        day(first.isoformat())
    following = date(year + month // 12, month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def moment(text: str) -> datetime:
    """A day with a time after it, as a scanner or a person writes it. Raises ValueError.

    `2026-09-07T10:15:00`, `2026/9/7 10:15`, `2026年9月7日 10:15`; all of ISO 8601, with its time zone if any.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        on, time = re.split(r"(?:[T\s]+|(?<=[日号]))(?=[\d:.]+$)", plain(text))
        found = _TIME.fullmatch(time)
        if not found:
            raise
        hour, minute, second = (int(part or 0) for part in found.groups())
        try:
            at = day(on)
        except BadValue as error:
            raise ValueError(text) from error
        return datetime(at.year, at.month, at.day, hour, minute, second)


def weekday(text: str) -> int:
    """The weekday that a person typed (mon, Tuesday, 周三, 星期四): 0 Monday to 6 Sunday. Raises BadValue."""
    word = plain(text).casefold().rstrip(".")
    if found := _CHINESE_WEEKDAY.fullmatch(word):
        return int(found[2]) - 1 if found[2] else "一二三四五六日".index(found[1].replace("天", "日"))
    for number, name in enumerate(_WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise BadValue(N_("{text} is not a weekday. Write it like mon or 周一."), text=text)


def weekdays(texts: Iterable[str]) -> frozenset[int]:
    """Weekdays that a person typed, from one to another or listed: mon-fri, 周一至周五, 周一、三、五.

    Raises BadValue.
    """
    found: set[int] = set()
    for text in texts:
        for part in filter(None, _BETWEEN_WEEKDAYS.split(plain(text))):
            first, *last = (weekday(one) for one in _SPAN.split(part, maxsplit=1))
            days = (last[0] - first) % 7 if last else 0
            found.update((first + ahead) % 7 for ahead in range(days + 1))
    return frozenset(found)


def choice(text: str, choices: Mapping[str, str]) -> str | None:
    """Which of these was typed: by its own word, or by the marked one that people read, in any language."""
    folded = {_folded(own): own for own in choices}
    for words in map(speak, LANGUAGES):
        for own, word in choices.items():
            folded.setdefault(_folded(words.term(word)), own)
    return folded.get(_folded(text))


def is_yes(text: str) -> bool:
    """Whether somebody agreed."""
    return _folded(text) == "y" or choice(text, {"yes": N_("yes")}) is not None


def _folded(text: str) -> str:
    return "".join(character for character in plain(text).casefold() if character.isalnum())
