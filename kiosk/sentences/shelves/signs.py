"""What stands in a class, in words that a child reads: for the signs on shelves."""

from db.marking import N_
from kiosk.words import Words

_CHINESE = {
    "A": N_("Marxism"),
    "B": N_("Thinking and religion"),
    "C": N_("How people live together"),
    "D": N_("Politics and law"),
    "E": N_("Armies"),
    "F": N_("Money and trade"),
    "G": N_("School, culture and sport"),
    "H": N_("Languages"),
    "I": N_("Stories and poems"),
    "J": N_("Art and music"),
    "K": N_("History and countries"),
    "N": N_("Science"),
    "O": N_("Numbers, physics and chemistry"),
    "P": N_("Sky and earth"),
    "Q": N_("Plants and animals"),
    "R": N_("Health"),
    "S": N_("Farming"),
    "T": N_("Machines and technology"),
    "U": N_("Cars, trains and ships"),
    "V": N_("Aeroplanes and space"),
    "X": N_("Caring for nature"),
    "Z": N_("All kinds of things"),
}
_DEWEY = {
    "0": N_("All kinds of things"),
    "1": N_("Thinking and feeling"),
    "2": N_("Religion"),
    "3": N_("How people live together"),
    "4": N_("Languages"),
    "5": N_("Science and nature"),
    "6": N_("Health and technology"),
    "7": N_("Art, music and sport"),
    "8": N_("Stories and poems"),
    "9": N_("History and countries"),
}


def subject_of(first: str, last: str, scheme: str, words: Words) -> str:
    """The subjects between two classes: one, or the first and the last; empty where they are not known.

    `scheme` is `clc` or `dewey`; for others nothing is known.
    """
    known = {"clc": _CHINESE, "dewey": _DEWEY}.get(scheme, {})
    subjects = [known.get(of_class[:1].upper(), "") for of_class in (first, last)]
    if not all(subjects):
        return ""
    return " – ".join(words(subject) for subject in dict.fromkeys(subjects))
