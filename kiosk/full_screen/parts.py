"""What the full screen is made of, put together for one machine and its settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from db.errors import BadValue
from kiosk.camera.aiming import Aiming
from kiosk.counter.conversation import Conversation
from kiosk.demo.demonstration import Demo, Demonstration
from kiosk.find.switch import FindSwitch
from kiosk.full_screen.key_presses import KeyPresses
from kiosk.full_screen.keys import Keys
from kiosk.full_screen.messages import CameraSeen, TimePassed
from kiosk.full_screen.routing import Routing
from kiosk.full_screen.timekeeper import Timekeeper
from kiosk.paper.printing.page_printer import PagePrinter
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.source import OnScan, Source
from kiosk.scene.errands import Errands
from kiosk.scene.scene import Scene
from kiosk.scene.showing import Showing
from kiosk.scene.stand import Stand
from kiosk.service.desk_state import DeskState
from kiosk.service.service import Service
from kiosk.settings import Settings, SoundSettings
from kiosk.settings_file import Slip
from kiosk.staff.mode import StaffMode
from kiosk.words import languages_from

if TYPE_CHECKING:  # what the first picture does not need is loaded when it is needed
    from db.store.opening import Store
    from kiosk.receipts.printer import Receipts
    from kiosk.sound.hearing import Hearing


@dataclass(frozen=True)
class Clocks:
    """What is told by which clock.

    `now` gives naive UTC, `steady` the seconds by which keys are timed, `waiting` those by which wrong PINs
    wait.
    """

    now: Callable[[], datetime]
    steady: Callable[[], float]
    waiting: Callable[[], float]


class Parts:
    """They share a `Stand`, and are made from the lowest up. What comes from other threads is a message."""

    def __init__(
        self,
        app: App[int],
        settings: Settings,
        clocks: Clocks,
        *,
        store: "Path | str | Store",
        sources: Sequence[Source],
        slips: Sequence[Slip],
        beside: tuple[str, ...],
        demo: Demo | None,
        on_scan: OnScan,
        on_answer: Callable[[DeskState | Exception], None],
        on_fault: Callable[[Exception], None],
    ) -> None:
        """As the app has them; a printer of receipts that cannot be had is one slip more."""
        self._app = app
        languages = languages_from(settings.language)
        aiming = Aiming(sources, mirrored=settings.camera.mirror, on_picture=self._camera_seen)
        pages = PagePrinter(settings.paper, self._wake, settings.font_files)
        receipts = _receipts(settings)
        if isinstance(receipts, Slip):
            slips, receipts = (*slips, receipts), None
        self.service = Service(store, settings.name, languages, receipts, pages, post=on_answer)
        showing = Showing(
            Conversation(languages[0]),
            is_demo=demo is not None,
            has_camera=aiming.is_possible,
            can_print=pages.is_known,
            offers_slips=settings.offers.slips and (receipts is not None or pages.is_known),
            left_out=tuple(slip.part for slip in slips),
            beside=beside,
        )
        self.scene = Scene(app, showing, aiming, pages, clocks.now)
        self.errands = Errands(on_fault)
        self.stand = Stand(app, settings, self.scene, self.service, self.errands, clocks.now, clocks.waiting)
        self.relabel = RelabelSwitch(self.stand)
        self.staff = StaffMode(self.stand, self.relabel)
        self.find = FindSwitch(self.stand)
        self.time = Timekeeper(self.stand, self.staff, self.find)
        self.routing = Routing(self.stand, self.staff, self.relabel, self.find)
        self.keys = Keys(app, settings.scanner.suffix, clocks.steady)
        self.key_presses = KeyPresses(
            self.stand, self.keys, self.staff, self.relabel, self.find, self.routing, clocks.steady
        )
        self.sounds = hearing(settings.sound)
        self.demonstration = Demonstration(demo, self.stand, on_scan) if demo else None

    def _wake(self) -> None:
        self._app.post_message(TimePassed())

    def _camera_seen(self, picture: tuple[str, ...]) -> None:
        self._app.post_message(CameraSeen(picture))


def hearing(settings: SoundSettings) -> "Hearing | None":
    """What is heard of answers; None where the settings want nothing, and then nothing is loaded for it."""
    if not (settings.tones or settings.speech):
        return None
    from kiosk.sound.hearing import Hearing

    return Hearing(settings)


def _receipts(settings: Settings) -> "Receipts | Slip | None":
    if not settings.receipts.printer:
        return None
    from kiosk.receipts.printer import open_receipts

    try:
        return open_receipts(settings.receipts, settings.font_files)
    except BadValue as error:
        getLogger("kiosk").error("%s", error)
        return Slip("receipts", error.sentence)
