"""Wrong PINs counted on this machine, whatever becomes of the store, its replica and the wall clock.

A wait runs by the machine's steady clock. After a restart the wall clock says how much of it is over; where
that was set back, the wait begins once more.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from db.staff.pin_rules import wait_after
from db.store.opening import Store
from kiosk.connection.machine_memory import held, memory_file, read, write
from kiosk.faults import note

_SHARED = "shared"
Answer = TypeVar("Answer")


def _this_start() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


class WrongPins:
    """Those of one store at this machine. `steady`: seconds of a clock that nobody sets."""

    def __init__(self, store: Store, steady: Callable[[], float]) -> None:
        self._file = memory_file(store, "wrong-pins")
        self._steady = steady
        self._kept: dict[str, Any] = {}

    def begin(self, card: int | None, now: datetime) -> int:
        """Count a try before it is looked at, as wrong until `right`. Else the seconds left to wait."""

        def counted(all_of: dict[str, Any]) -> int:
            entry = all_of.setdefault(_key(card), {"wrong": 0, "untold": 0})
            if left := self._left(entry, now):
                return left
            entry["wrong"] = min(entry["wrong"] + 1, 99)
            entry["untold"] += 1
            self._start(entry, now)
            return 0

        return self._changed(counted)

    def so_far(self, card: int | None) -> int:
        """How many were wrong, with the one that is being looked at."""
        return self._changed(lambda all_of: int(all_of.get(_key(card), {}).get("wrong", 0)))

    def seconds_left(self, card: int | None, now: datetime) -> int:
        """How long no further try is looked at."""
        return self._changed(lambda all_of: self._left(all_of.get(_key(card), {}), now))

    def right(self, card: int | None) -> None:
        """The try that was begun was right."""
        self._change(card, lambda entry: entry.update(wrong=0, untold=entry["untold"] - 1))

    def not_looked_at(self, card: int | None) -> None:
        """The try that was begun was not looked at: the store said to wait."""
        self._change(
            card, lambda entry: entry.update(wrong=entry["wrong"] - 1, untold=max(0, entry["untold"] - 1))
        )

    def told(self, card: int | None, tries: int) -> None:
        """The store has been told of so many tries."""
        self._change(card, lambda entry: entry.update(untold=max(0, entry["untold"] - tries)))

    def untold(self) -> dict[int | None, tuple[int, int]]:
        """Of which PINs the store lacks tries: how many were wrong in a row, how many it lacks."""

        def look(all_of: dict[str, Any]) -> dict[int | None, tuple[int, int]]:
            return {
                None if key == _SHARED else int(key): (entry["wrong"], entry["untold"])
                for key, entry in all_of.items()
                if entry["untold"] > 0
            }

        return self._changed(look)

    def _change(self, card: int | None, change: Callable[[dict[str, Any]], None]) -> None:
        def changed(all_of: dict[str, Any]) -> None:
            if entry := all_of.get(_key(card)):
                change(entry)

        self._changed(changed)

    def _start(self, entry: dict[str, Any], now: datetime) -> None:
        entry.update(start=_this_start(), since=self._steady(), at=now.isoformat())

    def _left(self, entry: dict[str, Any], now: datetime) -> int:
        if not entry.get("wrong"):
            return 0
        wait = wait_after(entry["wrong"]).total_seconds()
        passed = self._steady() - entry["since"]
        if entry["start"] != _this_start() or passed < 0:
            passed = (now - datetime.fromisoformat(entry["at"])).total_seconds()
            if passed < 0:
                self._start(entry, now)
                passed = 0
        return max(0, -int(-(wait - passed) // 1))

    def _changed(self, change: Callable[[dict[str, Any]], Answer]) -> Answer:
        try:
            with held(self._file) as file:
                try:
                    found = {key: _entry(entry) for key, entry in read(file).items()}
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    note(error)
                    found = self._kept
                answer = change(found)
                self._kept = found
                write(file, found)
        except OSError as error:  # a full disk does not make guessing free
            note(error)
            return change(self._kept)
        return answer


def _key(card: int | None) -> str:
    return _SHARED if card is None else str(card)


def _entry(kept: dict[str, Any]) -> dict[str, Any]:
    datetime.fromisoformat(kept.get("at", "0001-01-01"))
    return {
        "wrong": int(kept["wrong"]),
        "untold": int(kept["untold"]),
        "start": str(kept.get("start", "")),
        "since": float(kept.get("since", 0)),
        "at": str(kept.get("at", "0001-01-01")),
    }
