"""SIP2 messages a second, beside a bare asyncio echo and the verb alone, all of one run.

    python tests/bench/sip2.py [--seconds 3] [--machines 8]

A machine lends a book and takes it back, over and over. The echo gets and sends the same bytes on the same
kind of connection; the verb alone lends and takes back without a network. Ends with 1 where one machine's
message takes longer than three times the verb and the echo together.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "support")]

from machines import DAY, NO_DAY, SELF
from new_store import new_store
from school import NOW, Library

from db.store.opening import connected
from kiosk.sip2.message import read
from kiosk.sip2.peers import Terminal
from kiosk.sip2.server import Server
from kiosk.sip2.worker import Worker


def pair(number: int) -> tuple[str, str]:
    """A loan and its return; the card's number changes the message each time a machine counts on."""
    reader, book = f"AA6{number:03}|", f"ABB{number}|"
    return f"11YN{DAY}{NO_DAY}AOs|{reader}{book}AC|", f"09N{DAY}{DAY}APs|AOs|{book}AC|"


async def machine(port: int, number: int, until: float, *, logs_in: bool) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    if logs_in:
        writer.write(b"9300CNself|COcheck|\r")
        await reader.readuntil(b"\r")
    while time.monotonic() < until:
        for text in pair(number):
            writer.write(text.encode() + b"\r")
            await reader.readuntil(b"\r")
            done += 1
    writer.close()
    return done


async def rate(machines: int, seconds: float, port: int, *, logs_in: bool) -> float:
    until = time.monotonic() + seconds
    done = await asyncio.gather(*(machine(port, one, until, logs_in=logs_in) for one in range(machines)))
    return sum(done) / seconds


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()


async def with_echo(measure: Callable[[int], Awaitable[float]]) -> float:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        return await measure(server.sockets[0].getsockname()[1])


async def with_sip2(store: str, measure: Callable[[int], Awaitable[float]]) -> float:
    import socket

    listener, over, begun = socket.create_server(("127.0.0.1", 0)), asyncio.Event(), asyncio.Event()
    server = Server(store, "library", "zh_CN", [SELF], lambda: NOW)
    task = asyncio.create_task(server.serve(listener, over, begun.set))
    await begun.wait()
    try:
        return await measure(listener.getsockname()[1])
    finally:
        over.set()
        await task


def verb_alone(store: str, seconds: float) -> float:
    worker, terminal, done = Worker(store, "library"), Terminal(SELF, "self", "zh_CN"), 0
    requests = [read(text) for text in pair(0)]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for request in requests:
            worker.answer(request, terminal, NOW)
            done += 1
    worker._connection.close()
    worker.close()
    return done / seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--machines", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "library.db")
        new_store(store)
        with connected():
            library = Library(store)
            library.policy("pupil", most_loans=5)
            for number in range(given.machines):
                library.patron(f"6{number:03}")
                library.copy(f"B{number}")
        alone = verb_alone(store, given.seconds)
        bare = asyncio.run(with_echo(lambda port: rate(1, given.seconds, port, logs_in=False)))
        one = asyncio.run(with_sip2(store, lambda port: rate(1, given.seconds, port, logs_in=True)))
        many = asyncio.run(
            with_sip2(store, lambda port: rate(given.machines, given.seconds, port, logs_in=True))
        )
    print(f"bare asyncio echo, one machine     {bare:8.0f} messages a second")
    print(f"the verb alone, no network         {alone:8.0f}")
    print(f"SIP2, one machine                  {one:8.0f}")
    print(f"SIP2, {given.machines} machines                   {many:8.0f}")
    floor = 1 / (1 / bare + 1 / alone)
    print(f"verb and echo, one after the other {floor:8.0f}: SIP2 takes {floor / one:.1f} times as long")
    return 1 if floor / one > 3 else 0


if __name__ == "__main__":
    sys.exit(main())
