"""`kiosk doctor` says how the machine stands and what to do, and checks a scanner code by code."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import zxingcpp
from new_store import new_store
from school import Library
from terminal import ROOT, Terminal

from db.readers.campus_cards import learnt_forms
from db.store.sqlite import SqliteStore
from kiosk.cli import main
from kiosk.commands.machine import doctor
from kiosk.commands.machine.scanner_check import Outcome, converse, draw
from kiosk.console import Console
from kiosk.doctor.checkup import attached_devices, look_at_store
from kiosk.doctor.layouts import LAYOUTS
from kiosk.doctor.scanner_faults import Received
from kiosk.doctor.state import NO_STORE, Device
from kiosk.doctor.typed_lines import TypedLines
from kiosk.settings import Settings
from kiosk.words import speak
from labels.content.pages import CHECKS
from labels.ink.bars import encode

pytestmark = pytest.mark.store_in("file")

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")


@pytest.fixture
def scanner() -> Iterator[tuple[int, str]]:
    """Our end of a serial cable, and the port at the other."""
    ours, port = os.openpty()
    tty.setraw(ours)
    yield ours, os.ttyname(port)
    os.close(ours)
    os.close(port)


def test_it_tells_of_the_store_and_the_terminal(library: Library, capsys: Captured) -> None:
    library.patron("6101")
    library.copy("B1")
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"Store: {library.path} (titles: 1, readers: 1)" in said
    assert "Terminal: " in said
    assert "OpenCV, zxing-cpp, pyserial" in said
    assert "the kiosk reads what is typed" in said
    assert "kiosk doctor --check" in said


def test_it_makes_no_store_and_changes_none(tmp_path: Path, capsys: Captured) -> None:
    missing, wrong = tmp_path / "nowhere" / "library.db", tmp_path / "letter.txt"
    assert main(["--store", str(missing), "doctor"]) == 0
    assert "There is no store at" in capsys.readouterr().out
    assert not missing.parent.exists()
    wrong.write_text("Dear librarian, " * 100, encoding="utf-8")
    assert main(["--store", str(wrong), "doctor"]) == 1
    assert "is not a library store" in capsys.readouterr().out
    assert look_at_store(SqliteStore(missing)).trouble.text == NO_STORE


def test_a_source_that_reads_and_those_that_do_not_are_told(
    scanner: tuple[int, str], capsys: Captured, library: Library
) -> None:
    assert main(["doctor", "--serial", scanner[1]]) == 0
    assert "serial: reads\n" in capsys.readouterr().out
    assert main(["doctor", "--serial", "/dev/ttyACM97", "--camera", "README.md", "--event", "dead:beef"]) == 1
    said = capsys.readouterr().out
    assert "serial: does not read\n! There is no device /dev/ttyACM97. Plug it in" in said
    assert "event: does not read\n! There is no device dead:beef." in said
    assert "camera: does not read\n! " in said and "README.md is not a video" in said


def test_json_holds_the_same_for_whoever_helps_from_afar(library: Library, capsys: Captured) -> None:
    library.patron("6101", name="Ada Lovelace")
    assert main(["doctor", "--json", "--serial", "/dev/ttyACM97"]) == 1
    told = json.loads(capsys.readouterr().out)
    of_a_server = {"copied_at": "", "untold": 0, "damaged": []}
    counted = {"titles": 0, "readers": 1, "trouble": None}
    assert told["store"] == {"path": str(library.path), **counted, **of_a_server}
    (source,) = told["sources"]
    assert source["status"] == "lost"
    assert source["trouble"].startswith("There is no device /dev/ttyACM97.")
    assert told["libraries"]["zxing-cpp"] is True
    assert set(told) >= {"version", "python", "system", "terminal", "devices", "missing"}


def test_a_receipt_printer_is_looked_at_and_gets_nothing(
    library: Library, tmp_path: Path, capsys: Captured
) -> None:
    settings, slips = tmp_path / "kiosk.toml", tmp_path / "slips"
    settings.write_text(f'[receipts]\nprinter = "file:{slips}"\n')
    assert main(["--settings", str(settings), "doctor"]) == 0
    assert f"Receipts: file:{slips} can be written to" in capsys.readouterr().out
    assert slips.read_bytes() == b""
    with socket.create_server(("127.0.0.1", 0)) as printer:
        settings.write_text(f'[receipts]\nprinter = "tcp://127.0.0.1:{printer.getsockname()[1]}"\n')
        assert main(["--settings", str(settings), "doctor"]) == 0
        with printer.accept()[0] as came:
            assert came.recv(1) == b""
    assert main(["--settings", str(settings), "doctor"]) == 1
    assert "! No receipt can be printed on tcp://127.0.0.1" in capsys.readouterr().out
    settings.write_text('[receipts]\nprinter = "/dev/usb/lp97"\n')
    assert main(["--settings", str(settings), "doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["receipts"]
    assert told["status"] == "lost" and "No such file" in told["trouble"]


def test_devices_are_listed_with_what_to_write_and_a_ready_rule(
    library: Library, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = 'ACTION!="remove", SUBSYSTEM=="input"'
    found = [Device("input", "05e0:1200", "Symbol \x1b[31mScanner", False, rule)]
    monkeypatch.setattr("kiosk.doctor.checkup.attached_devices", lambda: found)
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "keyboard or scanner" in said and "05e0:1200" in said
    assert f"# Symbol [31mScanner\n{rule}" in said
    assert doctor.RULES_FILE in said
    assert "\x1b" not in said


def test_listing_what_is_attached_opens_nothing() -> None:
    for device in attached_devices():
        assert device.settings


def conversation(*lines: str | None, columns: int | None = None) -> tuple[Outcome, str]:
    codes: SimpleQueue[Received | None] = SimpleQueue()
    for line in lines:
        codes.put(None if line is None else Received(line, "keyboard", 0.1))
    codes.put(None)
    console = Console(speak("en"), Settings(), StringIO())
    outcome = converse(console, codes, columns=columns, again=0)
    return outcome, console.out.getvalue()


def test_a_scanner_that_works_is_told_so() -> None:
    codes = [check.code for check in CHECKS]
    outcome, said = conversation(*codes[:-2], "01001302", "%DONE")
    assert outcome == Outcome(9, 9)
    assert said.count("Right.") == 9
    assert "9 of 9 codes came through as they should." in said


def test_faults_are_named_with_their_cure() -> None:
    codes = [check.code for check in CHECKS]
    outcome, said = conversation(
        codes[0], f"]C0{codes[1]}", codes[2][:9], "qwertyz-azm/_:+", "aAbBzZ", "", f"*{codes[6]}*", codes[7]
    )
    assert outcome == Outcome(2, 8)
    for sentence in (
        "the AIM identifier",
        "Characters are missing",
        "Caps Lock is on",
        "Nothing came for the ean13 barcode, though others are read.",
        "start and stop characters of the barcode (* and *)",
        "start and stop characters of the barcode (A and B)",
    ):
        assert sentence in said
    assert "9 of 9" in said  # asked for, and nobody was there any more


@pytest.mark.parametrize(
    "layout", sorted(set(LAYOUTS) - {"British"})
)  # of which no key is on the check sheet
def test_another_layout_is_found(layout: str) -> None:
    codes = [check.code for check in CHECKS]
    outcome, said = conversation(*codes[:3], codes[3].translate(LAYOUTS[layout]))
    assert outcome == Outcome(3, 4)
    assert "layout" in said.rpartition("4 of 9")[2]


def test_what_came_is_data_and_breaks_no_sentence() -> None:
    outcome, said = conversation("{nobody} \x1b[31m {0}")
    assert outcome == Outcome(0, 1)
    assert "{nobody}" in said
    assert "\x1b" not in said


def modules_of(lines: list[str]) -> np.ndarray:
    """A picture (0 dark, 255 light) of half blocks, two modules wide or high."""
    plain = [line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m") for line in lines]
    quarters = {" ": 0, "▐": 0b0101, "▌": 0b1010, "█": 0b1111, "▄": 0b0011, "▀": 0b1100}
    rows = []
    for line in plain:
        for half in (0, 1):
            bits = [quarters[sign] >> (2 * (1 - half)) & 3 for sign in line]
            rows.append([255 * (1 - (pair >> (1 - side) & 1)) for pair in bits for side in (0, 1)])
    return np.array(rows, np.uint8)


@pytest.mark.parametrize("check", CHECKS, ids=[check.code for check in CHECKS])
def test_the_codes_on_the_screen_can_be_scanned(check) -> None:
    lines = draw(encode(check.code, check.symbology), 200)
    picture = modules_of(lines)
    if check.symbology.value == "qr":
        picture = picture[:, ::2]  # a sign is two modules high there, and one wide
    large = np.repeat(np.repeat(picture, 4, axis=0), 4, axis=1)
    (read,) = zxingcpp.read_barcodes(large)
    assert read.text in (check.code, f"{check.code}\x00") or read.text.strip("ABCD") == check.code.strip(
        "ABCD"
    )


def test_what_does_not_fit_is_not_drawn_and_an_empty_line_passes_it_over() -> None:
    wide = CHECKS[3]
    assert draw(encode(wide.code, wide.symbology), 80) == []
    outcome, said = conversation(*(check.code for check in CHECKS[:3]), "", columns=80)
    assert outcome == Outcome(3, 3)
    assert "It is too wide for this screen." in said
    assert "█" in said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_pipe_are_lines_whatever_ends_them(end: str) -> None:
    ours, theirs = os.pipe()
    heard: SimpleQueue[Received | None] = SimpleQueue()
    lines = TypedLines(ours, heard.put)
    os.write(theirs, f"6101{end}{end}书".encode() + b"\xff")
    os.close(theirs)
    lines.start()
    got = [heard.get(timeout=20) for _ in range(4)]
    assert [line and line.text for line in got] == ["6101", "", "书\ufffd", None]
    lines.stop()
    os.close(ours)


def test_the_conversation_at_a_terminal(tmp_path: Path) -> None:
    store = new_store(tmp_path / "library.db").path
    kiosk = Terminal(store, tmp_path, "doctor", "--check", columns=120)
    try:
        kiosk.wait_for(b"1 of 9")
        kiosk.wait_for("█".encode())
        kiosk.send(b"31234000001238\r31234000001238\r")
        kiosk.wait_for(b"One scan came 2 times.")
        kiosk.wait_for(b"2 of 9")
        kiosk.send(b"21234000000125")  # a scanner that sends nothing at the end
        kiosk.wait_for(b"Right.")
        kiosk.wait_for(b"3 of 9")
        kiosk.send(b"\r")
        kiosk.wait_for(b"Nothing came for the code128 barcode")
        kiosk.process.send_signal(signal.SIGINT)  # Ctrl+C
        assert kiosk.left() == 1
        assert b"Stopped." in kiosk.output
        assert b"Traceback" not in kiosk.output
    finally:
        kiosk.close()


def test_the_conversation_with_a_serial_scanner_and_nobody_at_the_keyboard(
    scanner: tuple[int, str], library: Library
) -> None:
    command = [sys.executable, "-m", "kiosk", "doctor", "--check", "--serial", scanner[1]]
    said = []
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        give_up = threading.Timer(40, process.kill)
        give_up.start()
        assert process.stdout
        for line in process.stdout:
            said.append(line)
            asked = line.partition(" of 9: ")[2].split("  ")[0]
            if line.startswith("Campus cards?"):
                os.write(scanner[0], b"0040856634\r\n")
            if asked:
                os.write(scanner[0], f"{'01001302' if asked.startswith('A0') else asked}\r\n".encode())
        give_up.cancel()
    assert process.returncode == 0
    assert "9 of 9 codes came through as they should.\n" in said
    assert "This card is typed as 8H10D. The library does not know whose it is.\n" in said
    assert learnt_forms() == ("8H10D",)
