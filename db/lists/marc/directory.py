"""A record's bytes as fields with their tags: by its directory, or where that is wrong by its end marks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from db.lists.marc.pieces import END_OF_FIELD, LEADER

_ENTRY = 12
_IS_TAG = re.compile(rb"[0-9A-Z]{3}")
_IS_ENTRY = re.compile(rb"[0-9A-Z]{3}[0-9]{9}")
_ENTRIES = re.compile(rb"(?:[0-9A-Z]{3}[0-9]{9})+")
_INDICATORS = re.compile(rb"[0-9a-z #|]{2}\x1f")


@dataclass(frozen=True)
class Cut:
    """A record as fields.

    Attributes:
        leader: its first 24 bytes, as they are.
        fields: tag and bytes of each, without the end mark.
        mended: its lengths, its directory or its marks were wrong.
        untold: fields of which the directory does not say what they are.
    """

    leader: bytes
    fields: tuple[tuple[str, bytes], ...]
    mended: bool
    untold: tuple[bytes, ...] = ()


class _Entry(NamedTuple):
    tag: str
    """Empty where it cannot be read."""
    length: int
    start: int


def cut(piece: bytes) -> Cut | None:
    """The fields of a record; None for bytes that are none."""
    leader = piece[:LEADER]
    directory, data = _parted(piece)
    entries = _entries(directory)
    if not entries:
        return None
    exact = _by_directory(entries, data)
    if exact is not None:
        declared = leader[:5] == b"%05d" % (len(piece) + 1)
        return Cut(leader, exact, not declared or leader[12:17] != b"%05d" % (len(piece) - len(data)))
    # whatever follows the last end mark is a field whose mark is missing
    chunks = [chunk for chunk in data.split(END_OF_FIELD) if chunk.strip()]
    tagged = _by_marks(_all_tags(directory, entries, len(chunks)), chunks)
    fields = tuple((tag, chunk) for tag, chunk in tagged if tag)
    untold = tuple(chunk for tag, chunk in tagged if not tag)
    return Cut(leader, fields, True, untold) if fields else None


def _parted(piece: bytes) -> tuple[bytes, bytes]:
    """The directory and the fields, also where the mark between them is missing."""
    end = piece.find(END_OF_FIELD, LEADER)
    end = len(piece) if end < 0 else end
    directory = piece[LEADER:end]
    if len(directory) % _ENTRY == 0 and _ENTRIES.fullmatch(directory):
        return directory, piece[end + 1 :]
    base = int(piece[12:17]) if piece[12:17].isdigit() else 0
    said = piece[LEADER : base - 1]
    if LEADER < base <= len(piece) and len(said) % _ENTRY == 0 and _ENTRIES.fullmatch(said) and base <= end:
        data = piece[base - 1 :]
        first = max(1, _number(said[3:7]))
        for begun in (data, data[1:]):  # the mark is gone, or another byte is in its place
            if begun[first - 1 : first] == END_OF_FIELD or _INDICATORS.match(begun, first - 1):
                return said, begun
        return said, data if data[2:3] == b"\x1f" else data[1:]
    found = _ENTRIES.match(directory)
    if found and b"\x1f" in directory[found.end() :]:
        return found[0], directory[found.end() :] + piece[end:]
    return directory, piece[end + 1 :]


def _entries(directory: bytes) -> list[_Entry]:
    return [_entry(directory[at : at + _ENTRY]) for at in range(0, len(directory), _ENTRY)]


def _entry(raw: bytes) -> _Entry:
    tag = raw[:3].decode() if _IS_TAG.fullmatch(raw[:3]) else ""
    return _Entry(tag, _number(raw[3:7]), _number(raw[7:12]))


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else -1


def _by_directory(entries: Sequence[_Entry], data: bytes) -> tuple[tuple[str, bytes], ...] | None:
    """The fields where each lies between its start and an end mark, as it should."""
    closed = data if data.endswith(END_OF_FIELD) else data + END_OF_FIELD
    fields = []
    for tag, length, start in entries:
        found = closed[start : start + length]
        is_whole = length >= 1 and len(found) == length and found.find(END_OF_FIELD) == length - 1
        if not tag or start < 0 or not is_whole:
            return None
        fields.append((tag, found[:-1]))
    return tuple(fields) if sum(entry.length for entry in entries) == len(closed) else None


def _all_tags(directory: bytes, entries: list[_Entry], chunks: int) -> list[_Entry]:
    """The entries in the order of the fields, also of a directory that has a byte too many or too few."""
    if len(directory) % _ENTRY:
        front = 0
        while _follows(entries, front):
            front += 1
        back: list[_Entry] = []
        end = len(directory)
        while end - _ENTRY >= front * _ENTRY and _IS_ENTRY.fullmatch(directory[end - _ENTRY : end]):
            back.insert(0, _entry(directory[end - _ENTRY : end]))
            end -= _ENTRY
        unknown = max(0, chunks - front - len(back))
        between = directory[front * _ENTRY : end]
        tag = between[:3].decode() if unknown == 1 and _IS_TAG.fullmatch(between[:3]) else ""
        return [*entries[:front], *[_Entry(tag, -1, -1)] * unknown, *back]
    return entries


def _follows(entries: Sequence[_Entry], at: int) -> bool:
    """Whether this entry is whole and begins where the one before it ends."""
    if at >= len(entries) or not entries[at].tag or min(entries[at][1:]) < 0:
        return False
    return at == 0 or entries[at].start == entries[at - 1].start + entries[at - 1].length


def _by_marks(entries: list[_Entry], chunks: list[bytes]) -> list[tuple[str, bytes]]:
    """The tags put to what lies between the end marks, in the order of the directory or of its starts."""
    orders = [entries]
    if all(entry.start >= 0 for entry in entries):
        orders.append(sorted(entries, key=lambda entry: entry.start))
    if len(entries) == len(chunks):
        fitting = [
            sum(entry.length == len(chunk) + 1 for entry, chunk in zip(order, chunks, strict=True))
            for order in orders
        ]
        order = orders[fitting.index(max(fitting))]
        return [(entry.tag, chunk) for entry, chunk in zip(order, chunks, strict=True)]
    size = _unit(entries, chunks)
    return _aligned(entries, list(chunks), size)


def _unit(entries: Sequence[_Entry], chunks: Sequence[bytes]) -> Callable[[bytes], int]:
    """What the lengths count, bytes or characters: whichever more fields have."""
    lengths = [entry.length - 1 for entry in entries]
    units: list[Callable[[bytes], int]] = [len, _characters]
    return max(units, key=lambda unit: sum(unit(chunk) in lengths for chunk in chunks))


def _characters(chunk: bytes) -> int:
    try:
        return len(chunk.decode())
    except UnicodeDecodeError:
        return len(chunk.decode("gb18030", "replace"))


def _aligned(
    entries: list[_Entry], chunks: list[bytes], size: Callable[[bytes], int]
) -> list[tuple[str, bytes]]:
    """As `_by_marks`, where an end mark is missing, or one too many."""
    found: list[tuple[str, bytes]] = []
    for at, entry in enumerate(entries):
        if not chunks:
            break
        chunk, wanted = chunks.pop(0), entry.length - 1
        missing = len(entries) - at - 1 - len(chunks)
        if missing > 0 and 0 <= wanted < size(chunk) and at + 1 < len(entries):
            chunk, rest = _split(chunk, wanted, size, entries[at + 1])
            if rest:
                chunks.insert(0, rest)
        elif missing < 0 and chunks and size(chunk) < wanted:
            joined = chunk + b" " + chunks[0]
            if size(joined) == wanted:
                chunk = joined
                del chunks[0]
        found.append((entry.tag, chunk))
    return found + [("", chunk) for chunk in chunks]


def _split(chunk: bytes, wanted: int, size: Callable[[bytes], int], following: _Entry) -> tuple[bytes, bytes]:
    """Two fields that have no mark between them: the first is as long as its length says."""
    at = wanted
    if size is not len:
        while at < len(chunk) and size(chunk[:at]) < wanted:
            at += 1
    first, rest = chunk[:at], chunk[at:]
    is_data = following.tag >= "010"
    for skipped in (0, 1):  # the mark is gone, or another byte is in its place
        fits = size(rest[skipped:]) == following.length - 1
        if fits or (is_data and _INDICATORS.match(rest[skipped:])):
            return first, rest[skipped:]
    if is_data and (begins := _INDICATORS.search(chunk, 3)):
        return chunk[: begins.start()], chunk[begins.start() :]
    return chunk, b""
