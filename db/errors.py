"""What can go wrong with the library's data, each error with the sentence that a person reads."""

from typing import Literal

from db.marking import N_, Sentence


class LibraryError(Exception):
    """Base of all errors that a command or a screen may show as they are: as `sentence` says."""

    def __init__(self, text: str, /, **details: object) -> None:
        self.sentence = Sentence(text, details)
        super().__init__(str(self.sentence))


class StoreError(LibraryError):
    """The store cannot be opened, read or written."""


class StoreInTrouble(StoreError):
    """The store is away or damaged: while somebody mends it, a kiosk waits and takes returns."""


class PasswordRefused(StoreError):
    """The server answers, but does not let this machine in."""


class StoreLacks(StoreError):
    """A table, a column or a right that the kiosk needs is not there any more."""


class StoreReadOnly(StoreError):
    """Nothing can be written."""


class OlderStore(StoreInTrouble):
    """The store has been put back to an older version while it was in use."""


class UnprovenServer(StoreError):
    """What answers does not prove that it is the library's server; it was given no password."""


class NewerStore(StoreError):
    """The store was made by a newer version of the kiosk; nothing was changed."""


class BadList(LibraryError):
    """A file that was to be imported cannot be read as a list."""


class UnknownHeaders(BadList):
    """A table whose headers do not say what is needed; somebody may say which column is what."""


class OtherList(BadList):
    """A list of readers where one of books was to be imported, or the other way round.

    Attributes:
        kind: what it looks like.
        file: its name.
    """

    kind: Literal["books", "readers"]
    file: str


class NotFound(LibraryError):
    """No such reader, title, copy or setting."""


class BadValue(LibraryError):
    """A value that a person gave makes no sense here."""


def within(value: int, least: int, most: int, *, is_money: bool = False) -> None:
    """Raises BadValue unless a number that a person gave lies between these two, both included.

    Money is in hundredths and said as it is written.
    """
    if not least <= value <= most:
        said = (f"{one / 100:.2f}" if is_money else one for one in (value, least, most))
        raise BadValue(
            N_("{value} is not possible here: choose a number from {least} to {most}."),
            **dict(zip(("value", "least", "most"), said, strict=True)),
        )
