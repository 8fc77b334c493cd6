"""Sounds and speech from a thread of their own: nobody waits for them, whatever becomes of the player."""

import contextlib
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic
from typing import IO

from kiosk.short_queue import ShortQueue
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
_LONGEST_WAVE = 8 * 1024 * 1024
"""Bytes of speech: three minutes."""


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
        self._waiting = ShortQueue[tuple[float, Utterance]](_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._was_told = False
        if players.player:
            threading.Thread(target=self._work, name="sounds", daemon=True).start()

    def put(self, utterance: Utterance) -> None:
        """Let it be heard; returns at once."""
        if self._players.player and not self._is_over:
            self._waiting.put((self._steady(), utterance))

    def stop(self) -> None:
        """Be silent from now on."""
        self._is_over = True
        self._waiting.put(None)
        process = self._process
        if process:
            _end(process)

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
            self._send(self._spoken([self._players.speaker, "-v", voice, "--stdin", "--stdout"], words))

    def _send(self, data: bytes) -> None:
        with TemporaryDirectory(prefix="kiosk-sound-") as folder:
            file = Path(folder) / "sound.wav"
            file.write_bytes(data)
            self._run([self._players.player, str(file)])

    def _spoken(self, command: list[str], given: bytes) -> bytes:
        """What the speaker writes. Raises as `_run`."""
        with TemporaryFile() as words, TemporaryFile() as spoken:
            words.write(given)
            words.seek(0)
            self._run(command, words, spoken)
            spoken.seek(0)
            return spoken.read(_LONGEST_WAVE)

    def _run(
        self, command: list[str], given: IO[bytes] | int = DEVNULL, taken: IO[bytes] | int = DEVNULL
    ) -> None:
        """Run a program. Raises OSError, and TimeoutExpired with the program ended.

        There is no pipe to it: what it has begun in its turn may hold one open for ever, or fill the memory.
        """
        self._process = process = subprocess.Popen(
            command, stdin=given, stdout=taken, stderr=DEVNULL, start_new_session=True
        )
        try:
            process.wait(_LONGEST)
        finally:
            self._process = None
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, with all that it has begun."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1.0)
