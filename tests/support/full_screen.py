"""Standing at the kiosk in a test: keys pressed, time passing by hand, and what can be read on the screen."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from school import NOW, Library
from textual import events
from textual.pilot import Pilot, WaitForScreenTimeout

from db.models import Event
from db.store.opening import connected
from kiosk.full_screen.app import Kiosk
from kiosk.full_screen.messages import KeysQuiet, TimePassed
from kiosk.settings import OfferSettings, PaperSettings, ReceiptSettings, Settings, SoundSettings

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab"}


@dataclass
class Clock:
    """Runs only when told to."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        """The same, as a clock that nobody sets."""
        return (self.at - NOW).total_seconds()


@dataclass
class SteadyClock:
    """The keyboard's: seconds that run only as somebody types."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Standing:
    """Somebody at the kiosk."""

    app: Kiosk
    pilot: Pilot[int]
    store: Path
    clock: Clock = field(default_factory=Clock)
    steady: SteadyClock = field(default_factory=SteadyClock)

    async def scan(self, *codes: str, suffix: str = "\r") -> None:
        """A scanner types the codes, back to back; all are answered when this returns."""
        for code in codes:
            for character in code + suffix:
                self.send(character, after=0.001)
        await self.settle()

    async def type(self, text: str) -> None:
        """A person types."""
        for character in text:
            self.send(character, after=min(0.2, 8 / max(1, len(text))))
        await self.keys_rest(0.25)  # it is shown once it is clear that no scanner sends it

    async def press(self, *keys: str) -> None:
        """Keys that make no character."""
        for key in keys:
            self.send_key(events.Key(key, None), after=0.2)
        await self.settle()

    async def keys_rest(self, seconds: float) -> None:
        """No key comes for so long, and the keyboard notices."""
        await self.settle()
        self.steady.at += seconds
        self.app.post_message(KeysQuiet())
        await self.settle()

    def send(self, character: str, *, after: float) -> None:
        """One key that makes a character, this many seconds after the last one."""
        name = NAMES.get(character, character if character.isalnum() else "sign")
        self.send_key(events.Key(name, character), after=after)

    def send_key(self, event: events.Key | events.Paste, *, after: float) -> None:
        """A key or a paste, as the terminal gives it."""
        self.steady.at += after
        event.time = self.steady.at
        self.app.post_message(event)

    async def wait(self, seconds: float) -> None:
        """The kiosk's clock goes on, and it notices."""
        self.clock.at += timedelta(seconds=seconds)
        self.app.post_message(TimePassed())
        await self.settle()

    async def settle(self) -> None:
        """Until everything asked for is answered and painted: nothing is left to do, twice in a row.

        Textual's own pause takes a machine that is busy with something else for one that has done its work.
        """
        quiet, begun = 0, time.monotonic()
        while quiet < 2 and not self.app._exit:
            assert time.monotonic() < begun + 60, "the screen comes to no rest"
            await self.app.join()
            self.app.screen.call_later(self.app.screen._on_timer_update)
            try:
                await self.pilot._wait_for_screen(timeout=2)
            except WaitForScreenTimeout:  # the screen that was asked has closed meanwhile
                continue
            if self._is_painting_behind() and time.monotonic() < begun + 1:
                await asyncio.sleep(0.02)  # by a timer of its own
                continue
            quiet = 0 if self._has_work() else quiet + 1

    def _is_painting_behind(self) -> bool:
        """Whether a screen that is seen behind a dialog is still to be painted."""
        return any(
            screen._layout_required
            or screen._dirty_widgets
            or any(not node._message_queue.empty() for node in screen.walk_children(with_self=True))
            for screen in self.app._background_screens
        )

    def _has_work(self) -> bool:
        """Whether a message, a layout or a painting is still to come."""
        screen = self.app.screen
        return bool(
            screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
            or screen._dirty_widgets
            or screen._callbacks
            or any(widget._repaint_required or widget._layout_required for widget in screen.walk_children())
            or any(
                node._next_callbacks or not node._message_queue.empty()
                for node in (self.app, *screen.walk_children(with_self=True))
            )
        )

    @property
    def lines(self) -> list[str]:
        """The screen as it is painted, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def tones(self) -> set[str]:
        """The stage's colours."""
        return {name for name in self.app.screen.query_one("#stage").classes if name.startswith("-")}

    def events(self) -> list[str]:
        """The verbs in the store, in order."""
        with connected():
            return [event.verb for event in Event.select().order_by(Event.id)]

    def loans(self) -> list[tuple[str, str]]:
        """The open loans: reader's number, title."""
        with connected():
            return Library(self.store).open_loans()


@asynccontextmanager
async def standing_at(
    store: Path,
    *,
    size: tuple[int, int] = (80, 24),
    language: str = "en",
    printer: str = "",
    paper: PaperSettings | None = None,
    offers: OfferSettings | None = None,
    sound: SoundSettings | None = None,
    faults: int = 0,
    **options: Any,
) -> AsyncIterator[Standing]:
    """Open the full screen on this store; the test fails when anything broke that was not meant to."""
    clock, steady = Clock(), SteadyClock()
    settings = Settings(
        name="test kiosk",
        language=language,
        receipts=ReceiptSettings(printer),
        paper=paper or PaperSettings(),
        offers=offers or OfferSettings(),
        sound=sound or SoundSettings(),
    )
    app = Kiosk(settings, store=store, now=clock, steady=steady, waiting=clock.seconds, **options)
    async with app.run_test(size=size) as pilot:
        standing = Standing(app, pilot, store, clock, steady)
        await standing.settle()
        yield standing
    assert app.faults == faults


async def until(wanted: Any, seconds: float = 40) -> None:
    """Wait for what another thread brings about."""
    for _ in range(int(seconds / 0.02)):
        if wanted():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


def within(lines: Sequence[str], columns: int, rows: int) -> bool:
    """Whether the screen is whole: as many rows, each as wide as it should be."""
    from rich.cells import cell_len

    return len(lines) == rows and all(cell_len(line) == columns for line in lines)
