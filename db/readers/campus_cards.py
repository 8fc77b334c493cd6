"""Campus cards: one chip number that card readers type in several ways, and that is one reader all the same.

A chip of 32 bits (EM4100, MIFARE) is typed as ten hexadecimal digits with the maker's byte (`01026F6C3A`), as
ten decimal digits of all 32 bits, eight of the lower 24, or as two numbers with a comma; some readers turn
its bytes round. Which of them a school's readers do is learnt from one swipe.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import Enum

from db.codes import clean, title_number
from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_, Sentence
from db.models import database
from db.store.kept import keep
from db.store.sql import rows


class Form(Enum):
    """How a card reader types, by the names that the makers of card readers use."""

    H10 = "10H"
    H8 = "8H"
    D10 = "8H10D"
    D8 = "6H8D"
    C24 = "2H+4H"
    C32 = "4H+4H"


_FORMS = {
    Form.C24: re.compile(r"(\d{3}),(\d{5})"),
    Form.C32: re.compile(r"(\d{5}),(\d{5})"),
    Form.H10: re.compile(r"[0-9A-F]{10}"),
    Form.H8: re.compile(r"[0-9A-F]{8}"),
    Form.D10: re.compile(r"\d{10}"),
    Form.D8: re.compile(r"\d{8}"),
}
_SETTING = "card_forms"
_LEAST = 0x10000
"""Smaller numbers are counted ones, of readers or of books: no chip bears one."""
_SHORT = 0xFFFFFF
_TURNED = "~"
"""Behind a form: the bytes of the chip come in the other order."""


@dataclass(frozen=True)
class Chip:
    """What is known of a chip: its lowest `bits` bits. `is_marked`: no counted number is written so."""

    value: int
    bits: int
    form: Form
    is_marked: bool

    def is_like(self, other: "Chip") -> bool:
        """Whether they may be one chip: the bits that both know are the same."""
        known = (1 << min(self.bits, other.bits)) - 1
        if self.value & known != other.value & known or self.value & known < _LEAST:
            return False
        return self.is_marked or other.is_marked or self.form is other.form is Form.D10

    def turned(self) -> "Chip":
        """The same with its bytes in the other order."""
        size = self.bits // 8
        return Chip(int.from_bytes(self.value.to_bytes(size), "little"), self.bits, self.form, self.is_marked)

    @property
    def spellings(self) -> tuple[tuple[Form, str], ...]:
        """What each kind of card reader would type, as far as the known bits say."""
        low, high = self.value & 0xFFFF, self.value >> 16 & 0xFF
        short = ((Form.D8, f"{self.value & 0xFFFFFF:08}"), (Form.C24, f"{high:03},{low:05}"))
        if self.bits < 32:
            return short
        whole = self.value & 0xFFFFFFFF
        long = ((Form.D10, f"{whole:010}"), (Form.C32, f"{whole >> 16:05},{low:05}"))
        maker = ((Form.H10, f"{self.value:010X}"),) if self.bits > 32 else ()
        return (*maker, (Form.H8, f"{whole:08X}"), *long, *short)


@dataclass(frozen=True)
class Learnt:
    """What one swipe told.

    Attributes:
        chip: the card.
        number: its reader's number, where the library knows the card; else empty.
        is_turned: it was only known with its bytes in the other order, and is from now on.
    """

    chip: Chip
    number: str = ""
    is_turned: bool = False

    @property
    def sentence(self) -> Sentence:
        """What it told, for the librarian."""
        said = {"form": self.chip.form.value, "number": self.number}
        if self.is_turned:
            return Sentence(
                N_("This is the card of reader {number}, typed as {form} with its bytes reversed."), said
            )
        if self.number:
            return Sentence(N_("This is the card of reader {number}, typed as {form}."), said)
        return Sentence(N_("This card is typed as {form}. The library does not know whose it is."), said)


def chips_of(code: str) -> tuple[Chip, ...]:
    """The chips whose number this cleaned code may be: digits alone may be decimal or hexadecimal."""
    for form in (Form.C24, Form.C32):
        if parts := _FORMS[form].fullmatch(code):
            high, low = int(parts[1]), int(parts[2])
            bits = 24 if form is Form.C24 else 32
            fits = high < 1 << bits - 16 and low < 65536
            return (Chip(high << 16 | low, bits, form, True),) if fits else ()
    found = []
    is_decimal = code.isascii() and code.isdecimal()
    if is_decimal and 5 <= len(code) <= 10 and int(code) < 1 << 32:  # a spreadsheet may have eaten zeros
        value = int(code)
        form = Form.D10 if len(code) > 8 or value >= 1 << 24 else Form.D8
        found.append(Chip(value, 24 if value < 1 << 24 else 32, form, code.startswith("0")))
    for form, bits in ((Form.H10, 40), (Form.H8, 32)):
        if _FORMS[form].fullmatch(code):
            found.append(Chip(int(code, 16), bits, form, not is_decimal))
    return tuple(found)


def typed_chips(code: str) -> tuple[Chip, ...]:
    """The same, where a card reader types like this: with all of its digits."""
    return tuple(chip for chip in chips_of(code) if _FORMS[chip.form].fullmatch(code))


def typed_short(code: str) -> tuple[Chip, ...]:
    """The chip whose ten decimal digits a hand types without the zeros in front, if it is one.

    All of its bits are known: so a short number is no end of a longer one.
    """
    if not re.fullmatch(r"[1-9]\d{4,8}", code, re.ASCII):
        return ()
    return (Chip(int(code), 32, Form.D10, False),)


def _is_known(number: str) -> bool:
    """Whether it is a number of a reader or of a book: then nobody's card is meant by it."""
    return bool(
        rows(
            "SELECT 1 FROM patron WHERE number = ?"
            " UNION ALL SELECT 1 FROM title WHERE identifier = ? OR isbn = ?",
            *(number, title_number(number), title_number(number)),
        )
    )


def owner_by_chip(code: str) -> tuple[int, bool] | None:
    """Whose card it is by its chip, and whether that card was replaced; None unless it is one reader's alone.

    `code` is cleaned, and was issued to nobody as it is. It may lack the zeros in front.
    """
    chips, short = typed_chips(code), typed_short(code)
    if short and _is_known(code):
        short = ()
    if not chips and not short:
        return None
    learnt = learnt_forms()
    typed = [replace(chip, is_marked=True) if chip.form.value in learnt else chip for chip in chips]
    turned = [chip.turned() for chip in chips if f"{chip.form.value}{_TURNED}" in learnt]
    return Chips().owner(*typed, *turned, *short)


def learn(text: str, acting: Acting) -> Learnt:
    """Remember how this library's card readers type, from one card that was swiped.

    Raises BadValue for what no card reader types.
    """
    code = clean(text)
    chips = typed_chips(code)
    if not chips:
        raise BadValue(N_("{value} is not how any known device types a campus card."), value=code[:40])
    with database.atomic():
        issued = rows("SELECT patron_id FROM barcode WHERE code = ? AND patron_id IS NOT NULL", code)
        known = Chips()
        ways = [(chip, False) for chip in chips] + [(chip, True) for chip in chips]
        owners = [known.owner(chip.turned() if turned else chip) for chip, turned in ways]
        at = next((n for n, owner in enumerate(owners) if owner), 0)
        chip, is_turned = ways[at]
        owner = (issued[0][0], False) if issued else owners[at]
        is_turned = is_turned and not issued
        form, learnt = f"{chip.form.value}{_TURNED if is_turned else ''}", learnt_forms()
        if form not in learnt:
            keep(_SETTING, " ".join((*learnt, form)))
            record(acting, "library", details={_SETTING: form})
        number = rows("SELECT number FROM patron WHERE id = ?", owner[0])[0][0] if owner else ""
    return Learnt(chip.turned() if is_turned else chip, number, is_turned)


def learnt_forms() -> tuple[str, ...]:
    """How this library's card readers type, as far as was learnt."""
    kept = rows("SELECT value FROM setting WHERE key = ?", _SETTING)
    return tuple(kept[0][0].split()) if kept else ()


class Chips:
    """All cards of readers that may bear a chip, found by its lower 24 bits: read once, to ask of many."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[Chip, int, bool]]] = defaultdict(list)
        for code, patron_id, retired in rows(
            "SELECT code, patron_id, retired_at FROM barcode"
            " WHERE patron_id IS NOT NULL AND LENGTH(code) BETWEEN 5 AND 11"
        ):
            for chip in chips_of(code):
                self._of[chip.value & _SHORT].append((chip, patron_id, retired is not None))

    def owner(self, *chips: Chip) -> tuple[int, bool] | None:
        """As `owner_by_chip`, of what may be one of these."""
        alike = [
            (patron_id, retired)
            for chip in chips
            for stored, patron_id, retired in self._of[chip.value & _SHORT]
            if chip.is_like(stored)
        ]
        present = [one for one in alike if not one[1]] or alike
        return present[0] if len({patron_id for patron_id, _ in present}) == 1 else None
