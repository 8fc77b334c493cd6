"""Codes come from a serial port, here one end of a pseudo-terminal."""

import os
import threading
import time
import tty
from collections.abc import Iterator
from itertools import pairwise
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.marking import Sentence
from kiosk.scanner.serial_port import Lines, SerialSource
from kiosk.scanner.trouble import GONE, NO_PERMISSION, NO_SUCH_DEVICE, trouble_of


class Heard:
    """What a source has said, in order: `scan TEXT` or its status."""

    def __init__(self) -> None:
        self.queue: Queue[str] = Queue()

    def scan(self, scan) -> None:
        assert scan.source == "serial"
        assert threading.current_thread().daemon
        self.queue.put(f"scan {scan.text}")

    def status(self, source: str, status: str) -> None:
        assert source == "serial"
        self.queue.put(status)

    def next(self, seconds: float = 20) -> str:
        return self.queue.get(timeout=seconds)


class Scanner:
    """The device's end of a serial cable, and a path at which the kiosk finds the other end."""

    def __init__(self, path) -> None:
        self._path = path
        self.plug_in()

    def plug_in(self) -> None:
        self._end, self._kiosk_end = os.openpty()
        tty.setraw(self._end)
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(os.ttyname(self._kiosk_end))

    def send(self, data: bytes) -> None:
        os.write(self._end, data)

    def pull_out(self) -> None:
        self._path.unlink()
        os.close(self._kiosk_end)
        os.close(self._end)
        self._end = -1


@pytest.fixture
def scanner(tmp_path) -> Scanner:
    return Scanner(tmp_path / "scanner")


@pytest.fixture
def heard(scanner: Scanner, tmp_path) -> Iterator[Heard]:
    heard = Heard()
    source = SerialSource(str(tmp_path / "scanner"))
    source.start(heard.scan, heard.status)
    assert heard.next() == "live"
    yield heard
    source.stop()
    source.stop()


def test_a_code_is_scanned(scanner: Scanner, heard: Heard) -> None:
    scanner.send(b"9787533918453\r\n")
    assert heard.next() == "scan 9787533918453"


def test_two_codes_in_one_burst_are_two_scans(scanner: Scanner, heard: Heard) -> None:
    scanner.send(b"21234000000125\r30001000000017\r")
    assert [heard.next(), heard.next()] == ["scan 21234000000125", "scan 30001000000017"]


def test_garbage_asks_to_scan_again_and_the_next_code_is_right(scanner: Scanner, heard: Heard) -> None:
    scanner.send(b"\xff\xfe\x8097875\r")
    assert heard.next() == "dropped"
    scanner.send(b"9787533918453\r")
    assert heard.next() == "scan 9787533918453"


def test_a_scanner_pulled_out_in_mid_code_is_found_again_and_half_a_code_is_no_code(scanner, heard) -> None:
    scanner.send(b"97875")
    time.sleep(0.3)  # the half must have arrived before the cable goes
    scanner.pull_out()
    assert [heard.next(), heard.next()] == ["dropped", "lost"]
    scanner.plug_in()
    assert heard.next() == "live"
    scanner.send(b"9787533918453\r")
    assert heard.next() == "scan 9787533918453"


def test_a_missing_port_is_reported_once_and_named(tmp_path) -> None:
    heard = Heard()
    source = SerialSource(str(tmp_path / "nowhere"))
    source.start(heard.scan, heard.status)
    assert heard.next() == "lost"
    time.sleep(0.8)
    assert heard.queue.empty()
    source.stop()
    assert source.trouble is not None
    assert source.trouble.text == NO_SUCH_DEVICE
    assert "nowhere" in str(source.trouble)


def test_troubles_fill_their_sentences() -> None:
    trouble = trouble_of(PermissionError(13, "Permission denied"), "/dev/ttyACM0", "dialout")
    assert trouble.text == NO_PERMISSION
    assert "group dialout" in str(trouble)
    assert 'SUBSYSTEM=="tty"' in str(trouble)
    assert str(Sentence(GONE, {"place": "/dev/ttyACM0"})).startswith("/dev/ttyACM0 has been unplugged")


def test_without_a_suffix_a_pause_ends_a_code() -> None:
    lines = Lines("pause")
    assert lines.take(b"LIB-00", 0.0) == ([], False)
    assert lines.take(b"4211", 0.05) == ([], False)
    assert lines.take(b"", 0.2) == (["LIB-004211"], False)


def test_half_a_code_is_not_glued_to_the_next() -> None:
    lines = Lines()
    assert lines.take(b"97875", 0.0) == ([], False)
    assert lines.take(b"30001000000017\r", 5.0) == (["30001000000017"], True)


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1)), st.data())
def test_codes_arrive_whole_however_the_bytes_are_split(codes: list[str], data) -> None:
    stream = b"".join(code.encode() + data.draw(st.sampled_from([b"\r", b"\n", b"\r\n"])) for code in codes)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    lines, arrived = Lines(), []
    for start, end in pairwise([0, *cuts, len(stream)]):
        found, dropped = lines.take(stream[start:end], 0.0)
        assert not dropped
        arrived += found
    assert arrived == codes


@given(st.lists(st.binary()))
def test_noise_never_raises(pieces: list[bytes]) -> None:
    lines = Lines()
    for piece in pieces:
        lines.take(piece, 0.0)
