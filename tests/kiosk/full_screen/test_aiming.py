"""The camera's picture in the full screen: there when a child wants to aim, and costs nothing otherwise."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from full_screen import Standing, standing_at, until, within
from new_store import new_store
from school import NOW, Library

from db.marking import Sentence
from db.store.opening import connected
from kiosk.camera.preview import RAMP
from kiosk.scanner.source import OnScan, OnStatus, Scan

LEFT_DARK = np.zeros((480, 640, 3), np.uint8)
LEFT_DARK[:, 320:] = 250


class Camera:
    """A camera whose frames the test gives, from a thread of its own."""

    name = "camera"
    trouble: Sentence | None = None

    def __init__(self) -> None:
        self.on_frame: Callable[[np.ndarray], None] | None = None

    def start(self, on_scan: OnScan, on_status: OnStatus) -> None:
        self._scan, self.status = on_scan, on_status

    def stop(self) -> None:
        pass

    def read(self, code: str) -> None:
        threading.Thread(target=self._scan, args=(Scan(code, NOW, self.name, "code128"),)).start()

    def show(self) -> None:
        if self.on_frame:
            thread = threading.Thread(target=self.on_frame, args=(LEFT_DARK,))
            thread.start()
            thread.join()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = new_store(tmp_path / "library.db").path
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.patron("6102", name="Ben Smith", class_name="3B")
        library.copy("B1", title=library.title("Emma"))
    return path


async def shown(kiosk: Standing, camera: Camera) -> None:
    """Until a picture of the pane's own size is on the screen."""

    def is_there() -> bool:
        camera.show()
        return RAMP[-1] * 8 in kiosk.text

    await until(is_there)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60)])
async def test_f6_shows_what_the_camera_sees_beside_the_answers(store: Path, size: tuple[int, int]) -> None:
    camera = Camera()
    async with standing_at(store, size=size, sources=[camera]) as kiosk:
        assert " F6  Camera" in kiosk.lines[-1]
        await kiosk.press("f6")
        assert "Hold the barcode here" in kiosk.text
        assert "One moment" in kiosk.text
        await shown(kiosk, camera)
        bright = [line for line in kiosk.lines if RAMP[-1] * 8 in line]
        assert len(bright) >= 12
        assert all(RAMP[-1] not in line[: size[0] // 2] for line in bright)
        assert within(kiosk.lines, *size)
        await kiosk.scan("6102")
        await kiosk.settle()
        assert "Ben" in kiosk.text and "Hold the barcode here" in kiosk.text
        assert all(word in kiosk.lines[-1] for word in ("Undo", "Renew", "Camera", "Done", "Staff"))
        assert within(kiosk.lines, *size)
        await kiosk.press("f6")
        assert "Hold the barcode here" not in kiosk.text


async def test_the_picture_is_asked_for_only_while_somebody_aims_and_closes_by_itself(store: Path) -> None:
    camera = Camera()
    async with standing_at(store, sources=[camera]) as kiosk:
        assert camera.on_frame is None
        await kiosk.press("f6")
        assert camera.on_frame is not None
        await shown(kiosk, camera)
        late = camera.on_frame
        await kiosk.wait(19)
        camera.read("6102")
        await until(lambda: "Got it!" in kiosk.text)
        assert kiosk.app.screen.query_one("#aim").has_class("-flash")
        await kiosk.wait(1)
        assert "Hold the barcode here" in kiosk.text
        assert not kiosk.app.screen.query_one("#aim").has_class("-flash")
        await kiosk.wait(19)
        assert "Hold the barcode here" not in kiosk.text
        assert camera.on_frame is None
        late(LEFT_DARK)
        await kiosk.settle()
        assert RAMP[-1] * 8 not in kiosk.text


async def test_a_read_without_anybody_aiming_opens_nothing(store: Path) -> None:
    camera = Camera()
    async with standing_at(store, sources=[camera]) as kiosk:
        camera.read("6102")
        await until(lambda: "Ben" in kiosk.text)
        assert "Hold the barcode here" not in kiosk.text
        assert "Got it!" not in kiosk.text


async def test_a_camera_that_is_unplugged_leaves_no_picture(store: Path) -> None:
    camera = Camera()
    async with standing_at(store, sources=[camera]) as kiosk:
        await kiosk.press("f6")
        await shown(kiosk, camera)
        camera.status("camera", "lost")
        await until(lambda: "not connected: camera" in kiosk.lines[0])
        assert RAMP[-1] * 8 not in kiosk.text
        assert camera.on_frame is None
        assert "F6" not in kiosk.lines[-1]
        await kiosk.press("f6")
        assert "Hold the barcode here" not in kiosk.text
        camera.status("camera", "live")
        await until(lambda: "F6" in kiosk.lines[-1])


async def test_frames_wait_until_the_last_one_was_shown(store: Path) -> None:
    camera = Camera()
    async with standing_at(store, sources=[camera]) as kiosk:
        await kiosk.press("f6")
        given: list[object] = []
        kiosk.app.scene._aiming._on_picture = given.append
        kiosk.app.scene._aiming._latest = 0.0
        for _ in range(5):
            camera.show()
        assert len(given) == 1


async def test_without_a_camera_f6_does_nothing(store: Path) -> None:
    async with standing_at(store) as kiosk:
        assert "F6" not in kiosk.lines[-1]
        before = kiosk.lines
        await kiosk.press("f6")
        assert kiosk.lines == before
