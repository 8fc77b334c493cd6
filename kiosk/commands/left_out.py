"""What commands say of books that a range of classes leaves out."""

from db.marking import N_
from db.stock.choosing import Wanted, left_out
from kiosk.console import Console


def warn_of_left_out(wanted: Wanted, console: Console) -> None:
    """Say which books are in no class, so that a range of classes takes in none of them."""
    missed = left_out(wanted)
    if missed.bare:
        console.warn(N_("Without a call number, so in no class: {n}."), n=missed.bare)
    if missed.odd:
        console.warn(
            N_("With a call number that is not understood, so in no class: {n} ({examples})."),
            n=missed.odd,
            examples=", ".join(missed.examples),
        )
