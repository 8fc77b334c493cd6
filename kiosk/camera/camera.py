"""A camera over the desk, or a video that stands in for one. OpenCV and the decoders are imported by its own
thread, when it starts: a kiosk without a camera never loads them.
"""

import os
import re
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from db.marking import Sentence
from kiosk.camera.confirm import Confirmation
from kiosk.camera.plausible import LIBRARY, Rules
from kiosk.scanner.retrying import RetryingSource
from kiosk.scanner.trouble import (
    ENDED,
    GONE,
    NO_OPENCV,
    NO_SUCH_DEVICE,
    NO_SUCH_FILE,
    NOT_A_CAMERA,
    NOT_A_VIDEO,
    SourceLost,
    trouble_of,
)

if TYPE_CHECKING:
    import cv2
    import numpy as np
    from numpy.typing import NDArray

    from kiosk.camera.attention import Attention

    Frame = NDArray[np.uint8]
    Frames = Generator[tuple[Frame, float]]
    OnFrame = Callable[[Frame], None]

OLD_SECONDS = 0.3
"""A frame that waited longer in the driver's buffers is thrown away: after a stall the next four are old."""


class CameraSource(RetryingSource):
    """Codes from a camera.

    Attributes:
        on_frame: called with the newest frame (blue, green, red) from the camera's thread while it is set;
            for a preview. It must be quick and must not keep the frame.
    """

    def __init__(
        self,
        device: int | str,
        *,
        size: tuple[int, int] = (640, 480),
        rate: float = 15.0,
        rules: Rules = LIBRARY,
        trusted: Callable[[str], bool] = lambda text: False,
        known: Callable[[str], bool] = lambda text: False,
        name: str = "camera",
    ) -> None:
        """`device` is a number, a path (/dev/video0 or a link to it), a video file, or a series of pictures
        (`frame_%03d.png`); `size` in pixels and `rate` in frames a second are asked of a camera.

        `trusted` says whether one frame is enough for a text: the store knows it and its check digit holds.
        `known` says whether the store knows it at all: then a read acts that the rules alone do not believe.
        Both are called from the camera's thread.
        """
        super().__init__()
        self.name = name
        self.on_frame: OnFrame | None = None
        self._device: int | str = device
        if isinstance(device, str) and device.isascii() and device.isdigit() and len(device) < 4:
            self._device = int(device)
        self._size, self._rate, self._rules, self._known = size, rate, rules, known
        # Kept while the camera is away: what lies under it when it is back is no new scan.
        self._confirmation = Confirmation(trusted)

    @property
    def _is_file(self) -> bool:
        return (
            isinstance(self._device, str)
            and not self._device.startswith("/dev/")
            and "://" not in self._device
        )

    def _read(self) -> bool:
        # OpenCV and FFmpeg write to stderr, which is where the full screen is drawn.
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
        try:
            import cv2

            cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
            from kiosk.camera.attention import Attention
            from kiosk.camera.decode import decode
        except ImportError as error:
            raise SourceLost(Sentence(NO_OPENCV, {"reason": str(error)})) from error
        capture, attention = self._open(), Attention(self._rate)
        frames = self._of_file(capture, attention) if self._is_file else self._of_camera(capture, attention)
        self._opened()
        self._confirmation.camera_opened()
        with closing(frames):
            for frame, now in frames:
                on_frame = self.on_frame  # it may be taken away meanwhile
                if on_frame:
                    on_frame(frame)
                    attention.stay_awake(now)
                if attention.wants_read(frame, now):
                    reads = decode(frame, self._rules, self._known)
                    if reads:
                        attention.stay_awake(now)
                    for read in self._confirmation.frame(reads, now):
                        self._scanned(read.text, read.symbology)
        if self._is_file and not self._stopping.is_set():
            self.trouble = Sentence(ENDED, {"place": str(self._device)})
            return False
        return True

    def _open(self) -> "cv2.VideoCapture":
        import cv2

        place = f"/dev/video{self._device}" if isinstance(self._device, int) else self._device
        if self._is_file:
            if "%" not in place and not Path(place).exists():
                raise SourceLost(Sentence(NO_SUCH_FILE, {"place": place}))
            capture = cv2.VideoCapture(place)
            if not capture.isOpened():
                capture.release()
                raise SourceLost(Sentence(NOT_A_VIDEO, {"place": place}))
            return capture
        if "://" in place:
            capture = cv2.VideoCapture(place)
        else:
            if not Path(place).exists():
                raise SourceLost(Sentence(NO_SUCH_DEVICE, {"place": place}))
            if not os.access(place, os.R_OK | os.W_OK):
                raise SourceLost(trouble_of(PermissionError(13, "Permission denied"), place, "video"))
            number = re.fullmatch(r"/dev/video(\d+)", str(Path(place).resolve()))
            if number is None:
                raise SourceLost(Sentence(NOT_A_CAMERA, {"place": place}))
            capture = cv2.VideoCapture(int(number[1]), cv2.CAP_V4L2)
        if not capture.isOpened():
            capture.release()
            raise SourceLost(Sentence(NOT_A_CAMERA, {"place": place}))
        # A camera is free to refuse any of these, and some say yes and do otherwise: what comes is taken.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
        capture.set(cv2.CAP_PROP_FPS, self._rate)
        return capture

    def _of_camera(self, capture: "cv2.VideoCapture", attention: "Attention") -> "Frames":
        """The newest frames and their times, as they are wanted, until the source stops.

        Raises SourceLost when the camera gives no more.
        """
        newest = _Newest(capture, attention)
        newest.start()
        try:
            while not self._stopping.is_set():
                frame = newest.take(0.2)
                if frame is not None:
                    yield frame, time.monotonic()
                elif newest.gone:
                    raise SourceLost(Sentence(GONE, {"place": str(self._device)}))
        finally:
            newest.stop()

    def _of_file(self, capture: "cv2.VideoCapture", attention: "Attention") -> "Frames":
        """The frames of a video in order and at its own pace, none skipped because the machine is slow."""
        import cv2

        rate = capture.get(cv2.CAP_PROP_FPS)
        if not 0 < rate < 240 or "%" in str(self._device):  # a series of pictures has no rate of its own
            rate = self._rate
        start, number = time.monotonic(), 0
        try:
            while not self._stopping.is_set() and capture.grab():
                now = number / rate
                number += 1
                if attention.wants_frame(now):
                    fetched, frame = capture.retrieve()
                    if fetched:
                        yield frame.astype("uint8", copy=False), now
                self._stopping.wait(max(0.0, start + number / rate - time.monotonic()))
        finally:
            capture.release()


class _Newest(threading.Thread):
    """Takes each frame from the driver as it comes and keeps the newest one, so that no delay can grow."""

    def __init__(self, capture: "cv2.VideoCapture", attention: "Attention") -> None:
        super().__init__(name="camera-frames", daemon=True)
        self.gone = False
        self._capture, self._attention = capture, attention
        self._stamped = capture.getBackendName() == "V4L2"  # then frames carry the monotonic clock's time
        self._stopping = False
        self._asked = threading.Event()
        self._there = threading.Event()
        self._frame: Frame | None = None

    def run(self) -> None:
        # Released here and nowhere else: to release a capture that another thread grabs from can crash.
        try:
            while not self._stopping and self._capture.grab():
                self._keep_if_wanted()
        finally:
            self.gone = True
            self._there.set()
            self._capture.release()

    def _keep_if_wanted(self) -> None:
        import cv2

        now = time.monotonic()
        taken = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000 if self._stamped else now
        old = taken > 0 and now - taken > OLD_SECONDS
        if self._asked.is_set() and not old and self._attention.wants_frame(now):
            fetched, frame = self._capture.retrieve()
            if fetched:
                self._asked.clear()
                self._frame = frame.astype("uint8", copy=False)
                self._there.set()

    def take(self, seconds: float) -> "Frame | None":
        """The next frame that is wanted, or None after that many seconds."""
        self._asked.set()
        if not self._there.wait(seconds):
            return None
        self._there.clear()
        frame, self._frame = self._frame, None
        return frame

    def stop(self) -> None:
        """End the thread; a camera that hangs in its driver is left behind."""
        self._stopping = True
        self.join(0.8)
