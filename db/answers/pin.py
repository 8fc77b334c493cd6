"""What the library answers to whoever wants to open staff mode."""

from dataclasses import dataclass
from enum import Enum

from db.roles import Post


@dataclass(frozen=True)
class PinTried:
    """Whether the PIN was right, and for how many seconds no further try is looked at.

    `post` is what the right one opens.
    """

    right: bool
    wait_seconds: int = 0
    post: Post | None = None


class PinAsked(Enum):
    """What has to be shown before staff mode opens."""

    WORD = "word"
    """There is no PIN: a word stands in for it."""
    SHARED = "shared"
    """The PIN that the library's staff share, or a card with its own."""
    CARD = "card"
    """A card of staff, then its PIN."""
