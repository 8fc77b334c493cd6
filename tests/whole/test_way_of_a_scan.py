"""The way of one lending scan, from the scanner to the painted answer: how long and how straight it is.

It is printed as well: `pytest -s tests/whole/test_way_of_a_scan.py`.
"""

import ast
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from full_screen import until
from school import Library

from kiosk.full_screen.app import Kiosk
from kiosk.scanner.script import ReplaySource
from kiosk.settings import Settings

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT / package}/" for package in ("kiosk", "db", "labels"))
PAINTING = (
    *("kiosk.screens", "kiosk.scene", "kiosk.sentences", "kiosk.lettering", "kiosk.words", "kiosk.singular"),
    *(
        "kiosk.paper.printing.page_printer",
        "kiosk.camera.aiming",
    ),  # what is to be seen of a print, and of the camera
)
PLUMBING = ("db.store", "db.models")
"""How any statement reaches any store."""
STEPS = {"_scanned", "serve_scan", "scan", "show_answer"}
"""What a scan sets off: in its source's thread, on the screen, at the desks, on the screen again."""


class Tracer:
    """What is called of ours for a scan, and by which modules it is handed on up to the loan."""

    def __init__(self) -> None:
        self.is_on = False
        self.calls: list[tuple[str, str]] = []
        self.way: list[str] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        """As `sys.setprofile` wants it."""
        if not self.is_on or event != "call" or not frame.f_code.co_filename.startswith(OURS):
            return
        name, callers = frame.f_code.co_name, list(stack(frame))
        if not STEPS.isdisjoint(caller.f_code.co_name for caller in callers):
            self.calls.append((module(frame), name))
            if name in ("_scanned", "_tell", "check_out"):  # to the screen, into the queue, at the loan
                self.way = list(dict.fromkeys([*self.way, *map(module, reversed(callers))]))

    def visited(self, *, but: tuple[str, ...] = ()) -> list[str]:
        """Each module once, in order."""
        return [name for name in dict.fromkeys(name for name, _ in self.calls) if not name.startswith(but)]


def stack(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames of ours, the innermost first."""
    while frame:
        if frame.f_code.co_filename.startswith(OURS):
            yield frame
        frame = frame.f_back


def module(frame: FrameType) -> str:
    """Its name, with the packages that it is in."""
    return ".".join(Path(frame.f_code.co_filename).relative_to(ROOT).with_suffix("").parts)


@contextmanager
def traced() -> Iterator[Tracer]:
    """Trace this thread and those that begin meanwhile, while `is_on` is set."""
    tracer = Tracer()
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    try:
        yield tracer
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


@pytest.mark.store_in("file")
async def test_a_lending_scan_goes_straight_to_the_loan_and_is_painted_once(library: Library) -> None:
    library.patron("6101")
    library.copy("B1")
    is_in_turn = threading.Event()

    def codes() -> Iterator[tuple[float, str]]:
        yield 0.0, "6101"
        is_in_turn.wait(20)
        yield 0.0, "B1"

    with traced() as tracer:
        app = Kiosk(Settings(language="en"), store=library.store, sources=[ReplaySource(codes())])
        async with app.run_test(size=(80, 24)):
            await until(lambda: app.scene.showing.conversation.turn, 20)
            await app.join()
            tracer.is_on = True
            is_in_turn.set()
            await until(lambda: getattr(app.scene.showing.answer, "word", "") == "lent", 20)
            await app.join()
            tracer.is_on = False
    called = Counter(tracer.calls)
    asked = tracer.visited(but=PAINTING + PLUMBING)
    print("\nhanded on by", *tracer.way, sep="\n    ")
    print("these and what they ask", *asked, sep="\n    ")
    print("painted by", *(name for name in tracer.visited() if name.startswith(PAINTING)), sep="\n    ")
    assert called["db.codes", "clean"] == 1
    assert called["kiosk.service.service", "_tell"] == 1  # the one queue
    assert called["kiosk.scene.scene", "paint"] == 1
    assert called["db.circulation.lending", "check_out"] == 1
    assert tracer.way[0].startswith("kiosk.scanner.") and tracer.way[-1] == "db.circulation.lending"
    assert len(tracer.way) <= 12, tracer.way
    assert len(asked) <= 28, asked


def test_the_kiosk_calls_verbs_and_writes_no_event_itself() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kiosk").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "db.events.record"
        if any(name.name == "record" for name in node.names)
    }
    assert writers == {"kiosk/demo/school.py"}  # it makes a store's rows on purpose
