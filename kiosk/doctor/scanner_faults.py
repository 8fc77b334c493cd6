"""The scanner check: from what should have come and what came to the fault, in words, with its cure. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from db.marking import N_, Sentence
from kiosk.camera.plausible import Symbology
from kiosk.doctor.layouts import LAYOUTS

SLOWEST_KEY = 0.05
"""Seconds per character above which one hiccup splits a code in two."""


@dataclass(frozen=True)
class Expected:
    """A code of the check sheet."""

    text: str
    symbology: Symbology


@dataclass(frozen=True)
class Received:
    """One scan that came while the code was asked for.

    Attributes:
        text: as it came, not cleaned.
        source: `keyboard`, `serial`, `event`, `camera`.
        seconds: from its first to its last character; None where the source does not know.
    """

    text: str
    source: str
    seconds: float | None = None


class Fault(Enum):
    """What can be wrong with a scanner, each with the sentence that says so and how it is cured."""

    CAPS_LOCK = N_("Caps Lock is on: capitals and small letters are swapped. Press the Caps Lock key once.")
    UPPER_CASE = N_(
        "The scanner turns small letters into capitals (or the reverse). The kiosk does not mind; "
        "to change it, scan “no case conversion” in the scanner's manual."
    )
    FULL_WIDTH = N_(
        "The input method produces full-width letters. Switch it to English (often Shift or "
        "Ctrl+Space), or read the scanner as an event device or serial port."
    )
    INPUT_METHOD = N_(
        "The input method turns the keys into words: {received}. "
        "Switch it to English (often Shift or Ctrl+Space), or read the scanner as an event device or "
        "serial port."
    )
    LAYOUT = N_(
        "The keyboard layout of this machine is {layout}, but the scanner types as an American "
        "keyboard. Scan the country code of this layout in the scanner's manual, or set the "
        "layout to American, or read the scanner as an event device."
    )
    OTHER_LAYOUT = N_(
        "Some characters come out as others ({received} for {expected}): the scanner and this "
        "machine have different keyboard layouts. Scan the country code in the scanner's "
        "manual, or read the scanner as an event device."
    )
    AIM_IDENTIFIER = N_(
        "The scanner puts {prefix} (the AIM identifier of the barcode's kind) in front. The "
        "kiosk drops it; to change this, scan “no AIM ID” in the scanner's manual."
    )
    START_STOP = N_(
        "The scanner sends the start and stop characters of the barcode ({prefix} and "
        "{suffix}). Scan “do not send start/stop” in the scanner's manual."
    )
    PREFIX = N_("The scanner puts {prefix} in front of every code. Scan “no prefix” in the scanner's manual.")
    SUFFIX = N_(
        "The scanner puts {suffix} after every code. Scan “suffix Enter only” in the scanner's manual."
    )
    MISSING = N_(
        "Characters are missing: {received} came for {expected}. "
        "Make the scanner slower (inter-character delay 5 to 10 ms) or read it as an event device or, "
        "best, as a serial port."
    )
    DOUBLED = N_(
        "Some characters come twice: {received} came for {expected}. Let only one source read this scanner, "
        "and make it slower (inter-character delay 5 to 10 ms)."
    )
    TWICE_IN_ONE = N_(
        "One scan came as the code twice in a row, with no Enter between. Let only one source "
        "read this scanner, and let it send Enter after each code."
    )
    DOUBLE = N_(
        "One scan came {times} times. Set the time between identical codes to 2 seconds, as "
        "the scanner's manual says, and let only one source read this scanner."
    )
    TOO_SLOW = N_(
        "The code comes too slowly ({milliseconds} ms a character), so it may be taken for "
        "typing. Set the inter-character delay to 0, as the scanner's manual says."
    )
    SPLIT = N_(
        "One code came in {times} pieces. "
        "Let the scanner send Enter at its end, and set the inter-character delay to 0."
    )
    SWITCHED_OFF = N_(
        "Nothing came for the {symbology} barcode, though others are read. Scan “enable "
        "{symbology}” in the scanner's manual."
    )
    NOTHING = N_(
        "Nothing came at all. Is the scanner plugged in, and does it beep? Choose its mode "
        "(keyboard or serial) with the scanner's manual, and the same in the settings."
    )
    OTHER_CODE = N_("{received} came for {expected}. Scan the code that is asked for, alone, in good light.")


@dataclass(frozen=True)
class Finding:
    """A fault that was found, and its sentence; a `layout` in its details is a marked text too."""

    fault: Fault
    says: Sentence


def check(
    expected: Expected, received: Sequence[Received], *, others_were_read: bool = False
) -> list[Finding]:
    """What is wrong with a scanner that sent this when that code was shown; nothing when all is well.

    `others_were_read`: another code of the sheet has come through, so the scanner itself works.
    """
    if not received:
        if others_were_read:
            return [_finding(Fault.SWITCHED_OFF, symbology=expected.symbology.value)]
        return [_finding(Fault.NOTHING)]
    findings = []
    texts = [scan.text for scan in received]
    if len(texts) > 1 and "".join(texts) == expected.text:
        findings.append(_finding(Fault.SPLIT, times=len(texts)))
        texts = [expected.text]
    elif len(texts) > 1 and len(set(texts)) == 1:
        findings.append(_finding(Fault.DOUBLE, times=len(texts)))
    findings += _of_text(expected, texts[0])
    pace = max(
        (scan.seconds / max(1, len(expected.text) - 1) for scan in received if scan.seconds), default=0.0
    )
    if pace > SLOWEST_KEY and any(scan.source in ("keyboard", "event") for scan in received):
        findings.append(_finding(Fault.TOO_SLOW, milliseconds=round(pace * 1000)))
    return findings


def _of_text(expected: Expected, received: str) -> list[Finding]:
    """The faults of one text: what is around it first, then what has become of its characters."""
    wanted = expected.text
    findings = []
    identifier = re.match(r"\][A-Za-z][0-9A-Za-z]", received)
    if identifier and not wanted.startswith("]"):
        findings.append(_finding(Fault.AIM_IDENTIFIER, prefix=identifier[0]))
        received = received[3:]
    if len(received) > len(wanted) and received == wanted * (len(received) // len(wanted)):
        return [*findings, _finding(Fault.TWICE_IN_ONE)]
    if _is_doubled(received, wanted):
        return [*findings, _finding(Fault.DOUBLED, expected=wanted, received=_visible(received))]
    if received != wanted and wanted in received:
        prefix, _, suffix = received.partition(wanted)
        if prefix and suffix and expected.symbology in (Symbology.CODABAR, Symbology.CODE39):
            return [*findings, _finding(Fault.START_STOP, prefix=prefix, suffix=suffix)]
        if prefix:
            findings.append(_finding(Fault.PREFIX, prefix=_visible(prefix)))
        if suffix:
            findings.append(_finding(Fault.SUFFIX, suffix=_visible(suffix)))
        return findings
    if received != wanted:
        findings.append(_of_characters(wanted, received))
    return findings


def _of_characters(wanted: str, received: str) -> Finding:
    both = {"expected": wanted, "received": _visible(received)}
    if received == wanted.swapcase():
        return _finding(Fault.CAPS_LOCK)
    if received.lower() == wanted.lower():
        return _finding(Fault.UPPER_CASE)
    if unicodedata.normalize("NFKC", received).lower() == wanted.lower():
        return _finding(Fault.FULL_WIDTH)
    for layout, becomes in LAYOUTS.items():
        for pressed in (wanted, wanted.swapcase()):
            if received == pressed.translate(becomes):
                return _finding(Fault.LAYOUT, layout=layout)
    if any(unicodedata.east_asian_width(sign) in "WF" for sign in received):
        return _finding(Fault.INPUT_METHOD, **both)
    if _is_part(received, wanted):
        return _finding(Fault.MISSING, **both)
    if len(received) == len(wanted) and _is_substitution(wanted, received):
        return _finding(Fault.OTHER_LAYOUT, **both)
    return _finding(Fault.OTHER_CODE, **both)


def _is_part(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with characters left out."""
    rest = iter(whole)
    return bool(part) and all(sign in rest for sign in part)


def _is_doubled(received: str, wanted: str) -> bool:
    """Whether `received` is `wanted` with characters repeated; a single one at an end may be a prefix."""
    extra = len(received) - len(wanted)
    if extra < 1 or (extra == 1 and wanted in received):
        return False
    return re.fullmatch("".join(re.escape(sign) + "{1,2}" for sign in wanted), received) is not None


def _is_substitution(wanted: str, received: str) -> bool:
    """Whether each sign always comes as the same one, and half of them or more come right."""
    pairs = set(zip(wanted, received, strict=True))
    one_to_one = len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    same = sum(a == b for a, b in zip(wanted, received, strict=True))
    return one_to_one and 2 * same >= len(wanted)


def _visible(text: str) -> str:
    """Control characters as their names in angle brackets, so that a Tab can be seen."""
    names = {
        "\t": "<Tab>",
        "\r": "<CR>",
        "\n": "<LF>",
        " ": "<blank>",
        "\x02": "<STX>",
        "\x03": "<ETX>",
        "\x1d": "<GS>",
    }
    return "".join(names.get(sign, sign if sign.isprintable() else f"<{ord(sign):02X}>") for sign in text)


def _finding(fault: Fault, **details: object) -> Finding:
    return Finding(fault, Sentence(fault.value, {name: str(value) for name, value in details.items()}))
