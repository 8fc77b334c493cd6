"""What the library answers to whoever wants to open staff mode."""

from dataclasses import dataclass
from enum import Enum

from db.roles import Post


@dataclass(frozen=True)
class PinTried:
    """Whether the PIN was right, and for how many seconds no further try is looked at.

    `post` is what the right one opens; `looked_at` is False where the try came too early to count.
    """

    right: bool
    wait_seconds: int = 0
    post: Post | None = None
    looked_at: bool = True


@dataclass(frozen=True)
class KeptPin:
    """A PIN as it is kept: its hash, whose it is, by which codes they are known, and what it opens.

    `patron_id` is None for the shared one.
    """

    patron_id: int | None
    number: str
    codes: tuple[str, ...]
    pin: str
    post: Post


class PinAsked(Enum):
    """What has to be shown before staff mode opens."""

    WORD = "word"
    """There is no PIN: a word stands in for it."""
    SHARED = "shared"
    """The PIN that the library's staff share, or a card with its own."""
    CARD = "card"
    """A card of staff, then its PIN."""
