"""What a person reads when a command could not do its work: a sentence, never a traceback."""

import sys
from collections.abc import Sequence

from db.errors import BadValue, LibraryError
from db.marking import N_
from kiosk.faults import note
from kiosk.settings import Settings
from kiosk.settings_file import BadSettings

_LONGEST = 8000
"""Characters of one argument; what a person means is shorter, and the database takes no more than 50,000."""


def refuse_unreadable(arguments: Sequence[str]) -> None:
    """Raise BadValue for arguments that no command can work with: not UTF-8, with a NUL, or endless."""
    for text in arguments:
        if len(text) > _LONGEST:
            raise BadValue(
                N_("An argument of {n} characters is too long: at most {most} are possible."),
                n=len(text),
                most=_LONGEST,
            )
        try:
            text.encode()
        except UnicodeEncodeError as error:
            shown = text.encode("utf-8", "backslashreplace").decode()
            raise BadValue(
                N_("The argument {text} is not UTF-8. Set the terminal to UTF-8, or rename the file."),
                text=shown,
            ) from error
        if "\0" in text or (text.startswith("--") and text.endswith("=--")):  # argparse loses the second
            raise BadValue(N_("The argument {text} makes no sense."), text=text)


def told(error: BaseException, settings: Settings | None, log: object) -> LibraryError:
    """The sentence for whatever ended a command.

    What is no known trouble is a fault of ours: its kind and place go to the log, which is at `log`.
    """
    if isinstance(error, LibraryError):
        return error
    if sys.modules.get("peewee"):  # else no store was touched
        from db.store.trouble import trouble

        try:
            known = trouble(error, settings.store if settings else None)
        except LibraryError as unusable:  # there is no such store
            return unusable
        if known:
            return known
    if sys.modules.get("labels.errors"):
        from kiosk.label_printing.order import values_of
        from labels.errors import LabelError

        if isinstance(error, LabelError):
            return LibraryError(error.sentence, **values_of(error))
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        if error.filename is not None:
            return LibraryError(N_("{path} cannot be used: {reason}."), path=error.filename, reason=reason)
        return LibraryError(N_("The system does not allow this: {reason}."), reason=reason)
    note(error)
    if damaged := _damaged(settings):
        return damaged
    if isinstance(error, OverflowError):
        return BadValue(N_("A number or a day is too large. Nothing more was written."))
    if isinstance(error, EOFError):
        return LibraryError(N_("Nobody is here to answer, so nothing more was done."))
    if isinstance(error, RecursionError):
        return LibraryError(N_("A file has brackets within brackets, deeper than can be read."))
    if isinstance(error, MemoryError):
        return LibraryError(N_("This machine has too little memory for that. Nothing more was written."))
    return LibraryError(
        N_("The program made a mistake ({kind}). What it had not finished was not written. See {log}."),
        kind=type(error).__name__,
        log=log,
    )


def _damaged(settings: Settings | None) -> LibraryError | None:
    """The sentence for what went wrong over values that nobody wrote; None for a sound store, or a server."""
    if not settings or not sys.modules.get("peewee"):  # no store was touched
        return None
    from db.safety.checking import is_damaged
    from db.store.opening import store_at

    if not is_damaged(settings.store):
        return None
    return LibraryError(
        N_(
            "The library's data in {path} is damaged, so this could not be done. "
            "kiosk check says more, kiosk restore FILE brings back a backup."
        ),
        path=store_at(settings.store),
    )


def exit_code(error: LibraryError) -> int:
    """2 for what was called wrongly, 1 for what failed."""
    return 2 if isinstance(error, BadValue | BadSettings) else 1
