"""The machines that may speak with us, and one of them while it is connected."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.clock import to_local
from db.events.record import Acting
from kiosk.settings import PeerSettings
from kiosk.sip2.dialect import Dialect
from kiosk.sip2.message import Request
from kiosk.words import Words, speak

_ASKED = {"019": "zh_CN", "001": "en"}
"""How a request names a language, by the standard's table."""


@dataclass
class Terminal:
    """One machine at one end of one connection.

    Attributes:
        peer: its settings.
        kiosk: its name in the events.
        spoken: the language of the library's own kiosk.
        asked: the language that its last request named, or empty.
        patron_id: the reader who stands there, until their session ends.
    """

    peer: PeerSettings
    kiosk: str
    spoken: str
    asked: str = ""
    patron_id: int | None = None

    @property
    def dialect(self) -> Dialect:
        """How it writes."""
        return dialect_of(self.peer)

    def acting(self, at: datetime) -> Acting:
        """What a reader does there, then."""
        return Acting(self.kiosk, at)

    def hear_language(self, code: str) -> None:
        """A request names this language."""
        self.asked = _ASKED.get(code, self.asked)

    def words(self, of_reader: str | None = None) -> Words:
        """The language in which it is spoken to: what the reader chose at a kiosk goes first."""
        if self.peer.language == "asked":
            return speak(self.asked or of_reader or self.spoken)
        return speak(of_reader or self.peer.language or self.spoken)

    def code(self, text: str) -> str:
        """A code without the institution that some machines write before it."""
        before = f"{self.peer.institution}."
        return text.removeprefix(before) if self.peer.institution else text


def dialect_of(peer: PeerSettings) -> Dialect:
    """How this machine writes."""
    return Dialect(peer.encoding, peer.ends, peer.checksum)


def stranger(peers: Sequence[PeerSettings]) -> Dialect:
    """How somebody writes of whom nothing is known yet: as all who may come, where they are of one mind."""
    known = {dialect_of(peer) for peer in peers}
    return known.pop() if len(known) == 1 else Dialect()


def named(request: Request, peers: Sequence[PeerSettings]) -> PeerSettings | None:
    """The machine that this login names, whatever its password."""
    return next((peer for peer in peers if peer.login == request["CN"]), None)


def proves(request: Request, peer: PeerSettings | None) -> bool:
    """Whether the login bears the password of this machine; as slow for one that is not there."""
    wanted = peer.password if peer else "\0"
    plain = all(algorithm in ("", " ", "0") for algorithm in request.fixed)
    return hmac.compare_digest(request["CO"].encode(), wanted.encode()) and peer is not None and plain


def now_as_written(at: datetime) -> str:
    """A moment, naive UTC, as SIP2 writes it: the school's own clock, four blanks for its zone."""
    return to_local(at).strftime("%Y%m%d    %H%M%S")
