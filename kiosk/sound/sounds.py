"""Sounds and speech from a thread of their own: nobody waits for them, whatever becomes of the player."""

import contextlib
import logging
import queue
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from kiosk.sound.players import VOICES, Players
from kiosk.sound.tones import Sound, wave_of

LOG = logging.getLogger("kiosk.sound")
_WAITING = 2
"""What comes while more than this waits makes the oldest go: it would be heard of another child's book."""
_STALE = 2.0
"""Seconds after which a sound is not played any more."""
_LONGEST = 8.0
"""Seconds that a program may take; then it is ended."""
_LONGEST_TEXT = 200


@dataclass(frozen=True)
class Utterance:
    """A sound, and what is said after it in a language; either may be missing."""

    sound: Sound | None
    text: str = ""
    language: str = "en"


class Sounds:
    """One kiosk's. Nothing that it does raises."""

    def __init__(self, players: Players, steady: Callable[[], float] = monotonic) -> None:
        self._players = players
        self._steady = steady
        self._waiting: queue.Queue[tuple[float, Utterance] | None] = queue.Queue(_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._was_told = False
        if players.player:
            threading.Thread(target=self._work, name="sounds", daemon=True).start()

    def put(self, utterance: Utterance) -> None:
        """Let it be heard; returns at once."""
        if self._players.player and not self._is_over:
            self._put((self._steady(), utterance))

    def stop(self) -> None:
        """Be silent from now on."""
        self._is_over = True
        self._put(None)
        process = self._process
        if process:
            with contextlib.suppress(OSError):
                process.kill()

    def _put(self, job: tuple[float, Utterance] | None) -> None:
        while True:
            try:
                self._waiting.put_nowait(job)
                return
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._waiting.get_nowait()

    def _work(self) -> None:
        while job := self._waiting.get():
            since, utterance = job
            if self._is_over or self._steady() - since > _STALE:
                continue
            try:
                self._play(utterance)
            except Exception as error:  # the outermost handler of the thread; no value is logged
                if not self._was_told:
                    LOG.warning("no sound was played: %s", type(error).__name__)
                self._was_told = True

    def _play(self, utterance: Utterance) -> None:
        if utterance.sound:
            self._send(wave_of(utterance.sound))
        if utterance.text and self._players.speaker and not self._is_over:
            voice = VOICES.get(utterance.language, "en")
            words = utterance.text[:_LONGEST_TEXT].encode()
            self._send(self._run([self._players.speaker, "-v", voice, "--stdin", "--stdout"], words))

    def _send(self, data: bytes) -> None:
        with TemporaryDirectory(prefix="kiosk-sound-") as folder:
            file = Path(folder) / "sound.wav"
            file.write_bytes(data)
            self._run([self._players.player, str(file)], b"")

    def _run(self, command: list[str], given: bytes) -> bytes:
        """What the program writes. Raises OSError, and TimeoutExpired with the program ended."""
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            written, _none = process.communicate(given, timeout=_LONGEST)
            return written
        finally:
            self._process = None
            if process.poll() is None:
                process.kill()
                process.communicate()
