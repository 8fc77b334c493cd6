"""The bytes of a connection, cut into messages: however the network has split or joined them."""

import re

LONGEST = 8192
"""Bytes of one message; the longest that a machine sends is a tenth of that."""
_END = re.compile(rb"[\r\n]")


class Stream:
    """Collects the bytes of one connection."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._is_passing_over = False

    @property
    def is_inside(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._begun) or self._is_passing_over

    def take(self, data: bytes) -> list[bytes | None]:
        """The messages that ended with these bytes; None for each that was too long to be one."""
        ended: list[bytes | None] = []
        *whole, rest = _END.split(data)
        for piece in whole:
            self._add(piece)
            if self._is_passing_over:
                ended.append(None)
            elif frame := bytes(self._begun).strip(b"\0 "):
                ended.append(frame)
            self._begun.clear()
            self._is_passing_over = False
        self._add(rest)
        return ended

    def _add(self, piece: bytes) -> None:
        if self._is_passing_over:
            return
        self._begun += piece
        if len(self._begun) > LONGEST:
            self._begun.clear()
            self._is_passing_over = True
