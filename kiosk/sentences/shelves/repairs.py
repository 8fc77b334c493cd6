"""Damaged books in words: what is wrong, and how it was settled."""

from db.marking import N_

DAMAGES = {
    "torn": N_("torn"),
    "loose": N_("loose"),
    "wet": N_("wet"),
    "drawn": N_("drawn on"),
    "label": N_("label damaged"),
    "other": N_("other damage"),
}
OUTCOMES = {
    "mended_by_pupil": N_("mended by the pupil"),
    "mended": N_("mended"),
    "same_book": N_("replaced with the same book"),
    "helped": N_("helped in the library"),
    "waived": N_("waived"),
    "other_book": N_("replaced with another book, as agreed"),
    "worn_out": N_("worn out"),
    "paid": N_("paid for; the book stays"),
    "paid_gone": N_("paid for; the book is withdrawn"),
}
DEGREES = {1: N_("slight"), 2: N_("can be mended"), 3: N_("hard to mend")}
ONE_BOOK = N_("Reader {number} may borrow one book at a time until {day}, or until the matter is settled.")
"""What was agreed with a reader over a damaged book."""
LIFTED = N_("Reader {number} may borrow as many books as the rules allow again.")


def amount_said(amount: int | None) -> str:
    """What is to be paid, in whole coins and hundredths; empty where nothing is."""
    return "" if amount is None else f"{amount / 100:.2f}"


WAITS_AND_ONE_BOOK = N_(
    "A copy of “{title}” waits for repair. Reader {number} may borrow one book at a time until {day}, or"
    " until the matter is settled."
)
_WITH_MONEY = ("paid", "paid_gone")


def ways_to_settle(*, with_money: bool) -> dict[str, str]:
    """The ways to settle a damage where money is asked, or is not, each with its marked name."""
    return {way: name for way, name in OUTCOMES.items() if with_money or way not in _WITH_MONEY}
