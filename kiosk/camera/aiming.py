"""The camera's picture for who aims: asked for only while somebody looks at it."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Protocol, runtime_checkable

from kiosk.scanner.source import Source

GAP = 0.2
"""Seconds between two pictures: enough to aim by, and little to paint."""


@runtime_checkable
class _Camera(Protocol):
    on_frame: Callable[[Any], None] | None


class Aiming:
    """Turns frames into lines of characters, in the camera's thread, one at a time."""

    def __init__(
        self, sources: Sequence[Source], *, mirrored: bool, on_picture: Callable[[tuple[str, ...]], None]
    ) -> None:
        """`on_picture` is called from the camera's thread; `taken` must follow before it is called again."""
        self._camera = next((source for source in sources if isinstance(source, _Camera)), None)
        self._mirrored, self._on_picture = mirrored, on_picture
        self._room = 0, 0
        self._latest = 0.0
        self._is_under_way = False

    @property
    def is_possible(self) -> bool:
        """Whether there is a camera at all."""
        return self._camera is not None

    def look(self, *, is_wanted: bool) -> None:
        """Begin to make pictures, or leave off; then the camera works as if there were none."""
        if self._camera and is_wanted != (self._camera.on_frame is not None):
            self._is_under_way = False
            self._camera.on_frame = self._seen if is_wanted else None

    def taken(self, columns: int, rows: int) -> None:
        """The last picture was shown; the next may have this many columns and rows."""
        self._room = columns, rows
        self._is_under_way = False

    def _seen(self, frame: Any) -> None:
        now = monotonic()
        if self._is_under_way or now - self._latest < GAP:
            return
        from kiosk.camera.preview import characters

        self._latest, self._is_under_way = now, True
        self._on_picture(tuple(characters(frame, *self._room, mirrored=self._mirrored)))
