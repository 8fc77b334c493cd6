"""A station of a stocktake that goes on while the store is away: its scans wait here, and count once."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from db.answers.shelves.stocktake import Answered, StocktakeHeard
from db.errors import LibraryError, StoreError
from db.shelf.faces import face_of_code
from db.stocktake.opening import Found, card_of_code
from db.stocktake.scanning import Station, digests_in, read_memory
from db.store.deadline import in_time
from db.store.opening import Store, beside
from db.store.trouble import is_trouble
from kiosk.connection.machine_memory import memory_file
from kiosk.faults import note

Result = TypeVar("Result")

_RETRY = timedelta(seconds=5)
"""A store that is away is looked for again no sooner."""
ANSWER = 2.5
"""Seconds that somebody with a scanner waits for a server."""
_TAKEN_IN = 0.05
"""Seconds more for each scan that waits to be taken in."""


class NotedStation:
    """One person with one scanner, at a store that may be away for a while.

    `waiting` counts the scans that no store has yet.
    """

    def __init__(self, store: Store, stocktake: Found, station: str, person: str) -> None:
        """The store must be open. What waits of an earlier session is taken in. Raises as `Station`."""
        self._store, self._stocktake = store, stocktake
        self._station_name, self._person = station, person
        self._station = Station(stocktake, station, person)
        self._file = memory_file(store, f"stocktake-{stocktake.stocktake_id}").with_suffix(".jsonl")
        self._area = ""
        self._away_since: datetime | None = None
        self.waiting = len(_lines(self._file))
        if self.waiting:
            self._take_in()

    def hear(self, code: str, at: datetime) -> StocktakeHeard | None:
        """Take one cleaned code in; None where it waits for the store. Raises as `Station.hear`, and OSError
        where it can be written nowhere.
        """
        if self._away_since is None or at - self._away_since >= _RETRY:
            with suppress(StoreError):
                return self._heard(code, at)
            self._away_since = at
        self._note(code, at)
        return None

    def close(self) -> None:
        """Look for the store once more."""
        if self.waiting:
            with suppress(StoreError):
                self._with_store(self._take_in)

    def _heard(self, code: str, at: datetime) -> StocktakeHeard:
        def work() -> StocktakeHeard:
            if self.waiting:
                self._take_in()
            # An answer may be lost though the store has the scan: it is known again when it is taken in.
            (digest,) = digests_in(self._stocktake, [(at, code)])
            return self._station.hear(code, at, digest)

        place = self._station.place
        try:
            heard = self._with_store(work)
        except StoreError:
            self._station.place = place
            raise
        self._away_since = None
        if heard.answered in (Answered.AREA, Answered.AREA_DONE):
            self._area = code if heard.answered is Answered.AREA else ""
        return heard

    def _with_store(self, work: Callable[[], Result]) -> Result:
        """Do it on a connection made for it: one that was held may be dead by now. Raises StoreError."""
        try:
            if self._store.mark() is None:
                raise StoreError("unavailable")
            with beside(self._store), in_time(seconds=ANSWER + _TAKEN_IN * self.waiting):
                return work()
        except Exception as error:
            if not is_trouble(error):
                raise
            note(error)
            raise StoreError("unavailable") from error

    def _note(self, code: str, at: datetime) -> None:
        """Write the scan down, with the shelf at which its person stood before."""
        line = {"at": at.isoformat(), "code": code, "area": self._area, "person": self._person}
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            os.write(handle, (json.dumps(line) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        self.waiting += 1
        if face_of_code(code) is not None or card_of_code(code):
            self._area = "" if card_of_code(code) and code == self._area else code
            with suppress(LibraryError):
                self._station.goes_on_at(code)

    def _take_in(self) -> None:
        """Take in what waits, each person's scans behind the shelf at which they stood; then forget it."""
        lines = _lines(self._file)
        for person in dict.fromkeys(line["person"] for line in lines):
            own = [line for line in lines if line["person"] == person]
            scans = [(datetime.fromisoformat(line["at"]), line["code"]) for line in own]
            read_memory(self._stocktake, scans, self._station_name, person, at=own[0]["area"])
        self._file.unlink(missing_ok=True)
        self.waiting = 0


def _lines(file: Path) -> list[dict[str, str]]:
    try:
        content = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    found = []
    for line in content.splitlines():
        with suppress(ValueError):  # the machine lost power while it was written
            found.append(json.loads(line))
    return found
