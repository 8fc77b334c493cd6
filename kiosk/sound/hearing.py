"""A kiosk that is heard: what the settings want, with what is there."""

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer
from kiosk.faults import note
from kiosk.settings import SoundSettings
from kiosk.sound.answers import heard
from kiosk.sound.players import find_players
from kiosk.sound.sounds import Sounds
from kiosk.words import Words


class Hearing:
    """Nothing that goes wrong with it is noticed at the counter."""

    def __init__(self, settings: SoundSettings) -> None:
        self._settings = settings
        self._sounds = Sounds(find_players(settings))

    def hear(self, answer: Answer | CornerAnswer, words: Words) -> None:
        """Let an answer be heard; returns at once."""
        try:
            if utterance := heard(answer, words, self._settings):
                self._sounds.put(utterance)
        except Exception as error:  # the screen has said it already
            note(error)

    def stop(self) -> None:
        """Be silent from now on."""
        self._sounds.stop()
