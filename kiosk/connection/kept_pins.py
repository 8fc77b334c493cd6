"""The staff's PINs as this machine saw them last: asked for while the store is away, and ever after."""

from dataclasses import asdict
from typing import Any

from db.answers.counter.pin import KeptPin, PinAsked
from db.codes import clean
from db.roles import Post, Role
from db.staff import pins
from db.store.opening import Store
from kiosk.connection.machine_memory import held, memory_file, read, write
from kiosk.faults import note


class KeptPins:
    """Those of one store. Hashes and the staff's own codes, in a file that only the kiosk's user reads."""

    def __init__(self, store: Store) -> None:
        self._file = memory_file(store, "pins")

    @property
    def is_any(self) -> bool:
        """Whether a PIN was ever seen here."""
        return self.asked() is not PinAsked.WORD

    def remember(self) -> None:
        """Keep what the store says now, on a connection to it.

        A store without a PIN changes nothing: PINs are changed, never taken away, so it is another store.
        """
        asked = pins.pin_asked()
        if asked is PinAsked.WORD:
            return
        content = {"asked": asked.value, "pins": [_written(kept) for kept in pins.kept_pins()]}
        try:
            with held(self._file) as file:
                if self._read(file) != content:
                    write(file, content)
        except OSError as error:
            note(error)

    def asked(self) -> PinAsked:
        """What is asked for while the store cannot say. A file that cannot be read lets nobody in."""
        found = self._found()
        return PinAsked(found.get("asked", "word"))

    def of_card(self, code: str) -> tuple[int, str] | None:
        """The id and the number of the member of staff whose card this is, or None."""
        heard = clean(code)
        own = (pin for pin in self._pins() if pin.patron_id is not None and heard in pin.codes)
        return next(((pin.patron_id, pin.number) for pin in own if pin.patron_id is not None), None)

    def pin_of(self, card: int | None) -> KeptPin | None:
        """The PIN of this member of staff, or the shared one."""
        return next((pin for pin in self._pins() if pin.patron_id == card), None)

    def _pins(self) -> list[KeptPin]:
        return [_understood(kept) for kept in self._found().get("pins", ())]

    def _found(self) -> dict[str, Any]:
        if not self._file.exists():
            return {}
        try:
            with held(self._file) as file:
                return self._read(file)
        except OSError as error:
            note(error)
            return dict(_UNREADABLE)

    def _read(self, file: int) -> dict[str, Any]:
        try:
            found = read(file)
            PinAsked(found.get("asked", "word"))
            for kept in found.get("pins", ()):
                _understood(kept)
            return found
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            note(error)
            return dict(_UNREADABLE)


_UNREADABLE = {"asked": PinAsked.SHARED.value, "pins": []}


def _written(kept: KeptPin) -> dict[str, Any]:
    classes = None if kept.post.classes is None else sorted(kept.post.classes)
    return {**asdict(kept), "codes": list(kept.codes), "post": [kept.post.role.value, classes]}


def _understood(kept: dict[str, Any]) -> KeptPin:
    role, classes = kept["post"]
    post = Post(Role(role), kept["patron_id"], None if classes is None else frozenset(classes))
    return KeptPin(kept["patron_id"], str(kept["number"]), tuple(kept["codes"]), str(kept["pin"]), post)
