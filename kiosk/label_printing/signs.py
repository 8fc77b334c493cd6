"""What stands on the signs of shelves: the number, what is there in words and pictures, its classes."""

from db.library.identity import identity
from db.stock.shelves import Place, places
from kiosk.sentences.shelves.signs import pictures_of, subject_of
from kiosk.words import Words
from labels.content.signs import Sign, shelf_range


def shelf_signs(shelf: str, words: Words) -> list[Sign]:
    """A sign for each shelf and corner, or for one of them. Raises NotFound for a shelf that there is not."""
    scheme = identity().scheme.kind
    return [_sign(place, scheme, words) for place in places(shelf)]


def _sign(place: Place, scheme: str, words: Words) -> Sign:
    if place.is_corner or not place.first:
        return Sign(place.name)
    return Sign(
        place.name,
        subject_of(place.first, place.last, scheme, words),
        shelf_range(place.first, place.last),
        pictures=pictures_of(place.first, place.last, scheme),
    )
