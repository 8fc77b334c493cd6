"""The library's SIP2 server on a port of its own, and machines that speak with it as a network lets them."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kiosk.settings import PeerSettings
from kiosk.sip2 import server as server_module
from kiosk.sip2.server import Server

DAY = "20260907    100000"
NO_DAY = " " * 18
SELF = PeerSettings("self", "check")


@contextmanager
def answering(
    store: object, *peers: PeerSettings, now: Callable[[], datetime], language: str = "zh_CN"
) -> Iterator[int]:
    """The port at which a server answers these peers; one of its own thread and clock."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    begun = threading.Event()
    stop: list[Callable[[], object]] = []
    server_module._WAIT = 0.05

    async def run() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        server = Server(store, "library", language, peers or (SELF,), now)  # type: ignore[arg-type]
        await server.serve(listener, over, begun.set)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert begun.wait(10)
        yield listener.getsockname()[1]
    finally:
        stop[0]()
        thread.join(20)
        assert not thread.is_alive()


class Machine:
    """One machine, on a line of its own."""

    def __init__(self, port: int, encoding: str = "utf-8", ends: bytes = b"\r") -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.encoding, self.ends = encoding, ends
        self._rest = b""

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *_gone: object) -> None:
        self.line.close()

    def send(self, content: bytes) -> None:
        self.line.sendall(content)

    def heard(self) -> bytes:
        """The next answer, without what ends it."""
        while self.ends not in self._rest:
            came = self.line.recv(65536)
            if not came:
                raise ConnectionError("the server has gone")
            self._rest += came
        answer, _, self._rest = self._rest.partition(self.ends)
        return answer

    def ask(self, text: str) -> str:
        """One request, one answer, in the machine's letters."""
        self.send(text.encode(self.encoding) + self.ends)
        return self.heard().decode(self.encoding)

    def log_in(self, peer: PeerSettings = SELF) -> "Machine":
        assert self.ask(f"9300CN{peer.login}|CO{peer.password}|CPdoor|").startswith("941")
        return self


def field(answer: str, name: str) -> str:
    """The first value of a field of an answer; the fixed part has no `|`."""
    for piece in ("|" + answer.replace("AO", "|AO", 1).replace("AB", "|AB", 1)).split("|"):
        if piece.startswith(name):
            return piece[2:]
    return ""
