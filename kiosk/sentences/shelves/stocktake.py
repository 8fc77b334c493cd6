"""A stocktake in words: the answer to a scan, the names of its lists and of what is counted."""

from db.answers.shelves.stocktake import Answered, Counted, Figures, Listed, StocktakeHeard
from db.marking import N_
from kiosk.words import Words

LISTS = {
    Listed.REVIVE: N_("here, though recorded as lost or withdrawn"),
    Listed.ON_LOAN: N_("here, though recorded as on loan"),
    Listed.MISSING: N_("not seen"),
    Listed.CARRY: N_("to be taken to its place"),
    Listed.UNKNOWN: N_("unknown codes"),
    Listed.TWICE: N_("in two places"),
    Listed.LABEL: N_("a different label from the one on record"),
}
"""What each list holds."""

NAMES = {
    Listed.REVIVE.value: N_("revive"),
    Listed.ON_LOAN.value: N_("on loan"),
    Listed.MISSING.value: N_("missing"),
    Listed.CARRY.value: N_("carry"),
    Listed.UNKNOWN.value: N_("unknown"),
    Listed.TWICE.value: N_("two places"),
    Listed.LABEL.value: N_("label"),
}
"""By which word a command knows each list."""

COUNTED = {
    Counted.SEEN: N_("seen"),
    Counted.ON_LOAN: N_("on loan"),
    Counted.MISSING: N_("missing"),
    Counted.NOT_SEEN: N_("not seen"),
}
AREA_STATES = {"left": N_("not begun"), "running": N_("running"), "done": N_("done")}

_ANSWERS = {
    Answered.COUNTED: N_("✓ “{title}” {number}"),
    Answered.AGAIN: N_("· “{title}”: already scanned"),
    Answered.FOUND: N_("! “{title}”: recorded as lost or withdrawn"),
    Answered.WAS_ON_LOAN: N_("! “{title}”: recorded as on loan"),
    Answered.ELSEWHERE: N_("→ “{title}” belongs in {place}"),
    Answered.UNKNOWN: N_("? Unknown: {code}"),
    Answered.CARD: N_("? A reader's card: not kept"),
    Answered.AREA: N_("Started: {place}"),
    Answered.AREA_DONE: N_("Done: {place}"),
}


LARGE = {
    Answered.COUNTED: N_("Counted"),
    Answered.AGAIN: N_("Again"),
    Answered.FOUND: N_("Found"),
    Answered.WAS_ON_LOAN: N_("On loan"),
    Answered.ELSEWHERE: N_("Elsewhere"),
    Answered.UNKNOWN: N_("Unknown"),
    Answered.CARD: N_("A card"),
    Answered.AREA: N_("Shelf"),
    Answered.AREA_DONE: N_("Done"),
}
"""The large word of each answer."""


def heard_line(heard: StocktakeHeard, words: Words) -> str:
    """What is said of one scan."""
    return words(
        _ANSWERS[heard.answered],
        title=heard.title,
        number=heard.call_number,
        place=area_name(heard.area, words),
        code=heard.code,
    )


def area_name(area: str, words: Words) -> str:
    """An area as people call it; some books belong nowhere by the record."""
    return area or words(N_("without a shelf"))


def figures_of(figures: Figures, words: Words) -> list[tuple[str, str]]:
    """The lines of the statement: what, and how many."""
    return [
        (words(N_("books on record")), str(figures.on_record)),
        (words(COUNTED[Counted.SEEN]), str(figures.seen)),
        (words(COUNTED[Counted.ON_LOAN]), str(figures.on_loan)),
        (words(COUNTED[Counted.MISSING]), str(figures.missing)),
        (words(COUNTED[Counted.NOT_SEEN]), str(figures.not_seen)),
        (words(N_("loss rate")), f"{100 * figures.loss:.2f} %"),
    ]
