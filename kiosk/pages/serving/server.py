"""The desk's process: listens, answers, and ends cleanly when it is told to."""

import asyncio
import signal
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.pages.app import make_app
from kiosk.pages.ground.office import Office
from kiosk.pages.serving.certificate import Certificate

SILENT = 20
"""Seconds that a connection may stay without having asked for anything."""
MOST_OF_ONE = 100
"""Connections from one address at a time; a browser has six."""
_ENDING = 5
"""Seconds that those who are being answered have, once the desk is to end."""


class Line(H11Protocol):
    """A connection. One that says nothing is closed, and nobody has more of them than a browser needs."""

    _of_each: ClassVar[Counter[str]] = Counter()
    _silence: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody has connected."""
        super().connection_made(transport)
        # asyncio leaves this out for a socket that was made without naming TCP; each page then waits 40 ms
        # for the browser to say that it has the head.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._who = self.client[0] if self.client else ""
        self._of_each[self._who] += 1
        if self._of_each[self._who] > MOST_OF_ONE:
            transport.close()
            return
        self._silence = self.loop.call_later(SILENT, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        super().connection_lost(exc)
        if self._silence:
            self._silence.cancel()
        self._of_each[self._who] -= 1
        if not self._of_each[self._who]:
            del self._of_each[self._who]

    def _close_if_silent(self) -> None:
        if self.cycle is None:
            self.transport.close()


class _Server(uvicorn.Server):
    """Ends at a signal as if it had come to its end by itself."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike uvicorn's own, raise no signal again at the end."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    office: Office, listener: socket.socket, certificate: Certificate | None, on_ready: Callable[[], object]
) -> None:
    """Answer until a signal comes; what is being done then is finished. `on_ready`: once it answers."""
    _allow_many_connections()
    config = uvicorn.Config(
        make_app(office),
        http=Line,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_ENDING,
        ssl_certfile=certificate.file if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )
    _Server(config, on_ready).run(sockets=[listener])
    office.jobs.finish()


def _allow_many_connections() -> None:
    """A pupil with a thousand open sockets must not shut the librarian out."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65536), most))
