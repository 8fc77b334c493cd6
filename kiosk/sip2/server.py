"""The network: connections come and go, and none of them makes another wait."""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from logging import getLogger
from pathlib import Path

from db.clock import utc_now
from db.store.opening import Store
from kiosk.faults import note
from kiosk.settings import PeerSettings
from kiosk.sip2.session import MOST_WRONG, GoneTooFar, House, Session
from kiosk.sip2.stream import Stream
from kiosk.sip2.worker import Worker

LOG = getLogger("kiosk")

LOGIN_WITHIN = 30.0
"""Seconds in which a connection has to log in."""
WHOLE_WITHIN = 20.0
"""Seconds in which a message that has begun has to end."""
QUIET = 3600.0
"""Seconds that a machine may say nothing; one that is there asks for the status now and then."""
READ_WITHIN = 10.0
"""Seconds in which a machine has to take what is sent to it."""
MOST_STRANGERS = 200
"""Connections without a login; one more closes the oldest of them, and no machine that is at work."""
MOST = 500
"""Machines that are logged in at a time."""
_LOOK = 30.0
"""Seconds between two looks whether a store that was away is back."""
_WAIT = 1.0
"""Seconds after a wrong login."""


class Server:
    """All connections to one library."""

    def __init__(
        self,
        store: str | Path | Store,
        kiosk: str,
        language: str,
        peers: Sequence[PeerSettings],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`kiosk` is this machine's name; `now` is the clock, naive UTC."""
        self._worker = Worker(store, kiosk)
        self._house = House(peers, language, self._worker.ask)
        self._now = now
        self._strangers: dict[asyncio.StreamWriter, None] = {}
        self._at_work: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, listener: socket.socket, on_ready: Callable[[], object]) -> None:
        """Answer until a signal comes. `on_ready`: once it answers."""
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(ValueError, NotImplementedError, RuntimeError):  # not the main thread's loop
                loop.add_signal_handler(number, over.set)
        await self.serve(listener, over, on_ready)

    async def serve(
        self, listener: socket.socket, over: asyncio.Event, on_ready: Callable[[], object]
    ) -> None:
        """Answer until `over` is set; what is being done then is finished."""
        server = await asyncio.start_server(self._connected, sock=listener, backlog=512, limit=16384)
        looking = asyncio.create_task(self._look_now_and_then())
        on_ready()
        await over.wait()
        looking.cancel()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await asyncio.to_thread(self._worker.close)

    async def _look_now_and_then(self) -> None:
        while True:
            await self._worker.look()
            await asyncio.sleep(_LOOK)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._make_room(writer)
        session = Session(self._house)
        try:
            await self._converse(reader, writer, session)
        except (TimeoutError, OSError, GoneTooFar, asyncio.CancelledError):
            pass  # they have gone, or have to
        except Exception as error:  # the outermost handler: the others go on
            note(error)
        finally:
            session.end()
            self._tasks.discard(task)
            self._strangers.pop(writer, None)
            self._at_work.discard(writer)
            if writer.transport.get_write_buffer_size():
                writer.transport.abort()  # who does not read is not waited for
            writer.close()

    def _make_room(self, writer: asyncio.StreamWriter) -> None:
        while len(self._strangers) >= MOST_STRANGERS:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            oldest.transport.abort()
        self._strangers[writer] = None
        with suppress(OSError):
            line: socket.socket = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, session: Session
    ) -> None:
        loop, stream = asyncio.get_running_loop(), Stream()
        log_in_by = loop.time() + LOGIN_WITHIN
        whole_by = 0.0
        while True:
            until = loop.time() + QUIET if session.terminal else log_in_by
            async with asyncio.timeout_at(min(until, whole_by) if stream.is_inside else until):
                data = await reader.read(4096)
            if not data:
                return
            was_inside = stream.is_inside
            frames = stream.take(data)
            if not was_inside or frames:
                whole_by = loop.time() + WHOLE_WITHIN
            for frame in frames:
                failed = session.failed
                answer = await session.answer(frame, self._now())
                if session.failed > failed:
                    await asyncio.sleep(_WAIT)
                self._note_login(writer, session)
                writer.write(answer)
                async with asyncio.timeout(READ_WITHIN):
                    await writer.drain()
                if session.failed >= MOST_WRONG:
                    return

    def _note_login(self, writer: asyncio.StreamWriter, session: Session) -> None:
        if session.terminal is None or writer in self._at_work:
            return
        if len(self._at_work) >= MOST:
            raise GoneTooFar
        self._strangers.pop(writer, None)
        self._at_work.add(writer)
