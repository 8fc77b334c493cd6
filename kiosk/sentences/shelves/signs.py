"""What stands in a class, in words that a child reads and in a picture: for the signs on shelves.

A picture is named as `labels.content.pictures` does.
"""

from db.marking import N_
from kiosk.words import Words

_Subject = tuple[str, str]
"""The words and the picture."""

_CHINESE: dict[str, _Subject] = {
    "A": (N_("Marxism"), "book"),
    "B": (N_("Thinking and religion"), "bulb"),
    "C": (N_("How people live together"), "people"),
    "D": (N_("Politics and law"), "flag"),
    "E": (N_("Armies"), "shield"),
    "F": (N_("Money and trade"), "coin"),
    "G": (N_("School, culture and sport"), "school"),
    "H": (N_("Languages"), "speech"),
    "I": (N_("Stories and poems"), "castle"),
    "J": (N_("Art and music"), "palette"),
    "K": (N_("History and countries"), "globe"),
    "N": (N_("Science"), "flask"),
    "O": (N_("Numbers, physics and chemistry"), "numbers"),
    "P": (N_("Sky and earth"), "stars"),
    "Q": (N_("Plants and animals"), "cat"),
    "R": (N_("Health"), "heart"),
    "S": (N_("Farming"), "apple"),
    "T": (N_("Machines and technology"), "gear"),
    "U": (N_("Cars, trains and ships"), "car"),
    "V": (N_("Aeroplanes and space"), "rocket"),
    "X": (N_("Caring for nature"), "tree"),
    "Z": (N_("All kinds of things"), "book"),
}
_CHINESE_FINER: dict[str, _Subject] = {
    "D9": (N_("Law"), "shield"),
    "G8": (N_("Sport"), "ball"),
    "G89": (N_("Games"), "ball"),
    "H1": (N_("Chinese"), "pen"),
    "H3": (N_("Foreign languages"), "speech"),
    "I2": (N_("Chinese stories"), "castle"),
    "I22": (N_("Poems"), "pen"),
    "I28": (N_("Stories for children"), "castle"),
    "I287.2": (N_("Poems"), "pen"),
    "I287.7": (N_("Fairy tales"), "castle"),
    "I287.8": (N_("Picture stories"), "picture"),
    "J2": (N_("Drawing and comics"), "palette"),
    "J6": (N_("Music"), "notes"),
    "K2": (N_("History of China"), "temple"),
    "K8": (N_("Famous people"), "people"),
    "K9": (N_("Countries and journeys"), "globe"),
    "O1": (N_("Numbers"), "numbers"),
    "O4": (N_("Experiments"), "flask"),
    "O6": (N_("Experiments"), "flask"),
    "P1": (N_("Stars and planets"), "stars"),
    "Q91": (N_("Dinosaurs"), "dinosaur"),
    "Q94": (N_("Plants"), "leaf"),
    "Q95": (N_("Animals"), "cat"),
    "Q959.4": (N_("Fish"), "fish"),
    "Q96": (N_("Insects"), "beetle"),
    "TP3": (N_("Computers"), "computer"),
    "V5": (N_("Space"), "rocket"),
    "Z2": (N_("Encyclopedias"), "book"),
}
"""A class, and all that begins with it, on a shelf that has nothing else."""
_DEWEY: dict[str, _Subject] = {
    "0": (N_("All kinds of things"), "book"),
    "1": (N_("Thinking and feeling"), "bulb"),
    "2": (N_("Religion"), "temple"),
    "3": (N_("How people live together"), "people"),
    "4": (N_("Languages"), "speech"),
    "5": (N_("Science and nature"), "flask"),
    "6": (N_("Health and technology"), "gear"),
    "7": (N_("Art, music and sport"), "palette"),
    "8": (N_("Stories and poems"), "castle"),
    "9": (N_("History and countries"), "globe"),
}


_DEWEY_FINER: dict[str, _Subject] = {
    "00": (N_("Computers"), "computer"),
    "03": (N_("Encyclopedias"), "book"),
    "398": (N_("Fairy tales"), "castle"),
    "51": (N_("Numbers"), "numbers"),
    "52": (N_("Stars and planets"), "stars"),
    "567": (N_("Dinosaurs"), "dinosaur"),
    "58": (N_("Plants"), "leaf"),
    "59": (N_("Animals"), "cat"),
    "595": (N_("Insects"), "beetle"),
    "597": (N_("Fish"), "fish"),
    "629": (N_("Cars, trains and ships"), "car"),
    "74": (N_("Drawing and comics"), "palette"),
    "78": (N_("Music"), "notes"),
    "79": (N_("Sport"), "ball"),
    "91": (N_("Countries and journeys"), "globe"),
    "92": (N_("Famous people"), "people"),
}


def subject_of(first: str, last: str, scheme: str, words: Words) -> str:
    """The subjects between two classes: one, or the first and the last; empty where they are not known.

    `scheme` is `clc` or `dewey`; for others nothing is known.
    """
    return " – ".join(dict.fromkeys(words(name) for name, _picture in _subjects(first, last, scheme)))


def pictures_of(first: str, last: str, scheme: str) -> tuple[str, ...]:
    """The pictures of the same subjects, one or two; none where they are not known."""
    return tuple(dict.fromkeys(picture for _name, picture in _subjects(first, last, scheme)))


def _subjects(first: str, last: str, scheme: str) -> list[_Subject]:
    wide, finer = {"clc": (_CHINESE, _CHINESE_FINER), "dewey": (_DEWEY, _DEWEY_FINER)}.get(scheme, ({}, {}))
    first, last = first.upper(), last.upper()
    both = [of_class for of_class in finer if first.startswith(of_class) and last.startswith(of_class)]
    if both:
        return [finer[max(both, key=len)]]
    subjects = [wide.get(of_class[:1]) for of_class in (first, last)]
    return [subject for subject in subjects if subject] if all(subjects) else []
