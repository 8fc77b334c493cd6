"""Systemd is to start a deaf kiosk afresh: it hears of us only while a scan would be answered."""

import asyncio
import select
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from full_screen import standing_at, until
from new_store import new_store


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        yield listening


def heard(systemd: socket.socket) -> list[bytes]:
    signs = []
    while select.select([systemd], [], [], 0)[0]:
        signs.append(systemd.recv(100))
    return signs


async def test_a_desk_that_hangs_is_not_told_as_alive(tmp_path: Path, systemd: socket.socket) -> None:
    store = new_store(tmp_path / "library.db")
    async with standing_at(store.path) as kiosk:
        await until(lambda: b"WATCHDOG=1" in heard(systemd))
        goes_on = threading.Event()
        hanging = kiosk.app._service.with_store(lambda: goes_on.wait(60))
        await asyncio.sleep(0.3)  # what was under way has come through
        heard(systemd)
        await asyncio.sleep(1)
        assert heard(systemd) == []
        goes_on.set()
        await hanging
        await until(lambda: b"WATCHDOG=1" in heard(systemd))
        store.path.rename(tmp_path / "away.db")
        await kiosk.scan("B1")
        heard(systemd)
        await until(lambda: b"WATCHDOG=1" in heard(systemd))  # returns are noted: that is service too
        assert "I have noted it" in kiosk.text
