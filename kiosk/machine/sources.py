"""From the settings to the sources: all that are named, at once; each is loaded only when it is named."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.scanner.source import Source
from kiosk.settings import Settings

if TYPE_CHECKING:
    from db.store.opening import Store


def choose_sources(settings: Settings, store: "Path | str | Store") -> list[Source]:
    """The sources that the settings name, in the order serial, event, camera; none for the keyboard.

    Nothing is opened here: a device that is missing or wrongly named is reported by its source once it is
    started. `store` is what the camera asks whether a code is known.
    """
    scanner, camera = settings.scanner, settings.camera
    sources: list[Source] = []
    if scanner.serial:
        from kiosk.scanner.serial_port import SerialSource

        sources.append(SerialSource(scanner.serial, scanner.baud, scanner.ending))
    if scanner.event:
        from kiosk.scanner.event_device import EventSource

        sources.append(EventSource(scanner.event, ends_by_pause=scanner.suffix == "pause"))
    if camera.device != "":
        from db.store.opening import store_at
        from kiosk.camera.camera import CameraSource
        from kiosk.camera.known_codes import KnownCodes
        from kiosk.camera.plausible import LIBRARY, Symbology

        codes = KnownCodes(store_at(store))
        acting = frozenset(map(Symbology, scanner.symbologies))
        sources.append(
            CameraSource(
                camera.device,
                size=camera.size,
                rate=camera.rate,
                rules=replace(LIBRARY, symbologies=acting),
                trusted=codes.is_certain,
                known=codes.is_known,
            )
        )
    return sources
