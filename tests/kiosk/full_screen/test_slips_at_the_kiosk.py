"""A slip for each turn that lent something, however it ended; none by default, and never a wait."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from full_screen import Clock, Standing, standing_at, until
from new_store import new_store
from school import NOW, Library

from db.corners.filling import open_corner, place
from db.corners.librarians import appoint
from db.events.record import Acting
from db.models import SchoolClass
from db.store.opening import connected
from kiosk.receipts.kinds import Slip, SlipLine
from kiosk.receipts.printer import Receipts
from kiosk.service.worker import DeskWorker

ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("6101", name="Ada Lovelace", class_name="6A")
        library.patron("6102", name="Ben Smith", class_name="3B", language="zh_CN")
        library.copy("B1", title=library.title("Emma"))
        library.copy("B2", title=library.title("Hamlet"))
        library.lend(library.copy("B3", title=library.title("Matilda")), ada)
    return path


class Printed(Receipts):
    """Keeps the slips that would be printed."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []

    def put(self, slip: Slip) -> None:
        self.slips.append(slip)


@pytest.mark.parametrize("end", ["own card", "done", "hand-over", "refused card", "time", "time and a scan"])
def test_each_way_in_which_a_turn_ends_gives_one_slip(store: Path, end: str) -> None:
    with connected():
        Library(store).patron("6109", name="Cid", status="card_lost")
    printed, clock = Printed(), Clock()
    room = DeskWorker(str(store), "test kiosk", ("en", "zh_CN"), printed)

    def scan(code: str, seconds: float = 3) -> None:
        clock.at += timedelta(seconds=seconds)
        room.scan(code, clock.at)

    for code in ("6101", "B3", "B1"):
        scan(code)
    assert printed.slips == []
    match end:
        case "own card":
            scan("6101")
        case "done":
            scan("%DONE")
        case "hand-over":
            scan("6102")
        case "refused card":
            scan("6109")
        case "time":
            clock.at += timedelta(seconds=21)
            room.tick(clock.at)
        case "time and a scan":
            scan("6101", 21)
    scan("%DONE")
    assert printed.slips == [Slip("en", "A. 6A", (SlipLine("Emma", date(2026, 9, 22)),))]
    scan("6102")
    scan("B2")
    scan("%DONE")
    assert [(slip.language, slip.reader) for slip in printed.slips[1:]] == [("zh_CN", "B. 3B")]
    room.close()


async def test_the_kiosk_prints_into_the_printer_of_its_settings(store: Path, tmp_path: Path) -> None:
    paper = tmp_path / "slips"
    async with standing_at(store, printer=f"file:{paper}") as kiosk:
        await borrow(kiosk)
        await kiosk.wait(21)
        assert "The time ran out" in kiosk.text
        await until(lambda: paper.exists() and paper.stat().st_size > 1000)


async def test_a_printer_that_hangs_delays_no_scan(store: Path, tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    ends = os.open(device, os.O_RDONLY | os.O_NONBLOCK), os.open(device, os.O_WRONLY | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(ends[1], bytes(4096))  # out of paper: it is there and takes nothing
    async with standing_at(store, printer=str(device)) as kiosk:
        await borrow(kiosk)
        await kiosk.press("f9")
        await kiosk.scan("6102", "B2")
        assert kiosk.loans() == [("6101", "Emma"), ("6101", "Matilda"), ("6102", "Hamlet")]
    for end in ends:
        os.close(end)


async def borrow(kiosk: Standing) -> None:
    await kiosk.scan("6101", "B1")
    assert ("6101", "Emma") in kiosk.loans()


@pytest.mark.parametrize("prints", [False, True])
def test_pillow_is_imported_only_where_slips_are_printed(store: Path, tmp_path: Path, prints: bool) -> None:
    printer = f"file:{tmp_path}/slips" if prints else ""
    code = f"""
import asyncio, sys
from pathlib import Path
from full_screen import standing_at

async def main():
    async with standing_at(Path({str(store)!r}), printer={printer!r}) as kiosk:
        await kiosk.scan("6101", "B1", "%DONE")
        assert ("6101", "Emma") in kiosk.loans()
        while {prints} and not Path("{tmp_path}/slips").exists():
            await asyncio.sleep(0.02)

asyncio.run(main())
print("PIL" in sys.modules)
"""
    paths = f"{ROOT}:{ROOT / 'tests/support'}"
    environment = {"PYTHONPATH": paths, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.stdout.splitlines()[-1:] == [str(prints)], done.stderr


def test_what_the_class_librarian_lends_gives_a_slip_too(store: Path) -> None:
    staff = Acting("office", NOW, "staff")
    with connected():
        Library(store).patron("6103", name="Cleo Wang", class_name="6A")
        class_id = SchoolClass.get(SchoolClass.name == "6A").id
        open_corner(class_id, staff)
        for copy_id in (1, 2):
            place(class_id, copy_id, staff)
        appoint("6103", staff)
    printed, clock = Printed(), Clock()
    room = DeskWorker(str(store), "test kiosk", ("en", "zh_CN"), printed)
    for code in ("%LEND", "6103", "6101", "B1", "6103", "B2", "%LEND"):
        clock.at += timedelta(seconds=3)
        room.scan(code, clock.at)
    assert [(slip.reader, [line.title for line in slip.lines]) for slip in printed.slips] == [
        ("A. 6A", ["Emma"]),
        ("C. 6A", ["Hamlet"]),
    ]
    room.close()
