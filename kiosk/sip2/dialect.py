"""How one machine writes SIP2: its letters, how its messages end, and which checksum it believes in."""

import re
from dataclasses import dataclass
from typing import Literal

ENDS = {"CR": b"\r", "LF": b"\n", "CRLF": b"\r\n"}
LONGEST_VALUE = 255
"""Bytes of one value, by the standard."""

_CHECKED = re.compile(r"(?:AY(\d))?AZ([0-9A-Fa-f]{4})\|?$")
_COUNTED = re.compile(r"(?<=\|)AY(\d)\|?$")
_DP2_SEQUENCE = "4"
"""What the server of dp2 writes to a machine that counts nothing."""
RESEND = "96"


@dataclass(frozen=True)
class Dialect:
    """One way of writing.

    Attributes:
        encoding: `utf-8` or `gb18030`.
        ends: what closes a message of ours; of theirs, CR, LF and CRLF are taken alike.
        checksum: `off`: none is written, none looked at. `auto`: as the machine does it, message by message.
            `strict`: a message without a right one is asked for again. `dp2`: the sum of the dp2 server,
            which counts characters, and not the end of the message.
    """

    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    ends: Literal["CR", "LF", "CRLF"] = "CR"
    checksum: Literal["off", "auto", "strict", "dp2"] = "auto"


@dataclass(frozen=True)
class Heard:
    """One message as it came: `text` is without the checksum, `sequence` the machine's digit or empty.

    `is_checked`: it bore a sum; `is_sound`: that was right, or none was needed.
    """

    text: str
    sequence: str
    is_checked: bool
    is_sound: bool


def checksum(content: bytes) -> str:
    """The standard sum of a message up to and including `AZ`, over the bytes on the wire."""
    return f"{-sum(content) & 0xFFFF:04X}"


def dp2_checksum(text: str) -> str:
    """The sum of the dp2 server: UTF-16 units, without the last `|` and what follows it."""
    units = text.removesuffix("|").encode("utf-16-le", "surrogatepass")
    return f"{-sum(units[::2]) - 256 * sum(units[1::2]) & 0xFFFF:04X}"


def hear(frame: bytes, dialect: Dialect) -> Heard:
    """What one message says. Bytes that are no letters become signs that no code has."""
    text = frame.decode(dialect.encoding, "replace")
    checked = _CHECKED.search(text)
    if checked is None:
        counted = _COUNTED.search(text)
        plain = text[: counted.start()] if counted else text
        return Heard(plain, counted[1] if counted else "", False, dialect.checksum != "strict")
    plain, sequence, wanted = text[: checked.start()], checked[1] or "", checked[2].upper()
    summed = frame.removesuffix(b"|")[:-4]
    is_right = checksum(summed) == wanted
    if dialect.checksum == "dp2":
        is_right = is_right or dp2_checksum(plain) == wanted
    is_sound = is_right or dialect.checksum == "off"
    if dialect.checksum == "strict" and not sequence and not plain.startswith(("96", "97")):
        is_sound = False
    return Heard(plain, sequence, True, is_sound)


def written(text: str, dialect: Dialect, sequence: str = "", *, is_checked: bool = False) -> bytes:
    """One message of ours on the wire; `is_checked`: the machine's own bore a sum."""
    if dialect.checksum == "dp2":
        is_resent = text.startswith(RESEND)
        text += "" if is_resent else f"AY{sequence or _DP2_SEQUENCE}"
        plain = text[:-3] if not is_resent else text
        content = f"{text}AZ{dp2_checksum(plain)}".encode(dialect.encoding, "replace")
    elif dialect.checksum == "strict" or (dialect.checksum == "auto" and is_checked):
        summed = f"{text}{f'AY{sequence}' if sequence else ''}AZ".encode(dialect.encoding, "replace")
        content = summed + checksum(summed).encode()
    elif dialect.checksum == "auto" and sequence:
        content = f"{text}AY{sequence}".encode(dialect.encoding, "replace")
    else:
        content = text.encode(dialect.encoding, "replace")
    return content + ENDS[dialect.ends]


def value_of(text: str, encoding: str, most: int = LONGEST_VALUE) -> str:
    """A value as it may be written: without the sign that ends one, and of 255 bytes in whole characters."""
    plain = "".join("｜" if sign == "|" else sign for sign in text if sign.isprintable())
    if len(plain) * 4 <= most:
        return plain
    kept = plain.encode(encoding, "replace")[:most]
    return kept.decode(encoding, "ignore")
