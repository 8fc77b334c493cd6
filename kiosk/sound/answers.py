"""What is heard of an answer. No child's name is spoken, and nothing that would shame: others listen."""

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer, CheckedIn, CheckedOut, Ignored, Renewed, Settled
from kiosk.sentences.said import Tone
from kiosk.sentences.saying import say
from kiosk.settings import SoundSettings
from kiosk.sound.sounds import Utterance
from kiosk.sound.tones import Sound
from kiosk.words import Words, visible

_OF_A_BOOK = (CheckedOut, Settled, Renewed, CheckedIn)
_GLAD = (Tone.DONE, Tone.HELLO)


def heard(answer: Answer | CornerAnswer, words: Words, settings: SoundSettings) -> Utterance | None:
    """The sound and the words; None where there is nothing to be heard.

    Of a book the large word and the title are said, which the child holds in the hand; of what may be kept
    until when only a book that was lent. Of all else only the large word: why something was refused, or how
    late it came, is read on the screen.
    """
    if isinstance(answer, Ignored):
        return None
    said = say(answer, words)
    sound = (Sound.DONE if said.tone in _GLAD else Sound.LOOK) if settings.tones else None
    text = ""
    if settings.speech:
        parts = [said.big]
        if isinstance(answer, _OF_A_BOOK):
            parts.append(visible(answer.book.title))
        if isinstance(answer, CheckedOut | Settled):
            parts.append(words("Bring it back by {day}.", day=words.day(answer.due_on)))
        text = ". ".join(filter(None, parts)) if words.language == "en" else "。".join(filter(None, parts))
    return Utterance(sound, text, words.language) if sound or text else None
