"""How thick a book is, as far as its page count says."""

from collections.abc import Sequence

from db.store.batches import select_in

_LEAF, _COVER = 0.1, 0.4
"""Millimetres: 80 g paper, and both boards of a paperback."""
_MOST_PAGES = 5_000


def thickness(pages: int) -> float:
    """Of a paperback of so many pages, in mm."""
    return pages / 2 * _LEAF + _COVER


def thicknesses(copy_ids: Sequence[int]) -> dict[int, float]:
    """The thickness of these copies in mm; those are left out whose page count is not known."""
    found = select_in(
        "SELECT copy.id, title.pages FROM copy JOIN title ON title.id = copy.title_id"
        " WHERE title.pages IS NOT NULL AND copy.id IN",
        copy_ids,
    )
    return {copy_id: thickness(pages) for copy_id, pages in found if 0 < pages <= _MOST_PAGES}
