"""Codes come from the kernel's input events: real records over a pipe, and uinput where there is one."""

import os
import struct
import time
from itertools import pairwise
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanner.event_device import FASTEST, EventSource, InputDevice, choose_device, find_devices
from kiosk.scanner.key_codes import RECORD, Keys, Lost, Typed
from kiosk.scanner.trouble import NO_SUCH_DEVICE, NOT_AN_INPUT_DEVICE, SourceLost

KEY = {
    **dict(zip("1234567890-=", range(2, 14), strict=True)),
    **dict(zip("qwertyuiop", range(16, 26), strict=True)),
    **dict(zip("asdfghjkl;", range(30, 40), strict=True)),
    **dict(zip("zxcvbnm,./", range(44, 54), strict=True)),
    " ": 57,
}
SHIFTED = dict(zip("!@#$%^&*()_+:<>?", "1234567890-=;,./", strict=True))
KEYPAD = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))
SHIFT, ALT, ENTER = 42, 56, 28


def key(code: int, value: int, at: float = 0.0) -> bytes:
    seconds = int(at)
    moment = (seconds, round((at - seconds) * 1e6))
    return (
        RECORD.pack(*moment, 4, 4, code)
        + RECORD.pack(*moment, 1, code, value)
        + RECORD.pack(*moment, 0, 0, 0)
    )


def press(code: int, at: float = 0.0) -> bytes:
    return key(code, 1, at) + key(code, 0, at)


def typed(text: str, gap: float = 0.01, end: bytes = press(ENTER)) -> bytes:
    """What a scanner that is an American keyboard sends for this text."""
    stream = b""
    for place, sign in enumerate(text):
        plain = SHIFTED.get(sign, sign.lower())
        code, at = KEY[plain], place * gap
        stream += (
            press(code, at) if plain == sign else key(SHIFT, 1, at) + press(code, at) + key(SHIFT, 0, at)
        )
    return stream + end


DROPPED = RECORD.pack(0, 0, 0, 3, 0)
CODES = st.text(st.sampled_from(sorted([*KEY, *SHIFTED, *"ABCXYZ"])), min_size=1, max_size=20)


def codes(stream: bytes) -> list[str]:
    return [event.text if isinstance(event, Typed) else "dropped" for event in Keys().take(stream)]


def test_the_record_is_the_kernels() -> None:
    assert RECORD.size == struct.calcsize("llHHi")


@given(st.lists(CODES, max_size=4), st.data())
def test_what_was_printed_arrives_however_the_records_are_split(texts: list[str], data) -> None:
    stream = b"".join(typed(text) for text in texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    keys, arrived = Keys(), []
    for start, end in pairwise([0, *cuts, len(stream)]):
        arrived += [event.text for event in keys.take(stream[start:end])]
    assert arrived == texts


def test_keypad_digits_are_digits() -> None:
    assert codes(b"".join(press(KEYPAD[digit]) for digit in "9787533918453") + press(96)) == ["9787533918453"]


def test_alt_and_numbers_make_signs() -> None:
    stream = b""
    for sign in "Lib-04":
        stream += key(ALT, 1) + b"".join(press(KEYPAD[digit]) for digit in f"0{ord(sign)}") + key(ALT, 0)
    assert codes(stream + press(ENTER)) == ["Lib-04"]


def test_a_key_that_is_held_and_caps_lock_change_nothing() -> None:
    assert codes(press(58) + key(KEY["a"], 1) + key(KEY["a"], 2) * 5 + key(KEY["a"], 0) + press(ENTER)) == [
        "a"
    ]


def test_a_control_character_types_nothing() -> None:
    assert codes(press(KEY["1"]) + key(29, 1) + press(KEY["q"]) + key(29, 0) + typed("2")) == ["12"]


def test_an_empty_line_is_no_code() -> None:
    assert codes(press(ENTER) * 3 + typed("30001000000017") + press(ENTER)) == ["30001000000017"]


def test_after_dropped_events_all_up_to_the_next_enter_is_thrown_away() -> None:
    stream = press(KEY["9"]) + DROPPED + typed("57") + typed("9780306406157")
    assert codes(stream) == ["dropped", "9780306406157"]
    assert codes(DROPPED * 3 + typed("57") + typed("1")) == ["dropped", "1"]


def test_a_shift_lost_with_dropped_events_does_not_stick() -> None:
    assert codes(key(SHIFT, 1) + DROPPED + typed("x") + typed("12")) == ["dropped", "12"]


def test_a_pause_ends_a_code_for_scanners_without_a_suffix() -> None:
    keys = Keys()
    assert list(keys.take(typed("LIB-7", end=b""))) == []
    assert [event.text for event in keys.pause()] == ["LIB-7"]
    assert list(keys.pause()) == []


def test_the_pace_of_typing_is_measured_by_the_kernels_times() -> None:
    (event,) = Keys().take(typed("123456", gap=0.02))
    assert event.seconds_per_key == pytest.approx(0.02)


@given(st.binary(max_size=600))
def test_any_bytes_are_survived(noise: bytes) -> None:
    for event in Keys().take(noise):
        assert isinstance(event, Typed) or event is Lost.KEYS


class Heard:
    def __init__(self) -> None:
        self.queue: Queue[str] = Queue()

    def scan(self, scan) -> None:
        assert scan.source == "event"
        self.queue.put(f"scan {scan.text}")

    def status(self, source: str, status: str) -> None:
        self.queue.put(status)

    def next(self) -> str:
        return self.queue.get(timeout=20)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "event7"
    os.mkfifo(path)
    return path


def plug_in(pipe: Path) -> int:
    """The scanner's end of the pipe. The end of file that closing it makes stands for the unplugging."""
    return os.open(pipe, os.O_RDWR)


def test_a_scanner_is_read_unplugged_in_mid_code_and_read_again(pipe: Path) -> None:
    heard, scanner = Heard(), plug_in(pipe)
    source = EventSource(str(pipe), grab=False)
    source.start(heard.scan, heard.status)
    assert heard.next() == "live"
    os.write(scanner, typed("21234000000125") + typed("30001000000017"))
    assert [heard.next(), heard.next()] == ["scan 21234000000125", "scan 30001000000017"]
    os.write(scanner, typed("97875", end=b""))
    time.sleep(0.3)  # the half must have been read before the cable goes
    pipe.unlink()
    os.close(scanner)
    assert [heard.next(), heard.next()] == ["dropped", "lost"]
    os.mkfifo(pipe)
    scanner = plug_in(pipe)
    assert heard.next() == "live"
    os.write(scanner, DROPPED + typed("57") + typed("9780306406157"))
    assert [heard.next(), heard.next()] == ["dropped", "scan 9780306406157"]
    source.stop()
    os.close(scanner)


def test_the_one_that_types_fast_is_chosen_and_the_one_that_types_slowly_is_left_alone(
    tmp_path: Path,
) -> None:
    hand, fast = tmp_path / "event1", tmp_path / "event2"
    os.mkfifo(hand)
    os.mkfifo(fast)
    devices = [InputDevice(hand, "Keyboard", "046d", "c31c"), InputDevice(fast, "Scanner", "05e0", "1200")]
    heard, keyboard, scanner = Heard(), plug_in(hand), plug_in(fast)
    source = EventSource(FASTEST, grab=False, find=lambda: devices)
    source.start(heard.scan, heard.status)
    time.sleep(0.3)  # it must be listening
    os.write(keyboard, typed("library", gap=0.15))
    os.write(scanner, typed("30001000000017", gap=0.01))
    assert heard.next() == "live"
    os.write(keyboard, typed("library", gap=0.15))
    os.write(scanner, typed("30001000000024", gap=0.01))
    assert heard.next() == "scan 30001000000024"
    assert heard.queue.empty()
    source.stop()
    os.close(keyboard)
    os.close(scanner)


def test_listening_for_the_fast_one_is_no_loss_however_long_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.scanner.event_device._LISTEN_SECONDS", 0.25)
    fast = tmp_path / "event2"
    os.mkfifo(fast)
    heard, scanner = Heard(), plug_in(fast)
    source = EventSource(FASTEST, grab=False, find=lambda: [InputDevice(fast, "Scanner", "05e0", "1200")])
    source.start(heard.scan, heard.status)
    time.sleep(0.8)  # several rounds
    assert heard.queue.empty()
    for _ in range(20):  # one that falls between two rounds is missed
        os.write(scanner, typed("30001000000017", gap=0.01))
        time.sleep(0.2)
        if not heard.queue.empty():
            break
    assert heard.next() == "live"
    source.stop()
    os.close(scanner)


def attach(sysfs: Path, event: str, name: str, vendor: str, product: str, keys: str) -> None:
    about = sysfs / event / "device"
    (about / "id").mkdir(parents=True)
    (about / "capabilities").mkdir()
    (about / "name").write_text(name + "\n")
    (about / "id/vendor").write_text(vendor + "\n")
    (about / "id/product").write_text(product + "\n")
    (about / "capabilities/key").write_text(keys + "\n")


def test_a_scanner_is_found_by_its_numbers_and_a_mouse_is_no_keyboard(tmp_path: Path) -> None:
    keyboard_keys = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
    attach(tmp_path, "event2", "Keyboard", "046d", "c31c", keyboard_keys)
    attach(tmp_path, "event10", "Symbol Bar Code Scanner", "05E0", "1200", keyboard_keys)
    attach(tmp_path, "event3", "Mouse", "046d", "c077", "ff0000 0 0 0 0")
    found = find_devices(tmp_path, Path("/dev/input"))
    assert [device.name for device in found] == ["Keyboard", "Symbol Bar Code Scanner"]
    assert choose_device("05e0:1200", found) == Path("/dev/input/event10")
    assert choose_device("/dev/input/by-id/usb-Scanner-event-kbd", found).name == "usb-Scanner-event-kbd"
    with pytest.raises(SourceLost) as lost:
        choose_device("dead:beef", found)
    assert lost.value.trouble.text == NO_SUCH_DEVICE
    assert "dead:beef" in str(lost.value)


def test_what_is_no_input_device_is_named(pipe: Path) -> None:
    heard, scanner = Heard(), plug_in(pipe)
    source = EventSource(str(pipe))
    source.start(heard.scan, heard.status)
    assert heard.next() == "lost"
    source.stop()
    assert source.trouble is not None
    assert source.trouble.text == NOT_AN_INPUT_DEVICE
    os.close(scanner)


UINPUT = Path("/dev/uinput")


@pytest.mark.skipif(not os.access(UINPUT, os.W_OK), reason="needs /dev/uinput")
def test_a_keyboard_made_by_uinput_is_grabbed_and_read() -> None:
    import fcntl

    ui_set_evbit, ui_set_keybit, ui_dev_create, ui_dev_destroy = 0x40045564, 0x40045565, 0x5501, 0x5502
    handle = os.open(UINPUT, os.O_WRONLY)
    fcntl.ioctl(handle, ui_set_evbit, 1)
    for code in range(1, 97):
        fcntl.ioctl(handle, ui_set_keybit, code)
    os.write(handle, struct.pack("80sHHHHi", b"test scanner", 3, 0x1D50, 0x6018, 1, 0) + bytes(64 * 4 * 4))
    fcntl.ioctl(handle, ui_dev_create)
    heard = Heard()
    source = EventSource("1d50:6018")
    source.start(heard.scan, heard.status)
    status = heard.next()
    assert status == "live" or heard.next() == "live"
    for start in range(0, len(stream := typed("9787533918453")), RECORD.size):
        os.write(handle, stream[start : start + RECORD.size])
        time.sleep(0.0005)
    assert heard.next() == "scan 9787533918453"
    fcntl.ioctl(handle, ui_dev_destroy)
    os.close(handle)
    assert heard.next() == "lost"
    source.stop()
