"""The network goes away while a child stands before the full screen."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from cable import Cable, at
from full_screen import Standing, standing_at
from postgresql import cluster
from school import Library
from terminal import Terminal

from db.models import Copy, Event, Patron
from db.offline.replica import can_be_alone
from db.store.opening import connected, open_store, store_at

SIGN = "Working without the network. Nothing is lost."


def loans(direct: str) -> list[tuple[str, str]]:
    with at(direct):
        return Library(direct).open_loans()


async def passing(kiosk: Standing, wanted: Callable[[], bool]) -> None:
    """Let time pass at the kiosk until the background has brought this about."""
    for _ in range(1500):
        kiosk.app._time.keep_lesson()
        await kiosk.wait(1)
        if wanted():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def test_a_child_in_mid_turn_borrows_through_an_outage(direct: str, cable: Cable) -> None:
    url = cable.url(direct)
    async with standing_at(url) as kiosk:  # type: ignore[arg-type]
        await passing(kiosk, lambda: can_be_alone(store_at(url)))
        await passing(kiosk, lambda: True)
        await kiosk.scan("6101", "B0")
        assert "Book B0" in kiosk.text and SIGN not in kiosk.text
        cable.cut()
        await kiosk.scan("B1")
        assert "Book B1" in kiosk.text and SIGN in kiosk.lines[0]
        assert kiosk.tones == {"-done"}
        await kiosk.scan("6101", "6102", "B2", "6102")
        assert loans(direct) == [("6101", "Book B0")]
        cable.mend()
        await passing(kiosk, lambda: SIGN not in kiosk.text)
        assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1"), ("6102", "Book B2")]
        with at(direct):
            assert not Event.select().where(Event.verb == "conflict").exists()


def test_the_program_goes_on_through_an_outage_and_starts_in_one(
    direct: str, cable: Cable, tmp_path: Path
) -> None:
    url = cable.url(direct)
    first = Terminal(url, tmp_path)  # type: ignore[arg-type]
    try:
        first.wait_for(b"Borrow")
        first.until(lambda: can_be_alone(store_at(url)))
        time.sleep(1.5)  # until a tick has put the copy in its place
        first.send(b"6101\rB0\r")
        first.until(lambda: loans(direct) == [("6101", "Book B0")])
        cable.cut()
        first.send(b"B1\r")
        first.wait_for(b"Working without the network")
        first.wait_for(b"Book B1")
    finally:
        first.close()  # as a power cut would
    second = Terminal(url, tmp_path)  # type: ignore[arg-type]
    try:
        second.wait_for(b"Working without the network")
        second.send(b"6102\rB2\r")
        second.wait_for(b"Book B2")
        assert loans(direct) == [("6101", "Book B0")]
        cable.mend()
        second.until(lambda: len(loans(direct)) == 3)
    finally:
        second.close()
    assert loans(direct) == [("6101", "Book B0"), ("6101", "Book B1"), ("6102", "Book B2")]


def test_a_kiosk_that_has_never_seen_its_server_takes_returns_until_it_is_there(
    direct: str, cable: Cable, tmp_path: Path
) -> None:
    with at(direct):
        library = Library(direct)
        library.lend(Copy.get_by_id(1), Patron.get(Patron.number == "6101"))
    cable.cut()
    kiosk = Terminal(cable.url(direct), tmp_path)  # type: ignore[arg-type]
    try:
        kiosk.wait_for(b"Return: just scan the book")
        kiosk.send(b"B0\r")
        kiosk.wait_for(b"I have noted it")
        cable.mend()
        kiosk.until(lambda: loans(direct) == [])
        kiosk.send(b"6102\rB2\r")
        kiosk.until(lambda: loans(direct) == [("6102", "Book B2")])
    finally:
        kiosk.close()


async def test_a_server_that_refuses_the_password_is_told_apart_from_one_that_is_away(
    direct: str, tmp_path: Path
) -> None:
    with cluster(hba="host all kiosk 127.0.0.1/32 scram-sha-256\n") as server:
        server.run("CREATE ROLE kiosk LOGIN PASSWORD 'right'")
        server.create("school")
        server.run("ALTER DATABASE school OWNER TO kiosk")
        url = server.url("school", user="kiosk:right")
        open_store(url)
        with connected():
            library = Library(url)
            library.policy("pupil")
            library.patron("6101")
            library.copy("B0")
        async with standing_at(url) as kiosk:  # type: ignore[arg-type]
            await passing(kiosk, lambda: can_be_alone(store_at(url)))
            await passing(kiosk, lambda: True)
            server.run("ALTER ROLE kiosk PASSWORD 'another'")
            server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiosk'")
            await kiosk.scan("6101", "B0")
            assert "Book B0" in kiosk.text
            refused = "! The server rejects the password. Please tell the librarian."
            await passing(kiosk, lambda: refused in kiosk.text)
            assert SIGN not in kiosk.text
            server.run("ALTER ROLE kiosk PASSWORD 'right'")
            await kiosk.scan("6101")
            await passing(kiosk, lambda: refused not in kiosk.text)
            assert loans(server.url("school")) == [("6101", "Book B0")]
