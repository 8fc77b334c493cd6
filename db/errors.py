"""What can go wrong with the library's data, each error with the sentence that a person reads."""


class LibraryError(Exception):
    """Base of all errors that a command or a screen may show as they are.

    `sentence` is marked English with `{placeholders}`; `details` fills them after translation.
    """

    def __init__(self, sentence: str, **details: object) -> None:
        super().__init__(sentence.format(**details))
        self.sentence = sentence
        self.details = details


class StoreError(LibraryError):
    """The store cannot be opened, read or written."""


class StoreInTrouble(StoreError):
    """The store is away or damaged: while somebody mends it, a kiosk waits and takes returns."""


class PasswordRefused(StoreError):
    """The server answers, but does not let this machine in."""


class NewerStore(StoreError):
    """The store was made by a newer version of the kiosk; nothing was changed."""


class BadList(LibraryError):
    """A file that was to be imported cannot be read as a list."""


class NotFound(LibraryError):
    """No such reader, title, copy or setting."""


class BadValue(LibraryError):
    """A value that a person gave makes no sense here."""
