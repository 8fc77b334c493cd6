"""Why an event waits for the librarian's eye, where its verb and its details do not say it."""

from enum import Enum


class Flag(Enum):
    """What was out of the ordinary about a return or a loan, or `OTHER` where the event itself says it."""

    SETTLED = "the book was still on another reader's record"
    FOUND = "the book had been marked as lost"
    WANTED = "somebody waits for the title"
    CONFLICT = "it did not fit what another kiosk had done"
    OTHER = "the event says it"
