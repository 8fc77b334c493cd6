"""The real program in a real pseudo-terminal: scans arrive whole, and nothing lets a child out."""

import select
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_store import new_store
from postgresql import Shelter
from school import Library
from terminal import PATIENCE, Terminal

from db.models import Title
from db.store.opening import connected, open_store

F8 = b"\x1b[19~"
F10 = b"\x1b[21~"
BOOKS = 300


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    store = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(store)
        library.policy("teacher", most_loans=BOOKS + 10)
        library.patron("9001", name="Ms Frizzle", category="teacher")
        for number in range(BOOKS):
            library.copy(f"C-{number:05}", title=library.title(f"Part {number}"))
    made = Terminal(store, tmp_path)
    made.wait_for(b"F10")
    yield made
    made.close()


def codes(*numbers: int, end: str = "\r") -> bytes:
    return "".join(f"C-{number:05}{end}" for number in numbers).encode()


@pytest.mark.parametrize("end", ["\r", "\t", "\r\n"])
def test_three_hundred_scans_back_to_back_all_arrive(terminal: Terminal, end: str) -> None:
    terminal.send(f"9001{end}".encode() + codes(*range(BOOKS), end=end))
    terminal.wait_for_loans([f"Part {number}" for number in range(BOOKS)])


def test_odd_bytes_and_control_keys_neither_end_it_nor_spoil_the_next_scan(terminal: Terminal) -> None:
    terminal.send(b"\xff\xfe\xc3(\r")
    for key in (b"\x11", b"\x03", b"\x1a", b"\x10", b"\x04", b"\x1c", b"\x1d", b"\x02", b"\x00"):
        terminal.send(key)  # Ctrl+Q, C, Z, P, D, \, GS, STX, NUL
    terminal.send(b"9001\r" + codes(0))
    terminal.wait_for_loans(["Part 0"])
    terminal.send(b"\x1b[<0;1;1M\x1b[999~\x1b[1;1R\x1bO")
    time.sleep(0.3)
    terminal.send(b"\r" + codes(1))
    terminal.wait_for_loans(["Part 0", "Part 1"])


def test_a_paste_and_a_scanner_without_suffix(terminal: Terminal) -> None:
    terminal.send(b"9001\n")
    terminal.send(codes(0, end=""))
    terminal.wait_for_loans(["Part 0"])
    terminal.send(b"\x1b[200~" + codes(1, 2, end="\r\n") + b"\x1b[201~")
    terminal.wait_for_loans(["Part 0", "Part 1", "Part 2"])


@pytest.mark.parametrize(
    "odd",
    [
        b"\x1b[200~",
        b"\x1b[200~half a paste",
        b"\x1b[48;1;1;1;1t",
        b"\x1b[?2048;1$y\x1b[48;1;1;1;1t",
        b"\x1b[?2048;2$y\x1b[48;99999;99999;1;1t",
        b"\x1b[48;9999:1;9999:1;1;1t",
        b"\x1b[O\x1b[M !!\x1b[?2026;2$y\x1b[8;1;1t",
        b"\x1b[[",
        b"\x1b[" + b"1;" * 5000,
        b"\x1b]0;owned",
        b"\x1bP" + b"q" * 3000,
        b"x" * 300_000,
    ],
)
def test_no_sequence_makes_it_deaf_blind_or_large(terminal: Terminal, odd: bytes) -> None:
    terminal.send(odd)
    time.sleep(1)  # the next child
    terminal.send(b"\r9001\r" + codes(0))
    terminal.wait_for_loans(["Part 0"])
    shown = len(terminal.output)
    terminal.send(codes(1))
    terminal.wait_for(b"Part 1", since=shown)
    assert b"\x1b[?2004h" not in terminal.output and b"\x1b[?2048" not in terminal.output
    assert terminal.memory() < 300_000_000


def test_systemd_hears_of_a_kiosk_that_serves_and_of_no_other(terminal: Terminal, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        watched = Terminal(
            terminal.store, tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="1500000"
        )
        try:
            assert [systemd.recv(100) for _ in range(4)] == [b"READY=1", *[b"WATCHDOG=1"] * 3]
            watched.send(b"\x1b[200~9001\r\x1b[48;1;1;1;1t" + codes(5))
            watched.wait_for_loans(["Part 5"])
            while select.select([systemd], [], [], 0)[0]:
                systemd.recv(100)
            assert systemd.recv(100) == b"WATCHDOG=1"
        finally:
            watched.close()


def test_only_the_librarian_leaves(terminal: Terminal) -> None:
    terminal.send(F10)
    terminal.wait_for(b"No staff PIN is set.")
    terminal.type("LEAVE\r")
    terminal.wait_for(b"Leave the kiosk")
    assert b"LEAVE" not in terminal.output  # children read the screen
    terminal.send(F10)
    assert terminal.left() == 0
    assert terminal.output.rstrip().endswith(b"\x1b[?1004l")


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_store_that_was_just_made_is_greeted_and_filled(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = str(tmp_path / "new.db")
    if kind == "server":
        shelter: Shelter = request.getfixturevalue("shelter")
        where = shelter.server.create("just_made")
    (tmp_path / "books.csv").write_text("title\nMatilda\nEmil\n", encoding="utf-8")
    kiosk = Terminal(Path("unused"), tmp_path, KIOSK_STORE=where, HOME=str(tmp_path))
    try:
        kiosk.wait_for(b"no books and no readers yet")
        kiosk.type(f"{tmp_path}/books.csv\r")
        kiosk.wait_for(b"Titles: 2 added")
    finally:
        kiosk.close()
    open_store(where)
    with connected():
        assert Title.select().count() == 2
    if kind == "server":
        shelter.server.drop("just_made")


def test_from_the_sample_school_one_comes_back_to_the_first_page(tmp_path: Path) -> None:
    kiosk = Terminal(tmp_path / "empty.db", tmp_path)
    try:
        kiosk.wait_for(b"no books and no readers yet")
        kiosk.send(F8)
        kiosk.wait_for(b"a pupil's card")
        kiosk.output = b""
        kiosk.send(F10)
        kiosk.wait_for(b"no books and no readers yet")
        kiosk.send(F10)
        assert kiosk.left() == 0
    finally:
        kiosk.close()


def test_the_machines_shutdown_ends_it_tidily(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.left() == 0
    assert b"\x1b[?1049l" in terminal.output
    assert b"Traceback" not in terminal.output


def test_it_ends_when_its_terminal_goes_away(terminal: Terminal) -> None:
    terminal.hang_up()
    assert terminal.left() == 1


def test_it_does_nothing_at_rest(terminal: Terminal) -> None:
    time.sleep(1)
    painted = len(terminal.output)
    time.sleep(2)
    assert len(terminal.output) == painted


@pytest.mark.parametrize(
    "cut", [b"\x1b[200~", b"\x1b[200~C-00007", b"\x1b[200~C-00001\rC-0000", b"C-\x1b[200~00007"]
)
def test_a_paste_that_never_ends_is_over_after_a_second(terminal: Terminal, cut: bytes) -> None:
    terminal.send(b"9001\r")
    terminal.send(cut)
    time.sleep(1.5)
    terminal.send(codes(0))
    whole = ["Part 1", "Part 0"] if b"\r" in cut else ["Part 0"]
    terminal.wait_for_loans(whole)
    terminal.send(F10)
    terminal.wait_for(b"Esc")


def test_settings_for_developers_of_its_toolkit_neither_stop_it_nor_write_what_it_shows(
    tmp_path: Path,
) -> None:
    store = new_store(tmp_path / "library.db").path
    with connected():
        Library(store).patron("6101", name="Ada Lovelace")
    kiosk = Terminal(
        store,
        tmp_path,
        TEXTUAL_DRIVER="no.such:Driver",
        TEXTUAL_LOG=str(tmp_path / "textual.log"),
        TEXTUAL_THEME="none",
        TEXTUAL_PRESS="f10",
        TEXTUAL_SCREENSHOT="1",
        TEXTUAL_COLOR_SYSTEM="none",
    )
    try:
        kiosk.wait_for(b"F10")
        kiosk.send(b"6101\r")
        kiosk.wait_for(b"Ada")
        assert b"No staff PIN" not in kiosk.output
    finally:
        kiosk.close()
    assert not (tmp_path / "textual.log").exists()
