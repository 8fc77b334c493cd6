"""The countdown of staff mode, said alike wherever it is shown."""

from kiosk.words import Words


def locks_in(seconds: int, words: Words) -> str:
    """In how many seconds staff mode locks itself."""
    return words.plural("Locks itself in {n} second.", "Locks itself in {n} seconds.", seconds)
