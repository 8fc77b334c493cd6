"""What this machine can play and speak with: programs of the system, found and not shipped."""

import shutil
from dataclasses import dataclass

from db.marking import N_, Sentence
from kiosk.settings import SoundSettings

_PLAYERS = ("pw-play", "paplay", "aplay")
_SPEAKER = "espeak-ng"
VOICES = {"en": "en", "zh_CN": "cmn"}
"""Its voices, by the language of the screen."""
NO_PLAYER = N_(
    "Sounds are turned on, but none of the programs that can play them is installed ({names}). "
    "For one of them: apt install alsa-utils"
)
NO_SUCH_PLAYER = N_("Sounds are turned on, but the player of the settings is not installed: {player}.")
NO_SPEAKER = N_("Speech is turned on, but espeak-ng is not installed. Install the package espeak-ng.")
FOUND = N_("Sounds are played with {player}, speech comes from {speaker}.")


@dataclass(frozen=True)
class Players:
    """The programs by their paths; empty where there is none, or where it is not wanted."""

    player: str = ""
    speaker: str = ""


def find_players(settings: SoundSettings) -> Players:
    """What is here of that which the settings want."""
    if not (settings.tones or settings.speech):
        return Players()
    wanted = (settings.player,) if settings.player else _PLAYERS
    player = next(filter(None, map(shutil.which, wanted)), "")
    return Players(player, (shutil.which(_SPEAKER) or "") if settings.speech else "")


def troubles_of(settings: SoundSettings) -> list[Sentence]:
    """What is wanted and is not here."""
    found = find_players(settings)
    troubles = []
    if (settings.tones or settings.speech) and not found.player:
        troubles.append(
            Sentence(NO_SUCH_PLAYER, {"player": settings.player})
            if settings.player
            else Sentence(NO_PLAYER, {"names": ", ".join(_PLAYERS)})
        )
    if settings.speech and not found.speaker:
        troubles.append(Sentence(NO_SPEAKER))
    return troubles


def found_sentence(settings: SoundSettings) -> Sentence | None:
    """What will be heard with; None where nothing is wanted or the player is missing."""
    found = find_players(settings)
    if not found.player:
        return None
    return Sentence(FOUND, {"player": found.player, "speaker": found.speaker or "-"})
