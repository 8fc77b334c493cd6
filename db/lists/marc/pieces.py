"""A file of ISO 2709 records parted into the bytes of each, whatever is wrong with its lengths and marks.

Neither GB18030 nor UTF-8 has the three marks inside a character, so that bytes can be looked at.
"""

import re
from collections.abc import Iterator

END_OF_RECORD, END_OF_FIELD, DELIMITER = b"\x1d", b"\x1e", b"\x1f"
LEADER = 24
_BETWEEN = b"\r\n\t \x00\x1a"
_MARK_OF_UTF_8 = b"\xef\xbb\xbf"
_OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"SQLite format", b"\x1f\x8b")
_BEGINS = re.compile(
    rb"[0-9 ]{5}[a-z ][a-z][a-z ][0-9a-z ][a-z ]22[0-9 ]{5}.{3}[0-9 ]{4}[0-9A-Z]{3}[0-9]{9}", re.S
)
"""A leader, and the first entry of a directory: nothing in a book's title looks like that."""
_HAS_DIRECTORY = re.compile(rb".{24}[0-9A-Z]{3}[0-9]{4}00000(?:[0-9A-Z]{3}[0-9]{9})*\x1e", re.S)
"""What stands where a leader should, and a whole directory behind it, which begins with the first field."""


def holds_records(content: bytes) -> bool:
    """Whether there is an ISO 2709 record in these bytes, or what is left of one."""
    if content.startswith(_OTHER_FILES):  # any byte stands in these
        return False
    return bool(_BEGINS.search(content)) or (END_OF_RECORD in content and END_OF_FIELD in content)


def pieces(content: bytes) -> Iterator[bytes]:
    """The bytes of each record, from its leader to before its end mark.

    A record ends at its mark; where that is missing, before the next leader. A stray mark inside a record is
    no end where its own length says that it goes on. What is no record comes as a piece too.
    """
    parts = content.split(END_OF_RECORD)
    at = 0
    while at < len(parts):
        piece, at = _continued(parts, at)
        starts = [match.start() for match in _BEGINS.finditer(piece)]
        if not starts or piece[: starts[0]].strip(_BETWEEN):
            starts.insert(0, 0)
        for start, end in zip(starts, [*starts[1:], len(piece)], strict=True):
            if trimmed := _trimmed(piece[start:end]).rstrip(_BETWEEN):
                yield trimmed


def _continued(parts: list[bytes], at: int) -> tuple[bytes, int]:
    """The part at this place with the next ones that its length takes in, and the place after them."""
    piece = _trimmed(parts[at])
    declared = int(piece[:5]) if piece[:5].isdigit() else 0
    joined, end = piece, at + 1
    while len(joined) + 1 < declared and end < len(parts) and not _BEGINS.match(_trimmed(parts[end])):
        joined, end = joined + END_OF_RECORD + parts[end], end + 1
    return (joined, end) if len(joined) + 1 == declared else (piece, at + 1)


def _trimmed(piece: bytes) -> bytes:
    """Without what stands before the leader, which may begin with blanks itself."""
    plain = piece.lstrip(_BETWEEN).removeprefix(_MARK_OF_UTF_8).lstrip(_BETWEEN)
    begins = _BEGINS.search(piece, 0, len(piece) - len(plain) + 36)
    if begins and len(piece) - begins.start() >= len(plain):
        return piece[begins.start() :]
    first = len(piece) - len(plain)
    for at in range(first, max(-1, first - LEADER - 1), -1):  # blanks of a leader that is wrong elsewhere too
        if _HAS_DIRECTORY.match(piece, at):
            return piece[at:]
    return plain
