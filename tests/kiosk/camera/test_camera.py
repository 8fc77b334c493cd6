"""Codes come from a camera: here from videos that the tests write and OpenCV reads."""

import subprocess
import sys
import time
from pathlib import Path
from queue import Queue

import cv2
import numpy as np
import pytest
from webcam_frames import Conditions, frame_of, frame_without_barcode

from kiosk.camera.attention import Attention
from kiosk.camera.camera import CameraSource
from kiosk.camera.preview import RAMP, characters
from kiosk.scanner.trouble import ENDED, NO_SUCH_DEVICE, NO_SUCH_FILE, NOT_A_CAMERA, NOT_A_VIDEO

ROOT = Path(__file__).resolve().parents[3]
RATE = 15
CARD, BOOK = "21234000000125", "9787533918453"


def scenes() -> list[np.ndarray]:
    """A card and a book held up in turn, each turned a little further from frame to frame."""
    frames = []
    for text, symbology, start in ((CARD, "code128", 20), (BOOK, "ean13", 160)):
        for step in range(10):
            conditions = Conditions(rotation=start + step, module=2.2, noise=3)
            frames.append(frame_of(text, symbology, conditions, seed=step))
        frames += [frame_without_barcode(4)] * 5
    return frames


def write_video(path: Path, frames: list[np.ndarray]) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (640, 480))
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


@pytest.fixture(scope="session")
def video(tmp_path_factory) -> Path:
    return write_video(tmp_path_factory.mktemp("video") / "desk.avi", scenes())


class Heard:
    def __init__(self) -> None:
        self.queue: Queue[str] = Queue()
        self.symbologies: list[str | None] = []

    def scan(self, scan) -> None:
        assert scan.source == "camera"
        self.symbologies.append(scan.symbology)
        self.queue.put(f"scan {scan.text}")

    def status(self, source: str, status: str) -> None:
        self.queue.put(status)

    def next(self, seconds: float = 20) -> str:
        return self.queue.get(timeout=seconds)

    def until(self, last: str) -> list[str]:
        said = [self.next()]
        while said[-1] != last:
            said.append(self.next())
        return said


def test_a_video_of_a_card_and_a_book_is_two_scans(video: Path) -> None:
    heard = Heard()
    source = CameraSource(str(video))
    source.start(heard.scan, heard.status)
    assert heard.until("lost") == ["live", f"scan {CARD}", f"scan {BOOK}", "lost"]
    assert heard.symbologies == ["code128", "ean13"]
    assert source.trouble is not None
    assert source.trouble.text == ENDED
    source.stop()
    source.stop()


def test_a_card_with_a_short_number_is_a_scan_where_the_store_knows_it(tmp_path: Path) -> None:
    for number in range(6):
        cv2.imwrite(str(tmp_path / f"frame_{number:03}.png"), frame_of("7", "code128", Conditions(module=3)))
    for known, said in ((set(), []), ({"7"}, ["scan 7"])):
        heard = Heard()
        source = CameraSource(str(tmp_path / "frame_%03d.png"), rate=RATE, known=known.__contains__)
        source.start(heard.scan, heard.status)
        assert heard.until("lost") == ["live", *said, "lost"]
        source.stop()


def test_a_series_of_pictures_is_a_video(tmp_path: Path) -> None:
    for number, frame in enumerate(scenes()[:6]):
        cv2.imwrite(str(tmp_path / f"frame_{number:03}.png"), frame)
    heard = Heard()
    source = CameraSource(str(tmp_path / "frame_%03d.png"), rate=RATE)
    source.start(heard.scan, heard.status)
    assert heard.until("lost") == ["live", f"scan {CARD}", "lost"]
    source.stop()


def test_a_camera_that_goes_away_is_reported_once_and_found_again(video: Path) -> None:
    # A stream has no pace of its own here: frames come as fast as they can and only the newest are read.
    # Its end is the unplugging.
    stream = CameraSource(f"file://{video}", trusted=lambda text: text == BOOK)
    heard = Heard()
    stream.start(heard.scan, heard.status)
    statuses = [said for said in heard.until("lost") if not said.startswith("scan")]
    statuses += [said for said in heard.until("live") if not said.startswith("scan")]
    assert statuses == ["live", "lost", "live"]
    stream.stop()


def test_a_book_that_lies_there_while_the_camera_is_away_is_one_scan(tmp_path: Path) -> None:
    lying = [frame_of(BOOK, "ean13", Conditions(module=2.2), seed=1)] * 20
    stream = CameraSource(f"file://{write_video(tmp_path / 'lying.avi', lying)}", trusted=lambda text: True)
    heard = Heard()
    stream.start(heard.scan, heard.status)
    said = heard.until("lost") + heard.until("lost") + heard.until("lost")
    stream.stop()
    assert said.count("live") == 3 and said.count(f"scan {BOOK}") == 1


def test_stopping_takes_effect_within_a_second(video: Path) -> None:
    heard = Heard()
    source = CameraSource(str(video))
    source.start(heard.scan, heard.status)
    assert heard.next() == "live"
    source.stop()
    assert not source._thread.is_alive()


@pytest.mark.parametrize(
    ("device", "text"),
    [
        ("/dev/video97", NO_SUCH_DEVICE),
        ("97", NO_SUCH_DEVICE),
        ("/dev/null", NOT_A_CAMERA),
        ("nowhere.avi", NO_SUCH_FILE),
        ("README.md", NOT_A_VIDEO),
    ],
)
def test_what_cannot_be_a_camera_gets_its_sentence_and_silence_on_stderr(device, text: str, capfd) -> None:
    heard = Heard()
    source = CameraSource(str(ROOT / device) if isinstance(device, str) and "." in device else device)
    source.start(heard.scan, heard.status)
    assert heard.next() == "lost"
    time.sleep(0.6)  # it goes on trying, and says so no second time
    source.stop()
    assert heard.queue.empty()
    assert source.trouble is not None
    assert source.trouble.text == text
    assert str(device).strip("/dev").split(".")[0] in str(source.trouble)
    assert capfd.readouterr().err == ""


def test_the_preview_gets_frames_while_it_asks(video: Path) -> None:
    heard, seen = Heard(), Queue()
    source = CameraSource(str(video))
    source.on_frame = lambda frame: seen.put(characters(frame, 80, 30))
    source.start(heard.scan, heard.status)
    lines = seen.get(timeout=20)
    source.stop()
    assert len(lines) == 30
    assert {len(line) for line in lines} == {80}


def test_a_kiosk_without_a_camera_never_loads_opencv() -> None:
    program = (
        "import sys, kiosk.camera.camera, kiosk.scanner.serial_port, kiosk.scanner.event_device\n"
        "kiosk.camera.camera.CameraSource(0)\n"
        "print({'cv2', 'numpy', 'zxingcpp', 'pyzbar', 'serial'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_a_camera_whose_programs_cannot_be_loaded_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    program = (
        "import queue; from kiosk.camera.camera import CameraSource\n"
        "source, said = CameraSource(0), queue.Queue()\n"
        "source.start(print, lambda *status: said.put(status))\n"
        "said.get(timeout=20); source.stop(); print(source.trouble)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cannot be loaded (libGL.so.1: cannot open shared object file). Install" in done.stdout


def test_a_desk_at_rest_is_looked_at_and_read_only_now_and_then() -> None:
    attention, random = Attention(rate=15), np.random.default_rng(0)
    desk = np.full((480, 640, 3), 120, np.uint8)
    looked, read = [], []
    for number in range(15 * 15):
        now = number / 15
        if attention.wants_frame(now):
            looked.append(now)
            noisy = np.clip(desk + random.normal(random.normal(0, 1), 8, desk.shape[:2])[..., None], 0, 255)
            if attention.wants_read(noisy, now):
                read.append(now)
    later = [now for now in looked if now >= 5]
    assert len(later) <= 8 * 10
    assert len([now for now in read if now >= 5]) <= 5


def test_what_comes_into_the_picture_is_read_at_once_and_at_the_full_rate() -> None:
    attention = Attention(rate=15)
    desk = np.full((480, 640, 3), 120, np.uint8)
    book = desk.copy()
    book[200:260, 100:180] = 220
    for number in range(150):
        attention.wants_frame(number / 15) and attention.wants_read(desk, number / 15)
    assert attention.wants_frame(10.2)
    assert attention.wants_read(book, 10.2)
    reads = [
        attention.wants_frame(now) and attention.wants_read(book, now) for now in 10.2 + np.arange(1, 16) / 15
    ]
    assert all(reads)


def test_the_preview_shows_bright_things_bright() -> None:
    frame = np.zeros((480, 640, 3), np.uint8)
    frame[:, 320:] = 250
    lines = characters(frame, 8, 4)
    assert lines == [RAMP[0] * 4 + RAMP[-1] * 4] * 4
    assert characters(frame, 8, 4, mirrored=True) == [RAMP[-1] * 4 + RAMP[0] * 4] * 4
    assert characters(frame[:, :, 0], 3, 2) == [characters(frame, 3, 2)[0]] * 2
    assert characters(frame, 0, 4) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 5), (480, 640, 3)])
def test_a_preview_of_any_frame_has_the_asked_size(shape: tuple[int, ...]) -> None:
    lines = characters(np.full(shape, 9, np.uint8), 7, 3)
    assert [len(line) for line in lines] == [7, 7, 7]
