"""Slips: what we send is decoded back into a picture and read; a printer in trouble delays nobody."""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from school import NOW, Library

from db.errors import BadValue
from kiosk.counter.desk import Desk
from kiosk.receipts.escpos import DOTS, Bitmap, slip_bytes
from kiosk.receipts.kinds import Slip, SlipLine
from kiosk.receipts.printer import Receipts, open_receipts, sender
from kiosk.receipts.slip import slip_of
from kiosk.settings import ReceiptSettings
from kiosk.words import visible
from labels.content.design import Design
from labels.ink.typeface import find_typeface

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
DESIGN = Design(find_typeface())
SLIP = Slip(
    "zh_CN",
    "艾. 3A",
    (
        SlipLine("夏洛的网", date(2026, 9, 22)),
        SlipLine("Harry Potter and the Philosopher's Stone, the illustrated edition", date(2026, 9, 22)),
        SlipLine("\x1b[31m{evil}\x1dV0[/b] 100%", date(2026, 9, 29)),
    ),
)


def decoded(data: bytes) -> list[str]:
    """What a printer makes of our bytes: the dots, row by row, `#` black. Anything unknown is an error."""
    rows: list[str] = []
    assert data.startswith(b"\x1b@")
    at = 2
    while data[at : at + 4] == b"\x1dv0\0":
        across = int.from_bytes(data[at + 4 : at + 6], "little")
        high = int.from_bytes(data[at + 6 : at + 8], "little")
        at += 8
        for _ in range(high):
            dots = "".join(f"{byte:08b}" for byte in data[at : at + across])
            rows.append(dots.replace("0", ".").replace("1", "#"))
            at += across
    assert data[at:] == b"\x1bd\x04\x1dVB\0"
    return rows


def pictures_of_lines(rows: list[str]) -> list[Image.Image]:
    """The lines of a slip, cut apart where nothing is printed, each as its ink alone."""
    dots = Image.new("L", (len(rows[0]), len(rows)))
    dots.putdata([255 if dot == "#" else 0 for row in rows for dot in row])
    tops = [n for n, row in enumerate(rows) if "#" in row and (n == 0 or "#" not in rows[n - 1])]
    ends = [n for n, row in enumerate(rows, 1) if "#" in row and (n == len(rows) or "#" not in rows[n])]
    found: list[tuple[int, int]] = []
    for top, end in zip(tops, ends, strict=True):  # dots over letters belong to the line below them
        if found and (top - found[-1][1] < 4):
            found[-1] = (found[-1][0], end)
        else:
            found.append((top, end))
    bands = [dots.crop((0, top, dots.width, end)) for top, end in found]
    return [band.crop(band.getbbox()) for band in bands]


def shows(rows: list[str], text: str) -> bool:
    """Whether a line of the slip looks like this text as another program draws it."""
    font = str(Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf"))
    if not text.isascii() and not any("\u4e00" <= sign <= "\u9fff" for sign in text):
        font = str(DEJAVU)
    picture = Image.new("L", (3000, 200))
    ImageDraw.Draw(picture).text((40, 40), text, font=ImageFont.truetype(font, 60), fill=255)
    wanted = picture.crop(picture.getbbox())
    return any(
        abs(line.width / line.height - wanted.width / wanted.height) < 0.15 * wanted.width / wanted.height
        and likeness(line, wanted) > 0.75
        for line in pictures_of_lines(rows)
    )


def likeness(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(picture.resize((400, 40)), float) for picture in (one, other))
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


@pytest.mark.parametrize("millimetres", [58, 80])
def test_the_slip_shows_its_chinese_and_english_and_the_day_large(millimetres: int) -> None:
    from kiosk.receipts.picture import picture_of

    rows = decoded(slip_bytes(picture_of(SLIP, millimetres)))
    assert {len(row) for row in rows} == {DOTS[millimetres]}
    assert shows(rows, "夏洛的网") and shows(rows, "艾. 3A")
    first = {58: "Harry Potter and the", 80: "Harry Potter and the Philosopher's Stone, the"}
    assert shows(rows, first[millimetres])
    assert not shows(rows, "活了一百万次的猫") and not shows(rows, "艾. 3B")
    assert sum("#" in row for row in rows) > 150


def test_the_same_dots_come_out_as_went_in() -> None:
    from kiosk.receipts.picture import picture_of

    picture = picture_of(SLIP, 58)
    numbers = [int(row.replace(".", "0").replace("#", "1"), 2) for row in decoded(slip_bytes(picture))]
    assert tuple(number.to_bytes(48, "big") for number in numbers) == picture.rows


@given(st.integers(1, 600), st.integers(0, 200), st.randoms(use_true_random=False))
def test_any_picture_is_decoded_to_itself(width: int, height: int, chance: object) -> None:
    across = (width + 7) // 8
    picture = Bitmap(width, tuple(os.urandom(across) for _ in range(height)))
    rows = decoded(slip_bytes(picture))
    assert len(rows) == height
    assert [int("0" + row.replace(".", "0").replace("#", "1"), 2) for row in rows] == [
        int.from_bytes(row, "big") for row in picture.rows
    ]


@given(st.text(max_size=80), st.integers(60, 400))
def test_a_title_never_takes_more_than_two_lines_nor_leaves_the_paper(title: str, width: int) -> None:
    from kiosk.receipts.picture import wrapped

    lines = wrapped(title, DESIGN, width)
    assert len(lines) <= 2
    assert all(DESIGN.typeface.width(line) * 26 <= width + 0.1 or len(line) < 12 for line in lines)
    if lines and not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(visible(title).split())


@pytest.mark.skipif(not DEJAVU.exists(), reason="needs fonts-dejavu-core")
@pytest.mark.parametrize("title", ["ئۇيغۇر چۆچەك", "סיפורי עם", "❤"])
def test_a_slip_has_the_letters_that_labels_have(title: str) -> None:
    from kiosk.receipts.picture import picture_of

    slip = Slip("en", "A", (SlipLine("x", date(2026, 12, 13)), SlipLine(title, date(2026, 12, 14))))
    assert shows(decoded(slip_bytes(picture_of(slip, 58, [DEJAVU]))), title)


def test_a_slip_tells_what_was_borrowed_and_one_letter_of_the_name(library: Library, desk: Desk) -> None:
    ada = library.patron("6101", name="Ada Lovelace", class_name="3A")
    library.copy("B1", title=library.title("Emma"))
    library.lend(library.copy("OLD"), ada)
    desk.scan("6101", NOW)
    assert slip_of(desk.conversation) is None
    desk.scan("B1", NOW + timedelta(seconds=3))
    slip = slip_of(desk.conversation)
    assert slip == Slip("en", "A. 3A", (SlipLine("Emma", date(2026, 9, 22)),))
    desk.scan("%UNDO", NOW + timedelta(seconds=6))
    assert slip_of(desk.conversation) is None
    desk.scan("%DONE", NOW + timedelta(seconds=9))
    assert slip_of(desk.conversation) is None


# The printer


def until(condition: Callable[[], bool]) -> bool:
    """Wait until something has happened in another thread; far longer than it takes."""
    end = monotonic() + 20
    while not condition() and monotonic() < end:
        sleep(0.01)
    return condition()


def test_by_default_nothing_is_printed_and_pillow_is_not_imported() -> None:
    assert open_receipts(ReceiptSettings()) is None
    code = "import sys, kiosk.receipts.printer, kiosk.receipts.slip; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_slips_reach_a_file_and_a_network_printer(tmp_path: Path) -> None:
    to_file = open_receipts(ReceiptSettings(f"file:{tmp_path}/slips"))
    with socket.create_server(("127.0.0.1", 0)) as printer:
        to_network = open_receipts(ReceiptSettings(f"tcp://127.0.0.1:{printer.getsockname()[1]}", 80))
        assert to_file and to_network
        to_file.put(SLIP)
        to_network.put(SLIP)
        connection, _ = printer.accept()
        with connection, connection.makefile("rb") as stream:
            assert shows(decoded(stream.read()), "夏洛的网")
    assert until(lambda: (tmp_path / "slips").exists() and (tmp_path / "slips").stat().st_size > 1000)
    assert shows(decoded((tmp_path / "slips").read_bytes()), "夏洛的网")
    to_file.stop()
    to_network.stop()


def test_a_device_that_takes_bytes_slowly_gets_the_whole_slip(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    received: list[bytes] = []

    def paper() -> None:
        with device.open("rb", buffering=0) as pipe:
            while piece := pipe.read(700):
                received.append(piece)
                sleep(0.0005)

    reading = threading.Thread(target=paper)
    reading.start()
    data = b"\x1b@" + bytes(200_000)
    while True:
        try:
            sender(str(device))(data)
            break
        except OSError:  # the other end is not open yet
            sleep(0.01)
    reading.join()
    assert b"".join(received) == data


@pytest.fixture
def out_of_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A device that is open and takes no byte."""
    monkeypatch.setattr("kiosk.receipts.printer._WRITING", 0.3)
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(device, os.O_WRONLY | os.O_NONBLOCK)
    while True:
        try:
            os.write(writer, bytes(4096))
        except BlockingIOError:
            break
    yield str(device)
    os.close(writer)
    os.close(reader)


@pytest.mark.parametrize("printer", ["missing", "off", "out of paper", "a file"])
def test_a_printer_in_trouble_delays_nobody_names_nobody_and_is_told_once(
    printer: str, out_of_paper: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (tmp_path / "plain").write_text("precious")
    address = {
        "missing": "/dev/usb/lp9",
        "off": f"tcp://127.0.0.1:{port}",
        "out of paper": out_of_paper,
        "a file": str(tmp_path / "plain"),
    }[printer]
    with caplog.at_level(logging.DEBUG, logger="kiosk"):
        receipts = open_receipts(ReceiptSettings(address))
        assert receipts
        for _ in range(50):
            receipts.put(SLIP)  # never blocks: the queue drops
        assert until(lambda: receipts.is_lost)
        receipts.stop()
    assert not [secret for secret in ("夏洛", "Harry", "艾") if secret in caplog.text]
    assert len(caplog.records) == 1
    assert not Path("/dev/usb/lp9").exists() and (tmp_path / "plain").read_text() == "precious"


def test_when_the_printer_is_back_the_next_slip_is_printed() -> None:
    sent: list[bytes] = []
    broken = threading.Event()
    broken.set()

    def send(data: bytes) -> None:
        if broken.is_set():
            raise OSError("out of paper")
        sent.append(data)

    receipts = Receipts(send, 58)
    receipts.put(SLIP)
    assert until(lambda: receipts.is_lost)
    broken.clear()
    receipts.put(SLIP)
    assert until(lambda: len(sent) == 1) and until(lambda: not receipts.is_lost)
    receipts.stop()


@pytest.mark.parametrize("printer", ["lp0", "tcp://", "tcp://host:port", "http://x", "file:"])
def test_what_is_no_printer_is_told_in_a_sentence(printer: str) -> None:
    with pytest.raises(BadValue, match="is not a printer"):
        open_receipts(ReceiptSettings(printer))
