"""One connection's conversation: a message in, its answer out. It knows no network and no clock."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from logging import getLogger

from kiosk.settings import PeerSettings
from kiosk.sip2.dialect import RESEND, Heard, hear, written
from kiosk.sip2.message import Reply, Request, read
from kiosk.sip2.peers import Terminal, dialect_of, named, proves, stranger
from kiosk.sip2.refusing import LOGIN_FIRST, refused
from kiosk.sip2.worker import CHANGES
from kiosk.words import speak

LOG = getLogger("kiosk")

MOST_WRONG = 3
"""Logins that may fail on one connection."""
MOST_UNREAD = 10
"""Messages in a row of which no sense can be made."""
_AT_ONCE = timedelta(seconds=2)
"""The very same message within this time is one that was sent twice, also where nothing counts them."""
_KEPT = timedelta(minutes=2)
"""For so long the last answer on a line that broke is kept: the machine may not have got it."""


class GoneTooFar(Exception):
    """There is no use in going on with this connection."""


@dataclass(frozen=True)
class Last:
    """What was answered last, to what, and when."""

    frame: bytes
    heard: Heard
    text: str
    at: datetime

    @property
    def changes(self) -> bool:
        """Whether something may have been changed by it."""
        return self.heard.text[:2] in CHANGES


@dataclass
class House:
    """What all connections share.

    Attributes:
        peers: the machines that may come.
        spoken: the language of the library's own kiosk.
        ask: has a request answered, for a machine that has logged in.
        names: the machines that are logged in, as the events call them.
        lost: the last answers on lines that broke, by login.
    """

    peers: Sequence[PeerSettings]
    spoken: str
    ask: Callable[[Request, Terminal, datetime], Awaitable[Reply]]
    names: set[str] = field(default_factory=set)
    lost: dict[tuple[str, bytes], Last] = field(default_factory=dict)

    def let_in(self, peer: PeerSettings) -> Terminal:
        """This machine, under a name of its own: two at once with one login are two machines."""
        first = peer.name or peer.login
        name, number = first, 1
        while name in self.names:
            number += 1
            name = f"{first} {number}"
        self.names.add(name)
        return Terminal(peer, name, self.spoken)

    def keep(self, login: str, last: Last) -> None:
        """The line broke after this; what is too old by now is forgotten."""
        self.lost = {key: one for key, one in self.lost.items() if last.at - one.at < _KEPT}
        self.lost[login, last.frame] = last


class Session:
    """One connection, from its first message to its end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._dialect = stranger(house.peers)
        self._last: Last | None = None
        self._wrong = self._unread = 0
        self.terminal: Terminal | None = None
        """Who it is, once it has logged in."""

    async def answer(self, frame: bytes | None, at: datetime) -> bytes:
        """What is sent back; None is a message that was too long. Raises GoneTooFar."""
        heard = hear(frame, self._dialect) if frame is not None else None
        if frame is None or heard is None or not heard.is_sound:
            return self._not_understood()
        if heard.text.startswith("97"):
            return self._once_more()
        if self._last and self._is_sent_twice(frame, heard, self._last, at):
            return self._written(self._last.text, heard)
        request = read(heard.text)
        if not request.is_known:
            return self._not_understood()
        self._unread = 0
        if request.code == "93":
            heard, reply = self._log_in(request, heard, frame)
        elif self.terminal is None:
            reply = refused(request, at, speak(self._house.spoken), LOGIN_FIRST)
        else:
            lost = self._house.lost.pop((self.terminal.peer.login, frame), None)
            if lost and lost.changes and heard.sequence and at - lost.at < _KEPT:
                self._last = lost
                return self._written(lost.text, heard)
            reply = await self._house.ask(request, self.terminal, at)
        if reply.head == RESEND:
            return self._not_understood()
        text = reply.text(self._dialect)
        self._last = Last(frame, heard, text, at)
        return self._written(text, heard)

    def end(self) -> None:
        """The connection is over."""
        if self.terminal is None:
            return
        self._house.names.discard(self.terminal.kiosk)
        if self._last and self._last.changes:
            self._house.keep(self.terminal.peer.login, self._last)

    @property
    def failed(self) -> int:
        """How many logins have failed."""
        return self._wrong

    def _log_in(self, request: Request, heard: Heard, frame: bytes) -> tuple[Heard, Reply]:
        peer = named(request, self._house.peers)
        if peer:  # its password may be in its own letters
            heard = hear(frame, dialect_of(peer))
            request = read(heard.text)
            if not heard.is_sound:
                self._dialect = dialect_of(peer)
                return heard, Reply(RESEND)
        if not proves(request, peer) or peer is None:
            self._wrong += 1
            LOG.warning("SIP2: a login was refused")
            return heard, Reply("940")
        if self.terminal:
            self._house.names.discard(self.terminal.kiosk)
        self.terminal = self._house.let_in(peer)
        self._dialect = dialect_of(peer)
        LOG.info("SIP2: %s has logged in", self.terminal.kiosk)
        return heard, Reply("941")

    def _is_sent_twice(self, frame: bytes, heard: Heard, last: Last, at: datetime) -> bool:
        if frame != last.frame or heard.text.startswith("93"):
            return False
        return bool(heard.sequence) or (last.changes and abs(at - last.at) < _AT_ONCE)

    def _once_more(self) -> bytes:
        if self._last is None:
            return self._not_understood()
        return written(self._last.text, self._dialect, is_checked=self._last.heard.is_checked)

    def _not_understood(self) -> bytes:
        self._unread += 1
        if self._unread > MOST_UNREAD:
            raise GoneTooFar
        return written(RESEND, self._dialect, is_checked=self._dialect.checksum != "off")

    def _written(self, text: str, heard: Heard) -> bytes:
        return written(text, self._dialect, heard.sequence, is_checked=heard.is_checked)
