"""Whatever becomes of a kiosk's copy, what was done alone reaches the server, or the librarian is told."""

import os
import random
import time
from collections.abc import Callable

import pytest
from befalls import KINDS
from cable import Cable, at
from postgresql import Shelter
from school import NOW

from db.events.report import events
from db.models import Event
from db.offline.away_mark import mark_of
from db.offline.replica import replica_of
from db.store.opening import store_at
from db.store.sql import rows
from kiosk.connection.lifeline import Lifeline
from kiosk.service.worker import DeskWorker

DAMAGES = int(os.environ.get("KIOSK_TESTS_DAMAGES", "25"))
"""How many are tried; 200 before a release."""
PATIENCE = 60
"""Seconds: salvage takes a third of one, but the machines that run this are shared."""


def test_nothing_that_befalls_the_copy_loses_in_silence_what_was_done_alone(
    direct: str, cable: Cable, shelter: Shelter, capsys: pytest.CaptureFixture[str]
) -> None:
    room = DeskWorker(cable.url(direct), "Kiosk 2", ("en",))
    until(lambda: bool(room.today(NOW)) and room.can_go_alone)
    server = store_at(cable.url(direct))
    replica = replica_of(server)
    assert replica
    file = replica.store.path
    cable.cut()
    second = 0
    for number in range(24):
        for code in (f"610{1 + number % 3}", f"B{number % 8}", "%DONE"):
            second += 3
            room.scan(code, NOW.replace(minute=second // 60, second=second % 60))
    log, mark = file.with_name(f"{file.name}-wal"), mark_of(file).path
    whole = {path: path.read_bytes() for path in (file, log, mark)}
    with at(f"sqlite:///{file}"):
        done = {event.uuid for event in Event.select()}
    room.close()
    assert len(done) > 48
    cable.mend()
    lost: list[str] = []
    for seed in range(DAMAGES):
        chance = random.Random(seed)
        shelter.server.run(
            "SET session_replication_role = replica; DELETE FROM event; DELETE FROM loan", "library"
        )
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
        for path, content in whole.items():
            path.write_bytes(content)
        what = chance.choice(KINDS)
        for victim in chance.choice(((file,), (log,), (file, log))):
            what(victim, chance)
        if not ends_well(direct, server, done):
            lost.append(f"seed {seed}: {what.__name__}")
    assert lost == []
    assert "Traceback" not in "".join(capsys.readouterr())


def ends_well(direct: str, server: object, done: set[str]) -> bool:
    """Start on what is left, and wait until the server knows everything or that something is lost."""
    line = Lifeline(server, "Kiosk 2")  # type: ignore[arg-type]

    def is_over() -> bool:
        with at(direct):
            if not line.is_alone:
                line.after_work(NOW)
            told = {event.uuid for event in Event.select()}
            is_flagged = any(row.verb == "copy_damaged" for row in events(since=NOW, flagged=True))
        return (done <= told or is_flagged) and (not line.is_alone or line.may_come_back())

    try:
        until(is_over)
    except AssertionError:
        return False
    finally:
        line.close()
        until(lambda: not line.is_tending)
    with at(direct):
        return rows("SELECT COUNT(*) - COUNT(DISTINCT uuid) FROM event") == [(0,)]


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.02)
