"""Two sounds that we make ourselves: done; look here. They differ by direction and number, not loudness."""

import io
import math
import wave
from array import array
from collections.abc import Sequence
from enum import Enum
from functools import cache

RATE = 22_050
"""Samples a second."""
_LOUD = 0.35
"""Of what a sample can hold: a kiosk stands in a quiet room."""
_FADE = 0.012
"""Seconds in which a note comes and goes, so that it does not click."""


class Sound(Enum):
    """What is heard: notes in hertz with their seconds, one after the other; 0 is a rest."""

    DONE = ((659.3, 0.09), (987.8, 0.16))
    """Two notes that rise."""
    LOOK = ((440.0, 0.12), (0.0, 0.06), (440.0, 0.12), (0.0, 0.06), (349.2, 0.2))
    """Three notes, of which the last falls."""


@cache
def wave_of(sound: Sound) -> bytes:
    """The sound as a WAV file: one channel, 16 bits."""
    return as_wave(_samples(sound.value))


def _samples(notes: Sequence[tuple[float, float]]) -> "array[int]":
    samples = array("h")
    for hertz, seconds in notes:
        count = int(RATE * seconds)
        for at in range(count):
            edge = min(at, count - at) / (RATE * _FADE)
            level = 32_767 * _LOUD * min(1.0, edge)
            turn = 2 * math.pi * hertz * at / RATE
            samples.append(int(level * (0.8 * math.sin(turn) + 0.2 * math.sin(2 * turn))))
    return samples


def as_wave(samples: "array[int]") -> bytes:
    """Samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file.getvalue()
