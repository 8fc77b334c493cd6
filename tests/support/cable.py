"""A cable to a server that a test can pull out, or in which packets get lost without a word.

with Cable(server.port) as cable:
    url = cable.url(server.create("library"))
    cable.cut()                  # connections end, nobody answers any more
    cable.hang()                 # connections stay, nothing comes through
    cable.deafen()               # the server hears everything, its answers get lost
    cable.deafen_at(b"COMMIT")   # from the answer to this on
    cable.mend()
"""

import contextlib
import re
import socket
import threading
from contextlib import AbstractContextManager
from typing import Self

from db.models import database
from db.store.opening import store_at


class Cable:
    """A TCP proxy between a port of its own and a server's, both on 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._there = threading.Event()
        self._back = threading.Event()
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._ears: bytes | None = None
        self.port = 0
        self.mend()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()
        self._there.set()
        self._back.set()

    def url(self, url: str) -> str:
        """The same database through this cable."""
        return re.sub(r":\d+/", f":{self.port}/", url)

    def cut(self) -> None:
        """Pull it out: who is connected hears of it, who connects is refused."""
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        """Nothing comes through, and nobody hears of it. What is on its way arrives when it is mended."""
        self._there.clear()
        self._back.clear()

    def deafen(self) -> None:
        """What is asked still arrives; the answers do not."""
        self._back.clear()

    def deafen_at(self, asked: bytes) -> None:
        """The server hears everything; from the answer to this on nothing comes back."""
        self._ears = asked

    def mend(self) -> None:
        """Everything comes through again."""
        if self._listener is None:
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", self.port))
            listener.listen(64)
            self.port = listener.getsockname()[1]
            self._listener = listener
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        self._there.set()
        self._back.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                kiosk, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._server), 2)
                server.settimeout(None)
            except OSError:
                kiosk.close()
                continue
            for end in (kiosk, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ends |= {kiosk, server}
            threading.Thread(target=self._pump, args=(kiosk, server, self._there), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, kiosk, self._back), daemon=True).start()

    def _pump(self, source: socket.socket, to: socket.socket, through: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if through is self._there and self._ears and self._ears in data:
                    self._ears = None
                    self.deafen()
                through.wait()
                to.sendall(data)
        for end in (source, to):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()
        self._ends.discard(source)


def at(direct: str) -> AbstractContextManager[None]:
    """On the server itself; the kiosk's own connection stays as it is."""
    return database.using(store_at(direct).connector())
