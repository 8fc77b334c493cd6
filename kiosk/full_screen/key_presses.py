"""What each key does at the full screen, and what is shown of a code that somebody types."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from textual import events

from kiosk.find.switch import SETTLED, FindSwitch
from kiosk.full_screen.keys import Keys
from kiosk.full_screen.messages import StaffCalled
from kiosk.full_screen.routing import Routing
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.keyboard import Entry
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand
from kiosk.staff.mode import StaffMode

_COMMANDS = {"f2": "%LANG", "f3": "%UNDO", "f4": "%RENEW", "f9": "%DONE"}
_FUNCTION_KEYS = {f"f{number}" for number in range(1, 13)}
_TOUCHES = timedelta(seconds=1)
"""The desk hears of typing this often at most."""
_LONGEST_TYPED = 64
"""A longer text is no code: a book lies on the keyboard, and must not keep anybody's turn open."""


class KeyPresses:
    """Keys that are commands, and keys that make codes, whether a scanner types them or a person."""

    def __init__(
        self,
        stand: Stand,
        keys: Keys,
        staff: StaffMode,
        relabel: RelabelSwitch,
        find: FindSwitch,
        routing: Routing,
        steady: Callable[[], float],
    ) -> None:
        """`steady` is the clock by which key events carry their time, in seconds."""
        self._stand = stand
        self._scene = stand.scene
        self._now = stand.now
        self._keys = keys
        self._staff = staff
        self._relabel = relabel
        self._find = find
        self._routing = routing
        self._steady = steady
        self._touched_at: datetime | None = None

    def take(self, event: events.Key | events.Paste) -> None:
        """A key was pressed, or a text pasted."""
        if isinstance(event, events.Paste) or not self._command(event.key):
            self._entered(self._keys.take(event), event.time)

    def quiet(self) -> None:
        """No key has come for a moment: what a scanner without a suffix has sent is complete."""
        now = self._steady()
        self._entered(self._keys.quiet(now), now)

    def forget_typed(self) -> None:
        """What somebody typed by hand is gone, also from the screen."""
        self._keys.forget_typed()
        self._scene.showing = replace(self._scene.showing, typed="")

    def _command(self, key: str) -> bool:
        """Do what a key that is no part of a code stands for. Returns whether it was one."""
        scene, dialog = self._scene, self._staff.dialog
        if scene.showing.is_demo and key in ("f10", "ctrl+c"):
            self._stand.app.exit(0)
        elif dialog and (key in _FUNCTION_KEYS or (key == "escape" and self._keys.is_empty)):
            dialog.pressed(key)
        elif self._relabel.is_on:
            if not self._relabel.pressed(key, is_typing=not self._keys.is_empty):
                return False
        elif key == "f10":
            self.forget_typed()
            self._find.close()
            self._stand.app.post_message(StaffCalled())
        elif self._find.is_on:
            if not self._find.pressed(key, is_typing=not self._keys.is_empty):
                return False
        elif key == "f5":
            self.forget_typed()
            self._routing.look_for_a_book()
        elif key == "f7" and scene.showing.roster:
            sign = events.Key("number_sign", "#")
            sign.time = self._steady()
            self._entered(self._keys.take(sign), sign.time)
        elif key == "f6" and scene.showing.has_camera:
            scene.showing = scene.showing.aiming(self._now())
            scene.paint()
        elif key in _COMMANDS:
            self._routing.serve(Scan(_COMMANDS[key], self._now(), "keyboard", by_key=True))
        elif key != "f8" or not self._routing.print():
            return False
        self._staff.touch()
        return True

    def _entered(self, entries: Sequence[Entry], at: float) -> None:
        """Serve what is complete, show what is not. `at` is the steady clock's time of the last key."""
        for entry in entries:
            self._staff.touch()
            dialog = self._staff.dialog
            # An input method commits as fast as a scanner types, but no code is written in Chinese.
            if dialog and (entry.by_hand or not entry.text.isascii()):
                dialog.entered(entry.text)
            elif not entry.text.isascii() and self._find.is_on:
                self._find.typed(entry.text)
            else:
                read_at = self._now() - timedelta(seconds=max(0.0, self._steady() - at))
                if entry.by_hand and self._find.entered(entry.text, read_at):
                    continue
                self._routing.serve(Scan(entry.text, read_at, "keyboard", by_hand=entry.by_hand))
        typed = self._keys.typed(at)
        if self._find.is_on and typed and self._keys.still(at) >= SETTLED:
            self._keys.clear()
            self._find.typed(typed)
        self._show_typed(self._keys.typed(at))
        self._keys.watch(at, settles=SETTLED if self._find.is_on else None)

    def _show_typed(self, typed: str) -> None:
        scene, dialog = self._scene, self._staff.dialog
        is_code = 0 < len(typed) <= _LONGEST_TYPED
        if is_code:
            self._staff.touch()
        if dialog:
            dialog.keyed(typed)
        elif self._find.is_on:
            self._find.typing(typed if is_code else "")
        elif typed != scene.showing.typed:
            scene.showing = replace(scene.showing, typed=typed)
            now = self._now()
            is_new = self._touched_at is None or not timedelta(0) <= now - self._touched_at < _TOUCHES
            if is_code and is_new and scene.showing.conversation.touched_at:
                self._touched_at = now
                self._stand.service.touch(now)
            scene.paint()
