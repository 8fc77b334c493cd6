"""Which reads of a picture may be believed. Pure: no picture, no library."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from stdnum import ean, luhn


class Symbology(StrEnum):
    """The kinds of barcode that a library meets."""

    CODE128 = "code128"
    CODE39 = "code39"
    CODABAR = "codabar"
    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    ITF = "itf"
    QR = "qr"


Corners = tuple[tuple[float, float], ...]
"""Four points `(x, y)` in pixels of the frame, in order around the barcode."""


@dataclass(frozen=True)
class Read:
    """One barcode seen in a frame.

    Attributes:
        text: what it says. UPC-A has twelve digits, Codabar comes without its start and stop letters.
        symbology: what kind of barcode it is.
        corners: where it is, in pixels of the frame.
    """

    text: str
    symbology: Symbology
    corners: Corners


@dataclass(frozen=True)
class Rules:
    """What a read must look like to be believed.

    Attributes:
        symbologies: the kinds that act; any other is not even looked for.
        shortest: the least number of characters per kind; one character where a kind is not named.
        shortest_alone: the same for a read that acts before the store is asked whether it knows the text.
        ean_13_prefixes: an EAN-13 must begin with one of these; empty takes any.
        own_prefixes: so may one begin that the store knows: a number that a shop or library gave itself.
        without_check: kinds of which a part may look whole, and nothing in it says so; they never act alone.
        check_digit: a 14-digit number that begins with 2 or 3 must end in its mod-10 (Luhn) digit,
            for a library all of whose labels carry one (domain: North American 14-digit codes).
    """

    symbologies: frozenset[Symbology] = frozenset(Symbology)
    shortest: dict[Symbology, int] = field(default_factory=dict)
    shortest_alone: dict[Symbology, int] = field(default_factory=dict)
    ean_13_prefixes: tuple[str, ...] = ()
    own_prefixes: tuple[str, ...] = ()
    without_check: frozenset[Symbology] = frozenset()
    check_digit: bool = False


EVERYTHING = Rules(
    shortest={Symbology.ITF: 6, Symbology.CODABAR: 4, Symbology.CODE39: 3, Symbology.CODE128: 2}
)
"""Every kind, any product: for measuring a decoder. ITF below six digits is found in any fence."""

LIBRARY = Rules(
    symbologies=frozenset(Symbology) - {Symbology.EAN8, Symbology.UPCA},
    shortest={Symbology.ITF: 8, Symbology.CODABAR: 5},
    shortest_alone={Symbology.CODE39: 4, Symbology.CODE128: 4},
    ean_13_prefixes=("978", "979", "977"),
    own_prefixes=("2",),
    without_check=frozenset({Symbology.ITF}),
)
"""What a kiosk believes: books and periodicals (ISBN, ISSN), cards and labels; no groceries.

Cards and labels numbered from 1 are shorter than four characters, and some libraries gave their books
an EAN-13 of the numbers that GS1 keeps for use within a house (General Specifications 1.4.2): the store
must know these.
"""


def plausible(read: Read, rules: Rules) -> bool:
    """Whether this read keeps the rules; EAN-8, EAN-13 and UPC-A must end in their check digit."""
    text, kind = read.text, read.symbology
    if kind not in rules.symbologies or len(text) < rules.shortest.get(kind, 1):
        return False
    if kind in (Symbology.EAN13, Symbology.EAN8, Symbology.UPCA) and not ean.is_valid(text):
        return False
    prefixes = rules.ean_13_prefixes + rules.own_prefixes if rules.ean_13_prefixes else ()
    if kind is Symbology.EAN13 and prefixes and not text.startswith(prefixes):
        return False
    looks_minted = len(text) == 14 and text.isdigit() and text[0] in "23"
    return not rules.check_digit or not looks_minted or _is_library_code(text)


def acts_alone(read: Read, rules: Rules) -> bool:
    """Whether a plausible read may act though nobody has asked the store about it."""
    text, kind = read.text, read.symbology
    if not plausible(read, rules) or len(text) < rules.shortest_alone.get(kind, 1):
        return False
    if kind is Symbology.EAN13:
        return not rules.ean_13_prefixes or text.startswith(rules.ean_13_prefixes)
    return kind not in rules.without_check or _is_library_code(text)


def settle(reads: Iterable[Read]) -> list[Read]:
    """One read for each barcode: repeats and parts of a longer read are dropped, longest first.

    A part is a text inside a longer one at the same place: what a decoder makes of a label that
    reaches out of the picture or lies under a finger.
    """
    kept: list[Read] = []
    for read in sorted(reads, key=lambda read: -len(read.text)):
        if not any(read.text in other.text and _overlap(read, other) for other in kept):
            kept.append(read)
    return kept


def _is_library_code(text: str) -> bool:
    """Whether it is a 14-digit code of a library whose last digit is the right one."""
    return len(text) == 14 and text.isdigit() and text[0] in "23" and bool(luhn.is_valid(text))


def contradictory(reads: Iterable[Read]) -> bool:
    """Whether two reads of the same place say different things: then at least one of them is wrong."""
    seen = list(reads)
    return any(
        one.text != other.text and _overlap(one, other)
        for number, one in enumerate(seen)
        for other in seen[number + 1 :]
    )


def _overlap(one: Read, other: Read) -> bool:
    """Whether two reads are of one place.

    A decoder reports the rows it looked at, not the whole height of the bars, so each upright
    box is first widened by a quarter of its longer side.
    """
    (left, top, right, bottom), (left_2, top_2, right_2, bottom_2) = _box(one), _box(other)
    return left <= right_2 and left_2 <= right and top <= bottom_2 and top_2 <= bottom


def _box(read: Read) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in read.corners], [y for _, y in read.corners]
    margin = max(max(across) - min(across), max(down) - min(down)) / 4
    return min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin
