"""English sentences where they are data, not yet shown to anybody: marked for the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Return the text as it is; the catalogue tools collect it, the screen translates it."""
    return text


@dataclass(frozen=True)
class Sentence:
    """What a person will read, and the values in its places: whoever shows it translates it.

    Attributes:
        text: English, marked for the catalogues, with `{placeholders}`.
        details: what fills them, after the translation.
    """

    text: str
    details: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.details)
