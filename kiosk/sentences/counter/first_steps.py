"""The three steps for somebody who has never borrowed: card, book, done. Each line says the next one only."""

from kiosk.words import Words


def now_the_book(words: Words) -> str:
    """The card was scanned."""
    return words("Step 2 of 3: hold your book's barcode up to the scanner.")


def now_the_card(words: Words) -> str:
    """The first book of their life is lent."""
    return words("Step 3 of 3: no more books? Scan your card once more.")


def that_was_all(words: Words) -> str:
    """The turn has ended."""
    return words("That is all. Now you can do it by yourself!")


BOOK, DONE = "scan", "done"
"""Pictures of what is to be done next, and of its being done; see `kiosk.lettering.pictures`."""
