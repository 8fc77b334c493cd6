"""What every part of the full screen has at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from textual.app import App

from kiosk.scene.desk_window import DeskWindow
from kiosk.scene.errands import Errands
from kiosk.scene.scene import Scene
from kiosk.service.service import Service
from kiosk.settings import Settings


@dataclass(frozen=True)
class Stand:
    """One kiosk.

    Attributes:
        app: takes the messages of the parts.
        settings: this machine's.
        scene: what stands on the screen.
        service: the desks.
        errands: what waits for the desks.
        now: naive UTC.
        steady: seconds of a clock that nobody sets, for waits.
        window: the librarian's desk over it all.
    """

    app: App[int]
    settings: Settings
    scene: Scene
    service: Service
    errands: Errands
    now: Callable[[], datetime]
    steady: Callable[[], float]
    window: DeskWindow = field(default_factory=DeskWindow)
