"""Marks English sentences for the catalogues where they are data, not yet shown to anybody."""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Return the text as it is; the catalogue tools collect it, the screen translates it."""
    return text
