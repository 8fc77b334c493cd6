"""The demonstration on the full screen: a sample school to try, and a class that comes in by itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.scanner.script import ReplaySource
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand


@dataclass(frozen=True)
class Sample:
    """What there is to try: (label, yet to be translated; code); and a class that comes in by itself:
    (seconds to wait, code).
    """

    hints: Sequence[tuple[str, str]] = ()
    play: Iterable[tuple[float, str]] = ()


@dataclass(frozen=True)
class Demo:
    """The demonstration. `make` fills its store, on the desk's thread: the screen is painted before that."""

    make: Callable[[], Sample]


class Demonstration:
    """Makes the sample school and lets its class come in; the codes go to `on_scan`."""

    def __init__(self, demo: Demo, stand: Stand, on_scan: Callable[[Scan], None]) -> None:
        self._demo = demo
        self._stand = stand
        self._on_scan = on_scan
        self._class: ReplaySource | None = None

    async def open(self) -> None:
        """Make the sample school, show what there is to try, and let the class come in.

        Scans that come meanwhile wait in the queue.
        """
        sample = await self._stand.service.with_store(self._demo.make)
        self._stand.scene.show(hints=tuple(sample.hints))
        self._class = ReplaySource(_from_the_start(sample.play))
        self._class.start(self._scanned, lambda *_status: None)

    def stop(self) -> None:
        """Nobody comes in any more."""
        if self._class:
            self._class.stop()

    def _scanned(self, scan: Scan) -> None:
        self._on_scan(replace(scan, at=self._stand.now()))


def _from_the_start(visit: Iterable[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    at = 0.0
    for seconds, code in visit:
        at += seconds
        yield at, code
