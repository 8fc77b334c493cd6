"""Files that were sent to the desk and are looked at before they are done: private, and soon gone."""

import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from db.marking import Sentence
from kiosk.words import visible

KEPT = 3600
"""Seconds that a file stays which nobody has asked for."""
MOST = 12
"""Files at one time; the one that was longest not asked for makes room."""
_LONGEST_NAME = 60


@dataclass
class Upload:
    """One file. `owner` is whoever sent it, by their reader's id.

    Attributes:
        kind: what it is for, in the words of the page that took it.
        mapping: which columns stand for what, as `COLUMN=FIELD`.
        job: the address that shows how far the work on it is.
        came: what that work answered; None before it did.
        trouble: why it did not answer.
        may_name: whether it would help to say what its columns are.
        looks_like: the kind that it seems to be, where that is another one.
    """

    id: str
    kind: str
    path: Path
    owner: int | None
    asked_at: float
    mapping: tuple[str, ...] = ()
    job: str = ""
    came: object = None
    trouble: Sentence | None = None
    may_name: bool = False
    looks_like: str = ""


@dataclass
class Uploads:
    """All files of one desk, in a folder that ends with its process."""

    clock: Callable[[], float] = time.monotonic
    _files: dict[str, Upload] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def keep(self, file: BinaryIO, name: str, *, kind: str, owner: int | None) -> Upload:
        """Keep a file that was sent, under the name that it had. Raises OSError where it cannot be."""
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="kiosk-desk-", ignore_cleanup_errors=True)
            self._clear()
            token = secrets.token_urlsafe(12)
            path = Path(self._folder.name) / token / _safe(name)
            path.parent.mkdir(mode=0o700)
            with path.open("wb") as written:
                shutil.copyfileobj(file, written)
            self._files[token] = Upload(token, kind, path, owner, self.clock())
            return self._files[token]

    def find(self, token: str, owner: int | None) -> Upload | None:
        """The file that this person sent, or None."""
        with self._lock:
            self._clear()
            found = self._files.get(token)
            if found is None or found.owner != owner:
                return None
            found.asked_at = self.clock()
            return found

    def drop(self, token: str) -> None:
        """Delete it."""
        with self._lock:
            self._remove(token)

    def _clear(self) -> None:
        now = self.clock()
        for old in [one.id for one in self._files.values() if now - one.asked_at > KEPT]:
            self._remove(old)
        while len(self._files) >= MOST:
            self._remove(min(self._files, key=lambda token: self._files[token].asked_at))

    def _remove(self, token: str) -> None:
        if gone := self._files.pop(token, None):
            shutil.rmtree(gone.path.parent, ignore_errors=True)


def _safe(name: str) -> str:
    """The last part of a file's name, short and of letters that can be shown."""
    last = visible(PureWindowsPath(name).name.encode("utf-8", "replace").decode()).strip(". ")
    stem, dot, ending = last.rpartition(".")
    short = f"{stem[:_LONGEST_NAME]}{dot}{ending[:8]}" if dot else last[:_LONGEST_NAME]
    return short.replace("/", "_").replace("\0", "_") or "list"
