"""The words that people read, in their language, from the gettext catalogues in `kiosk/locale`."""

import gettext
import json
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from db.marking import N_, Sentence
from kiosk.singular import of_one

LOCALE = Path(__file__).with_name("locale")
LANGUAGES = ("en", "zh_CN")
"""The languages that the kiosk speaks; English is what the sources are written in."""


_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


@dataclass(frozen=True)
class Words:
    """One language. Calling it translates a marked text or sentence and fills its `{placeholders}`."""

    language: str
    _catalogue: gettext.NullTranslations = field(repr=False, compare=False)

    def __call__(self, text: str | Sentence, /, **details: object) -> str:
        """The text in this language. What fills it is data, made safe to show, or a sentence of its own."""
        if isinstance(text, Sentence):
            return self(text.text, **{**text.details, **details})
        translated = self._catalogue.gettext(text) if text else ""
        if self.language == "en" and 1 in details.values():
            translated = of_one(translated, {name for name, value in details.items() if value == 1})
        return translated.format(**{name: self._shown(value) for name, value in details.items()})

    def _shown(self, value: object) -> object:
        if isinstance(value, Sentence):
            return self(value)
        return value if isinstance(value, int | float) else visible(str(value))

    def of_reader(self, language: str) -> "Words":
        """The language that a reader has chosen, for what is theirs to read; else this one."""
        return speak(language) if language else self

    @property
    def catalogue(self) -> gettext.NullTranslations:
        """The translations themselves, for a package that fills its sentences on its own."""
        return self._catalogue

    def term(self, text: str) -> str:
        """A marked word that fills a place in a sentence, in this language; data comes back as it is."""
        return self._catalogue.gettext(text) if text else ""

    def plural(self, one: str, many: str, number: int, /, **details: object) -> str:
        """The text for this number of things; `{n}` is the number."""
        return self(self._catalogue.ngettext(one, many, number), n=number, **details)

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 Monday to 6 Sunday."""
        return self(_WEEKDAYS[number])

    def day(self, day: date) -> str:
        """A day as a child reads it: weekday, day and month, without the year."""
        # Translators: how a day is written; {month} is the month's name, {month_number} its number.
        return self(
            "{weekday} {day} {month}",
            weekday=self.weekday(day.weekday()),
            day=day.day,
            month=self(_MONTHS[day.month - 1]),
            month_number=day.month,
        )

    def short_day(self, day: date) -> str:
        """A day in few letters, to be drawn large: day and month."""
        # Translators: drawn large; {month} is the month's name, {month_number} its number.
        return self("{day} {month}", day=day.day, month=self(_MONTHS[day.month - 1]), month_number=day.month)

    def dated(self, day: date) -> str:
        """A day as `day` with its year, for what is filed."""
        # Translators: {day} is a day without its year, as `Monday 7 September`.
        return self("{day} {year}", day=self.day(day), year=day.year)

    def month(self, day: date) -> str:
        """The month of a day with its year, as a heading."""
        # Translators: {month} is the month's name, {month_number} its number.
        return self(
            "{month} {year}", month=self(_MONTHS[day.month - 1]), month_number=day.month, year=day.year
        )


def speak(language: str) -> Words:
    """The words of this language; English where there is no catalogue for it."""
    return Words(language, gettext.translation("kiosk", LOCALE, [language], fallback=True))


def languages_from(first: str) -> tuple[str, ...]:
    """All languages, this one first."""
    return (first, *(other for other in LANGUAGES if other != first))


_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Control, direction and other characters that are not seen, but may do something to a terminal."""


def visible(text: str) -> str:
    """Data as it may reach a terminal: no control, direction or other invisible characters, one line."""
    if text.isprintable():  # nearly all of it: nothing to take out
        return text
    return "".join(
        " " if character in "\t\r\n\u2028\u2029" else character
        for character in text
        if character in "\t\r\n" or unicodedata.category(character) not in _INVISIBLE
    )


def visible_json(value: object, *, indent: int | None = None) -> str:
    """Data as JSON that may reach a terminal: whole, with the invisible characters as numbers."""
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in _INVISIBLE
        else json.dumps(character)[1:-1]
        for character in json.dumps(value, ensure_ascii=False, indent=indent)
    )
