"""The whole kiosk: what is held before the camera, or sent on a wire, ends as loans in the store."""

import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from new_store import new_store
from school import Library
from terminal import Terminal
from webcam_frames import Conditions, frame_of, frame_without_barcode

from db.store.opening import connected

RATE = 15
CARD = "21234000000125"
LABELLED, BY_ISBN = "31234000001238", "9787533918453"
F6 = b"\x1b[17~"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil", most_loans=5)
        library.patron(CARD, name="Ada Lovelace")
        library.copy(LABELLED, title=library.title("Emma"))
        library.copy(title=library.title("Heidi", isbn=BY_ISBN))
        library.copy("B1", title=library.title("Matilda"))
    return path


def video_of(path: Path, *held_up: tuple[str, str]) -> Path:
    """Codes held up in turn for a second each by a hand that is never still; an empty desk between them."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (640, 480))

    def desk(seconds: float) -> list[np.ndarray]:
        return [frame_without_barcode(4)] * int(seconds * RATE)

    frames = desk(1)
    for number, (text, symbology) in enumerate(held_up):
        for step in range(RATE):
            conditions = Conditions(rotation=20 + 70 * number + step, module=2.2, noise=3, tilt=0.05)
            frames.append(frame_of(text, symbology, conditions, seed=step))
        frames += desk(1.5)
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


@contextmanager
def standing_in(terminal: Terminal) -> Iterator[Terminal]:
    try:
        yield terminal
    finally:
        terminal.close()


def test_a_video_of_a_card_and_two_books_ends_as_two_loans(store: Path, tmp_path: Path) -> None:
    video = video_of(tmp_path / "desk.avi", (CARD, "code128"), (LABELLED, "code128"), (BY_ISBN, "ean13"))
    with standing_in(Terminal(store, tmp_path, "run", "--camera", str(video))) as kiosk:
        kiosk.wait_for(b"F6")
        kiosk.send(F6)
        kiosk.wait_for(b"Hold the barcode here")
        kiosk.wait_for_loans(["Emma", "Heidi"])
        kiosk.wait_for(b"! The video /")
        assert kiosk.loans() == ["Emma", "Heidi"]


def test_a_serial_scanner_works_while_the_camera_runs(store: Path, tmp_path: Path) -> None:
    video = video_of(tmp_path / "desk.avi", (CARD, "code128"))
    scanner, port = os.openpty()
    tty.setraw(scanner)
    options = ("--camera", str(video), "--serial", os.ttyname(port))
    with standing_in(Terminal(store, tmp_path, "run", *options)) as kiosk:
        kiosk.wait_for(b"Ada")  # the camera has read the card
        os.write(scanner, f"{LABELLED}\r\n".encode())
        kiosk.wait_for_loans(["Emma"])
        kiosk.send(b"B1\r")  # and typing always works
        kiosk.wait_for_loans(["Emma", "Matilda"])
        os.close(port)
        os.close(scanner)


def test_sources_that_are_named_wrongly_are_told_and_the_kiosk_serves(store: Path, tmp_path: Path) -> None:
    options = ("--camera", "README.md", "--serial", str(tmp_path / "nowhere"), "--event", "dead:beef")
    with standing_in(Terminal(store, tmp_path, "run", *options)) as kiosk:
        kiosk.wait_for(b"Scanner not connected: ")
        kiosk.send(f"{CARD}\r{LABELLED}\r".encode())
        kiosk.wait_for_loans(["Emma"])
        for told in ("There is no device dead:beef.", "/nowhere. Plug it in", "README.md is not a video"):
            kiosk.wait_for_log(told)


def test_the_demonstration_reads_from_a_camera_too(store: Path, tmp_path: Path) -> None:
    video = video_of(tmp_path / "desk.avi", ("4102", "code128"))
    with standing_in(Terminal(store, tmp_path, "demo", "--camera", str(video))) as kiosk:
        kiosk.wait_for(b"Nice to see you")
        assert kiosk.loans() == []


def test_the_demonstration_without_the_named_camera_says_so_and_goes_on(store: Path, tmp_path: Path) -> None:
    with standing_in(Terminal(store, tmp_path, "demo", "--camera", "97")) as kiosk:
        kiosk.wait_for(b"There is no device /dev/video97. Plug it in")
        kiosk.send(b"4102\r")
        kiosk.wait_for(b"Nice to see you")
